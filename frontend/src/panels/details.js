// What there is to say of the selected building or compound, or of the district when nothing is selected.
import { element } from "../dom.js";
import { photos } from "../photos.js";
import { root, scheme } from "./scheme.js";

export default function details({ data, parentElement, setTriggerValue }) {
  const node = root(parentElement, "article", "details");
  const theme = scheme(parentElement);
  node.style.setProperty("--late-ink", data.late[theme]);
  const parts = [head(data, setTriggerValue)];
  if (data.tabs) parts.push(tabs(data.tabs, setTriggerValue));
  if (data.flags.length) parts.push(...data.flags.map(flag));
  if (data.photos?.length) parts.push(element("div", { className: "photos" }, photos(data.photos)));
  if (data.spans.length) parts.push(title(data.words.schedule), gantt(data, theme));
  if (data.parts.length) parts.push(title(data.words.parts), ...data.parts.map((part) => row(part, data, theme, setTriggerValue)));
  for (const group of data.groups) parts.push(title(group.title), table(group));
  if (data.note) parts.push(element("p", { className: "hint", text: data.note }));
  node.replaceChildren(...parts);
}

function head(data, setTriggerValue) {
  const children = [element("h2", { text: data.title })];
  if (data.closable) {
    const close = element("button", { type: "button", className: "close", "aria-label": data.words.close, title: data.words.close, text: "×" });
    close.addEventListener("click", () => setTriggerValue("pressed", { close: true }));
    children.push(close);
  }
  return element("header", {}, [element("div", { className: "top" }, children), element("p", { text: data.subtitle })]);
}

function tabs(list, setTriggerValue) {
  return element("div", { className: "tabs", role: "group" }, list.map((tab) => {
    const button = element("button", { type: "button", text: tab.text, "aria-pressed": String(tab.chosen), "data-tab": tab.code });
    button.addEventListener("click", () => setTriggerValue("pressed", { tab: tab.code }));
    return button;
  }));
}

const title = (text) => element("h3", { text });

function flag(entry) {
  return element("div", { className: `flag is-${entry.tone}` }, [element("strong", { text: entry.title }), element("span", { text: entry.note })]);
}

function table({ rows, lines = false }) {
  return element("dl", { className: lines ? "is-lines" : "" }, rows.flatMap(([name, value]) => [element("dt", { text: name }), element("dd", { text: value })]));
}

function gantt(data, theme) {
  const node = element("div", { className: "gantt" });
  const place = (bar, [from, to]) => {
    bar.style.left = `${from * 100}%`;
    bar.style.width = `${Math.max(0.8, (to - from) * 100)}%`;
  };
  for (const span of data.spans) {
    const track = element("div", { className: "track" });
    if (span.planned) {
      const bar = element("i", { className: "planned" });
      place(bar, span.planned);
      track.append(bar);
    }
    if (span.actual) {
      const bar = element("i", { className: "actual" });
      bar.style.background = span[theme];
      place(bar, span.actual);
      track.append(bar);
    }
    const today = element("i", { className: "today" });
    today.style.left = `${data.today * 100}%`;
    track.append(today);
    node.append(
      element("span", { className: span.current ? "stage is-current" : "stage", text: span.label }),
      track,
      element("span", { className: "dates", text: span.text }),
    );
  }
  node.append(element("p", { className: "key", text: data.words.key }));
  return node;
}

function row(part, data, theme, setTriggerValue) {
  const bar = element("span", { className: "mini", "aria-hidden": "true" });
  part.stages.forEach((n, i) => {
    if (!n) return;
    const share = element("i");
    share.style.flexGrow = String(n);
    share.style.background = data.palette[i][theme];
    bar.append(share);
  });
  const button = element("button", { type: "button", className: "part" }, [
    element("span", { className: "name", text: part.name }),
    element("span", { className: "late", text: part.behind }),
    element("b", { text: part.n }),
    bar,
  ]);
  button.addEventListener("click", () => setTriggerValue("pressed", part.press));
  return button;
}
