// Footprints filled by stage, outlined by schedule status; numbers and letters from zoom 17. Where marks are given they
// fill, no status is outlined, and their letters come from zoom 16.
import { inView, trace } from "./geometry.js";
import { slotColour } from "./rings.js";
import { font, inkOn } from "./theme.js";

const BATCH = 200; // features in one path: a path of thousands fills slowly
const NUMBER_ZOOM = 17;
const SIGN_ZOOM = 16;
const HOLLOW = 0.3; // opacity of what is not there any more
const [AT_RISK, BEHIND, NO_STATUS] = [1, 2, 3];

export function drawCompounds(ctx, view, model, theme) {
  const { compounds } = model.geometry;
  for (let c = 0; c < compounds.shapes.size; c += 1) {
    if (!inView(compounds.shapes, c, view)) continue;
    const shown = model.compoundShown[c] > 0;
    const selected = model.selected?.kind === "compound" && compounds.id[c] === model.selected.id;
    ctx.beginPath();
    trace(ctx, compounds.shapes, c, view);
    ctx.globalAlpha = shown ? 1 : 0.45;
    ctx.fillStyle = theme.plot;
    ctx.fill("evenodd");
    ctx.strokeStyle = selected ? theme.accent : theme.plotLine;
    ctx.lineWidth = selected ? 3 : 1.2;
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
}

export function drawBuildings(ctx, view, model, theme) {
  const { shapes } = model.geometry.buildings;
  const { status } = model.edition;
  const fills = Array.from({ length: model.slots }, () => []);
  const outlines = [[], [], [], []];
  for (let i = 0; i < shapes.size; i += 1) {
    if (!model.shown[i] || !inView(shapes, i, view)) continue;
    fills[model.slotOf(i)].push(i);
    outlines[status[i]].push(i);
  }
  fills.forEach((features, slot) => {
    ctx.fillStyle = slotColour(model, theme, slot);
    ctx.globalAlpha = model.slotKind(slot)?.hollow ? HOLLOW : 1;
    batches(ctx, view, shapes, features, () => ctx.fill("evenodd"));
  });
  ctx.globalAlpha = 1;
  const far = view.zoom < 16;
  if (model.marks) {
    fills.forEach((features, slot) => {
      const hollow = model.slotKind(slot)?.hollow;
      stroke(ctx, view, shapes, features, hollow ? slotColour(model, theme, slot) : theme.outline, hollow ? 2 : far ? 0.5 : 0.8, hollow ? [4, 3] : []);
    });
    drawMark(ctx, view, model, theme);
    return;
  }
  stroke(ctx, view, shapes, outlines[0], theme.outline, far ? 0.5 : 0.8, []);
  stroke(ctx, view, shapes, outlines[NO_STATUS], theme.faint, far ? 0.8 : 1.4, [1.5, 2.5]);
  stroke(ctx, view, shapes, outlines[AT_RISK], theme.ink, far ? 1.2 : 2, [6, 3]);
  drawMark(ctx, view, model, theme);
  stroke(ctx, view, shapes, outlines[BEHIND], theme.late, far ? 1.1 : 3, []);
}

function stroke(ctx, view, shapes, features, colour, width, dash) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.lineJoin = "miter";
  ctx.setLineDash(dash);
  batches(ctx, view, shapes, features, () => ctx.stroke());
  ctx.setLineDash([]);
}

function batches(ctx, view, shapes, features, finish) {
  for (let from = 0; from < features.length; from += BATCH) {
    ctx.beginPath();
    for (const f of features.slice(from, from + BATCH)) trace(ctx, shapes, f, view);
    finish();
  }
}

// What is selected or under the pointer.
function drawMark(ctx, view, model, theme) {
  const { shapes } = model.geometry.buildings;
  const selected = model.selected?.kind === "building" ? model.geometry.buildingIndex.get(model.selected.id) : undefined;
  const hovered = model.hovered?.kind === "building" ? model.hovered.index : undefined;
  for (const [index, colour, width] of [
    [hovered, theme.ink, 2],
    [selected, theme.accent, 4],
  ]) {
    if (index === undefined || !model.shown[index]) continue;
    frameAround(ctx, view, shapes, index, { colour, width, gap: theme.plot });
  }
}

// A line around a footprint, clear of the outline that says the status.
function frameAround(ctx, view, shapes, index, { colour, width, gap }) {
  const away = 3.5 + width / 2;
  ctx.save();
  const outside = new Path2D();
  outside.rect(0, 0, view.width, view.height);
  trace(outside, shapes, index, view);
  ctx.clip(outside, "evenodd");
  ctx.beginPath();
  trace(ctx, shapes, index, view);
  ctx.lineJoin = "round";
  for (const [line, paint] of [
    [2 * (away + width / 2), colour],
    [2 * (away - width / 2), gap],
  ]) {
    ctx.lineWidth = line;
    ctx.strokeStyle = paint;
    ctx.stroke();
  }
  ctx.restore();
}

export function drawNumbers(ctx, view, model, theme) {
  const { buildings } = model.geometry;
  const { shapes } = buildings;
  const selected = model.selected?.kind === "building" ? model.geometry.buildingIndex.get(model.selected.id) : -1;
  for (let i = 0; i < shapes.size; i += 1) {
    if (!model.shown[i] || !inView(shapes, i, view)) continue;
    const near = view.zoom >= NUMBER_ZOOM || i === selected;
    const sign = near || (model.marks && view.zoom >= SIGN_ZOOM) ? model.signOf(i) : "";
    if (!near && !sign) continue;
    const x = buildings.at[2 * i] * view.scale - view.left;
    const y = buildings.at[2 * i + 1] * view.scale - view.top;
    const text = near ? [buildings.number[i], sign].filter(Boolean).join(" ") : sign;
    const kind = model.slotKind(model.slotOf(i));
    const colour = kind?.hollow ? theme.plot : slotColour(model, theme, model.slotOf(i));
    ctx.font = font(view.zoom >= 18 ? 13 : 11, 600);
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.strokeStyle = colour;
    ctx.lineWidth = 3;
    ctx.strokeText(text, x, y);
    ctx.fillStyle = inkOn(colour);
    ctx.fillText(text, x, y);
  }
}

export function drawCompoundNames(ctx, view, model, theme, labels) {
  const { compounds } = model.geometry;
  const { box } = compounds.shapes;
  for (let c = 0; c < compounds.shapes.size; c += 1) {
    if (!model.compoundShown[c] || !inView(compounds.shapes, c, view)) continue;
    const x = ((box[4 * c] + box[4 * c + 2]) / 2) * view.scale - view.left;
    const top = box[4 * c + 1] * view.scale - view.top;
    const bottom = box[4 * c + 3] * view.scale - view.top;
    labels.put(ctx, compounds.name[c], x, top - 9, {
      font: font(view.zoom >= 16 ? 15 : 13, 700),
      colour: theme.ink,
      halo: theme.halo,
      places: [[0, 0], [0, bottom - top + 18], [0, 22]],
    });
  }
}
