// Nothing to draw: this panel carries the page's spacing (page.css), for which the theme has no option, watches for
// new editions, and makes a printed page one sheet.
import { Sheet } from "./sheet.js";
import { Watch } from "./watch.js";

const watches = new WeakMap();

export default function page({ data, parentElement, setTriggerValue }) {
  if (!watches.has(parentElement)) watches.set(parentElement, { watch: new Watch(), sheet: new Sheet() });
  const { watch, sheet } = watches.get(parentElement);
  watch.follow(data, () => setTriggerValue("news", true));
  sheet.listen();
  return () => {
    watch.stop();
    sheet.stop();
  };
}
