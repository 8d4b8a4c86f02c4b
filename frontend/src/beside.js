// Two maps side by side that move together: one frame tells the other where it looks, at once, without the server.
// Of two dates they look at the same place; of two subdistricts at the same distance from each one's middle.
import L from "leaflet";

const FRAMES = ".st-key-map iframe, .st-key-map_beside iframe";

export class Beside {
  #apart = false;
  #following = false;

  constructor(onemap) {
    this.onemap = onemap;
    onemap.map.on("move", () => this.lead());
  }

  take({ apart }) {
    this.#apart = apart;
  }

  // The second map to stand looks where the first one does.
  arrive() {
    this.#other()?.beside?.lead();
  }

  lead() {
    const { map, ready } = this.onemap;
    if (this.#following || !ready) return;
    const anchor = this.#anchor();
    this.#other()?.beside?.follow(map.project(map.getCenter(), 0).subtract(anchor), map.getZoom());
  }

  // How far from the anchor, in the world's pixels at zoom 0.
  follow(away, zoom) {
    const { map } = this.onemap;
    this.#following = true;
    this.onemap.fitted = false;
    map.setView(map.unproject(this.#anchor().add(away), 0), zoom, { animate: false });
    this.#following = false;
  }

  #anchor() {
    const box = this.#apart ? (this.onemap.model.extent() ?? this.onemap.model.wholeExtent()) : null;
    return box ? L.point((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) : L.point(0, 0);
  }

  // Null while it is not there, or has not been drawn.
  #other() {
    const frames = [...window.parent.document.querySelectorAll(FRAMES)].map((frame) => frame.contentWindow);
    const other = frames.length === 2 && frames.find((one) => one !== window)?.onemap;
    return other && other.ready ? other : null;
  }
}
