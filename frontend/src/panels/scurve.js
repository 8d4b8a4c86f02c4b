// The S-curve: planned, actual and forecast shares over time, the editions as dots below, and the date as a line.
import { fill } from "../dom.js";
import { band, label, line, months, scale, svg } from "./svg.js";

const SMALL = 560; // pixels of chart, below which only the dots and the lines are drawn

export function curves(data, at, milestone, width, height) {
  const small = width < SMALL;
  const pad = { left: small ? 8 : 40, right: small ? 8 : 64, top: 8, bottom: small ? 22 : 34 };
  const { days, editions, words } = data;
  const found = data.curves[milestone][at];
  const [first, last] = [Math.min(days[0], editions[0].day), Math.max(days[days.length - 1], editions[editions.length - 1].day)];
  const x = scale(first, last, pad.left, width - pad.right);
  const y = scale(0, 1000, height - pad.bottom, pad.top);
  const xs = days.map(x);
  const own = (series) => series.map((share) => (share === null ? null : y(share)));
  const today = x(editions[at].day);
  // The actual line and the forecast meet on the day itself.
  const meet = (series) => {
    const after = days.findIndex((day) => day > editions[at].day);
    const put = (list, value) => (after < 0 ? list : [...list.slice(0, after), value, ...list.slice(after)]);
    return [put(xs, today), put(own(series), found.now === null ? null : y(found.now))];
  };
  const [metX, expected] = meet(found.expected);
  const [, early] = meet(found.early);
  const [, late] = meet(found.late);
  const [, actual] = meet(found.actual);
  const parts = [];
  if (!small) {
    for (const share of [0, 500, 1000]) {
      parts.push(svg("line", { x1: pad.left, x2: width - pad.right, y1: y(share), y2: y(share), class: share ? "grid" : "axis" }));
      parts.push(label(pad.left - 7, y(share) + 4, `${share / 10}%`, { class: "tick", "text-anchor": "end" }));
    }
  }
  for (const one of months(first, last, (width - pad.left - pad.right) / 62)) {
    const text = one.month === 1 ? String(one.year) : words.months[one.month - 1];
    parts.push(svg("line", { x1: x(one.day), x2: x(one.day), y1: pad.top, y2: height - pad.bottom, class: one.month === 1 ? "grid is-year" : "grid" }));
    parts.push(label(Math.max(20, Math.min(width - 20, x(one.day))), height - 4, text, { class: one.month === 1 ? "tick is-year" : "tick", "text-anchor": "middle" }));
  }
  parts.push(
    svg("path", { d: band(metX, early, late), class: "range" }),
    svg("path", { d: line(xs, own(found.planned)), class: "planned" }),
    svg("path", { d: line(metX, expected), class: "expected" }),
    svg("path", { d: line(metX, actual), class: "actual" }),
  );
  if (!small) parts.push(...named(found, words, width - pad.right, y));
  const foot = height - pad.bottom + (small ? 6 : 10);
  editions.forEach((one, i) => parts.push(svg("circle", { cx: x(one.day), cy: foot, r: i === at ? 0 : 3, class: i < at ? "dot is-past" : "dot" })));
  parts.push(
    svg("line", { x1: today, x2: today, y1: pad.top - 4, y2: foot, class: "today" }),
    svg("circle", { cx: today, cy: foot, r: 7, class: "handle" }),
  );
  if (found.now !== null) parts.push(svg("circle", { cx: today, cy: y(found.now), r: 4, class: "here" }));
  if (!small && found.now !== null) parts.push(...said(found, editions[at], days, words, today, y, width - pad.right));
  const node = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true" }, parts);
  const nearest = (px) => editions.reduce((best, one, i) => (Math.abs(x(one.day) - px) < Math.abs(x(editions[best].day) - px) ? i : best), 0);
  return { node, nearest };
}

// What the lines are, at their right ends, moved apart where they meet.
function named(found, words, right, y) {
  const ends = [["planned", found.planned], ["expected", found.expected]].map(([code, series]) => [code, series.filter((share) => share !== null).pop()]);
  const placed = ends.filter(([, share]) => share !== undefined).map(([code, share]) => ({ code, at: y(share) + 4 }));
  placed.sort((a, b) => a.at - b.at);
  for (let i = 1; i < placed.length; i += 1) placed[i].at = Math.max(placed[i].at, placed[i - 1].at + 15);
  return placed.map(({ code, at }) => label(right + 7, at, words[code], { class: `name is-${code}` }));
}

// The shares on the day, beside the line, on the side where there is room.
function said(found, edition, days, words, today, y, right) {
  const after = days.findIndex((day) => day > edition.day);
  const planned = found.planned[after < 0 ? days.length - 1 : Math.max(0, after - 1)];
  const left = today > right - 170;
  const place = { "text-anchor": left ? "end" : "start", class: "said" };
  const text = fill(words.said, { actual: `${(found.now / 10).toFixed(0)}%`, planned: `${(planned / 10).toFixed(0)}%` });
  const high = y(found.now) < 40 ? y(found.now) + 22 : y(1000) + 11;
  return [label(today + (left ? -9 : 9), high, text, place)];
}
