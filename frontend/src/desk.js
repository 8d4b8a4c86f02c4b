// The planner's tools on the map: draw a rectangle or polygon, limit the page to what is in view, save a picture.
// Acts in the frame at once; the page is told with the map's next words (map.js, tell).
import L from "leaflet";
import { fromGcj02, toGcj02 } from "./datum.js";
import { element } from "./dom.js";
import { project } from "./geometry.js";
import { save } from "./picture.js";

const ICONS = {
  rectangle: "M3.5 5h13v10h-13z",
  polygon: "M4 15 2.8 7 10 3l7.2 6L13 16.5z",
  erase: "M4 4l12 12M16 4 4 16",
  picture: "M3 6h3.2l1.3-2h5l1.3 2H17v10H3zM10 8.2a2.8 2.8 0 1 0 .01 0",
};
const NEAR_PX = 10; // a press so near to the first corner closes the polygon
const LEAST_PX = 4; // a smaller rectangle was a slip
const FULL_TURN = 2 * Math.PI;

export class Desk {
  area = []; // [[lon, lat]] in the data's datum
  box = []; // [w, s, e, n]
  drawing = null; // "rectangle", "polygon" or null
  #corners = []; // while drawing
  #pointer = null;
  #within = null;

  constructor(onemap) {
    this.onemap = onemap;
    const { map } = onemap;
    this.bar = L.DomUtil.create("div", "leaflet-bar leaflet-control onemap-buttons onemap-desk");
    this.buttons = Object.fromEntries(Object.keys(ICONS).map((name) => [name, this.#button(name)]));
    const Bar = L.Control.extend({ onAdd: () => this.bar });
    new Bar({ position: "topright" }).addTo(map);
    L.DomEvent.disableClickPropagation(this.bar);
    this.hint = element("div", { className: "onemap-notice onemap-drawing", role: "status" });
    this.hint.hidden = true;
    map.getContainer().append(this.hint);
    const container = map.getContainer();
    container.addEventListener("pointerdown", (event) => this.#down(event), true);
    container.addEventListener("pointermove", (event) => this.#move(event), true);
    window.addEventListener("pointerup", (event) => this.#up(event), true);
    container.addEventListener("keydown", (event) => this.#key(event), true);
    map.on("moveend", () => this.box.length && this.#look());
    onemap.scene.over = (ctx, view, theme) => this.#draw(ctx, view, theme);
  }

  // What the server says, once it has heard the last thing told.
  take(state) {
    this.area = state.area;
    this.box = state.box;
  }

  told() {
    return { area: this.area, box: this.box };
  }

  speak(text) {
    const titles = { rectangle: text.draw_rectangle, polygon: text.draw_polygon, erase: text.draw_erase, picture: text.picture };
    for (const [name, node] of Object.entries(this.buttons)) {
      node.setAttribute("title", titles[name]);
      node.setAttribute("aria-label", titles[name]);
    }
    this.text = text;
  }

  // Which buildings lie in the area, 1 for yes; null when nothing was drawn.
  within(geometry) {
    if (this.area.length < 3) return null;
    if (this.#within?.area === this.area && this.#within.geometry === geometry) return this.#within.in;
    const ring = this.area.map(([lon, lat]) => project(...(geometry.datum === "gcj02" ? toGcj02(lon, lat) : [lon, lat])));
    const { at, id } = geometry.buildings;
    const found = Uint8Array.from({ length: id.length }, (_, i) => Number(inside(ring, at[2 * i], at[2 * i + 1])));
    this.#within = { area: this.area, geometry, in: found };
    return found;
  }

  follow(is) {
    if (is) this.#look(true);
    else {
      this.box = [];
      this.onemap.tell();
    }
  }

  start(kind) {
    this.drawing = this.drawing === kind ? null : kind;
    this.#corners = [];
    this.#pointer = null;
    const { map } = this.onemap;
    if (this.drawing) {
      map.dragging.disable();
      this.hint.textContent = kind === "rectangle" ? this.text.draw_rectangle_hint : this.text.draw_polygon_hint;
      map.getContainer().focus({ preventScroll: true });
    } else if (!map.getContainer().classList.contains("onemap-touch")) map.dragging.enable();
    this.hint.hidden = !this.drawing;
    map.getContainer().classList.toggle("is-drawing", Boolean(this.drawing));
    for (const name of ["rectangle", "polygon"]) this.buttons[name].setAttribute("aria-pressed", String(this.drawing === name));
    this.onemap.scene.paint();
  }

  finish(corners) {
    this.start(null);
    this.area = corners;
    this.onemap.changed();
  }

  #button(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 20 20");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", ICONS[name]);
    svg.append(path);
    const node = element("a", { href: "#", role: "button", "data-tool": name }, [svg]);
    node.addEventListener("click", (event) => {
      event.preventDefault();
      if (name === "picture") save(this.onemap);
      else if (name === "erase") this.finish([]);
      else this.start(name);
    });
    this.bar.append(node);
    return node;
  }

  #look(now = false) {
    const { map, scene } = this.onemap;
    const bounds = map.getBounds();
    const ends = [bounds.getSouthWest(), bounds.getNorthEast()].map((at) => this.#plain(at, scene));
    this.box = ends.flat();
    if (now || this.onemap.ready) this.onemap.tell();
  }

  #plain({ lng, lat }) {
    const shifted = this.onemap.model.geometry?.datum === "gcj02";
    return (shifted ? fromGcj02(lng, lat) : [lng, lat]).map((value) => Math.round(value * 1e6) / 1e6);
  }

  #at(event) {
    const frame = this.onemap.map.getContainer().getBoundingClientRect();
    return L.point(event.clientX - frame.left, event.clientY - frame.top);
  }

  #ours(event) {
    return this.drawing && event.button === 0 && !event.target.closest?.(".leaflet-control, .onemap-legend, button, a");
  }

  #down(event) {
    if (!this.#ours(event)) return;
    event.stopPropagation();
    const at = this.#at(event);
    const corner = this.onemap.map.containerPointToLatLng(at);
    if (this.drawing === "rectangle") {
      this.#corners = [corner];
      this.#pointer = corner;
      return;
    }
    const first = this.#corners[0] && this.onemap.map.latLngToContainerPoint(this.#corners[0]);
    if (first && this.#corners.length > 2 && first.distanceTo(at) < NEAR_PX) {
      this.#close();
      return;
    }
    const last = this.#corners.at(-1) && this.onemap.map.latLngToContainerPoint(this.#corners.at(-1));
    if (last && last.distanceTo(at) < LEAST_PX) this.#close(); // a double press
    else this.#corners.push(corner);
    this.onemap.scene.paint();
  }

  #move(event) {
    if (!this.drawing || !this.#corners.length) return;
    this.#pointer = this.onemap.map.containerPointToLatLng(this.#at(event));
    this.onemap.scene.paint();
  }

  #up(event) {
    if (this.drawing !== "rectangle" || !this.#corners.length) return;
    const [a] = this.#corners;
    const b = this.onemap.map.containerPointToLatLng(this.#at(event));
    const [pa, pb] = [a, b].map((at) => this.onemap.map.latLngToContainerPoint(at));
    if (Math.abs(pa.x - pb.x) < LEAST_PX || Math.abs(pa.y - pb.y) < LEAST_PX) {
      this.#corners = [];
      return;
    }
    const corners = [a, L.latLng(a.lat, b.lng), b, L.latLng(b.lat, a.lng)];
    setTimeout(() => this.finish(corners.map((at) => this.#plain(at)))); // after the click that ends the drag
  }

  #close() {
    if (this.#corners.length > 2) {
      const corners = this.#corners.map((at) => this.#plain(at));
      setTimeout(() => this.finish(corners));
    }
  }

  #key(event) {
    if (!this.drawing) return;
    if (event.key === "Escape") this.start(null);
    else if (event.key === "Enter") this.#close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #draw(ctx, view, theme) {
    const place = (x, y) => [x * view.scale - view.left, y * view.scale - view.top];
    const shifted = this.onemap.model.geometry.datum === "gcj02";
    let points = this.area.map(([lon, lat]) => place(...project(...(shifted ? toGcj02(lon, lat) : [lon, lat]))));
    if (this.drawing) {
      const live = this.#corners.map((at) => place(...project(at.lng, at.lat)));
      if (this.#pointer && live.length) {
        const [x, y] = place(...project(this.#pointer.lng, this.#pointer.lat));
        if (this.drawing === "rectangle") live.push([x, live[0][1]], [x, y], [live[0][0], y]);
        else live.push([x, y]);
      }
      points = live;
    }
    if (!points.length) return;
    ctx.save();
    ctx.beginPath();
    points.forEach(([x, y], i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
    ctx.closePath();
    ctx.globalAlpha = 0.08;
    ctx.fillStyle = theme.accent;
    ctx.fill("evenodd");
    ctx.globalAlpha = 1;
    ctx.strokeStyle = theme.accent;
    ctx.lineWidth = 1.8;
    ctx.setLineDash([6, 4]);
    ctx.stroke();
    ctx.setLineDash([]);
    if (this.drawing === "polygon") {
      for (const [x, y] of points.slice(0, this.#corners.length)) {
        ctx.beginPath();
        ctx.arc(x, y, 4, 0, FULL_TURN);
        ctx.fillStyle = theme.panel;
        ctx.fill();
        ctx.stroke();
      }
    }
    ctx.restore();
  }
}

// Even-odd, as on the server.
function inside(ring, x, y) {
  let found = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [[ax, ay], [bx, by]] = [ring[i], ring[j]];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) found = !found;
  }
  return found;
}
