// Nothing to draw: this panel carries the page's spacing (page.css), for which the theme has no option, and watches
// for new editions.
import { Watch } from "./watch.js";

const watches = new WeakMap();

export default function page({ data, parentElement, setTriggerValue }) {
  if (!watches.has(parentElement)) watches.set(parentElement, new Watch());
  const watch = watches.get(parentElement);
  watch.follow(data, () => setTriggerValue("news", true));
  return () => watch.stop();
}
