// The public page: the same map as the app's, read-only, from files that stand anywhere; nothing is asked of a server.
import L from "leaflet";
import { Controls } from "../controls.js";
import { element } from "../dom.js";
import { HitTest } from "../hit.js";
import { Legend } from "../legend.js";
import { Model } from "../model.js";
import { listen, point } from "../pointer.js";
import { BUILDING_ZOOM, Scene } from "../scene.js";
import { currentTheme, themeNamed } from "../theme.js";
import { Tooltip } from "../tooltip.js";
import * as address from "./address.js";
import * as data from "./data.js";
import * as dialogs from "./dialogs.js";
import { Finder } from "./finder.js";
import { Search } from "./search.js";
import { Sheet } from "./sheet.js";

const CLOSE = 18.5; // as near as a flight goes
const BUILDING_CLOSE = 17.5; // and to a building, which wants its neighbours around it
const LEGEND_ROOM = [720, 460]; // pixels of a map that has room for the legend
const LOW = 560; // a map of fewer has the legend's parts side by side,
const FLAT = 340; // and of fewer still one button less
const PAPER = 1.4; // of a printed map: width by height
const DARK = "(prefers-color-scheme: dark)";
const NO_HOVER = "(hover: none)";
const reduced = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
const beside = () => getComputedStyle(document.documentElement).getPropertyValue("--beside") !== ""; // or below, see public.css

class PublicMap {
  ready = false;
  painted = 0;
  model = new Model();
  #hit = new HitTest();

  // ---- what scripts and tests may ask (docs/contracts) ----

  get edition() {
    return data.state.number;
  }

  visible() {
    return this.model.ids();
  }

  stageOf(id) {
    const i = this.model.geometry.buildingIndex.get(id);
    return i === undefined ? null : this.model.stageCodes()[data.state.stage[i]];
  }

  colourOf(stage) {
    return this.words.stages.find((entry) => entry.code === stage)?.[this.scene.theme.name] ?? this.scene.theme.boundary;
  }

  counts() {
    return Object.fromEntries(this.model.stageCodes().map((code, i) => [code, this.model.byStage[i]]));
  }

  layers() {
    return Object.fromEntries(Object.entries(this.model.geometry.facilities).map(([name, part]) => [name, { shown: this.model.layers.has(name), n: part.id.length }]));
  }

  select(id) {
    const { geometry } = this.model;
    const kind = geometry.buildingIndex.has(id) ? "building" : "compound";
    if (kind === "compound" && !geometry.compoundIndex.has(id)) throw new Error(`no building or compound ${id}`);
    this.choose({ kind, id }, true);
  }

  // ---- start ----

