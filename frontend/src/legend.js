// The legend in the map: stages and statuses, or marks in their place, and layers, with their counts. Pressing a row
// filters or switches at once.
import { signElement } from "./facilities.js";
import { element } from "./dom.js";
import { UNKNOWN } from "./model.js";
import { slotColour } from "./rings.js";
import { inkOn } from "./theme.js";

export class Legend {
  constructor(container, actions) {
    this.actions = actions;
    this.open = container.clientWidth >= 560;
    this.node = element("section", { className: "onemap-legend" });
    container.append(this.node);
    this.rows = new Map();
  }

  // Built once a language, theme or file of marks; a repaint only changes numbers and pressed states.
  build(model, theme) {
    const { words } = model;
    this.rows.clear();
    this.toggle = element("button", { className: "onemap-legend-toggle", type: "button", text: words.text.legend });
    this.toggle.addEventListener("click", () => {
      this.unfold(!this.open);
      this.actions.moved();
    });
    this.heading = element("h2");
    this.ring = element("p", { className: "ring-note", text: words.text.ring });
    const body = element("div", { className: "onemap-legend-body" }, [
      this.heading,
      ...(model.marks ? this.marks(model, theme) : this.stages(model, theme)),
      element("h2", { text: words.text.layers }),
      ...words.layers.map((layer) => this.row(`layer:${layer.code}`, layer.label, signElement(layer.code), () => this.actions.layer(layer.code))),
    ]);
    this.node.replaceChildren(this.toggle, body);
    this.unfold(this.open);
    this.node.setAttribute("aria-label", words.text.legend);
  }

  unfold(is) {
    this.open = is;
    this.node.classList.toggle("is-open", is);
    this.toggle.setAttribute("aria-expanded", String(is));
  }

  stages(model, theme) {
    const { words } = model;
    return [
      ...[...words.stages, { code: "unknown", label: words.text.no_data }].map((stage, i) =>
        this.row(`stage:${stage.code}`, stage.label, swatch(slotColour(model, theme, i === words.stages.length ? UNKNOWN : i)), () => this.actions.stage(stage.code)),
      ),
      this.ring,
      ...(words.statuses.length ? [element("h2", { text: words.text.schedule })] : []),
      ...words.statuses.map((status) =>
        this.row(`status:${status.code}`, status.label, outline(status), () => this.actions.status(status.code)),
      ),
    ];
  }

  marks(model, theme) {
    const { kinds, note } = model.marks;
    this.present = new Set(model.marks.of);
    return [
      ...kinds.map((kind, slot) => this.row(`mark:${kind.code}`, kind.label, lettered(kind, slotColour(model, theme, slot)), () => this.actions.mark(kind.code))),
      ...(note ? [element("p", { className: "mark-note", text: note })] : []),
      this.ring,
    ];
  }

  // Rings stand for compounds only when far out.
  far(is) {
    if (this.ring) this.ring.hidden = !is;
  }

  row(key, label, sign, press) {
    const count = element("span", { className: "count" });
    const button = element("button", { type: "button", className: "onemap-row", "data-key": key }, [
      sign,
      element("span", { className: "label", text: label }),
      count,
    ]);
    button.addEventListener("click", press);
    this.rows.set(key, { button, count });
    return button;
  }

  update(model) {
    const number = (n) => n.toLocaleString("en-US");
    this.heading.textContent = `${model.marks?.title ?? model.words.text.stage} · ${number(model.total)}`;
    if (model.marks) this.updateMarks(model, number);
    else this.updateStages(model, number);
    model.words.layers.forEach((layer) => {
      const part = model.geometry.facilities[layer.code];
      const on = model.layers.has(layer.code);
      this.set(`layer:${layer.code}`, number(part ? part.id.length : 0), on, !on);
    });
  }

  // A kind that nobody has takes no room.
  updateMarks(model, number) {
    model.marks.kinds.forEach((kind, slot) => {
      const on = model.marked.has(kind.code);
      this.set(`mark:${kind.code}`, number(model.bySlot[slot]), on, model.marked.size > 0 && !on);
      this.rows.get(`mark:${kind.code}`).button.hidden = !on && !this.present.has(slot);
    });
  }

  updateStages(model, number) {
    model.stageCodes().forEach((code, i) => {
      const n = model.byStage[i];
      this.set(`stage:${code}`, number(n), model.stages.has(code), model.stages.size > 0 && !model.stages.has(code));
      if (code === "unknown") this.rows.get("stage:unknown").button.hidden = n === 0 && !model.stages.has(code);
    });
    model.words.statuses.forEach((status, i) => {
      this.set(`status:${status.code}`, number(model.byStatus[i]), model.statuses.has(status.code), model.statuses.size > 0 && !model.statuses.has(status.code));
    });
  }

  set(key, text, pressed, dimmed) {
    const { button, count } = this.rows.get(key);
    count.textContent = text;
    button.setAttribute("aria-pressed", String(pressed));
    button.classList.toggle("is-dimmed", dimmed);
  }
}

function swatch(colour) {
  const node = element("i", { className: "swatch" });
  node.style.background = colour;
  return node;
}

function lettered(kind, colour) {
  const node = swatch(colour);
  node.classList.add("is-mark");
  node.classList.toggle("is-hollow", Boolean(kind.hollow));
  node.textContent = kind.sign;
  node.style.color = kind.hollow ? colour : inkOn(colour);
  if (kind.hollow) node.style.borderColor = colour;
  return node;
}

function outline(status) {
  return element("i", { className: `outline is-${status.code}`, text: status.sign });
}
