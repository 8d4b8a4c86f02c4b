// Far out a building is two pixels: each compound is a ring of its stages, or marks, with its number of buildings.
import { BEHIND } from "./model.js";
import { font, inkOn } from "./theme.js";

const GAP = 3; // pixels between two rings
const MANY = 150; // from so many compounds on, near ones share a ring
const SHARED_CELL = 62; // pixels

const NARROW = 560; // pixels of map, from which down rings are drawn smaller

const ringRadius = (buildings, width) => Math.min(24, 11 + Math.sqrt(buildings) * 1.15) * (width < NARROW ? 0.64 : 1);

// Where the rings stand at a zoom, in pixels of that zoom's world: near their compounds, moved apart.
export class RingLayout {
  #key = "";
  #rings = [];

  at(model, view) {
    const key = `${model.geometry.file.hash}|${model.geometry.datum}|${view.zoom.toFixed(2)}|${view.width < NARROW}`;
    if (key !== this.#key) {
      this.#key = key;
      this.#rings = moveApart(gather(model, view));
    }
    return this.#rings;
  }
}

function gather(model, view) {
  const { scale } = view;
  const { compounds } = model.geometry;
  const n = compounds.id.length;
  const sizes = compounds.buildings;
  const shared = new Map();
  const rings = [];
  for (let c = 0; c < n; c += 1) {
    if (!sizes[c]) continue;
    const x = compounds.at[2 * c] * scale;
    const y = compounds.at[2 * c + 1] * scale;
    const cell = n > MANY ? `${Math.floor(x / SHARED_CELL)}:${Math.floor(y / SHARED_CELL)}` : c;
    const ring = shared.get(cell);
    if (ring) {
      const weight = sizes[c] / (ring.size + sizes[c]);
      ring.homeX += (x - ring.homeX) * weight;
      ring.homeY += (y - ring.homeY) * weight;
      ring.size += sizes[c];
      ring.members.push(c);
    } else {
      const fresh = { members: [c], homeX: x, homeY: y, size: sizes[c] };
      shared.set(cell, fresh);
      rings.push(fresh);
    }
  }
  rings.forEach((ring) => Object.assign(ring, { x: ring.homeX, y: ring.homeY, radius: ringRadius(ring.size, view.width) }));
  return rings;
}

function moveApart(rings) {
  const reach = 2 * 24 + GAP;
  for (let round = 0; round < 60; round += 1) {
    let moved = false;
    const grid = new Map();
    rings.forEach((ring, i) => {
      const key = `${Math.floor(ring.x / reach)}:${Math.floor(ring.y / reach)}`;
      if (!grid.has(key)) grid.set(key, []);
      grid.get(key).push(i);
    });
    rings.forEach((a, i) => {
      const [gx, gy] = [Math.floor(a.x / reach), Math.floor(a.y / reach)];
      for (let dx = -1; dx <= 1; dx += 1) {
        for (let dy = -1; dy <= 1; dy += 1) {
          for (const j of grid.get(`${gx + dx}:${gy + dy}`) || []) {
            if (j > i && push(a, rings[j])) moved = true;
          }
        }
      }
    });
    if (!moved) break;
  }
  return rings;
}

function push(a, b) {
  const least = a.radius + b.radius + GAP;
  let dx = b.x - a.x;
  let dy = b.y - a.y;
  let distance = Math.hypot(dx, dy);
  if (distance >= least) return false;
  if (distance < 1e-6) [dx, dy, distance] = [1, 0, 1];
  const by = (least - distance) / 2 / distance;
  a.x -= dx * by;
  a.y -= dy * by;
  b.x += dx * by;
  b.y += dy * by;
  return true;
}

export function ringShown(model, ring) {
  let n = 0;
  for (const c of ring.members) n += model.compoundShown[c];
  return n;
}

