// A title, and lines below it, each in its tone: what a file is, what is missing, what somebody else published meanwhile.
import { element } from "../dom.js";
import { root, scheme } from "./scheme.js";

export default function card({ data, parentElement }) {
  const node = root(parentElement, "div", "card");
  node.dataset.tone = data.tone;
  node.style.setProperty("--bad-ink", data.late[scheme(parentElement)]);
  const lines = data.lines.map(({ text, tone }) => element("p", { className: `line ${tone}`, text }));
  node.replaceChildren(...(data.title ? [element("p", { className: "title", text: data.title })] : []), ...lines);
}
