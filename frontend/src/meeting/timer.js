// Goes on by itself, with a thin line that fills; at the last step it begins again.
import { element } from "../dom.js";

const TICK_MS = 200;

export class Timer {
  #running = 0;

  constructor(screen) {
    this.screen = screen;
    this.line = element("i");
    this.node = element("div", { className: "m-timer" }, [this.line]);
    this.node.hidden = true;
  }

  start() {
    const { screen } = this;
    let passed = 0;
    this.node.hidden = false;
    this.node.title = screen.data.words.playing;
    this.#draw(0);
    this.#running = setInterval(() => {
      passed += TICK_MS / 1000;
      if (passed >= screen.data.seconds) {
        passed = 0;
        screen.go(screen.index + 1 < screen.data.steps.length ? screen.index + 1 : 0);
      }
      this.#draw(passed / screen.data.seconds);
    }, TICK_MS);
  }

  // Whether it ran.
  stop() {
    if (!this.#running) return false;
    clearInterval(this.#running);
    this.#running = 0;
    this.node.hidden = true;
    return true;
  }

  #draw(share) {
    this.line.style.width = `${100 * share}%`;
  }
}
