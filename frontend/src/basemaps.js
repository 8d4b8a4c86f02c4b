// Optional backgrounds from the settings. None by default: nothing leaves the machine.
import L from "leaflet";

export class Basemaps {
  constructor(map, onChange, onFailure) {
    Object.assign(this, { map, onChange, onFailure, layer: null, chosen: null });
  }

  choose(entry) {
    if ((entry?.name ?? null) === this.chosen) return;
    this.chosen = entry?.name ?? null;
    this.layer?.remove();
    this.layer = null;
    if (!entry) {
      this.onChange(null);
      return;
    }
    if (entry.vector) this.#vector(entry);
    else this.#show(L.tileLayer(entry.url, options(entry)), entry);
  }

  #show(layer, entry) {
    let failed = 0;
    let arrived = 0;
    layer.on("tileload", () => (arrived += 1));
    layer.on("tileerror", () => {
      failed += 1;
      // Some missing tiles are a hole in the map; none at all is a map that cannot be reached.
      if (failed >= 4 && arrived === 0 && this.layer === layer) {
        this.choose(null);
        this.onFailure(entry);
      }
    });
    this.layer = layer.addTo(this.map);
    this.onChange(entry);
  }

  // Vector tiles are rare: their reader is loaded when one is chosen.
  #vector(entry) {
    const script = document.createElement("script");
    script.src = entry.reader;
    script.addEventListener("load", () => this.chosen === entry.name && this.#show(window.onemapVector(entry, options(entry)), entry));
    script.addEventListener("error", () => {
      this.choose(null);
      this.onFailure(entry);
    });
    document.head.append(script);
  }
}

function options(entry) {
  return {
    attribution: escaped(entry.attribution),
    subdomains: entry.subdomains || "abc",
    key: entry.key,
    maxNativeZoom: entry.max_zoom,
    maxZoom: 20,
    zIndex: 1,
  };
}

// Leaflet writes attributions as markup; ours are text.
function escaped(text) {
  const node = document.createElement("i");
  node.textContent = text ?? "";
  return new XMLSerializer().serializeToString(node);
}
