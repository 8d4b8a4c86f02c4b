// A line above the map: what is wrong with the store, or that this is not the current edition and the way back.
import { element } from "../dom.js";
import { root, scheme } from "./scheme.js";

export default function notice({ data, parentElement, setTriggerValue }) {
  const node = root(parentElement, "p", "notice");
  node.style.setProperty("--late-ink", data.late[scheme(parentElement)]);
  node.classList.toggle("is-alarm", data.alarm);
  node.setAttribute("role", data.alarm ? "alert" : "status");
  const parts = [element("span", { text: data.text })];
  if (data.action) {
    const button = element("button", { type: "button", text: data.action });
    button.addEventListener("click", () => setTriggerValue("pressed", true));
    parts.push(button);
  }
  node.replaceChildren(...parts);
}
