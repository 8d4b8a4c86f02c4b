// What happened between two editions, by kind: a sign, a word and a number each, the gravest first.
import { element } from "../dom.js";
import { inkOn } from "../theme.js";
import { root, scheme } from "./scheme.js";

export default function changes({ data, parentElement }) {
  const node = root(parentElement, "section", "changes");
  const theme = scheme(parentElement);
  const kinds = data.kinds.map((kind) => {
    const sign = element("i", { className: "sign", text: kind.sign, "aria-hidden": "true" });
    sign.style.background = kind[theme];
    sign.style.color = inkOn(kind[theme]);
    return element("li", {}, [sign, element("span", { text: kind.label }), element("b", { text: kind.n })]);
  });
  node.replaceChildren(
    element("h3", { text: data.title }),
    ...data.lines.map((line) => element("p", { text: line })),
    element("ul", {}, kinds),
  );
}