export function drawRings(ctx, view, model, theme, rings, labels) {
  const badges = [];
  for (const ring of rings) {
    const x = ring.x - view.left;
    const y = ring.y - view.top;
    if (x < -40 || y < -40 || x > view.width + 40 || y > view.height + 40) continue;
    const shown = ringShown(model, ring);
    if (!shown) continue;
    drawLeader(ctx, view, ring, theme);
    const alarm = alarmOf(model, theme, ring.members);
    drawRing(ctx, model, theme, ring, x, y, shown, alarm);
    if (alarm) badges.push([x + ring.radius * 0.74 + 5, y - ring.radius * 0.74 - 5, alarm.sign + (view.width < NARROW ? "" : alarm.n), alarm.colour]);
    labels.reserve(x, y, ring.radius * 2 + 8, ring.radius * 2 + 8);
  }
  for (const [x, y, text, colour] of badges) badge(ctx, x, y, text, colour, theme, view.width < NARROW ? 9 : 10); // over all rings: no letter is covered
}

// What a ring is framed and counted by: buildings behind, or the first kind of mark that is to be seen from afar.
function alarmOf(model, theme, members) {
  if (!model.marks) {
    const n = members.reduce((sum, c) => sum + model.compoundBehind[c], 0);
    return n ? { n, sign: model.words.statuses[BEHIND].sign, colour: theme.late } : null;
  }
  const slot = model.marks.kinds.findIndex((kind, at) => kind.badge && model.inSlot(members, at) > 0);
  if (slot < 0) return null;
  return { n: model.inSlot(members, slot), sign: model.marks.kinds[slot].sign, colour: slotColour(model, theme, slot) };
}

function drawLeader(ctx, view, ring, theme) {
  const [dx, dy] = [ring.homeX - ring.x, ring.homeY - ring.y];
  if (Math.hypot(dx, dy) < ring.radius + 2) return;
  ctx.strokeStyle = theme.faint;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(ring.x - view.left, ring.y - view.top);
  ctx.lineTo(ring.homeX - view.left, ring.homeY - view.top);
  ctx.stroke();
  ctx.fillStyle = theme.faint;
  ctx.beginPath();
  ctx.arc(ring.homeX - view.left, ring.homeY - view.top, 2, 0, 2 * Math.PI);
  ctx.fill();
}

function drawRing(ctx, model, theme, ring, x, y, shown, alarm) {
  const { radius } = ring;
  const band = radius > 14 ? 6 : 4.5;
  const selected = model.selected?.kind === "compound" && ring.members.some((c) => model.geometry.compounds.id[c] === model.selected.id);
  const hovered = model.hovered?.kind === "ring" && model.hovered.ring === ring;
  disc(ctx, x, y, radius + (alarm ? 4.5 : 2), theme.panel);
  if (alarm) circle(ctx, x, y, radius + 3.5, alarm.colour, 2.2);
  let angle = -Math.PI / 2;
  for (let slot = 0; slot < model.slots; slot += 1) {
    const n = model.inSlot(ring.members, slot);
    if (!n) continue;
    const to = angle + (n / shown) * 2 * Math.PI;
    ctx.beginPath();
    ctx.arc(x, y, radius - band / 2, angle, to);
    ctx.strokeStyle = slotColour(model, theme, slot);
    ctx.lineWidth = band;
    ctx.lineCap = "butt";
    ctx.stroke();
    angle = to;
  }
  if (selected || hovered) circle(ctx, x, y, radius + (alarm ? 7 : 4), selected ? theme.accent : theme.ink, selected ? 3 : 1.5);
  ctx.fillStyle = theme.ink;
  ctx.font = font(shown > 99 || radius < 13 ? 11 : 13, 700);
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(String(shown), x, y + 0.5);
}

function badge(ctx, x, y, text, colour, theme, size) {
  ctx.font = font(size, 700);
  const width = ctx.measureText(text).width + 0.7 * size;
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.roundRect(x - width / 2, y - 0.75 * size, width, 1.5 * size, 0.75 * size);
  ctx.fill();
  ctx.strokeStyle = theme.panel;
  ctx.lineWidth = 1.5;
  ctx.stroke();
  ctx.fillStyle = inkOn(colour);
  ctx.fillText(text, x, y + 0.5);
}

export function slotColour(model, theme, slot) {
  return model.slotKind(slot)?.[theme.name] ?? theme.boundary;
}

function disc(ctx, x, y, radius, colour) {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fillStyle = colour;
  ctx.fill();
}

function circle(ctx, x, y, radius, colour, width) {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.stroke();
}
