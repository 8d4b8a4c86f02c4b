// The meeting's screen around the map: it has every step's words, acts at once on keys, and tells the server after.
import { Screen } from "../meeting/screen.js";
import { root, scheme } from "./scheme.js";

export default function meeting({ data, parentElement, setStateValue, setTriggerValue }) {
  const node = root(parentElement, "section", "meeting");
  node.screen ??= new Screen(node, scheme(parentElement));
  node.screen.take(data, { at: (key) => setStateValue("at", key), ask: (asked) => setTriggerValue("asked", asked) });
  return () => node.isConnected || node.screen.leave();
}
