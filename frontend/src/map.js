// The map's front end. folium's script calls onemapStart once; every later state arrives through onemap.apply,
// evaluated in the living frame by st_folium. What the frame owns (stages, statuses, layers, selection) acts here at
// once and is told to the server after; the server's answer counts only when it has heard the last thing told.
import L from "leaflet";
import { Basemaps } from "./basemaps.js";
import { Beside } from "./beside.js";
import { Controls } from "./controls.js";
import { Desk } from "./desk.js";
import { fill } from "./dom.js";
import { decode } from "./geometry.js";
import { HitTest } from "./hit.js";
import { Host } from "./host.js";
import { Legend } from "./legend.js";
import { Model } from "./model.js";
import { sheet } from "./paper.js";
import { listen, point } from "./pointer.js";
import { Stage } from "./stage.js";
import { BUILDING_ZOOM, Scene } from "./scene.js";
import { currentTheme } from "./theme.js";
import { Tooltip } from "./tooltip.js";
import "./style.js";

window.L = L;

const CLOSE = 18.5; // as near as a flight goes
const files = new Map(); // url -> parsed file, or the promise of it: an edition once seen is never fetched again
const reduced = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

class OneMap {
  ready = false;
  painted = 0;
  edition = null;
  model = new Model();
  #pending = null;
  #step = null; // an edition shown by the page without the server, until the server has heard of it
  #fit = null;
  #hit = new HitTest();

  // ---- what scripts and tests may ask (docs/contracts) ----

  visible() {
    return this.model.complete ? this.model.ids() : [];
  }

  stageOf(id) {
    const i = this.model.geometry?.buildingIndex.get(id);
    return i === undefined ? null : this.model.stageCodes()[this.model.edition.stage[i]];
  }

  colourOf(stage) {
    return this.model.words?.stages.find((entry) => entry.code === stage)?.[this.scene.theme.name] ?? this.scene.theme.boundary;
  }

  // Null for a building without a mark, and where there are no marks.
  markOf(id) {
    const i = this.model.geometry?.buildingIndex.get(id);
    return i === undefined || !this.model.marks ? null : (this.model.slotKind(this.model.slotOf(i))?.code ?? null);
  }

  marks() {
    return Object.fromEntries((this.model.marks?.kinds ?? []).map((kind, slot) => [kind.code, this.model.bySlot[slot]]));
  }

  colourOfMark(code) {
    return this.model.marks?.kinds.find((kind) => kind.code === code)?.[this.scene.theme.name] ?? this.scene.theme.boundary;
  }

  counts() {
    return Object.fromEntries(this.model.stageCodes().map((code, i) => [code, this.model.byStage[i]]));
  }

  layers() {
    const { facilities } = this.model.geometry;
    return Object.fromEntries(Object.entries(facilities).map(([name, part]) => [name, { shown: this.model.layers.has(name), n: part.id.length }]));
  }

  select(id) {
    const kind = this.model.geometry.buildingIndex.has(id) ? "building" : "compound";
    if (kind === "compound" && !this.model.geometry.compoundIndex.has(id)) throw new Error(`no building or compound ${id}`);
    this.choose({ kind, id });
    this.flyTo(this.model.selected);
  }

  // Whether the page is limited to what is in view, on a screen with the planner's tools.
  follow(is) {
    this.desk?.follow(is);
  }

  // What a screen around the map may ask of it: to look somewhere, to leave room, to wear a theme (stage.js).
  fly(place) {
    this.stage.fly(place);
  }

  // What a printed page shows of this view: a picture of this shape, width by height, and words (paper.js).
  sheet(ratio) {
    return sheet(this, ratio);
  }

  toggleStage(code) {
    this.toggle("stages", code);
  }

