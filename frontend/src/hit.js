// What lies under a point of the map: a ring, a facility, a building or a compound. A grid of 64 by 64 cells over the
// buildings makes it a look-up, whatever their number.
import { SIGN_ZOOM } from "./facilities.js";
import { contains } from "./geometry.js";
import { BUILDING_ZOOM } from "./scene.js";
import { ringShown } from "./rings.js";

const CELLS = 64;
const REACH = 12; // pixels around a facility's sign

export class HitTest {
  #grid = null;
  #of = null;

  at(x, y, scene) {
    const { model, view } = scene;
    if (!model.complete || !view) return null;
    if (view.zoom < BUILDING_ZOOM) return this.#ring(x, y, scene);
    const wx = (x + view.left) / view.scale;
    const wy = (y + view.top) / view.scale;
    return this.#facility(x, y, model, view) || this.#building(wx, wy, model) || this.#compound(wx, wy, model);
  }

  #ring(x, y, { model, view, ringsNow }) {
    for (let i = ringsNow.length - 1; i >= 0; i -= 1) {
      const ring = ringsNow[i];
      if (Math.hypot(ring.x - view.left - x, ring.y - view.top - y) <= ring.radius + 3 && ringShown(model, ring)) {
        return { kind: "ring", ring, index: ring.members[0] };
      }
    }
    return null;
  }

  #facility(x, y, model, view) {
    if (view.zoom < SIGN_ZOOM) return null;
    for (const layer of ["parking", "charging", "elevators"]) {
      const part = model.geometry.facilities[layer];
      if (!part || !model.layers.has(layer)) continue;
      for (let i = 0; i < part.id.length; i += 1) {
        const dx = part.at[2 * i] * view.scale - view.left - x;
        const dy = part.at[2 * i + 1] * view.scale - view.top - y;
        const reach = layer === "elevators" ? REACH / 2 : REACH;
        if (Math.abs(dx) <= reach && Math.abs(dy) <= reach && model.facilityShown(part, i)) return { kind: "facility", layer, index: i };
      }
    }
    return null;
  }

  #building(wx, wy, model) {
    if (this.#of !== model.geometry) this.#index(model.geometry);
    const { bounds, cells } = this.#grid;
    const gx = Math.floor(((wx - bounds[0]) / (bounds[2] - bounds[0])) * CELLS);
    const gy = Math.floor(((wy - bounds[1]) / (bounds[3] - bounds[1])) * CELLS);
    for (const i of cells.get(gy * CELLS + gx) || []) {
      if (model.shown[i] && contains(model.geometry.buildings.shapes, i, wx, wy)) return { kind: "building", index: i };
    }
    return null;
  }

  #compound(wx, wy, model) {
    const { shapes } = model.geometry.compounds;
    for (let c = 0; c < shapes.size; c += 1) {
      if (model.compoundShown[c] && contains(shapes, c, wx, wy)) return { kind: "compound", index: c };
    }
    return null;
  }

  #index(geometry) {
    const { box, size } = geometry.buildings.shapes;
    const bounds = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < size; i += 1) {
      bounds[0] = Math.min(bounds[0], box[4 * i]);
      bounds[1] = Math.min(bounds[1], box[4 * i + 1]);
      bounds[2] = Math.max(bounds[2], box[4 * i + 2]);
      bounds[3] = Math.max(bounds[3], box[4 * i + 3]);
    }
    const cell = (v, low, high) => Math.min(CELLS - 1, Math.max(0, Math.floor(((v - low) / (high - low || 1)) * CELLS)));
    const cells = new Map();
    for (let i = 0; i < size; i += 1) {
      for (let gy = cell(box[4 * i + 1], bounds[1], bounds[3]); gy <= cell(box[4 * i + 3], bounds[1], bounds[3]); gy += 1) {
        for (let gx = cell(box[4 * i], bounds[0], bounds[2]); gx <= cell(box[4 * i + 2], bounds[0], bounds[2]); gx += 1) {
          const key = gy * CELLS + gx;
          if (!cells.has(key)) cells.set(key, []);
          cells.get(key).push(i);
        }
      }
    }
    this.#grid = { bounds, cells };
    this.#of = geometry;
  }
}
