// One headline figure: its name, its value with the unit small beside it, and one line under it.
import { element } from "../dom.js";
import { root, scheme } from "./scheme.js";

export default function figure({ data, parentElement }) {
  const node = root(parentElement, "div", "figure");
  node.style.setProperty("--late-ink", data.late[scheme(parentElement)]);
  node.replaceChildren(
    element("span", { className: "name", text: data.name }),
    element("span", { className: "value" }, [element("b", { text: data.value }), element("span", { className: "unit", text: data.unit })]),
    element("span", { className: `note ${data.tone}`, text: data.note, title: data.why || data.note }),
  );
}
