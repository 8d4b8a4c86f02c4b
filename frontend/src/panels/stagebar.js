// The bar of stages with its legend. A press filters in the map's frame at once; the frame tells the server.
import { element, fill } from "../dom.js";
import { root, scheme } from "./scheme.js";

export default function stagebar({ data, parentElement, setTriggerValue }) {
  const node = root(parentElement, "div", "stagebar");
  const theme = scheme(parentElement);
  const total = data.stages.reduce((sum, stage) => sum + stage.n, 0);
  const bar = element("div", { className: "bar", "aria-hidden": "true" });
  const items = data.stages.map((stage) => {
    const share = element("i");
    share.style.flexGrow = String(stage.n);
    share.style.background = stage[theme];
    if (stage.n) bar.append(share);
    const swatch = element("i", { className: "swatch" });
    swatch.style.background = stage[theme];
    const button = element("button", { type: "button", "data-stage": stage.code, "aria-pressed": String(stage.chosen) }, [
      swatch,
      element("span", { text: stage.label }),
      element("b", { text: stage.n.toLocaleString("en-US") }),
    ]);
    button.addEventListener("click", () => press(stage.code, setTriggerValue));
    button.classList.toggle("is-dimmed", data.filtered && !stage.chosen);
    return button;
  });
  node.replaceChildren(
    element("div", { className: "head" }, [element("span", { text: fill(data.title, { n: total.toLocaleString("en-US") }) }), element("span", { text: data.moved })]),
    bar,
    element("div", { className: "items" }, items),
  );
}

function press(code, setTriggerValue) {
  const frame = document.querySelector(".st-key-map iframe");
  const onemap = frame?.contentWindow?.onemap;
  if (onemap?.ready) onemap.toggleStage(code);
  else setTriggerValue("pressed", code);
}
