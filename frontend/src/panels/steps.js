// The step through the editions that the timeline's panels share: which edition is shown now, before the server knows.
const EVENT = "onemap:step";

// {at, of}: the place of the edition shown, and how many there are.
export function announce(at) {
  document.dispatchEvent(new CustomEvent(EVENT, { detail: at }));
}

// Listens for as long as the node stands on the page.
export function follow(node, heard) {
  if (node.following) document.removeEventListener(EVENT, node.following);
  node.following = (event) => {
    if (node.isConnected) heard(event.detail);
    else document.removeEventListener(EVENT, node.following);
  };
  document.addEventListener(EVENT, node.following);
}

export function onemap() {
  return document.querySelector(".st-key-map iframe")?.contentWindow?.onemap ?? null;
}
