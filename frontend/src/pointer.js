// Pointer, touch and keys: hover, click, one finger for the page and two for the map.
const TOUCH = "(pointer: coarse)";

// Whether the map lies in a page that scrolls: there one finger is the page's.
export function listen(map, onemap, inPage = true) {
  const container = map.getContainer();
  let waiting = null;
  map.on("mousemove", (event) => {
    const fresh = !waiting;
    waiting = event.containerPoint;
    if (!fresh) return;
    requestAnimationFrame(() => {
      const point = waiting;
      waiting = null;
      if (onemap.ready && !map._animatingZoom) onemap.hover(onemap.hitAt(point), point.x, point.y);
    });
  });
  map.on("mouseout movestart zoomstart", () => onemap.ready && onemap.hover(null));
  map.on("click", (event) => onemap.ready && onemap.press(onemap.hitAt(event.containerPoint)));
  map.doubleClickZoom.disable();
  map.on("dblclick", (event) => map.setZoomAround(event.containerPoint, map.getZoom() + 1));
  container.addEventListener("keydown", (event) => key(event, map, onemap));
  if (inPage && window.matchMedia(TOUCH).matches) twoFingers(map, container, onemap);
}

// What the pointer rests on, or nothing: marked on the map, and told in a few words.
export function point({ map, model, scene, tooltip }, hit, x, y) {
  const { hovered } = model;
  const same = hit?.kind === hovered?.kind && hit?.index === hovered?.index && hit?.layer === hovered?.layer;
  model.hovered = hit;
  map.getContainer().style.cursor = hit && hit.kind !== "facility" ? "pointer" : "";
  if (!same) scene.paint();
  if (hit) tooltip.show(hit, x, y, model, map.getSize());
  else tooltip.hide();
}

function key(event, map, onemap) {
  if (event.ctrlKey || event.metaKey || event.altKey || !onemap.ready) return;
  if (event.key === "Escape" && onemap.model.selected) onemap.choose(null);
  else if (event.key === "0" || event.key === "Home") onemap.fit(true);
  else if (event.key.toLowerCase() === "f") onemap.controls.fullscreen();
  else return;
  event.preventDefault();
}

// One finger scrolls the page that the map lies in; two move and zoom the map.
function twoFingers(map, container, onemap) {
  map.dragging.disable();
  container.classList.add("onemap-touch");
  let from = null;
  container.addEventListener("touchstart", (event) => {
    from = event.touches.length === 1 ? [event.touches[0].clientX, event.touches[0].clientY] : null;
  }, { passive: true });
  container.addEventListener("touchmove", (event) => {
    if (!from || event.touches.length !== 1) return;
    const moved = Math.hypot(event.touches[0].clientX - from[0], event.touches[0].clientY - from[1]);
    if (moved > 24) {
      from = null;
      onemap.controls.hint();
    }
  }, { passive: true });
}
