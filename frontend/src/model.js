// What the map shows: an edition's stages and statuses, the server's mask, and what was chosen in the frame.
// Buildings are painted by their stage or, where marks are given (maps/marks.py), by their kind of mark: a "slot" is
// the place of either, the last one for none.
// Everything derived is computed here, once a change; the drawing only reads it.
export const UNKNOWN = 5; // the place after the five stages: no data
export const BEHIND = 2; // the place of the status

export class Model {
  geometry = null;
  edition = null;
  words = null;
  marks = null; // {title, kinds, of, lines, note}, or nothing: then the stages paint
  mask = null; // 1 where the server's filters (subdistrict, compound, search) let a building through
  within = null; // 1 where a building lies in the area that was drawn (desk.js); nothing drawn: null
  stages = new Set(); // chosen stages; empty means all
  statuses = new Set();
  layers = new Set();
  marked = new Set(); // chosen kinds of mark
  selected = null; // {kind: "building" | "compound", id}
  hovered = null; // {kind, index}
  outlined = -1; // the subdistrict that is spoken of

  get complete() {
    return Boolean(this.geometry && this.edition && this.words);
  }

  recompute() {
    const { geometry, edition } = this;
    const n = geometry.buildings.id.length;
    const compounds = geometry.compounds.id.length;
    this.shown = new Uint8Array(n);
    this.byStage = new Uint32Array(UNKNOWN + 1);
    this.byStatus = new Uint32Array(4);
    this.bySlot = this.marks ? new Uint32Array(this.slots) : this.byStage;
    this.compoundSlots = new Uint32Array(compounds * this.slots);
    this.compoundShown = new Uint32Array(compounds);
    this.compoundBehind = new Uint32Array(compounds);
    const stageOn = this.#allowed(this.words.stages.map((s) => s.code), this.stages, UNKNOWN + 1);
    const statusOn = this.#allowed(this.words.statuses.map((s) => s.code), this.statuses, 4);
    const markOn = this.marks && this.#allowed(this.marks.kinds.map((kind) => kind.code), this.marked, this.slots);
    for (let i = 0; i < n; i += 1) {
      const stage = edition.stage[i];
      const status = edition.status[i];
      if (this.within && !this.within[i]) continue;
      if (!this.mask[i] || !stageOn[stage] || !statusOn[status]) continue;
      const slot = this.slotOf(i);
      if (markOn && !markOn[slot]) continue;
      this.shown[i] = 1;
      if (markOn) this.bySlot[slot] += 1;
      this.byStage[stage] += 1;
      this.byStatus[status] += 1;
      const c = geometry.buildings.compound[i];
      if (c < 0) continue;
      this.compoundSlots[c * this.slots + slot] += 1;
      this.compoundShown[c] += 1;
      if (status === BEHIND) this.compoundBehind[c] += 1;
    }
    this.total = this.byStage.reduce((a, b) => a + b, 0);
  }

  #allowed(codes, chosen, size) {
    const on = new Uint8Array(size).fill(chosen.size ? 0 : 1);
    codes.forEach((code, i) => {
      if (chosen.has(code)) on[i] = 1;
    });
    return on;
  }

  get slots() {
    return (this.marks ? this.marks.kinds.length : UNKNOWN) + 1;
  }

  slotOf(i) {
    if (!this.marks) return this.edition.stage[i];
    const mark = this.marks.of[i];
    return mark < 0 ? this.marks.kinds.length : mark;
  }

  // Null for the last slot: a building without data, or without a mark.
  slotKind(slot) {
    return (this.marks ? this.marks.kinds : this.words.stages)[slot] ?? null;
  }

  // The letter beside a building's number: of its mark, or of its status.
  signOf(i) {
    return this.marks ? (this.slotKind(this.slotOf(i))?.sign ?? "") : (this.words.statuses[this.edition.status[i]]?.sign ?? ""); // the public page knows no statuses
  }

  // How many of some compounds' buildings are in a slot.
  inSlot(members, slot) {
    return members.reduce((sum, c) => sum + this.compoundSlots[c * this.slots + slot], 0);
  }

  // Other marks have other kinds: what was chosen of the former ones would hide every building.
  forgetKinds() {
    const known = new Set(this.marks?.kinds.map((kind) => kind.code));
    this.marked = new Set([...this.marked].filter((code) => known.has(code)));
  }

  stageCodes() {
    return [...this.words.stages.map((s) => s.code), "unknown"];
  }

  ids() {
    return this.geometry.buildings.id.filter((_, i) => this.shown[i]);
  }

  // Whether a facility belongs to something that is shown: its building where it has one, else its compound.
  facilityShown(part, i) {
    const building = part.building ? part.building[i] : -1;
    if (building >= 0) return this.shown[building] === 1;
    return part.compound[i] < 0 || this.compoundShown[part.compound[i]] > 0;
  }

  // World box [w, n, e, s] of the compounds and loose buildings that are shown; null when nothing is.
  extent() {
    return this.#extent((c) => this.compoundShown[c] > 0, (i) => this.shown[i] && this.geometry.buildings.compound[i] < 0);
  }

  // World box of everything, for a map that opens on an empty selection.
  wholeExtent() {
    return this.#extent(() => true, (i) => this.geometry.buildings.compound[i] < 0);
  }

  #extent(compound, building) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const [shapes, wanted] of [
      [this.geometry.compounds.shapes, compound],
      [this.geometry.buildings.shapes, building],
    ]) {
      for (let f = 0; f < shapes.size; f += 1) {
        if (!wanted(f)) continue;
        box[0] = Math.min(box[0], shapes.box[f * 4]);
        box[1] = Math.min(box[1], shapes.box[f * 4 + 1]);
        box[2] = Math.max(box[2], shapes.box[f * 4 + 2]);
        box[3] = Math.max(box[3], shapes.box[f * 4 + 3]);
      }
    }
    return box[0] === Infinity ? null : box;
  }
}
