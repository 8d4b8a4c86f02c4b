// Keys and clickers, heard in the page and in the map's frame alike, before either of them does something of its own.
const TYPING = "input, textarea, select";

export function listen(screen) {
  const heard = (event) => key(screen, event);
  const windows = [];
  screen.hear = (other) => {
    windows.push(other);
    other.addEventListener("keydown", heard, true);
  };
  screen.hear(window);
  return () => windows.forEach((one) => one.removeEventListener("keydown", heard, true));
}

function key(screen, event) {
  if (!screen.node.isConnected || !screen.data || event.ctrlKey || event.metaKey || event.altKey) return;
  if (screen.node.ownerDocument.querySelector("[role='dialog']:not(.m-overlay)")) return; // somebody else's
  const typing = event.target.closest?.(TYPING);
  if (typing && event.key !== "Escape") return;
  const playing = screen.timer.stop(); // any key stops it
  if (press(screen, event, playing)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}

// Whether the key meant something.
function press(screen, event, playing) {
  const { overlays } = screen;
  if (event.key === "Escape") return overlays.close() || playing;
  if (overlays.open && overlays.press(event)) return true;
  if (overlays.open && event.key === "Tab") return false;
  const act = ACTS[event.key] ?? ACTS[event.key.toLowerCase()];
  if (act) {
    act(screen, playing);
    return true;
  }
  if (/^[0-9]$/.test(event.key)) {
    overlays.close();
    screen.goToSubdistrict((Number(event.key) + 9) % 10);
    return true;
  }
  return false;
}

const step = (by) => (screen) => {
  screen.overlays.close();
  screen.go(screen.index + by);
};
const ACTS = {
  ArrowRight: step(1),
  PageDown: step(1),
  ArrowLeft: step(-1),
  PageUp: step(-1),
  Home: step(-Infinity),
  End: step(Infinity),
  " ": (screen, playing) => playing || screen.timer.start(),
  f: (screen) => screen.fullscreen(),
  l: (screen) => screen.overlays.toggle("list"),
  n: (screen) => screen.overlays.toggle("notes"),
  e: (screen) => screen.overlays.toggle("since"),
  "?": (screen) => screen.overlays.toggle("keys"),
  "？": (screen) => screen.overlays.toggle("keys"),
  d: (screen) => screen.dress(screen.theme === "dark" ? "light" : "dark"),
  o: (screen) => screen.server.ask({ order: screen.data.order === "worst" ? "listed" : "worst" }),
};
