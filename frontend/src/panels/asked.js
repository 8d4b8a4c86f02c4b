// The line above the map: how much is left, every filter with its way back, and the switch "only what is in view".
import { element, fill } from "../dom.js";
import { root, scheme } from "./scheme.js";

export default function asked({ data, parentElement, setTriggerValue }) {
  const node = root(parentElement, "section", "asked");
  node.style.setProperty("--late-ink", data.late[scheme(parentElement)]);
  const press = (told) => setTriggerValue("pressed", told);
  const [buildings, compounds, households] = data.figures.map(([n, unit], i) => figure(n, unit, i ? "" : "is-first"));
  const [late, lateUnit] = data.behind;
  const behind = late === "0" ? [] : [figure(late, lateUnit, "is-late")];
  const chips = data.chips.map((chip) => {
    const button = element("button", { type: "button", className: "chip", "aria-label": fill(data.words.remove, { what: chip.text }), "data-chip": `${chip.chip}:${chip.code ?? ""}` }, [
      element("span", { text: chip.text }),
      element("span", { className: "cross", "aria-hidden": "true", text: "×" }),
    ]);
    button.addEventListener("click", () => press({ chip: chip.chip, code: chip.code }));
    return button;
  });
  const ways = [];
  if (chips.length) {
    const clear = element("button", { type: "button", className: "clear", text: data.words.clear });
    clear.addEventListener("click", () => press({ clear: true }));
    ways.push(clear);
  } else {
    chips.push(element("span", { className: "none", text: data.words.none }));
  }
  const view = element("button", { type: "button", className: "view", role: "switch", "aria-checked": String(data.in_view), text: data.words.in_view });
  view.addEventListener("click", () => {
    const onemap = document.querySelector(".st-key-map iframe")?.contentWindow?.onemap;
    view.setAttribute("aria-checked", String(!data.in_view));
    onemap?.follow(!data.in_view);
  });
  node.replaceChildren(
    element("div", { className: "figures", role: "status", title: data.of }, [buildings, compounds, households, ...behind]),
    element("div", { className: "chips" }, chips),
    ...ways, // beside the chips, which scroll
    view,
  );
}

function figure(n, unit, tone) {
  return element("span", { className: `figure ${tone}` }, [element("b", { text: n }), element("span", { text: unit })]);
}