  // Another edition at once: {edition, geometry, mask, nonce}, addresses and bits as in the server's state.
  show(step) {
    this.#step = step;
    if (this.#pending) this.apply(this.#pending);
  }

  // Fetches what will be shown.
  preload(urls) {
    for (const url of urls) this.#file(url);
  }

  // ---- start, once a frame ----

  start(map) {
    this.map = map;
    if (this.#pending?.stage) map.getContainer().classList.add("is-stage");
    map.attributionControl.setPrefix(false);
    const container = map.getContainer();
    this.host = new Host();
    this.scene = new Scene(this.model).addTo(map);
    this.stage = new Stage(this);
    this.tooltip = new Tooltip(container);
    this.controls = new Controls(map, { fit: () => this.fit(true), zoomed: () => (this.fitted = false), clear: () => this.tell({ clear: true }) });
    this.legend = new Legend(container, {
      stage: (code) => this.toggle("stages", code),
      status: (code) => this.toggle("statuses", code),
      layer: (code) => this.toggle("layers", code),
      mark: (code) => this.toggle("marked", code),
      moved: () => {
        this.cover();
        if (this.model.shown) this.scene.paint();
      },
    });
    this.basemaps = new Basemaps(
      map,
      (entry) => this.#ground(entry),
      (entry) => {
        this.controls.notify(fill(this.model.words.text.basemap_failed, entry));
        this.controls.showSketch();
      },
    );
    L.DomEvent.disableClickPropagation(this.legend.node);
    L.DomEvent.disableScrollPropagation(this.legend.node);
    listen(map, this);
    this.host.fillView(map);
    this.host.onTheme(() => this.#theme());
    map.on("resize", () => this.resized());
    map.on("zoomend", () => this.legend.far(this.zoom < BUILDING_ZOOM));
    map.on("dragstart", () => (this.fitted = false));
    map.getContainer().addEventListener("wheel", () => (this.fitted = false), { passive: true });
    if (this.#pending) this.apply(this.#pending);
  }

  // ---- the server's state ----

  apply(base64) {
    const state = typeof base64 === "string" ? JSON.parse(utf8(base64)) : base64;
    this.#pending = state;
    if (!this.map) return;
    const step = this.#step;
    const shown = this.#stepped(state);
    const urls = [shown.geometry, shown.edition, shown.words, ...(shown.marks ? [shown.marks.file] : [])];
    const found = urls.map((url) => this.#file(url));
    if (found.some((file) => file instanceof Promise)) {
      Promise.all(found).then(() => this.#pending === state && this.#step === step && this.apply(state));
      return;
    }
    this.#commit(shown, ...found);
  }

  // The server's edition, or the step that it has not heard of yet.
  #stepped(state) {
    if (!("stepped" in state)) this.#step = null;
    if (!this.#step || state.stepped === this.#step.nonce) return state;
    const { edition, geometry, mask } = this.#step;
    return { ...state, edition, geometry, mask };
  }

  #file(url) {
    if (!files.has(url)) {
      const promise = fetch(url, { credentials: "same-origin" })
        .then((response) => {
          if (!response.ok) throw new Error(`${url}: ${response.status}`);
          return response.json();
        })
        .then((body) => files.set(url, body))
        .catch((error) => {
          files.delete(url);
          this.controls?.notify(String(error.message));
        });
      files.set(url, promise);
    }
    return files.get(url);
  }

  #commit(state, geometry, edition, words, marks = null) {
    const { model } = this;
    const datum = this.basemaps.layer ? this.datum : "wgs84";
    if (model.geometry?.file !== geometry) model.geometry = decode(geometry, datum);
    const newWords = model.words !== words || model.marks !== marks;
    model.marks = marks;
    model.edition = edition;
    model.words = words;
    model.mask = bits(state.mask, geometry.buildings.id.length);
    this.edition = edition.number;
    this.stage.set(state.stage);
    const heard = state.echo === this.host.lastNonce || !this.host.lastNonce;
    if (heard) {
      model.stages = new Set(state.stages);
      model.statuses = new Set(state.statuses);
      model.layers = new Set(state.layers);
      model.selected = state.select;
      model.marked = new Set(state.marks?.chosen);
    }
    if (state.desk) this.#desk(state.desk, heard);
    if (state.beside) {
      this.beside ??= new Beside(this);
      this.beside.take(state.beside);
    } else this.beside?.take({ apart: false });
    this.stage.choose();
    model.forgetKinds();
    if (newWords) this.#speak();
    const first = this.#fit === null;
    if (first) {
      model.recompute();
      if (!this.stage.arrive()) this.fit(false); // before anything is drawn, so that the first picture is the right one
    }
    this.#repaint();
    if (this.#fit !== state.fit && !first) this.fit(true);
    this.#fit = state.fit;
    if (heard && state.fly && state.fly !== this.flown) {
      this.flown = state.fly;
      if (state.select) this.flyTo(state.select);
    }
    if (!this.ready) requestAnimationFrame(() => this.tell()); // the picture stands: the page may bring the rest
    const arrived = !this.ready;
    this.ready = true;
    if (arrived) this.beside?.arrive();
  }

  #desk(state, heard) {
    this.desk ??= new Desk(this);
    if (heard) this.desk.take(state);
    this.model.within = this.desk.within(this.model.geometry);
    this.desk.speak(this.model.words.text);
  }

  #speak() {
    const { words } = this.model;
    document.documentElement.lang = words.lang === "zh_CN" ? "zh-CN" : words.lang;
    this.map.getContainer().setAttribute("aria-label", words.text.map_label);
    this.legend.build(this.model, this.scene.theme);
    this.legend.far(this.zoom < BUILDING_ZOOM);
    this.controls.speak(words);
    if (!this.spoken) this.controls.offerBasemaps(words.basemaps, (entry) => this.basemaps.choose(entry && { ...entry, dark: this.scene.theme.name === "dark" }));
    this.spoken = true;
    this.cover();
  }

  #repaint() {
    const { model } = this;
    model.recompute();
    this.scene.paint();
    this.legend.update(model);
    this.controls.empty(model.total === 0);
    this.scene.canvases[1].setAttribute("aria-label", `${model.marks?.title ?? model.words.text.stage} ${model.total}`);
    this.painted += 1;
  }

  #ground(entry) {
    this.scene.background = !entry;
    this.map.getContainer().classList.toggle("has-basemap", Boolean(entry));
    this.datum = entry?.datum ?? "wgs84";
    if (this.model.geometry && this.model.geometry.datum !== this.datum) this.model.geometry = decode(this.model.geometry.file, this.datum);
    if (this.model.complete && this.model.shown) this.scene.draw();
  }

  // The zoom that the picture is drawn for: on a stage everything is larger than on a desk.
  get zoom() {
    return this.map.getZoom() - Math.log2(this.scene.enlarged);
  }

  themed() {
    this.#theme();
  }

  #theme() {
    const theme = currentTheme();
    if (theme === this.scene.theme && this.dressed) return;
    this.dressed = true;
    this.scene.theme = theme;
    document.documentElement.dataset.theme = theme.name;
    if (!this.model.complete || !this.model.shown) return;
    this.legend.build(this.model, theme);
    this.legend.far(this.zoom < BUILDING_ZOOM);
    this.legend.update(this.model);
    this.scene.draw();
  }

