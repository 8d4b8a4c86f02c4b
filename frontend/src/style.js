// The map's style sheet, which build.mjs puts into the bundle.
/* global MAP_STYLE */
const node = document.createElement("style");
node.textContent = MAP_STYLE;
document.head.append(node);
