// The history, newest first: one row an edition, pressed to look closer.
import { element, fill } from "../dom.js";
import { root, scheme } from "./scheme.js";

export default function editions({ data, parentElement, setTriggerValue }) {
  const node = root(parentElement, "ol", "editions");
  node.style.setProperty("--late-ink", data.late[scheme(parentElement)]);
  node.setAttribute("aria-label", data.words.title);
  const focused = node.getRootNode().activeElement?.dataset.number;
  const rows = data.rows.map((entry) => element("li", {}, [row(entry, data.words, setTriggerValue)]));
  node.replaceChildren(...rows);
  if (focused) node.querySelector(`[data-number="${focused}"]`)?.focus({ preventScroll: true });
}

function row(entry, words, setTriggerValue) {
  const button = element("button", { type: "button", className: "row", "data-number": String(entry.number), "aria-pressed": String(entry.chosen) }, [
    element("span", { className: "number", text: String(entry.number), "aria-label": entry.title }),
    element("span", { className: "day" }, [
      element("b", { text: entry.as_of }),
      ...entry.marks.map((mark) => element("span", { className: "mark", text: mark })),
    ]),
    element("span", { className: "behind" }, [
      element("span", { text: entry.behind }),
      element("span", { className: entry.worse ? "change is-late" : "change", text: entry.change }),
    ]),
    element("span", { className: "who", text: fill(words.published, { time: local(entry.published_at), who: entry.who }) }),
    element("span", { className: "moved", text: entry.moved }),
    element("span", { className: "note", text: entry.note }),
  ]);
  button.addEventListener("click", () => setTriggerValue("pressed", entry.number));
  return button;
}

// "2022-09-07T01:30:00Z" in the reader's own time: 2022-09-07 09:30
function local(stamp) {
  const when = new Date(stamp);
  const two = (n) => String(n).padStart(2, "0");
  return `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())} ${two(when.getHours())}:${two(when.getMinutes())}`;
}
