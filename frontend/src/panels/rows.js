// The planner's table: the same rows that the map shows. A name flies the map there, a tick limits the map to its row.
import { element } from "../dom.js";
import { root, scheme } from "./scheme.js";

const followed = new WeakMap();

export default function rows({ data, parentElement, setTriggerValue }) {
  const node = root(parentElement, "section", "rows");
  node.style.setProperty("--late-ink", data.late[scheme(parentElement)]);
  const press = (told) => setTriggerValue("pressed", told);
  const focused = node.getRootNode().activeElement?.dataset?.key;
  const before = node.querySelector(".scroll");
  const [left, top] = [before?.scrollLeft ?? 0, before?.scrollTop ?? 0];
  const scroll = element("div", { className: "scroll", tabindex: "0", role: "region", "aria-label": data.words.table }, [table(data, press)]);
  node.replaceChildren(head(data, press), data.rows.length ? scroll : nothing(data, press));
  scroll.scrollTo(left, top);
  if (focused) node.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  if (data.selected !== (followed.get(node) ?? "")) {
    followed.set(node, data.selected);
    const row = node.querySelector("tr.is-selected");
    if (row) scroll.scrollTo(left, Math.max(0, row.offsetTop - scroll.clientHeight / 2)); // the page itself stays
  }
}

function head(data, press) {
  const kinds = data.kinds.map((kind) => {
    const button = element("button", { type: "button", className: "kind", "aria-pressed": String(kind.code === data.of), text: kind.text, "data-key": `of:${kind.code}` });
    button.addEventListener("click", () => press({ of: kind.code }));
    return button;
  });
  const parts = [element("div", { className: "kinds", role: "group" }, kinds), element("span", { className: "title", text: data.title })];
  if (data.picked.length) parts.push(element("span", { className: "picked", text: data.words.picked }));
  if (data.pages.last) {
    const turn = (text, label, at, off) => {
      const button = element("button", { type: "button", className: "turn", text, "aria-label": label, "data-key": `turn:${text}` });
      button.disabled = off;
      button.addEventListener("click", () => press({ page: at }));
      return button;
    };
    const { at, last, from, to } = data.pages;
    parts.push(element("span", { className: "pages" }, [turn("‹", data.words.before, at - 1, at === 0), element("span", { text: `${from}–${to}` }), turn("›", data.words.next, at + 1, at === last)]));
  }
  return element("header", {}, parts);
}

function nothing(data, press) {
  const clear = element("button", { type: "button", className: "clear", text: data.words.clear });
  clear.addEventListener("click", () => press({ clear: true }));
  return element("p", { className: "nothing" }, [element("span", { text: data.words.nothing }), clear]);
}

function table(data, press) {
  const picked = new Set(data.picked);
  const titles = data.columns.map((column) => {
    const button = element("button", { type: "button", "data-key": `sort:${column.key}` }, [element("span", { text: column.label }), element("i", { "aria-hidden": "true", text: column.key === data.sort ? (data.down ? "↓" : "↑") : "" })]);
    button.addEventListener("click", () => press({ sort: column.key }));
    const order = column.key === data.sort ? (data.down ? "descending" : "ascending") : "none";
    return element("th", { scope: "col", "aria-sort": order, className: column.number ? "is-number" : "" }, [button]);
  });
  const named = data.columns.findIndex((column) => column.key === (data.kind === "compound" ? "compound" : "building_no"));
  const body = data.rows.map((row) => {
    const label = data.columns.slice(0, named + 1).map((_, i) => row.cells[i]).join(" ");
    const tick = element("input", { type: "checkbox", "aria-label": `${data.words.pick} ${label}`, "data-key": `pick:${row.id}` });
    tick.checked = picked.has(row.id);
    tick.addEventListener("change", () => {
      if (tick.checked) picked.add(row.id);
      else picked.delete(row.id);
      press({ picked: [...picked] });
    });
    const cells = data.columns.map((column, i) => {
      if (i !== named) return element("td", { className: [column.number && "is-number", row.late && ["days_behind", "status"].includes(column.key) && "is-late"].filter(Boolean).join(" "), text: row.cells[i] });
      const show = element("button", { type: "button", text: row.cells[i], title: data.words.show, "aria-label": `${data.words.show} ${label}`, "data-key": `show:${row.id}` });
      show.addEventListener("click", () => fly(row.id));
      return element("th", { scope: "row" }, [show]);
    });
    return element("tr", { className: row.id === data.selected ? "is-selected" : "", "data-id": row.id }, [element("td", {}, [tick]), ...cells]);
  });
  return element("table", {}, [element("thead", {}, [element("tr", {}, [element("td"), ...titles])]), element("tbody", {}, body)]);
}

// Acts in the map's frame at once; the frame tells the server.
function fly(id) {
  const frame = document.querySelector(".st-key-map iframe");
  frame?.contentWindow?.onemap?.select(id);
  const box = frame?.getBoundingClientRect();
  if (box && box.bottom < 120) frame.scrollIntoView({ block: "start" });
}
