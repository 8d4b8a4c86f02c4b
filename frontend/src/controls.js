// Zoom, fit, full screen, scale, the source line, and the one line of notice.
import L from "leaflet";
import { element } from "./dom.js";

const NOTICE_MS = 10000;
const ICONS = {
  fit: "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4M7 10h6M10 7v6",
  full: "M3 8V3h5M12 3h5v5M17 12v5h-5M8 17H3v-5",
};

export class Controls {
  constructor(map, actions) {
    this.map = map;
    this.actions = actions;
    this.zoom = L.control.zoom({ position: "topright" }).addTo(map);
    this.zoom.getContainer().addEventListener("click", actions.zoomed);
    L.control.scale({ position: "bottomright", imperial: false, maxWidth: 120 }).addTo(map);
    this.buttons = {};
    const bar = L.DomUtil.create("div", "leaflet-bar leaflet-control onemap-buttons");
    this.buttons.fit = button(bar, "fit", actions.fit);
    if (document.fullscreenEnabled) this.buttons.full = button(bar, "full", () => this.fullscreen());
    const Bar = L.Control.extend({ onAdd: () => bar });
    new Bar({ position: "topright" }).addTo(map);
    L.DomEvent.disableClickPropagation(bar);
    this.notice = element("div", { className: "onemap-notice", role: "status" });
    this.notice.hidden = true;
    this.void = element("div", { className: "onemap-empty", role: "status" });
    this.void.hidden = true;
    this.touch = element("div", { className: "onemap-hint", "aria-hidden": "true" });
    map.getContainer().append(this.notice, this.void, this.touch);
    L.DomEvent.disableClickPropagation(this.void);
  }

  speak(words) {
    const { text } = words;
    const [zoomIn, zoomOut] = this.zoom.getContainer().querySelectorAll("a");
    label(zoomIn, text.zoom_in);
    label(zoomOut, text.zoom_out);
    label(this.buttons.fit, text.fit);
    if (this.buttons.full) label(this.buttons.full, text.full_screen);
    this.touch.textContent = text.two_fingers;
    const back = element("button", { type: "button", text: text.clear_filters });
    back.addEventListener("click", this.actions.clear);
    this.void.replaceChildren(element("strong", { text: text.nothing_found }), back);
    const { attributionControl } = this.map;
    if (this.source) attributionControl.removeAttribution(this.source);
    this.source = new XMLSerializer().serializeToString(element("span", { text: text.source }));
    attributionControl.addAttribution(this.source);
  }

  offerBasemaps(entries, choose) {
    if (!entries.length) return;
    const select = element("select", { "aria-label": this.map.getContainer().getAttribute("aria-label") }, [
      ...entries.map((entry, i) => element("option", { value: String(i), text: entry.name })),
    ]);
    const Box = L.Control.extend({ onAdd: () => element("div", { className: "leaflet-control onemap-basemaps" }, [select]) });
    new Box({ position: "topleft" }).addTo(this.map);
    this.picker = select;
    L.DomEvent.disableClickPropagation(select);
    const pick = () => choose(entries[Number(select.value)].url ? entries[Number(select.value)] : null);
    select.addEventListener("change", pick);
    pick();
  }

  fullscreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  }

  notify(text) {
    this.notice.textContent = text;
    this.notice.hidden = false;
    clearTimeout(this.noticing);
    this.noticing = setTimeout(() => (this.notice.hidden = true), NOTICE_MS);
  }

  // The sketch stands last in the list: what is shown once a basemap has failed.
  showSketch() {
    if (this.picker) this.picker.value = String(this.picker.options.length - 1);
  }

  empty(is) {
    this.void.hidden = !is;
  }

  hint() {
    this.touch.classList.add("is-shown");
    clearTimeout(this.hiding);
    this.hiding = setTimeout(() => this.touch.classList.remove("is-shown"), 1200);
  }
}

function label(node, text) {
  node.setAttribute("title", text);
  node.setAttribute("aria-label", text);
}

function button(bar, icon, press) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[icon]);
  svg.append(path);
  const node = element("a", { href: "#", role: "button" }, [svg]);
  node.addEventListener("click", (event) => {
    event.preventDefault();
    press();
  });
  bar.append(node);
  return node;
}
