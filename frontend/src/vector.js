// Loaded only when a basemap of vector tiles is chosen.
import { leafletLayer } from "protomaps-leaflet";

window.onemapVector = (entry, options) => {
  const layer = leafletLayer({ ...options, url: entry.url, flavor: entry.dark ? "dark" : "light", lang: entry.lang });
  return layer;
};
