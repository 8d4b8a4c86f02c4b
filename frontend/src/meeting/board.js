// One step in words: the head over the map, the legend at its foot, the panel beside it.
import { element, fill } from "../dom.js";
import { photos } from "../photos.js";
import { code, reachable } from "../qr.js";
import { block } from "./screen.js";

const NOTES_SHOWN = 2;
const LEAST_ROWS = 2; // of the lagging list
const SPARE = [".m-also", ".m-changes", ".m-bar", ".m-photos", ".m-decided", ".m-why"]; // in this order, where there is no room

export class Board {
  constructor(screen) {
    this.screen = screen;
    this.head = element("header", { className: "m-head m-over" });
    this.legend = element("div", { className: "m-legend m-over" });
    this.panel = element("section", { className: "m-panel", "aria-live": "polite" });
    this.picture = element("canvas", { className: "m-picture", "aria-hidden": "true" });
    screen.node.append(this.picture);
  }

  paint() {
    const { step, data } = this.screen;
    const title = element("h1", { text: step.title });
    const totals = step.totals.map((total) =>
      element("span", { className: "m-total" }, [
        element("b", { text: total.value }),
        element("span", { text: ` ${total.unit}` }),
        ...(total.change ? [element("em", { text: total.change })] : []),
      ]),
    );
    this.head.replaceChildren(title, element("p", { className: "m-sub", text: [step.subtitle, data.demo].filter(Boolean).join(" · ") }), element("p", { className: "m-totals" }, totals));
    this.#paintLegend(step, data);
    this.#paintPanel(step, data);
    this.arrange();
  }

  #paintLegend(step, data) {
    const items = step.stages.flatMap((n, at) =>
      at === 5 && !n ? [] : [element("li", {}, [this.#swatch(at), element("span", { text: data.palette[at].label }), element("b", { text: n.toLocaleString("en-US") })])],
    );
    this.legend.replaceChildren(element("ul", {}, items));
  }

  #swatch(at) {
    const swatch = element("i", { className: "m-swatch" });
    swatch.style.background = this.screen.colour(at);
    return swatch;
  }

  #paintPanel(step, data) {
    const { words } = data;
    const body = step.flags ? this.#compound(step, words) : this.#place(step, words);
    this.foot = element("footer", {}, [
      element("span", { className: "m-screen-only", text: words.hint }),
      element("span", { className: "m-print-only", text: [data.source, words.printed, data.demo].filter(Boolean).join(" · ") }),
      element("span", { className: "m-print-only m-address" }),
      element("span", { className: "m-at" }, [
        this.#turn("‹", words.previous, -1),
        element("span", { text: `${this.screen.index + 1} / ${data.steps.length}` }),
        this.#turn("›", words.next, 1),
      ]),
    ]);
    this.body = element("div", { className: "m-body" }, body.filter(Boolean));
    this.panel.replaceChildren(this.body, this.foot);
  }