  // ---- what acts in the frame ----

  // Another area was drawn.
  changed() {
    this.model.within = this.desk.within(this.model.geometry);
    this.#repaint();
    this.tell();
  }

  toggle(group, code) {
    const set = this.model[group];
    if (!set.delete(code)) set.add(code);
    this.#repaint();
    this.tell();
  }

  choose(selected) {
    const { model } = this;
    model.selected = selected;
    this.scene.paint();
    this.painted += 1;
    this.tell();
    this.stage.chose(selected);
  }

  tell(more = {}) {
    const { model } = this;
    const marks = model.marks ? { marks: [...model.marked] } : {};
    this.host.tell({ stages: [...model.stages], statuses: [...model.statuses], layers: [...model.layers], select: model.selected, ...marks, ...this.desk?.told(), ...more });
  }

  press(hit) {
    if (this.desk?.drawing) return;
    if (!hit || hit.kind === "facility") {
      if (this.model.selected && !hit) this.choose(null);
      return;
    }
    if (hit.kind === "building") {
      this.choose({ kind: "building", id: this.model.geometry.buildings.id[hit.index] });
      return;
    }
    if (hit.kind === "ring" && hit.ring.members.length > 1) {
      this.#flyToBoxes(hit.ring.members);
      return;
    }
    const selected = { kind: "compound", id: this.model.geometry.compounds.id[hit.index] };
    this.choose(selected);
    if (hit.kind === "ring") this.flyTo(selected);
  }

