// The map on a screen that a roomful reads: drawn larger, without legend and buttons, looking where the screen around
// it says, and leaving room for what that screen lays over it.
import { BUILDING_ZOOM } from "./scene.js";
import { force, themeNamed } from "./theme.js";

const FULL = [1920, 1080]; // the screen that sizes are given for, CSS pixels
const LARGER = 1.8; // than on a desk, on that screen
const AROUND = 40; // pixels of that screen between what is looked at and the edge

export class Stage {
  on = false;
  covers = []; // [left, top, width, height] of what lies over the map
  #place = null;
  #room = [0, 0, 0, 0]; // left, top, right, bottom

  constructor(onemap) {
    this.onemap = onemap;
  }

  set(given) {
    if (!given || this.on) return;
    this.on = true;
    this.#place = given.place;
    this.onemap.map.getContainer().classList.add("is-stage");
    this.#enlarge();
  }

  // Whether there was a place to look at when the first picture is drawn.
  arrive() {
    if (!this.on) return false;
    this.#look(false);
    return true;
  }

  // {kind: "district" | "subdistrict" | "compound", id}
  fly(place) {
    this.#place = place;
    if (!this.onemap.model.shown) return;
    this.choose();
    this.#look(true);
    this.onemap.scene.draw();
    this.onemap.painted += 1;
  }

  // What is spoken of stands out: a compound, or a subdistrict's outline.
  choose() {
    if (!this.on) return;
    const { model } = this.onemap;
    const { kind, id } = this.#place;
    model.selected = kind === "compound" ? { kind, id } : null;
    model.outlined = kind === "subdistrict" ? model.geometry.subdistricts.name.indexOf(id) : -1;
  }

  // What lies over the map, in its own pixels, and how far from its edges that reaches.
  leave(room, covers) {
    const same = JSON.stringify([room, covers]) === JSON.stringify([this.#room, this.covers]);
    if (same) return;
    this.#room = room;
    this.covers = covers;
    this.resized();
  }

  wear(name) {
    force(name);
    this.onemap.themed();
  }

  // The same view for paper of this shape, width by height, in the light theme.
  picture(ratio) {
    return this.onemap.scene.picture(themeNamed("light"), ratio);
  }

  // Whoever chose something in the map: the screen around it goes there.
  chose(selected) {
    if (this.on && selected) window.dispatchEvent(new CustomEvent("onemap:chose", { detail: selected }));
  }

  margins() {
    if (!this.on) return null;
    const around = AROUND * this.#unit();
    return this.#room.map((reach) => reach + around);
  }

  resized() {
    if (!this.on) return false;
    this.#enlarge();
    this.onemap.cover();
    if (this.onemap.model.shown) this.#look(false);
    return true;
  }

  #unit() {
    const { innerWidth, innerHeight } = window.parent;
    return Math.min(innerWidth / FULL[0], innerHeight / FULL[1]);
  }

  #enlarge() {
    const { scene, map } = this.onemap;
    scene.enlarged = Math.max(1, LARGER * this.#unit());
    map.getContainer().style.setProperty("--larger", String(scene.enlarged));
    scene.drawSoon();
  }

  #look(animate) {
    const { geometry } = this.onemap.model;
    const { kind, id } = this.#place;
    const at = kind === "subdistrict" ? geometry.subdistricts.name.indexOf(id) : kind === "compound" ? (geometry.compoundIndex.get(id) ?? -1) : -1;
    if (at < 0) {
      this.onemap.fit(animate);
      return;
    }
    if (kind === "compound") this.onemap.look(boxOf(geometry.compounds.shapes, [at]), animate, BUILDING_ZOOM);
    else this.onemap.look(this.#around(at), animate);
  }

  // A subdistrict is looked at where its compounds are; its whole outline may be half fields.
  #around(subdistrict) {
    const { compounds, subdistricts } = this.onemap.model.geometry;
    const own = compounds.subdistrict.flatMap((of, c) => (of === subdistrict ? [c] : []));
    return own.length ? boxOf(compounds.shapes, own) : boxOf(subdistricts.shapes, [subdistrict]);
  }
}

function boxOf({ box }, members) {
  const side = (at, most) => most(...members.map((f) => box[4 * f + at]));
  return [side(0, Math.min), side(1, Math.min), side(2, Math.max), side(3, Math.max)];
}
