// The one place that talks to Streamlit's frame protocol.
export class Host {
  told = 0; // the number of the last thing said; the server's answer repeats it

  // Frame-owned state goes as a whole, with a number: the same choice twice is still two messages.
  tell(value) {
    this.told += 1;
    window.Streamlit?.setComponentValue({ ...value, nonce: `${this.session}:${this.told}` });
  }

  session = Math.random().toString(36).slice(2, 10);

  get lastNonce() {
    return this.told ? `${this.session}:${this.told}` : "";
  }

  onTheme(change) {
    window.Streamlit?.events.addEventListener("streamlit:render", () => requestAnimationFrame(change));
  }

  // The map fills the first view below what stands above it; st_folium would set its fixed height on every state.
  fillView(map) {
    const { Streamlit } = window;
    if (!Streamlit) return;
    const send = Streamlit.setFrameHeight.bind(Streamlit);
    const fit = () => send(this.#height());
    Streamlit.setFrameHeight = fit;
    const around = outer();
    if (around) {
      around.addEventListener("resize", fit);
      const seen = new ResizeObserver(fit);
      const page = window.frameElement?.closest("[data-testid='stMainBlockContainer']");
      if (page) seen.observe(page); // what stands above the map grows when its line breaks
      window.addEventListener("pagehide", () => {
        around.removeEventListener("resize", fit);
        seen.disconnect();
      });
    }
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
    fit();
  }

  #height() {
    const around = outer();
    const frame = window.frameElement;
    if (!around || !frame) return 700;
    const main = frame.closest("[data-testid='stMain']");
    const top = frame.getBoundingClientRect().top + (main?.scrollTop ?? 0);
    const phone = around.innerWidth < 768;
    const room = around.innerHeight - top - (phone ? 0 : 8);
    return Math.round(Math.max(room, phone ? around.innerHeight * 0.62 : 420));
  }
}

// The page around the frame, where it is ours to look at.
function outer() {
  try {
    return window.parent !== window && window.parent.document ? window.parent : null;
  } catch {
    return null; // another origin around us: keep the height that was asked for
  }
}
