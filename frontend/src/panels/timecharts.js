// Below the map: buildings by stage over the editions (burn-up), and subdistricts by edition (heat table).
import { element } from "../dom.js";
import { inkOn } from "../theme.js";
import { root, scheme } from "./scheme.js";
import { follow } from "./steps.js";
import { band, fitted, label, months, scale, svg } from "./svg.js";

export default function timecharts({ data, parentElement, setTriggerValue }) {
  const node = root(parentElement, "div", "timecharts");
  const theme = scheme(parentElement);
  node.style.setProperty("--late-ink", data.late[theme]);
  node.measure ??= data.measures[0].code;
  node.at = node.at === undefined || node.decided !== data.decided ? data.at : Math.min(node.at, data.editions.length - 1);
  node.decided = data.decided;
  const chart = element("div", { className: "chart", role: "img", "aria-label": data.words.burn_up });
  const counts = element("dl");
  const burn = element("section", { className: "burn" }, [element("h3", { text: data.words.burn_up }), element("div", { className: "beside" }, [chart, counts])]);
  const table = element("div", { className: "scroll", tabindex: "0", role: "region", "aria-label": data.words.heat });
  const head = element("div", { className: "head" }, [element("h3", { text: data.words.heat }), choice(data, node, () => tell())]);
  const heat = element("section", { className: "heat" }, [head, table]);
  const tell = () => table.replaceChildren(grid(data, node, theme, setTriggerValue));
  const draw = () => chart.clientWidth && chart.replaceChildren(burnUp(data, node.at, theme, chart.clientWidth, chart.clientHeight));
  const list = () => counts.replaceChildren(...legend(data, node.at, theme));
  node.replaceChildren(burn, heat);
  tell();
  list();
  fitted(chart, draw);
  reveal(table);
  follow(node, (at) => {
    if (at === node.at || at >= data.editions.length) return;
    node.at = at;
    draw();
    list();
    table.querySelectorAll("[data-at]").forEach((cell) => cell.classList.toggle("is-now", Number(cell.dataset.at) === at));
    reveal(table);
  });
}

// ---- burn-up ----

function burnUp(data, at, theme, width, height) {
  const pad = { left: 34, right: 10, top: 8, bottom: 22 };
  const { editions, stages } = data;
  const total = Math.max(1, ...editions.map((one) => one.stages.reduce((sum, n) => sum + n, 0)));
  const [first, last] = [editions[0].day, editions[editions.length - 1].day];
  const wide = first === last ? 1 : 0; // one edition alone is a column
  const x = scale(first - wide, last + wide, pad.left, width - pad.right);
  const y = scale(0, total, height - pad.bottom, pad.top);
  const points = wide ? [editions[0], editions[0]] : editions;
  const xs = wide ? [x(first - 1), x(last + 1)] : editions.map((one) => x(one.day));
  const parts = [];
  let below = points.map(() => 0);
  for (let slot = stages.length - 1; slot >= 0; slot -= 1) {
    const above = points.map((one, i) => below[i] + one.stages[stages[slot].slot]);
    parts.push(svg("path", { d: band(xs, above.map(y), below.map(y)), fill: stages[slot][theme], class: "layer" }));
    below = above;
  }
  for (const n of [0, Math.round(total / 2), total]) parts.push(label(pad.left - 6, y(n) + 4, n.toLocaleString("en-US"), { class: "tick", "text-anchor": "end" }));
  for (const one of months(first, last, (width - 40) / 50)) {
    parts.push(label(x(one.day), height - 4, one.month === 1 ? String(one.year) : data.words.months[one.month - 1], { class: "tick", "text-anchor": "middle" }));
  }
  const now = x(editions[at].day);
  parts.push(svg("line", { x1: now, x2: now, y1: pad.top - 4, y2: height - pad.bottom + 4, class: "today" }));
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true" }, parts);
}

// The numbers beside it: the chart's text, and its legend.
function legend(data, at, theme) {
  return data.stages.flatMap((stage) => {
    const swatch = element("i");
    swatch.style.background = stage[theme];
    return [element("dt", {}, [swatch, element("span", { text: stage.label })]), element("dd", { text: data.editions[at].stages[stage.slot].toLocaleString("en-US") })];
  });
}

// ---- heat table ----

function choice(data, node, tell) {
  const group = element("div", { className: "choice", role: "group", "aria-label": data.words.heat });
  for (const one of data.measures) {
    const button = element("button", { type: "button", "aria-pressed": String(one.code === node.measure), text: one.label });
    button.addEventListener("click", () => {
      node.measure = one.code;
      group.querySelectorAll("button").forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
      tell();
    });
    group.append(button);
  }
  return group;
}

function grid(data, node, theme, setTriggerValue) {
  const measure = data.measures.find((one) => one.code === node.measure);
  const press = (subdistrict, i) => setTriggerValue("pressed", { subdistrict, number: data.editions[i].number });
  const heads = data.editions.map((one, i) => element("th", { scope: "col", "data-at": String(i), className: i === node.at ? "is-now" : "", text: one.short, title: one.as_of }));
  const rows = measure.rows.map((row) => {
    const chosen = row.subdistrict !== "" && row.subdistrict === data.subdistrict;
    const cells = row.shares.map((share, i) => {
      const cell = element("td", { "data-at": String(i), className: i === node.at ? "is-now" : "" });
      if (share === null) return cell;
      const { fill: ground, ink } = shade(share, measure, theme);
      const button = element("button", { type: "button", text: String(Math.round(share / 10)), "aria-label": `${row.name} ${data.editions[i].as_of} ${measure.label} ${Math.round(share / 10)}%` });
      button.style.background = ground;
      button.style.color = ink;
      button.addEventListener("click", () => press(row.subdistrict, i));
      cell.append(button);
      return cell;
    });
    return element("tr", { className: `${chosen ? "is-chosen" : ""} ${row.whole ? "is-whole" : ""}` }, [element("th", { scope: "row", text: row.name }), ...cells]);
  });
  return element("table", {}, [element("caption", { text: `${data.words.heat} · ${measure.label} %` }), element("thead", {}, [element("tr", {}, [element("td"), ...heads])]), element("tbody", {}, rows)]);
}

// From the panel's ground to the measure's colour; the number in the cell says the same.
function shade(share, measure, theme) {
  const depth = Math.min(1, share / measure.full);
  const [from, to] = [measure.ground[theme], measure.colour[theme]].map(channels);
  const mixed = from.map((value, i) => Math.round(value + (to[i] - value) * depth));
  const hex = `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
  return { fill: hex, ink: inkOn(hex) };
}

const channels = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

// A year of weeks is wider than its card: the edition shown is brought into sight, without moving the page.
function reveal(table) {
  const now = table.querySelector("thead .is-now");
  if (!now) return;
  const [left, right] = [now.offsetLeft, now.offsetLeft + now.offsetWidth];
  if (right > table.scrollLeft + table.clientWidth || left < table.scrollLeft + 120) table.scrollLeft = Math.max(0, left - table.clientWidth / 2);
}