  start() {
    const { model } = this;
    this.nodes = Object.fromEntries(["app", "top", "map", "sheet", "foot"].map((name) => [name, document.getElementById(name)]));
    model.geometry = data.geometry();
    model.edition = data.edition();
    const asked = address.read();
    this.#speak(data.words[asked.lang] ? asked.lang : data.words.default);
    this.#ask(asked);
    model.recompute();
    const map = L.map(this.nodes.map, { zoomControl: false, zoomSnap: 0.25, zoomDelta: 0.75, maxZoom: 20, minZoom: 8, attributionControl: true, zoomAnimation: !reduced(), fadeAnimation: !reduced() });
    this.map = map;
    map.attributionControl.setPrefix(false);
    this.scene = new Scene(model);
    this.legend = new Legend(this.nodes.map, {
      stage: (code) => this.toggle("stages", code),
      status: () => {},
      layer: (code) => this.toggle("layers", code),
      mark: () => {},
      moved: () => this.redraw(),
    });
    L.DomEvent.disableClickPropagation(this.legend.node);
    L.DomEvent.disableScrollPropagation(this.legend.node);
    this.tooltip = new Tooltip(map.getContainer());
    this.controls = new Controls(map, { fit: () => this.fit(true), zoomed: () => {}, clear: () => this.clear() });
    this.search = new Search(this.nodes.top, new Finder(model.geometry), {
      choose: (selected) => this.go(selected),
      unproject: (x, y) => map.options.crs.pointToLatLng(L.point(x, y), 0),
    });
    this.sheet = new Sheet(this.nodes.sheet, {
      choose: (selected) => this.go(selected),
      subdistrict: (name) => this.goWithin(name),
      taller: () => this.#tall(!this.nodes.app.classList.contains("is-tall")),
    });
    document.documentElement.dataset.theme = this.scene.theme.name;
    // everything that takes room stands before the map looks anywhere, so that the first picture is the right one
    this.#say();
    this.legend.update(model);
    this.sheet.show(this.view);
    map.invalidateSize({ animate: false });
    this.#room();
    if (model.selected) this.flyTo(model.selected, false);
    else this.fit(false);
    this.legend.far(map.getZoom() < BUILDING_ZOOM);
    this.scene.cover(this.map.getContainer());
    this.scene.addTo(map); // drawn once
    this.painted += 1;
    this.#told();
    listen(map, this, window.parent !== window);
    map.on("resize", () => this.redraw());
    map.on("zoomend", () => this.legend.far(map.getZoom() < BUILDING_ZOOM));
    window.matchMedia(DARK).addEventListener("change", () => this.#theme());
    window.addEventListener("popstate", () => this.#ask(address.read(), true));
    window.matchMedia("print").addEventListener("change", (event) => this.#print(event.matches));
    window.addEventListener("beforeprint", () => this.#print(true));
    window.addEventListener("afterprint", () => this.#print(false));
    new ResizeObserver(() => {
      map.invalidateSize({ animate: false });
      this.#room();
      this.sheet.measure();
    }).observe(this.nodes.map);
    this.ready = true;
    document.documentElement.dataset.ready = "";
  }

  // What the address says; what the edition does not have is left out.
  #ask(asked, moved = false) {
    const { model } = this;
    const { geometry } = model;
    this.subdistrict = geometry.subdistricts.name.includes(asked.subdistrict) ? asked.subdistrict : null;
    const named = asked.compound ? (geometry.compoundIndex.get(asked.compound) ?? geometry.compounds.name.indexOf(asked.compound)) : -1;
    model.selected = named >= 0 ? { kind: "compound", id: geometry.compounds.id[named] } : null;
    if (asked.building && geometry.buildingIndex.has(asked.building)) model.selected = { kind: "building", id: asked.building };
    model.layers = new Set((asked.layers ?? "").split(",").filter((name) => name in geometry.facilities));
    this.#mask();
    if (!moved) return;
    this.#repaint();
    if (model.selected) this.flyTo(model.selected, true);
    else this.fit(true);
  }

  #mask() {
    const { geometry } = this.model;
    const place = geometry.subdistricts.name.indexOf(this.subdistrict);
    const of = geometry.compounds.subdistrict;
    this.model.mask = Uint8Array.from(geometry.buildings.compound, (c) => (place < 0 || of[c] === place ? 1 : 0));
    this.model.outlined = place;
  }

  #speak(language) {
    this.words = { ...data.words[language], statuses: [], basemaps: [] };
    this.model.words = this.words;
    document.documentElement.lang = language === "zh_CN" ? "zh-CN" : language;
    document.title = this.words.text.title;
  }

  // Every word on the page, in the language in use.
  #say() {
    const { text } = this.words;
    const heading = this.nodes.top.querySelector("h1");
    heading.textContent = text.title;
    this.nodes.map.setAttribute("aria-label", text.map_label);
    this.search.speak(text);
    this.controls.speak(this.words);
    this.legend.build(this.model, this.scene.theme);
    if (this.map._loaded) this.legend.far(this.map.getZoom() < BUILDING_ZOOM);
    const way = (label, press, more) => {
      const button = element("button", { type: "button", text: label, ...more });
      button.addEventListener("click", press);
      return button;
    };
    const other = this.words.lang === "zh_CN" ? "en" : "zh_CN";
    this.nodes.foot.replaceChildren(
      element("nav", { "aria-label": text.more_ways }, [
        way(text.progress_short, () => dialogs.progress(this.view, (name) => this.goWithin(name))),
        way(text.table_short, () => dialogs.table(this.view, (selected) => this.go(selected))),
        way(text.about_short, () => dialogs.about(this.view)),
        way(text.share_short, () => dialogs.share(address.of(this.asked), this.view)),
        way(text.other_language, () => this.#switch(other), { lang: other.split("_")[0] }),
      ]),
      element("p", { text: [text.updated, text.source].join(" · ") }),
    );
  }

  #switch(language) {
    this.#speak(language);
    this.#say();
    this.#repaint();
    this.nodes.foot.querySelector("[lang]").focus(); // the button that was pressed is another one now
  }

  get view() {
    return { model: this.model, words: this.words, state: data.state, site: data.words.site, subdistrict: this.subdistrict, selected: this.model.selected, theme: this.scene.theme.name };
  }

  // The view as the address has it.
  get asked() {
    const { selected, layers } = this.model;
    const spoken = this.words.lang === data.words.default ? null : this.words.lang;
    return {
      subdistrict: this.subdistrict,
      compound: selected?.kind === "compound" ? selected.id : null,
      building: selected?.kind === "building" ? selected.id : null,
      layers: layers.size ? [...layers].join(",") : null,
      lang: spoken,
    };
  }

  #theme() {
    this.scene.theme = this.printing ? themeNamed("light") : currentTheme();
    document.documentElement.dataset.theme = this.scene.theme.name;
    this.legend.build(this.model, this.scene.theme);
    this.legend.far(this.map.getZoom() < BUILDING_ZOOM);
    this.legend.update(this.model);
    this.sheet.show(this.view);
    this.scene.draw();
  }

