// The planner's charts: what is left by subdistrict and stage, against the plan, per 100 households. A bar is a filter.
import { element } from "../dom.js";
import { root, scheme } from "./scheme.js";

let layer = 0; // which facilities are shown: kept while the page lives

export default function deskcharts({ data, parentElement, setTriggerValue }) {
  const node = root(parentElement, "section", "charts");
  const theme = scheme(parentElement);
  const press = (told) => setTriggerValue("pressed", told);
  const draw = () => node.replaceChildren(...stages(data, theme, press), ...plan(data, theme, press), ...provided(data, press, draw));
  draw();
}

const title = (text) => element("h3", { text });

function bar(className, share, colour) {
  const node = element("i", { className });
  node.style.width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  if (colour) node.style.background = colour;
  return node;
}

function stages(data, theme, press) {
  const { rows, chosen } = data.stages;
  if (!rows.length) return [title(data.stages.title), element("p", { text: data.words.nothing })];
  const most = Math.max(...rows.map((row) => row.parts.reduce((a, b) => a + b, 0)));
  const dimmed = (list, code) => list.length > 0 && !list.includes(code);
  return [
    title(data.stages.title),
    ...rows.map((row) => {
      const total = row.parts.reduce((a, b) => a + b, 0);
      const name = element("button", { type: "button", className: "name", text: row.name, title: row.name, "aria-pressed": String(chosen.subdistrict.includes(row.name)) });
      name.addEventListener("click", () => press({ subdistrict: row.name }));
      const stack = element("div", { className: "stack" });
      stack.style.width = `${(total / most) * 100}%`;
      row.parts.forEach((n, i) => {
        if (!n) return;
        const { code, label } = data.palette[i];
        const part = element("button", { type: "button", className: "part", title: `${row.name} · ${label} ${n}`, "aria-label": `${row.name} · ${label} ${n}`, "data-part": `${row.name}:${code}` });
        part.style.flexGrow = String(n);
        part.style.background = data.palette[i][theme];
        part.classList.toggle("is-dimmed", dimmed(chosen.stage, code) || dimmed(chosen.subdistrict, row.name));
        part.addEventListener("click", () => press({ subdistrict: row.name, stage: code }));
        stack.append(part);
      });
      return element("div", { className: "row" }, [name, element("div", { className: "track" }, [stack]), element("b", { text: row.n })]);
    }),
  ];
}

function plan(data, theme, press) {
  const { rows, key } = data.plan;
  const most = Math.max(1, ...rows.map((row) => Math.max(row.planned, row.actual)));
  return [
    title(data.plan.title),
    ...rows.map((row, i) => {
      const said = `${row.label} ${row.actual} / ${row.planned}`;
      const button = element("button", { type: "button", className: "row is-plan", title: said, "aria-label": said, "data-plan": row.code }, [
        element("span", { className: "name", text: row.label }),
        element("span", { className: "track" }, [bar("actual", row.actual / most, data.palette[i][theme]), bar("planned", row.planned / most)]),
        element("b", { text: `${row.actual}/${row.planned}` }),
      ]);
      button.addEventListener("click", () => press({ stage: row.code }));
      return button;
    }),
    element("p", { className: "key", text: key }),
  ];
}

function provided(data, press, draw) {
  const { layers } = data.provided;
  const tabs = layers.map((entry, i) => {
    const button = element("button", { type: "button", className: "tab", text: entry.label, "aria-pressed": String(i === layer) });
    button.addEventListener("click", () => {
      layer = i;
      draw();
    });
    return button;
  });
  const rows = layers[layer].rows;
  const most = Math.max(1, ...rows.map((row) => Math.max(row.planned, row.present)));
  return [
    title(data.provided.title),
    element("div", { className: "tabs", role: "group" }, tabs),
    ...rows.map((row) => {
      const said = `${row.name} ${row.present} / ${row.planned}`;
      const button = element("button", { type: "button", className: "row is-plan", title: said, "aria-label": said, "data-provided": row.name }, [
        element("span", { className: "name", text: row.name }),
        element("span", { className: "track" }, [bar("actual is-plain", row.present / most), bar("planned", row.planned / most)]),
        element("b", { text: `${row.present}/${row.planned}` }),
      ]);
      button.addEventListener("click", () => press({ subdistrict: row.name }));
      return button;
    }),
  ];
}
