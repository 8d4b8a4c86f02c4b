// The planner's filters: lists of options, each with the number of buildings that it would leave.
import { element } from "../dom.js";
import { root } from "./scheme.js";

const opened = new Map(); // which parts stand open: kept while the page lives, whatever is drawn anew

export default function desk({ data, parentElement, setTriggerValue }) {
  const node = root(parentElement, "section", "desk");
  const press = (told) => setTriggerValue("pressed", told);
  const focused = node.getRootNode().activeElement?.dataset?.key;
  const kept = [...node.querySelectorAll(".options")].map((list) => [list.dataset.list, list.scrollTop]);
  node.replaceChildren(
    search(data, press),
    ...data.first.map((list) => part(list.group, list.title, chosen(list.options), list.open, [options(list, press)])),
    part("gaps", data.gaps.title, chosen(data.gaps.options), false, [gaps(data, press)]),
    part(
      "facilities",
      data.facilities.title,
      data.facilities.lists.reduce((n, list) => n + chosen(list.options), 0),
      false,
      data.facilities.lists.flatMap((list) => [element("h4", { text: list.title }), options(list, press)]),
    ),
    part("spans", data.spans_title, data.spans.filter(({ low, high }) => low !== null || high !== null).length, false, data.spans.map((span) => between(span, data.words, press))),
    ...data.last.map((list) => part(list.group, list.title, chosen(list.options), list.open, [options(list, press)])),
  );
  for (const [name, top] of kept) {
    const list = node.querySelector(`.options[data-list="${name}"]`);
    if (list) list.scrollTop = top;
  }
  if (focused) node.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

const chosen = (list) => list.filter((option) => option.chosen).length;

function search(data, press) {
  const input = element("input", { type: "search", placeholder: data.words.hint, "aria-label": data.words.search, "data-key": "search" });
  input.value = data.search;
  const go = () => input.value.trim() !== data.search && press({ search: input.value.trim() });
  input.addEventListener("keydown", (event) => event.key === "Enter" && go());
  input.addEventListener("change", go);
  return input;
}

function part(name, title, n, open, children) {
  const node = element("details", { "data-part": name }, [
    element("summary", { "data-key": `part:${name}` }, [element("span", { text: title }), element("b", { text: n ? String(n) : "" })]),
    ...children,
  ]);
  node.open = opened.get(name) ?? (open || n > 0);
  node.addEventListener("toggle", () => opened.set(name, node.open));
  return node;
}

function options(list, press) {
  return element("div", { className: "options", "data-list": list.group, role: "group", "aria-label": list.title }, list.options.map((option) => {
    const row = choice(`${list.group}:${option.code}`, option, () => press({ group: list.group, code: option.code }));
    return row;
  }));
}

function choice(key, option, press) {
  const button = element("button", { type: "button", className: "option", role: "checkbox", "aria-checked": String(option.chosen), "data-key": key }, [
    element("i", { "aria-hidden": "true" }),
    element("span", { className: "text", text: option.text, title: option.text }),
    element("span", { className: "n", text: option.n.toLocaleString("en-US") }),
  ]);
  button.classList.toggle("is-none", option.n === 0);
  button.addEventListener("click", press);
  return button;
}

function gaps(data, press) {
  return element("div", { className: "gaps" }, data.gaps.options.map((option) => {
    const row = choice(`gap:${option.code}`, option, () => press({ gap: option.code }));
    if (option.limit === null) return row;
    const input = element("input", { type: "number", min: "0", max: "9999", step: "1", "aria-label": `${option.text} · ${data.words.number}`, "data-key": `limit:${option.code}` });
    input.value = String(option.limit);
    input.addEventListener("change", () => press({ limit: option.code, n: input.value }));
    return element("div", { className: "limited" }, [row, input]);
  }));
}

function between(span, words, press) {
  const ends = ["low", "high"].map((end, i) => {
    const input = element("input", { type: "number", min: "0", max: "9999", step: "1", placeholder: span.known ? String(span.known[i]) : "", "aria-label": `${span.title} · ${i ? words.to : words.from}`, "data-key": `${span.code}:${end}` });
    input.value = span[end] ?? "";
    return input;
  });
  const [low, high] = ends;
  for (const input of ends) input.addEventListener("change", () => press({ span: span.code, low: low.value, high: high.value }));
  return element("div", { className: "between" }, [element("span", { text: span.title }), low, element("span", { text: "–", "aria-hidden": "true" }), high]);
}
