// A light tooltip beside the pointer.
import { element, fill } from "./dom.js";

export class Tooltip {
  constructor(container) {
    this.node = element("div", { className: "onemap-tooltip", role: "status" });
    this.node.hidden = true;
    container.append(this.node);
  }

  hide() {
    this.node.hidden = true;
  }

  show(hit, x, y, model, size) {
    const [title, ...lines] = describe(hit, model);
    this.node.replaceChildren(element("strong", { text: title }), ...lines.map((text) => element("span", { text })));
    this.node.hidden = false;
    const { offsetWidth: w, offsetHeight: h } = this.node;
    const left = x + 16 + w > size.x ? x - w - 12 : x + 16;
    const top = y + 16 + h > size.y ? y - h - 12 : y + 16;
    this.node.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`;
  }
}

function describe(hit, model) {
  const { geometry, words, edition } = model;
  const { text } = words;
  const slotName = (slot) => model.slotKind(slot)?.label ?? text.no_data;
  if (hit.kind === "facility") {
    const part = geometry.facilities[hit.layer];
    const layer = words.layers.find((entry) => entry.code === hit.layer);
    const status = layer.statuses.find((entry) => entry.code === part.status[hit.index]);
    const lines = [status?.label ?? text.no_data];
    if (part.note?.[hit.index]) lines.unshift(fill(text[`note_${hit.layer}`], part.note[hit.index]));
    return [layer.label, ...lines];
  }
  if (hit.kind === "building") {
    const i = hit.index;
    const compound = geometry.buildings.compound[i];
    const late = edition.days[i] > 0 ? fill(text.days_late, { n: edition.days[i] }) : "";
    const status = words.statuses[edition.status[i]]?.label ?? ""; // the public page knows no statuses
    const stage = words.stages[edition.stage[i]]?.label ?? text.no_data;
    return [
      fill(text.building_title, { compound: compound < 0 ? "" : geometry.compounds.name[compound], number: geometry.buildings.number[i] }),
      ...(model.marks ? (model.marks.lines[i] ?? [slotName(model.slotOf(i))]) : []),
      [stage, late || status].filter(Boolean).join(" · "),
      fill(text.building_line, { households: geometry.buildings.households?.[i], storeys: geometry.buildings.storeys[i] }),
    ];
  }
  const members = hit.kind === "ring" ? hit.ring.members : [hit.index];
  const shown = members.reduce((n, c) => n + model.compoundShown[c], 0);
  const behind = members.reduce((n, c) => n + model.compoundBehind[c], 0);
  const first = members[0];
  const title = members.length > 1 ? fill(text.several_compounds, { n: members.length }) : geometry.compounds.name[first];
  const lines = [fill(text.compound_line, { subdistrict: geometry.subdistricts.name[geometry.compounds.subdistrict[first]] ?? "", n: shown })];
  for (let slot = 0; slot < model.slots; slot += 1) {
    const n = model.inSlot(members, slot);
    if (n) lines.push(`${slotName(slot)} ${n}`);
  }
  if (behind && !model.marks) lines.push(fill(text.behind_line, { n: behind }));
  return [title, ...lines];
}
