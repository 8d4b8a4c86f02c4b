// Photographs with their captions; a press opens one whole, in a window of its own.
import { element } from "./dom.js";

export const photos = (list) =>
  list.map(({ address, text }) => {
    const url = new URL(`map/${address}`, document.baseURI).href;
    const image = element("img", { src: url, alt: text, decoding: "async" });
    return element("figure", {}, [element("a", { href: url, target: "_blank", rel: "noreferrer" }, [image]), element("figcaption", { text })]);
  });