  // For a hand on a screen that has no keys.
  #turn(sign, name, by) {
    const button = element("button", { type: "button", className: "m-turn m-screen-only", "aria-label": name, title: name, text: sign });
    button.addEventListener("click", () => this.screen.go(this.screen.index + by));
    return button;
  }

  #place(step, words) {
    const figures = step.figures.map((figure) =>
      element("div", { className: `m-figure ${figure.tone}` }, [
        element("span", { className: "m-name", text: figure.name }),
        element("span", { className: "m-value" }, [element("b", { text: figure.value }), element("span", { text: ` ${figure.unit}` })]),
        ...(figure.change ? [element("span", { className: `m-change ${figure.change.tone}`, text: figure.change.text })] : []),
      ]),
    );
    const list = step.list.map((row) => this.row(row, step.place.kind === "district"));
    this.more = element("p", { className: "m-more" });
    return [
      element("div", { className: "m-figures" }, figures),
      this.#bar(step),
      this.#changes(step, words),
      this.#notes(step, words),
      block("list", words.list, list.length ? [...list, this.more] : [element("p", { className: "m-quiet", text: words.calm })]),
      step.loose && element("p", { className: "m-quiet", text: step.loose }),
    ];
  }

  #compound(step, words) {
    const [first, ...rest] = step.flags;
    return [
      element("div", { className: `m-flag ${first.tone}` }, [element("strong", { text: first.lead }), element("span", { text: first.note })]),
      ...rest.map((flag) => element("p", { className: "m-also" }, [element("strong", { text: `${flag.lead} ` }), element("span", { text: flag.note })])),
      this.#bar(step),
      step.photos.length && block("photos", words.photos, photos(step.photos)),
      block("ask", words.ask, step.ask.map((text) => element("p", { text }))),
      this.#notes(step, words),
      block("why", words.why, step.why.map((text) => element("p", { className: "m-clamp", text }))),
      block("who", words.who, [element("dl", {}, step.who.flatMap(({ name, value }) => [element("dt", { text: name }), element("dd", { className: "m-clamp", text: value })]))]),
      this.#changes(step, words),
    ];
  }

  #bar(step) {
    const total = step.stages.reduce((sum, n) => sum + n, 0);
    const bar = element("div", { className: "m-bar", "aria-hidden": "true" });
    step.stages.forEach((n, at) => {
      if (!n) return;
      const share = element("i");
      share.style.flexGrow = String(n / total);
      share.style.background = this.screen.colour(at);
      bar.append(share);
    });
    return bar;
  }

  #changes(step, words) {
    if (this.screen.data.since === null) return block("changes", "", [element("p", { className: "m-quiet", text: words.first })]);
    if (!step.changes.length) return block("changes", words.changed, [element("p", { className: "m-quiet", text: words.nothing })]);
    const lines = step.changes.map((line) => element("li", { className: line.tone }, [element("span", { text: line.name }), element("b", { text: line.n })]));
    return block("changes", words.changed, [element("ul", {}, lines)]);
  }

  #notes(step, words) {
    const own = this.screen.data.notes.filter((note) => note.key === step.key || (step.key === "district" && !note.done));
    if (!own.length) return null;
    const lines = own.slice(0, NOTES_SHOWN).map((note) =>
      element("p", { className: `m-clamp ${note.done ? "is-done" : ""}` }, [
        element("b", { text: `${note.done ? words.done : words.open} ` }),
        ...(step.key === "district" && note.key !== "district" ? [element("b", { className: "m-of", text: `${note.place} ` })] : []),
        element("span", { text: note.text }),
      ]),
    );
    if (own.length > NOTES_SHOWN) lines.push(element("p", { className: "m-quiet", text: fill(words.more, { n: own.length - NOTES_SHOWN }) }));
    return block("decided", words.decided, lines);
  }

  row(row, withSubdistrict) {
    const button = element("button", { type: "button", className: `m-row ${row.tone}`, "data-step": row.key }, [
      element("b", { className: "m-lead", text: row.lead }),
      element("span", { className: "m-what" }, [
        element("span", {}, [element("strong", { text: row.name }), ...(withSubdistrict ? [element("em", { text: row.subdistrict })] : [])]),
        element("span", { className: "m-clamp", text: row.note }),
      ]),
    ]);
    button.addEventListener("click", () => {
      this.screen.overlays.close();
      this.screen.goTo(row.key);
    });
    return button;
  }

  // As many rows of the list as there is room for, and how many more there are; then what can be missed steps aside.
  arrange() {
    const { body } = this;
    if (!body) return;
    const rows = [...body.querySelectorAll(".m-list .m-row")];
    const lesser = SPARE.flatMap((selector) => [...body.querySelectorAll(selector)]);
    [...rows, ...lesser].forEach((node) => (node.hidden = false));
    const full = () => body.scrollHeight > body.clientHeight + 1;
    let shown = rows.length;
    if (rows.length) this.more.hidden = true;
    if (getComputedStyle(body).overflowY === "auto") return; // on a phone the panel scrolls
    while (shown > LEAST_ROWS && full()) {
      shown -= 1;
      rows[shown].hidden = true;
      this.more.hidden = false;
      this.more.textContent = fill(this.screen.data.words.more, { n: rows.length - shown });
    }
    for (const node of lesser) if (full()) node.hidden = true;
  }

  // What lies over the map, in the map's own pixels, and how far from its edges that reaches.
  over() {
    const covers = [this.head, this.legend].map((node) => {
      const { left, top, width, height } = node.getBoundingClientRect();
      return [left, top, width, height];
    });
    const height = this.screen.stage.height();
    return { room: [0, covers[0][1] + covers[0][3], 0, covers[1][3] ? height - covers[1][1] : 0], covers };
  }

  // The address as it is now: it follows the steps a moment later than they are drawn.
  print(picture) {
    const address = reachable(window.location);
    const drawn = code(address, this.screen.data.words.code);
    this.foot.querySelector(".m-address").replaceChildren(...(drawn ? [drawn] : []), address);
    if (!picture) return;
    this.picture.width = picture.width;
    this.picture.height = picture.height;
    this.picture.getContext("2d").drawImage(picture, 0, 0);
  }
}
