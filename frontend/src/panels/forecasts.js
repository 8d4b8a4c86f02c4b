// When each compound will be finished: a table with a range on a line of time, the planned finish as a mark, and what the range rests on.
import { element } from "../dom.js";
import { root, scheme } from "./scheme.js";
import { months } from "./svg.js";

export default function forecasts({ data, parentElement, setTriggerValue }) {
  const node = root(parentElement, "section", "forecasts");
  node.style.setProperty("--late-ink", data.late[scheme(parentElement)]);
  const place = (day) => `${((day - data.from) / (data.to - data.from || 1)) * 100}%`;
  const head = element("tr", {}, data.columns.map((column) => element("th", { scope: "col", className: column.code }, column.code === "range" ? [element("span", { className: "hidden", text: column.label }), axis(data, place)] : [element("span", { text: column.label })])));
  const rows = data.rows.map((row) => tableRow(row, data, place, setTriggerValue));
  node.replaceChildren(
    element("h3", { text: data.words.title }),
    element("p", { className: "note", text: data.words.note }),
    rows.length ? element("div", { className: "scroll", tabindex: "0", role: "region", "aria-label": data.words.title }, [element("table", {}, [element("thead", {}, [head]), element("tbody", {}, rows)])]) : element("p", { className: "note", text: data.words.empty }),
    ...(data.words.more ? [element("p", { className: "note", text: data.words.more })] : []),
  );
}

function axis(data, place) {
  const track = element("div", { className: "track is-axis", "aria-hidden": "true" });
  for (const one of months(data.from, data.to, 7)) {
    const tick = element("span", { className: "month", text: one.month === 1 ? String(one.year) : data.words.months[one.month - 1] });
    tick.style.left = place(one.day);
    track.append(tick);
  }
  return track;
}

function tableRow(row, data, place, setTriggerValue) {
  const open = element("button", { type: "button" }, [element("b", { text: row.compound }), element("span", { text: row.subdistrict })]);
  open.addEventListener("click", () => setTriggerValue("pressed", { compound_id: row.id }));
  const cells = {
    compound: [open],
    done: [text(row.done)],
    range: [track(row, data, place)],
    expected: [element("b", { text: row.expected }), element("span", { className: "between", text: row.between })],
    late: [element("span", { className: row.late > 0 ? "is-late" : "", text: row.against })],
    basis: [basis(row, data), text(row.basis)],
  };
  return element("tr", {}, data.columns.map(({ code }) => element(code === "compound" ? "th" : "td", { className: code, ...(code === "compound" ? { scope: "row" } : {}) }, cells[code])));
}

const text = (words) => element("span", { text: words });

function track(row, data, place) {
  const node = element("div", { className: "track", "aria-hidden": "true" });
  const put = (className, from, to = null) => {
    if (from === null) return;
    const mark = element("i", { className });
    mark.style.left = place(from);
    if (to !== null) mark.style.width = `calc(${place(to)} - ${place(from)})`;
    node.append(mark);
  };
  put("today", data.today);
  if (!row.over) put("range", row.days[0], row.days[2]);
  put(row.over ? "over" : "middle", row.days[1]);
  put("planned", row.planned);
  return node;
}

// Four greys, darkest for the compound's own pace; the words beside say the same.
function basis(row, data) {
  const node = element("span", { className: "basis-bar", "aria-hidden": "true" });
  data.bases.forEach((code) => {
    if (!row.shares[code]) return;
    const part = element("i", { className: `is-${code}` });
    part.style.flexGrow = String(row.shares[code]);
    node.append(part);
  });
  return node;
}
