// Which of the two themes a panel stands in.
import { luminance } from "../theme.js";

export function scheme(parentElement) {
  const host = parentElement.host ?? parentElement;
  const background = getComputedStyle(host).getPropertyValue("--st-background-color").trim();
  return background && luminance(background) < 0.3 ? "dark" : "light";
}

export function root(parentElement, tag, className) {
  let node = parentElement.querySelector(`.${className}`);
  if (!node) {
    node = document.createElement(tag);
    node.className = className;
    parentElement.append(node);
  }
  return node;
}