  #repaint() {
    const { model } = this;
    model.recompute();
    this.scene.cover(this.map.getContainer());
    this.scene.draw();
    this.legend.update(model);
    this.sheet.show(this.view);
    this.map.invalidateSize({ animate: false }); // on a phone the sheet takes of the map's room
    this.painted += 1;
    this.#told();
  }

  // Paper is light and of another shape than the window: the map is drawn anew for it.
  #print(is) {
    if (is === Boolean(this.printing)) return;
    this.printing = is;
    this.paper?.remove();
    this.#theme();
    if (!is) return;
    this.paper = this.scene.picture(this.scene.theme, PAPER);
    this.paper.className = "paper";
    this.nodes.map.prepend(this.paper);
  }

  // Whether the map has room for its legend; where that changes, the legend opens or folds.
  #room() {
    const { x, y } = this.map.getSize();
    const narrow = x < LEGEND_ROOM[0] || y < LEGEND_ROOM[1];
    this.nodes.map.classList.toggle("is-narrow", narrow);
    this.nodes.map.classList.toggle("is-low", narrow && y < LOW);
    this.nodes.map.classList.toggle("is-flat", y < FLAT);
    if (narrow === this.narrow) return;
    this.narrow = narrow;
    this.legend.unfold(!narrow);
  }

  // On a phone what is told can take the larger part for a while.
  #tall(is) {
    this.nodes.app.classList.toggle("is-tall", is);
    this.sheet.tall = is;
    this.sheet.measure();
  }

  // Who hears the map instead of seeing it, and the address, know what it shows.
  #told() {
    const { model } = this;
    this.controls.empty(model.total === 0);
    this.scene.canvases[1].setAttribute("aria-label", `${this.words.text.stage} ${model.total}`);
    address.keep(this.asked);
  }

  redraw() {
    this.scene.cover(this.map.getContainer());
    this.scene.draw();
  }

  // ---- what a visitor does ----

  toggle(group, code) {
    const set = this.model[group];
    if (!set.delete(code)) set.add(code);
    this.#repaint();
  }

  within(name) {
    this.subdistrict = name;
    this.model.selected = null;
    this.#tall(false);
    this.#mask();
    this.#repaint();
    this.fit(true);
  }

  clear() {
    this.model.stages.clear();
    this.within(null);
  }

  // By name, not on the map: the map goes there, and so do the keys and who hears the page.
  go(selected) {
    this.choose(selected, true);
    this.sheet.focus();
  }

  goWithin(name) {
    this.within(name);
    this.sheet.focus();
  }

  choose(selected, fly = false) {
    const { model } = this;
    model.selected = selected;
    this.#tall(false);
    if (selected && this.#hides(selected)) {
      model.stages.clear();
      this.subdistrict = null;
      this.#mask();
    }
    this.#repaint();
    if (selected && fly) this.flyTo(selected, true);
  }

  // Whether a filter hides what was asked for by name.
  #hides({ kind, id }) {
    const { geometry } = this.model;
    this.model.recompute();
    return kind === "building" ? !this.model.shown[geometry.buildingIndex.get(id)] : !this.model.compoundShown[geometry.compoundIndex.get(id)];
  }

  press(hit) {
    const { geometry } = this.model;
    if (!hit || hit.kind === "facility") {
      if (this.model.selected && !hit) this.choose(null);
      return;
    }
    if (hit.kind === "building") this.choose({ kind: "building", id: geometry.buildings.id[hit.index] });
    else if (hit.kind === "ring" && hit.ring.members.length > 1) this.#look(hit.ring.members, true);
    else this.choose({ kind: "compound", id: geometry.compounds.id[hit.index] }, hit.kind === "ring");
  }

  hover(under, x, y) {
    const hit = under && under.kind !== "facility" && window.matchMedia(NO_HOVER).matches ? null : under; // a finger presses, and is told below
    point(this, hit, x, y);
  }

  hitAt(point) {
    return this.#hit.at(point.x, point.y, this.scene);
  }

  // ---- where the map looks ----

  fit(animate) {
    const box = this.model.extent() ?? this.model.wholeExtent();
    if (box) this.#box(box, animate);
  }

  flyTo({ kind, id }, animate) {
    const { geometry } = this.model;
    if (kind === "compound") {
      this.#look([geometry.compoundIndex.get(id)], animate);
      return;
    }
    const i = geometry.buildingIndex.get(id);
    this.#box([...geometry.buildings.shapes.box.slice(4 * i, 4 * i + 4)], animate, 0, BUILDING_CLOSE);
  }

  #look(members, animate) {
    const { box } = this.model.geometry.compounds.shapes;
    const side = (at, most) => most(...members.map((c) => box[4 * c + at]));
    this.#box([side(0, Math.min), side(1, Math.min), side(2, Math.max), side(3, Math.max)], animate, members.length === 1 ? BUILDING_ZOOM : 0);
  }

  #box([w, n, e, s], animate, least = 0, most = CLOSE) {
    const corner = (x, y) => this.map.options.crs.pointToLatLng(L.point(x, y), 0);
    const bounds = L.latLngBounds([corner(w, n), corner(e, s)]);
    const { node } = this.legend;
    const [left, right] = this.narrow ? [26, 64] : [node.offsetWidth + 26, 34];
    const top = beside() ? 34 : this.nodes.top.offsetHeight + 30;
    const options = { paddingTopLeft: [left, top], paddingBottomRight: [right, 40], maxZoom: most, animate: animate && !reduced() };
    if (this.map.getBoundsZoom(bounds, false, L.point(left + right, top + 40)) < least) this.map.setView(bounds.getCenter(), least, options);
    else this.map.fitBounds(bounds, options);
  }
}

// Where a file did not arrive, or the browser is too old, the page says so and leads on.
const instead = () => (document.getElementById("failed").hidden = false);

if (data.complete) {
  window.onemap = new PublicMap();
  try {
    window.onemap.start();
  } catch (error) {
    instead();
    throw error;
  }
} else instead();