  hover(hit, x, y) {
    if (!this.desk?.drawing) point(this, hit, x, y);
  }

  hitAt(point) {
    const k = this.scene.enlarged;
    return this.#hit.at(point.x / k, point.y / k, this.scene);
  }

  // ---- where the map looks ----

  fit(animate) {
    const box = this.model.extent() ?? (animate ? null : this.model.wholeExtent());
    if (box) this.look(box, animate);
    this.fitted = true;
  }

  // A frame is born small and grows, a window is made larger: what was fitted stays fitted until somebody moves the map.
  resized() {
    this.cover(); // the scene draws itself anew with the next frame
    if (this.stage.resized()) return;
    if (this.fitted && this.model.shown) this.fit(false);
  }

  flyTo(selected) {
    const { geometry } = this.model;
    const known = selected.kind === "compound" ? geometry.compoundIndex : geometry.buildingIndex;
    if (!known.has(selected.id)) return; // an address may name what this edition does not have
    if (selected.kind === "compound") {
      this.#flyToBoxes([geometry.compoundIndex.get(selected.id)]);
      return;
    }
    const i = geometry.buildingIndex.get(selected.id);
    this.look([...geometry.buildings.shapes.box.slice(4 * i, 4 * i + 4)], true);
  }

  #flyToBoxes(members) {
    const { box } = this.model.geometry.compounds.shapes;
    const all = [Infinity, Infinity, -Infinity, -Infinity];
    for (const c of members) {
      all[0] = Math.min(all[0], box[4 * c]);
      all[1] = Math.min(all[1], box[4 * c + 1]);
      all[2] = Math.max(all[2], box[4 * c + 2]);
      all[3] = Math.max(all[3], box[4 * c + 3]);
    }
    this.look(all, true, members.length === 1 ? BUILDING_ZOOM : 0);
  }

  look([w, n, e, s], animate, least = 0) {
    this.fitted = false;
    const larger = Math.log2(this.scene.enlarged);
    const [most, nearest] = [CLOSE + larger, least && least + larger];
    const corner = (x, y) => this.map.options.crs.pointToLatLng(L.point(x, y), 0);
    const bounds = L.latLngBounds([corner(w, n), corner(e, s)]);
    const [left, top, right, bottom] = this.stage.margins() ?? this.#margins();
    const options = { paddingTopLeft: [left, top], paddingBottomRight: [right, bottom], maxZoom: most, animate: animate && !reduced() };
    if (this.map.getBoundsZoom(bounds, false, L.point(left + right, top + bottom)) < nearest) this.map.setView(bounds.getCenter(), nearest, options);
    else this.map.fitBounds(bounds, options);
  }

  #margins() {
    const { node } = this.legend;
    const wide = this.map.getSize().x >= 720;
    return wide && this.legend.open ? [node.offsetWidth + 26, 34, 34, 34] : [30, 34, 34, 56];
  }

  // Labels step aside for what lies over the map.
  cover() {
    this.scene.cover(this.map.getContainer(), this.stage.covers);
  }
}

const utf8 = (base64) => new TextDecoder().decode(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)));

// One bit a building, lowest first; nothing at all means every building.
function bits(base64, n) {
  if (!base64) return new Uint8Array(n).fill(1);
  const packed = atob(base64);
  return Uint8Array.from({ length: n }, (_, i) => (packed.charCodeAt(i >> 3) >> (i & 7)) & 1);
}

window.onemap = new OneMap();
window.onemapStart = (map) => window.onemap.start(map);
