// The map as a picture: what is seen, with title, legend, scale, north arrow, day and source, drawn by our own hand on
// one canvas. Text goes on as text; nothing is asked of another host.
import { fill } from "./dom.js";
import { slotColour } from "./rings.js";
import { font } from "./theme.js";

const HEAD = 56;
const FOOT = 34;
const MARGIN = 16;
const LEGEND_BESIDE = 96; // what stands beside a label: its colour, its number, the margins
const LEGEND_ROOM = [250, 240]; // names step aside for it
const EARTH_M = 40075016.686; // the equator
const STEPS = [1, 2, 5];
const SCALE_PX = 130; // at most

export function save(onemap) {
  const canvas = draw(onemap);
  const { text } = onemap.model.words;
  canvas.toBlob((blob) => {
    if (!blob) {
      onemap.controls.notify(text.picture_failed);
      return;
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${fill(text.picture_file, { number: onemap.model.edition.number, as_of: onemap.model.edition.as_of })}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }, "image/png");
}

// Given a theme and a shape, width by height, it is drawn in these; else as it is seen.
export function draw(onemap, theme = onemap.scene.theme, ratio = 0) {
  const { model, scene } = onemap;
  const view = ratio ? scene.widened(ratio, HEAD + FOOT) : scene.view;
  const { text } = model.words;
  const density = Math.max(2, window.devicePixelRatio || 1);
  const canvas = document.createElement("canvas");
  const [width, height] = [view.width, view.height + HEAD + FOOT];
  canvas.width = width * density;
  canvas.height = height * density;
  const ctx = canvas.getContext("2d");
  ctx.scale(density, density);
  ctx.fillStyle = theme.panel;
  ctx.fillRect(0, 0, width, height);
  ctx.fillStyle = theme.beyond;
  ctx.fillRect(0, HEAD, width, view.height);
  ctx.save();
  ctx.beginPath();
  ctx.rect(0, HEAD, width, view.height);
  ctx.clip();
  ctx.translate(0, HEAD);
  scene.drawOn(ctx, [[0, view.height - LEGEND_ROOM[1], ...LEGEND_ROOM], [width - 60, 0, 60, 60]], theme, view);
  ctx.restore();
  ctx.strokeStyle = theme.boundary;
  ctx.strokeRect(0.5, HEAD + 0.5, width - 1, view.height - 1);
  const write = (words, x, y, style, colour, align = "left") => {
    ctx.font = style;
    ctx.fillStyle = colour;
    ctx.textAlign = align;
    ctx.textBaseline = "middle";
    ctx.fillText(words, x, y);
  };
  const { number, as_of } = model.edition;
  write(text.picture_title, MARGIN, HEAD / 2, font(22, 700), theme.ink);
  write(fill(text.picture_line, { number, as_of, n: model.total.toLocaleString("en-US") }), width - MARGIN, HEAD / 2, font(14), theme.faint, "right");
  write(text.source, MARGIN, height - FOOT / 2, font(13), theme.faint);
  legend(ctx, model, theme, write, HEAD + view.height);
  north(ctx, width - MARGIN - 18, HEAD + 40, theme, write, text.north);
  scale(ctx, scene, view, width - MARGIN, height - FOOT / 2, theme, write);
  return canvas;
}

function legend(ctx, model, theme, write, foot) {
  const { words } = model;
  const rows = [...words.stages, { code: "unknown", label: words.text.no_data }]
    .map((stage, i) => ({ label: stage.label, n: model.byStage[i], colour: slotColour(model, theme, i) }))
    .filter((row, i) => row.n || i < words.stages.length);
  const behind = words.statuses.findIndex((status) => status.code === "behind");
  const line = 22;
  ctx.font = font(13);
  const w = Math.max(...rows.map((row) => ctx.measureText(row.label).width)) + LEGEND_BESIDE;
  const h = (rows.length + 1) * line + 36;
  const [x, y] = [MARGIN, foot - h - MARGIN];
  ctx.fillStyle = theme.panel;
  ctx.strokeStyle = theme.boundary;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.roundRect(x, y, w, h, 6);
  ctx.fill();
  ctx.stroke();
  write(`${words.text.legend} · ${words.text.stage}`, x + 12, y + 16, font(12), theme.faint);
  rows.forEach((row, i) => {
    const at = y + 38 + i * line;
    ctx.fillStyle = row.colour;
    ctx.fillRect(x + 12, at - 7, 14, 14);
    write(row.label, x + 36, at, font(13), theme.ink);
    write(row.n.toLocaleString("en-US"), x + w - 12, at, font(13, 700), theme.ink, "right");
  });
  const at = y + 38 + rows.length * line;
  ctx.strokeStyle = theme.late;
  ctx.lineWidth = 2;
  ctx.strokeRect(x + 13, at - 6, 12, 12);
  write(words.statuses[behind].label, x + 36, at, font(13), theme.ink);
  write(model.byStatus[behind].toLocaleString("en-US"), x + w - 12, at, font(13, 700), theme.late, "right");
}

function north(ctx, x, y, theme, write, letter) {
  ctx.fillStyle = theme.ink;
  ctx.strokeStyle = theme.panel;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.moveTo(x, y - 14);
  ctx.lineTo(x + 9, y + 14);
  ctx.lineTo(x, y + 8);
  ctx.lineTo(x - 9, y + 14);
  ctx.closePath();
  ctx.fill();
  ctx.stroke();
  write(letter, x, y - 24, font(13, 700), theme.ink, "center");
}

function scale(ctx, scene, view, right, y, theme, write) {
  const lat = scene._map.getCenter().lat;
  const metres = (EARTH_M * Math.cos((lat * Math.PI) / 180)) / (256 * view.scale); // a pixel's
  const most = metres * SCALE_PX;
  const power = 10 ** Math.floor(Math.log10(most));
  const length = Math.max(...STEPS.map((step) => step * power).filter((step) => step <= most));
  const px = length / metres;
  ctx.strokeStyle = theme.ink;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.moveTo(right - px, y - 4);
  ctx.lineTo(right - px, y + 4);
  ctx.lineTo(right, y + 4);
  ctx.lineTo(right, y - 4);
  ctx.stroke();
  write(length >= 1000 ? `${length / 1000} km` : `${length} m`, right - px - 8, y, font(12), theme.ink, "right");
}
