// A building's way through the stages, and how many of several buildings are in each: both with words, never by colour alone.
import { element } from "../dom.js";

const N = 5;

// Five steps, those that are over filled, the one under way named in bold.
export function steps(stages, at, theme) {
  return element(
    "ol",
    { className: "steps" },
    stages.map((stage, i) => {
      const bar = element("i");
      if (i <= at) bar.style.background = stage[theme];
      const step = element("li", { className: i === at ? "is-now" : "" }, [bar, element("span", { text: stage.label })]);
      if (i === at) step.setAttribute("aria-current", "step");
      return step;
    }),
  );
}

// [n, n, n, n, n, n of no data] as one bar and its numbers.
export function shares(stages, counts, theme, noData) {
  const total = counts.reduce((sum, n) => sum + n, 0) || 1;
  const bar = element("div", { className: "shares", "aria-hidden": "true" });
  const list = element("ul", { className: "shares-told" });
  counts.forEach((n, i) => {
    if (!n) return;
    const part = element("i");
    part.style.flexGrow = String(n / total);
    if (i < N) part.style.background = stages[i][theme];
    bar.append(part);
    const dot = element("i");
    if (i < N) dot.style.background = stages[i][theme];
    list.append(element("li", {}, [dot, element("span", { text: i < N ? stages[i].label : noData }), element("b", { text: String(n) })]));
  });
  return element("div", {}, [bar, list]);
}
