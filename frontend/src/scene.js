// One Leaflet layer for everything of ours: a canvas for the ground and one for the data, each the size of the view.
// It is one layer because st_folium walks all Leaflet layers on every state, and two canvases because a filter
// repaints the data alone.
import L from "leaflet";
import { drawBuildings, drawCompoundNames, drawCompounds, drawNumbers } from "./buildings.js";
import { chipsOf, drawPipes, drawSigns, groups } from "./facilities.js";
import { drawGround, drawGroundNames } from "./ground.js";
import { contains } from "./geometry.js";
import { around, Labels, lazily, over } from "./labels.js";
import { drawRings, RingLayout } from "./rings.js";
import { currentTheme, font } from "./theme.js";

const NARROW = 560; // pixels
const WIDEST = 1400; // pixels of a picture on paper, whose letters are still read
export const BUILDING_ZOOM = 15; // from here on buildings are drawn, below it rings

export const Scene = L.Layer.extend({
  initialize(model) {
    this.model = model;
    this.theme = currentTheme();
    this.rings = new RingLayout();
    this.ringsNow = [];
    this.lettersCame = () => this.drawSoon();
    this.background = true; // off when a basemap lies below
    this.enlarged = 1; // how much larger everything is drawn than on a desk; see Stage
  },

  onAdd(map) {
    this.canvases = ["ground", "data"].map((name) => {
      const canvas = L.DomUtil.create("canvas", `onemap-${name} leaflet-zoom-animated`, map.getPane("overlayPane"));
      canvas.style.pointerEvents = "none";
      return canvas;
    });
    this.canvases[1].setAttribute("role", "img");
    map.on("move zoomend viewreset resize", this.drawSoon, this);
    document.fonts.addEventListener("loadingdone", this.lettersCame); // a canvas does not draw itself anew
    if (map.options.zoomAnimation && L.Browser.any3d) map.on("zoomanim", this.animate, this);
    this.draw();
  },

  onRemove(map) {
    map.off("move zoomend viewreset resize", this.drawSoon, this);
    document.fonts.removeEventListener("loadingdone", this.lettersCame);
    map.off("zoomanim", this.animate, this);
    this.canvases.forEach((canvas) => canvas.remove());
  },

  // During a zoom's animation the picture is scaled; it is drawn anew at its end.
  animate(event) {
    const map = this._map;
    const scale = map.getZoomScale(event.zoom, this.drawnAt);
    const offset = map._latLngToNewLayerPoint(map.containerPointToLatLng([0, 0]), event.zoom, event.center);
    this.canvases.forEach((canvas) => L.DomUtil.setTransform(canvas, offset, scale));
  },

  currentView() {
    const bounds = this._map.getPixelBounds();
    const size = this._map.getSize();
    const zoom = this._map.getZoom();
    this.drawnAt = zoom;
    const k = this.enlarged;
    return { zoom: zoom - Math.log2(k), scale: 2 ** zoom / k, left: bounds.min.x / k, top: bounds.min.y / k, width: size.x / k, height: size.y / k };
  },

  // Names step aside for what lies over the map: its legend, its controls, and what else is given in the map's pixels.
  cover(container, more = []) {
    const frame = container.getBoundingClientRect();
    const boxes = [...container.querySelectorAll(".onemap-legend, .leaflet-control")].map((node) => node.getBoundingClientRect());
    this.covered = [...boxes.map((box) => [box.left - frame.left, box.top - frame.top, box.width, box.height]), ...more];
  },

  // One change of view is several events: they are drawn once, with the next frame.
  drawSoon() {
    if (this.waiting) return;
    this.waiting = requestAnimationFrame(() => this.draw());
  },

  draw() {
    cancelAnimationFrame(this.waiting);
    this.waiting = 0;
    if (!this._map || this._map._animatingZoom || !this.model.complete) return;
    this.view = this.currentView();
    const [ground, data] = this.canvases.map((canvas) => this.prepare(canvas));
    drawGround(ground, this.view, this.model, this.theme, this.background);
    this.paintData(data);
  },

  // The repaint after a change of state: the ground stays.
  paint() {
    if (!this._map || this._map._animatingZoom || !this.model.complete) return;
    if (!this.view) {
      this.draw();
      return;
    }
    this.paintData(this.prepare(this.canvases[1]));
  },

  prepare(canvas) {
    const { width, height } = this.view;
    const density = (window.devicePixelRatio || 1) * this.enlarged;
    L.DomUtil.setTransform(canvas, this._map.containerPointToLayerPoint([0, 0]), 1);
    const [w, h] = [Math.round(width * density), Math.round(height * density)];
    const ctx = canvas.getContext("2d");
    if (canvas.width !== w || canvas.height !== h) {
      canvas.width = w;
      canvas.height = h;
      canvas.style.width = `${width * this.enlarged}px`;
      canvas.style.height = `${height * this.enlarged}px`;
    }
    ctx.setTransform(density, 0, 0, density, 0, 0);
    ctx.clearRect(0, 0, width, height);
    return ctx;
  },

  // The picture as it stands, on a canvas of its own in another theme: what a printed page shows.
  picture(theme, ratio) {
    const view = this.widened(ratio);
    const density = Math.max(2, window.devicePixelRatio || 1) * this.enlarged;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(view.width * density);
    canvas.height = Math.round(view.height * density);
    const ctx = canvas.getContext("2d");
    ctx.setTransform(density, 0, 0, density, 0, 0);
    this.drawOn(ctx, [], theme, view, this.background);
    return canvas;
  },

  // What the view shows is all there: where the paper is of another shape, it shows more on two sides. Above and below
  // the map so many pixels of the paper are somebody else's. Seen on a wall, it is drawn larger: paper is read from near.
  widened(ratio, beside = 0) {
    const k = Math.max(1, this.view.width / WIDEST);
    const { zoom, scale, left, top, width: w, height: h } = this.view;
    const view = { zoom: zoom - Math.log2(k), scale: scale / k, left: left / k, top: top / k, width: w / k, height: h / k };
    const width = Math.max(view.width, (view.height + beside) * ratio);
    const height = Math.max(view.height, view.width / ratio - beside);
    return { ...view, width, height, left: view.left - (width - view.width) / 2, top: view.top - (height - view.height) / 2 };
  },

  // A view drawn anew on another canvas, sharp at any density; boxes in pixels are kept free of names.
  drawOn(ctx, covered, theme = this.theme, view = this.view, background = true) {
    const usual = { theme: this.theme, view: this.view, covered: this.covered };
    Object.assign(this, { theme, view, covered });
    drawGround(ctx, view, this.model, theme, background);
    this.paintData(ctx);
    Object.assign(this, usual);
  },

  paintData(ctx) {
    const { view, model, theme } = this;
    const labels = new Labels(view);
    for (const [x, y, w, h] of this.covered || []) labels.reserve((x + w / 2) / this.enlarged, (y + h / 2) / this.enlarged, w / this.enlarged, h / this.enlarged);
    const chips = view.width < NARROW && view.zoom < 14 ? null : groups(model, view); // no room for them on a phone
    if (view.zoom < BUILDING_ZOOM) {
      this.ringsNow = this.rings.at(model, view);
      drawRings(ctx, view, model, theme, this.ringsNow, labels);
      this.subdistrictNames(ctx, labels, chips);
      if (chips?.by === "compound") this.ringChips(ctx, labels, chips.sums);
      if (view.zoom >= 14) this.ringNames(ctx, labels);
    } else {
      this.ringsNow = [];
      drawCompounds(ctx, view, model, theme);
      drawPipes(ctx, view, model, theme);
      drawBuildings(ctx, view, model, theme);
      drawNumbers(ctx, view, model, theme);
      drawSigns(ctx, view, model, theme);
      drawCompoundNames(ctx, view, model, theme, labels);
      if (chips?.by === "compound") this.compoundChips(ctx, labels, chips.sums);
    }
    if (this.background) drawGroundNames(ctx, view, model, theme, labels);
    this.over?.(ctx, view, theme); // what a screen's own tools draw
  },

  subdistrictNames(ctx, labels, chips) {
    const { view, model, theme } = this;
    const { subdistricts } = model.geometry;
    const size = view.zoom >= 13 ? 15 : 13;
    const named = subdistricts.name.map((name, i) => [name, i]).sort((a, b) => subdistricts.involved[b[1]] - subdistricts.involved[a[1]]);
    for (const [name, i] of named) {
      const x = subdistricts.at[2 * i] * view.scale - view.left;
      const y = subdistricts.at[2 * i + 1] * view.scale - view.top;
      const counts = chips?.by === "subdistrict" && chips.sums.get(i);
      labels.put(ctx, name, x, y, {
        font: font(size, subdistricts.involved[i] ? 500 : 400),
        colour: subdistricts.involved[i] ? theme.faint : theme.distant,
        halo: this.background ? theme.halo : theme.panel,
        spacing: "1px",
        places: lazily(() => [[0, 0]], () => around(size, 9), () => over(view, x, y)),
        // a name that steps aside stays in its own subdistrict
        allowed: (px, py) => contains(subdistricts.shapes, i, (px + view.left) / view.scale, (py + view.top) / view.scale),
        below: counts ? chipsOf(ctx, counts, theme) : null,
      });
    }
  },

  ringNames(ctx, labels) {
    const { view, model, theme } = this;
    for (const ring of this.ringsNow) {
      if (ring.members.length > 1 || !model.compoundShown[ring.members[0]]) continue;
      labels.put(ctx, model.geometry.compounds.name[ring.members[0]], ring.x - view.left, ring.y - view.top + ring.radius + 14, {
        font: font(13, 500),
        colour: theme.ink,
        halo: theme.halo,
        places: [[0, 0], [0, -2 * ring.radius - 28]],
      });
    }
  },

  ringChips(ctx, labels, sums) {
    const { view, model, theme } = this;
    for (const ring of this.ringsNow) {
      if (!ring.members.some((c) => model.compoundShown[c])) continue;
      const counts = new Map();
      for (const c of ring.members) for (const [name, n] of sums.get(c) || []) counts.set(name, (counts.get(name) || 0) + n);
      if (counts.size) labels.putBlock(ctx, ring.x - view.left, ring.y - view.top + ring.radius + 15, chipsOf(ctx, counts, theme));
    }
  },

  compoundChips(ctx, labels, sums) {
    const { view, model, theme } = this;
    const { compounds } = model.geometry;
    for (const [c, counts] of sums) {
      const x = ((compounds.shapes.box[4 * c] + compounds.shapes.box[4 * c + 2]) / 2) * view.scale - view.left;
      const y = compounds.shapes.box[4 * c + 3] * view.scale - view.top;
      if (x < 0 || y < 0 || x > view.width || y > view.height) continue;
      labels.putBlock(ctx, x, y + 12, chipsOf(ctx, counts, theme));
    }
  },
});
