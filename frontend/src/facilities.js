// Parking, charging, elevators as small signs, pipes as lines. The sign says the layer, its fill the status:
// hollow is planned, half is under way, full is in use. Far out they are counted together, by subdistrict or compound.
import { inView, trace } from "./geometry.js";
import { font } from "./theme.js";

export const SIGN_ZOOM = 16.5; // below it facilities are counted together
const UNIT_ZOOM = 17.5; // stair units are close together: their elevators come later
const GROUP_BY_COMPOUND_ZOOM = 13.75;
const PIPE_ZOOM = 15;
const HALF = 0.5;

// Glyphs on a 16 x 16 square.
const GLYPHS = {
  parking: "M5.2 13V3h4a3.1 3.1 0 0 1 0 6.2H7.1V13zM7.1 4.7v2.9h1.9a1.45 1.45 0 0 0 0-2.9z",
  charging: "M9.4 1.8 3.9 9.1h3.3l-.8 5.1 5.7-7.5H8.7z",
  elevators: "M4.6 6.6 8 2.6l3.4 4zM4.6 9.4 8 13.4l3.4-4z",
  pipes: "M2 6.4h7.4a2.2 2.2 0 0 1 2.2 2.2V14H8.9V9.1H2z",
};
const DASHES = { rain: [], sewage: [10, 4], gas: [2, 4], water: [14, 4, 2, 4], power: [5, 5] };

let paths = null;
function glyph(name) {
  paths ??= Object.fromEntries(Object.entries(GLYPHS).map(([key, d]) => [key, new Path2D(d)]));
  return paths[name];
}

export function signElement(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", GLYPHS[name]);
  svg.append(path);
  return svg;
}

const done = (model, name, part, i) => {
  const { statuses } = model.words.layers.find((layer) => layer.code === name);
  const place = statuses.findIndex((status) => status.code === part.status[i]);
  return statuses.length > 1 ? Math.max(0, place) / (statuses.length - 1) : 1;
};

export function drawPipes(ctx, view, model, theme) {
  const part = model.geometry.facilities.pipes;
  if (!part || !model.layers.has("pipes") || view.zoom < PIPE_ZOOM) return;
  for (let i = 0; i < part.shapes.size; i += 1) {
    if (!model.facilityShown(part, i) || !inView(part.shapes, i, view)) continue;
    ctx.beginPath();
    trace(ctx, part.shapes, i, view, false);
    ctx.strokeStyle = theme.ink;
    ctx.globalAlpha = 0.35 + 0.5 * done(model, "pipes", part, i);
    ctx.lineWidth = 2;
    ctx.setLineDash(DASHES[part.kind[i]] || []);
    ctx.stroke();
  }
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}

export function drawSigns(ctx, view, model, theme) {
  if (view.zoom < SIGN_ZOOM) return;
  for (const name of ["elevators", "charging", "parking"]) {
    const part = model.geometry.facilities[name];
    if (!part || !model.layers.has(name)) continue;
    if (name === "elevators" && view.zoom < UNIT_ZOOM) continue;
    const size = name === "elevators" ? (view.zoom >= 18.5 ? 15 : 9) : view.zoom >= 17 ? 22 : 17;
    for (let i = 0; i < part.id.length; i += 1) {
      if (!model.facilityShown(part, i)) continue;
      const x = part.at[2 * i] * view.scale - view.left;
      const y = part.at[2 * i + 1] * view.scale - view.top;
      if (x < -20 || y < -20 || x > view.width + 20 || y > view.height + 20) continue;
      const hovered = model.hovered?.kind === "facility" && model.hovered.layer === name && model.hovered.index === i;
      sign(ctx, name, x, y, hovered ? size + 5 : size, done(model, name, part, i), theme);
    }
  }
}

function sign(ctx, name, x, y, size, share, theme) {
  const half = size / 2;
  ctx.beginPath();
  ctx.roundRect(x - half, y - half, size, size, size * 0.22);
  ctx.fillStyle = share >= 1 ? theme.ink : theme.panel;
  ctx.fill();
  if (share >= HALF && share < 1) {
    ctx.save();
    ctx.clip();
    ctx.fillStyle = theme.boundary;
    ctx.fillRect(x - half, y, size, half);
    ctx.restore();
  }
  ctx.strokeStyle = theme.ink;
  ctx.lineWidth = size < 12 ? 0.8 : 1.2;
  ctx.stroke();
  if (size < 10) return;
  ctx.save();
  ctx.translate(x - half, y - half);
  ctx.scale(size / 16, size / 16);
  ctx.fillStyle = share >= 1 ? theme.panel : theme.ink;
  ctx.fill(glyph(name), "evenodd");
  ctx.restore();
}

const NAMES = ["parking", "charging", "elevators", "pipes"];

// Counts of the layers that are on: {subdistrict or compound index: [[layer, n], …]}.
export function groups(model, view) {
  if (view.zoom >= SIGN_ZOOM) return null;
  const by = view.zoom >= GROUP_BY_COMPOUND_ZOOM ? "compound" : "subdistrict";
  const sums = new Map();
  for (const name of NAMES) {
    const part = model.geometry.facilities[name];
    if (!part || !model.layers.has(name)) continue;
    for (let i = 0; i < part.id.length; i += 1) {
      const c = part.compound[i];
      if (c < 0 || !model.facilityShown(part, i)) continue;
      const key = by === "compound" ? c : model.geometry.compounds.subdistrict[c];
      if (!sums.has(key)) sums.set(key, new Map());
      sums.get(key).set(name, (sums.get(key).get(name) || 0) + 1);
    }
  }
  return { by, sums };
}

// A quiet strip of signs with their numbers: a block that labels place where there is room.
export function chipsOf(ctx, counts, theme) {
  ctx.font = font(11, 600);
  const items = [...counts].map(([name, n]) => {
    const text = n.toLocaleString("en-US");
    return { name, text, width: 15 + ctx.measureText(text).width + 7 };
  });
  const width = items.reduce((sum, item) => sum + item.width, 0) + 6;
  return { width, height: 18, draw: (x, y) => drawChips(ctx, x, y, width, items, theme) };
}

function drawChips(ctx, x, y, width, items, theme) {
  ctx.beginPath();
  ctx.roundRect(x - width / 2, y - 9, width, 18, 9);
  ctx.fillStyle = theme.panel;
  ctx.globalAlpha = 0.92;
  ctx.fill();
  ctx.globalAlpha = 1;
  ctx.strokeStyle = theme.boundary;
  ctx.lineWidth = 1;
  ctx.stroke();
  let at = x - width / 2 + 6;
  ctx.font = font(11, 600);
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  for (const item of items) {
    ctx.save();
    ctx.translate(at, y - 6.5);
    ctx.scale(13 / 16, 13 / 16);
    ctx.fillStyle = theme.faint;
    ctx.fill(glyph(item.name), "evenodd");
    ctx.restore();
    ctx.fillStyle = theme.ink;
    ctx.fillText(item.text, at + 14, y + 0.5);
    at += item.width;
  }
}
