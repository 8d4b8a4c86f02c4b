// One clock for every figure, the top page's: it starts at the navigation or at the pointerup of a press, looks at
// every animation frame whether what was asked for stands, and says how long that took, in milliseconds.
(() => {
  const frames = () => [window, ...Array.from(document.querySelectorAll("iframe"), (frame) => frame.contentWindow)];
  const ours = () => frames().find((frame) => frame.onemap)?.onemap;
  const sum = (counts) => Object.values(counts).reduce((a, b) => a + b, 0);
  const painted = () => ours()?.painted ?? 0;

  // wanted: {n: buildings that are to be seen, text: what the floor's line says}; before: painted at the start
  const probes = {
    onemap: (wanted, before) => ours()?.ready && painted() > before && sum(ours().counts()) === wanted.n,
    repaint: (wanted, before) => painted() > before,
    svg: (wanted) => frames().some((frame) => frame.document.getElementsByClassName("leaflet-interactive").length === wanted.n),
    canvas: (wanted) => window.bare?.shown === wanted.n,
    text: (wanted) => document.querySelector("[data-testid='stText']")?.textContent.trim() === wanted.text,
  };

  const stands = (probe, wanted, before) => {
    try {
      return probes[probe](wanted, before);
    } catch {
      return false; // a frame that has no document yet
    }
  };

  // Resolves with the time of the first animation frame after it stands.
  const frameAfter = (probe, wanted, before) =>
    new Promise((resolve) => {
      const look = () => (stands(probe, wanted, before) ? resolve(performance.now()) : requestAnimationFrame(look));
      requestAnimationFrame(look);
    });

  const within = (limit, promise) => Promise.race([promise, new Promise((resolve) => setTimeout(resolve, limit, null))]);

  window.bench = {
    // From the navigation's start; one more frame, so that it has been painted.
    first: (probe, wanted, limit) =>
      within(limit, frameAfter(probe, wanted, 0).then(() => new Promise((resolve) => requestAnimationFrame(() => resolve(performance.now()))))),

    // From the next pointerup on what the selector names.
    arm: (selector, probe, wanted, limit) => {
      const before = painted();
      const pressed = new Promise((resolve) => {
        const hear = (event) => {
          if (!event.target.closest?.(selector)) return;
          window.removeEventListener("pointerup", hear, true);
          const from = performance.now();
          frameAfter(probe, wanted, before).then((to) => resolve(to - from));
        };
        window.addEventListener("pointerup", hear, true);
      });
      window.bench.pressed = within(limit, pressed);
    },
  };
})();
