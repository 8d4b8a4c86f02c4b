// Small charts drawn by hand: SVG elements, scales and paths; no library.
const NS = "http://www.w3.org/2000/svg";

export function svg(tag, attributes = {}, children = []) {
  const node = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

export function label(x, y, text, attributes = {}) {
  const node = svg("text", { x, y, ...attributes });
  node.textContent = text;
  return node;
}

export const scale = (from, to, low, high) => (value) => low + ((value - from) / (to - from || 1)) * (high - low);

// A line through the points that are known.
export function line(xs, ys) {
  let path = "";
  xs.forEach((x, i) => {
    if (ys[i] === null) return;
    path += `${path ? "L" : "M"}${x.toFixed(1)} ${ys[i].toFixed(1)}`;
  });
  return path;
}

// The area between two lines over the same points.
export function band(xs, tops, bottoms) {
  const known = xs.map((_, i) => i).filter((i) => tops[i] !== null && bottoms[i] !== null);
  if (!known.length) return "";
  const there = known.map((i) => `${xs[i].toFixed(1)} ${tops[i].toFixed(1)}`);
  const back = known.reverse().map((i) => `${xs[i].toFixed(1)} ${bottoms[i].toFixed(1)}`);
  return `M${[...there, ...back].join("L")}Z`;
}

export const DAY = 86_400_000;

// The first of each month within a span of days since 1970, thinned to what has room.
export function months(from, to, most) {
  const found = [];
  const day = new Date(from * DAY);
  for (let at = Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 1); at <= to * DAY; ) {
    const date = new Date(at);
    found.push({ day: at / DAY, month: date.getUTCMonth() + 1, year: date.getUTCFullYear() });
    at = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
  }
  const every = [1, 2, 3, 6, 12, 24, 60].find((step) => found.length / step <= Math.max(most, 1)) ?? 120;
  return found.filter(({ month, year }) => (year * 12 + month - 1) % every === 0);
}

// Draws again when the room changes; the first time as soon as there is room.
export function fitted(host, draw) {
  if (host.fitting) host.fitting.disconnect();
  let [width, height] = [0, 0];
  host.fitting = new ResizeObserver(() => {
    const { clientWidth, clientHeight } = host;
    if (!clientWidth || !clientHeight || (clientWidth === width && clientHeight === height)) return;
    [width, height] = [clientWidth, clientHeight];
    draw(width, height);
  });
  host.fitting.observe(host);
  if (host.clientWidth && host.clientHeight) {
    [width, height] = [host.clientWidth, host.clientHeight];
    draw(width, height);
  }
}
