// The district as a place: water, roads, hills, subdistrict lines, all pale.
import { contains, inView, trace } from "./geometry.js";
import { font } from "./theme.js";

const GRID = 14;
const METRES_PER_WORLD_UNIT = 40075016.686 / 256;

// kind -> how it is drawn; widths in metres on the ground, never thinner than the given pixels
const LINES = {
  canal: { colour: "water", width: 34, least: 1.6 },
  moat: { colour: "water", width: 50, least: 2.2 },
  road: { colour: "road", width: 26, least: 1.4 },
};
const AREAS = { hill: "hill", river: "water", moat: "water", lake: "water" };

export function drawGround(ctx, view, model, theme, withBackground) {
  const { geometry } = model;
  if (withBackground) {
    ctx.fillStyle = theme.beyond;
    ctx.fillRect(0, 0, view.width, view.height);
    ctx.fillStyle = theme.district;
    ctx.beginPath();
    const { shapes } = geometry.subdistricts;
    for (let f = 0; f < shapes.size; f += 1) if (inView(shapes, f, view)) trace(ctx, shapes, f, view);
    ctx.fill();
    // the tiles of the district share edges: a hair of the same colour closes the seams
    ctx.strokeStyle = theme.district;
    ctx.lineWidth = 1;
    ctx.stroke();
    geometry.ground.forEach((part) => part.area && drawArea(ctx, view, part, theme));
    geometry.ground.forEach((part) => !part.area && drawLine(ctx, view, part, theme));
  }
  drawBoundaries(ctx, view, geometry, theme);
  drawOutlined(ctx, view, model, theme);
}

function drawArea(ctx, view, part, theme) {
  const colour = AREAS[part.kind];
  if (!colour) return;
  ctx.fillStyle = theme[colour];
  ctx.beginPath();
  for (let f = 0; f < part.shapes.size; f += 1) if (inView(part.shapes, f, view)) trace(ctx, part.shapes, f, view);
  ctx.fill("evenodd");
}

function drawLine(ctx, view, part, theme) {
  const style = LINES[part.kind];
  if (!style) return;
  const metre = view.scale / (METRES_PER_WORLD_UNIT * Math.cos((32 * Math.PI) / 180));
  ctx.strokeStyle = theme[style.colour];
  ctx.lineJoin = "round";
  ctx.lineCap = "round";
  for (let f = 0; f < part.shapes.size; f += 1) {
    if (!inView(part.shapes, f, view, 40)) continue;
    const least = part.name[f] ? style.least : style.least / 2; // a street without a name is a small one
    ctx.lineWidth = Math.max(least, (part.width?.[f] || style.width) * metre);
    ctx.beginPath();
    trace(ctx, part.shapes, f, view, false);
    ctx.stroke();
  }
}

function drawBoundaries(ctx, view, geometry, theme) {
  const { shapes } = geometry.subdistricts;
  ctx.strokeStyle = theme.boundary;
  ctx.lineWidth = 1;
  ctx.lineJoin = "round";
  ctx.setLineDash(view.zoom >= 15 ? [8, 5] : []);
  ctx.beginPath();
  for (let f = 0; f < shapes.size; f += 1) if (inView(shapes, f, view)) trace(ctx, shapes, f, view);
  ctx.stroke();
  ctx.setLineDash([]);
}

function drawOutlined(ctx, view, model, theme) {
  const { shapes } = model.geometry.subdistricts;
  if (model.outlined < 0 || model.outlined >= shapes.size) return;
  ctx.strokeStyle = theme.accent;
  ctx.lineWidth = 3;
  ctx.lineJoin = "round";
  ctx.beginPath();
  trace(ctx, shapes, model.outlined, view);
  ctx.stroke();
}

// Names of rivers, canals and roads, each once, on whatever space the data's own labels left.
export function drawGroundNames(ctx, view, model, theme, labels) {
  for (const part of model.geometry.ground) {
    if (!part.name || part.kind === "district" || (part.kind === "road" && view.zoom < 14)) continue;
    const water = part.kind !== "road" && part.kind !== "hill";
    for (let f = 0; f < part.shapes.size; f += 1) {
      if (!part.name[f] || !inView(part.shapes, f, view)) continue;
      const spot = part.area ? roomiestInView(part.shapes, f, view) : middleInView(part.shapes, f, view);
      if (!spot) continue;
      labels.put(ctx, part.name[f], ...spot, {
        font: font(part.kind === "river" ? 15 : 11, 400),
        colour: water ? theme.waterInk : theme.faint,
        halo: water ? null : theme.halo,
        optional: true,
      });
    }
  }
}

// Of a grid of points over the view, the one in the area that is farthest from its banks and from the view's edges.
function roomiestInView(shapes, f, view) {
  const banks = [];
  for (let p = shapes.ringStart[shapes.start[f]]; p < shapes.ringStart[shapes.start[f + 1]]; p += 1) {
    banks.push([shapes.flat[2 * p] * view.scale - view.left, shapes.flat[2 * p + 1] * view.scale - view.top]);
  }
  let best = null;
  let most = 24;
  for (let i = 1; i < GRID; i += 1) {
    for (let j = 1; j < GRID; j += 1) {
      const [x, y] = [(view.width * i) / GRID, (view.height * j) / GRID];
      const edge = Math.min(x, y, view.width - x, view.height - y);
      if (edge <= most || !contains(shapes, f, (x + view.left) / view.scale, (y + view.top) / view.scale)) continue;
      const room = banks.reduce((least, [bx, by]) => Math.min(least, Math.hypot(bx - x, by - y)), edge);
      if (room > most) [best, most] = [[x, y], room];
    }
  }
  return best;
}

function middleInView(shapes, f, view) {
  const first = shapes.ringStart[shapes.start[f]];
  const last = shapes.ringStart[shapes.start[f + 1]];
  const seen = [];
  for (let p = first; p < last; p += 1) {
    const x = shapes.flat[2 * p] * view.scale - view.left;
    const y = shapes.flat[2 * p + 1] * view.scale - view.top;
    if (x > 40 && x < view.width - 40 && y > 20 && y < view.height - 20) seen.push([x, y]);
  }
  return seen.length ? seen[seen.length >> 1] : null;
}
