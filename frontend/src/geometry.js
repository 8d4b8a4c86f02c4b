// Decodes the geometry file into flat arrays in Web-Mercator units (the world is 256 wide at zoom 0),
// so that drawing at any zoom is one multiplication and one subtraction a point.
import { toGcj02 } from "./datum.js";

const WORLD = 256;

export function project(lng, lat) {
  const sin = Math.sin((lat * Math.PI) / 180);
  return [((lng + 180) / 360) * WORLD, (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * WORLD];
}

const STEPS = 1e7; // a degree, unless the file says otherwise

// shapes: {rings: rings a feature, points: points a ring, xy: deltas in steps of a degree}
function decodeShapes(shapes, datum, steps) {
  const { rings, points } = shapes;
  const flat = decodePoints(shapes.xy, datum, steps);
  const ringStart = new Uint32Array(points.length + 1);
  points.forEach((n, i) => (ringStart[i + 1] = ringStart[i] + n));
  const start = new Uint32Array(rings.length + 1);
  rings.forEach((n, i) => (start[i + 1] = start[i] + n));
  const box = new Float64Array(rings.length * 4);
  for (let f = 0; f < rings.length; f += 1) {
    let [w, n, e, s] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let p = ringStart[start[f]] * 2; p < ringStart[start[f + 1]] * 2; p += 2) {
      w = Math.min(w, flat[p]);
      e = Math.max(e, flat[p]);
      n = Math.min(n, flat[p + 1]);
      s = Math.max(s, flat[p + 1]);
    }
    box.set([w, n, e, s], f * 4);
  }
  return { size: rings.length, start, ringStart, flat, box };
}

function place(lng, lat, datum) {
  return datum === "gcj02" ? project(...toGcj02(lng, lat)) : project(lng, lat);
}

function decodePoints(xy, datum, steps) {
  const flat = new Float64Array(xy.length);
  let lng = 0;
  let lat = 0;
  for (let i = 0; i < xy.length; i += 2) {
    lng += xy[i];
    lat += xy[i + 1];
    [flat[i], flat[i + 1]] = place(lng / steps, lat / steps, datum);
  }
  return flat;
}

export function decode(file, datum = "wgs84") {
  const steps = file.steps ?? STEPS;
  const layer = (part) => ({ ...part, shapes: decodeShapes(part.shapes, datum, steps), at: part.at && decodePoints(part.at, datum, steps) });
  const index = new Map(file.buildings.id.map((id, i) => [id, i]));
  const facilities = {};
  for (const [name, part] of Object.entries(file.facilities)) {
    facilities[name] = {
      ...part,
      at: decodePoints(part.at, datum, steps),
      shapes: part.shapes && decodeShapes(part.shapes, datum, steps),
    };
  }
  return {
    file,
    datum,
    ground: file.ground.map(layer),
    subdistricts: layer(file.subdistricts),
    compounds: layer(file.compounds),
    buildings: layer(file.buildings),
    buildingIndex: index,
    compoundIndex: new Map(file.compounds.id.map((id, i) => [id, i])),
    facilities,
  };
}

// The ring path of one feature, on a context or a Path2D.
export function trace(target, shapes, feature, view, close = true) {
  const { flat, ringStart, start } = shapes;
  for (let r = start[feature]; r < start[feature + 1]; r += 1) {
    const first = ringStart[r];
    const last = ringStart[r + 1];
    for (let p = first; p < last; p += 1) {
      const x = flat[2 * p] * view.scale - view.left;
      const y = flat[2 * p + 1] * view.scale - view.top;
      if (p === first) target.moveTo(x, y);
      else target.lineTo(x, y);
    }
    if (close) target.closePath();
  }
}

export function inView(shapes, feature, view, margin = 0) {
  const b = shapes.box;
  const i = feature * 4;
  return (
    b[i] * view.scale - view.left <= view.width + margin &&
    b[i + 2] * view.scale - view.left >= -margin &&
    b[i + 1] * view.scale - view.top <= view.height + margin &&
    b[i + 3] * view.scale - view.top >= -margin
  );
}

export function contains(shapes, feature, x, y) {
  const b = shapes.box;
  const i = feature * 4;
  if (x < b[i] || x > b[i + 2] || y < b[i + 1] || y > b[i + 3]) return false;
  const { flat, ringStart, start } = shapes;
  let inside = false;
  for (let r = start[feature]; r < start[feature + 1]; r += 1) {
    const first = ringStart[r];
    const last = ringStart[r + 1];
    for (let p = first, q = last - 1; p < last; q = p, p += 1) {
      const [px, py, qx, qy] = [flat[2 * p], flat[2 * p + 1], flat[2 * q], flat[2 * q + 1]];
      if (py > y !== qy > y && x < ((qx - px) * (y - py)) / (qy - py) + px) inside = !inside;
    }
  }
  return inside;
}
