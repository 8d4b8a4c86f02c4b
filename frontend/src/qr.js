// An address as a QR code, where others can open it: on a sheet that is handed out.
import { encode } from "uqr";

const BORDER = 4; // modules of white, ISO/IEC 18004
const SVG = "http://www.w3.org/2000/svg";

// The address where others could open it too; an address of this machine alone is of no use on paper.
export function reachable({ hostname, href }) {
  const alone = /^(.+\.)?localhost$/.test(hostname) || /^127\./.test(hostname) || hostname === "[::1]";
  return alone ? "" : href;
}

// Which modules are dark, with the border; null where the address is too long for any code.
export function modules(address) {
  try {
    return encode(address, { ecc: "M", boostEcc: true, border: BORDER }).data; // a sheet is folded and stained: M stands 15 % of it
  } catch {
    return null;
  }
}

// Black on white, whatever the theme; nothing where there is nothing to point at.
export function code(address, label) {
  const rows = address ? modules(address) : null;
  if (!rows) return null;
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${rows.length} ${rows.length}`);
  svg.setAttribute("shape-rendering", "crispEdges");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  const dark = rows.flatMap((row, y) => row.map((is, x) => (is ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  for (const [fill, d] of [["#fff", `M0 0h${rows.length}v${rows.length}h-${rows.length}z`], ["#000", dark]]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("fill", fill);
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}
