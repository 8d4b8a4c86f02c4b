// Asks the server about each second which edition is the newest, and tells the page once when the answer is another.
// Asks nothing while nobody looks, at once when somebody looks again, and more and more seldom while nobody answers.
const PACE_MS = 1000;
const SLOWEST_MS = 15_000;
const AGAIN_MS = 5000; // a page that was told and shows no sign of it was cut off: it is told again

export class Watch {
  #known = ""; // what the page shows already
  #told = ""; // what the page was told last, and when: it is not told twice at once
  #toldAt = 0;
  #tell = null;
  #running = false;
  #asking = false;
  #timer = 0;
  #pause = PACE_MS;
  #wake = () => (document.hidden ? clearTimeout(this.#timer) : this.#ask());

  follow(known, tell) {
    this.#known = canonical(known);
    this.#tell = tell;
    if (this.#running) return;
    this.#running = true;
    document.addEventListener("visibilitychange", this.#wake);
    this.#later();
  }

  stop() {
    this.#running = false;
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#wake);
  }

  #later() {
    clearTimeout(this.#timer);
    if (this.#running && !document.hidden) this.#timer = setTimeout(() => this.#ask(), this.#pause);
  }

  async #ask() {
    if (this.#asking || !this.#running) return;
    this.#asking = true;
    try {
      const response = await fetch(new URL("edition", document.baseURI), { cache: "no-store" });
      if (!response.ok) throw new Error(String(response.status));
      this.#hear(canonical(await response.json()));
      this.#pause = PACE_MS;
    } catch {
      this.#pause = Math.min(2 * this.#pause, SLOWEST_MS); // the server is gone; Streamlit itself says so
    }
    this.#asking = false;
    this.#later();
  }

  #hear(now) {
    if (now === this.#known || !this.#running) return;
    if (now === this.#told && performance.now() - this.#toldAt < AGAIN_MS) return;
    this.#told = now;
    this.#toldAt = performance.now();
    this.#tell();
  }
}

const canonical = ({ number, digest, alarms }) => `${number} ${digest} ${alarms}`;
