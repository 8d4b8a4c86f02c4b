// Where the meeting stands: which step, which overlay, which theme, whether the timer runs. Board, overlays and map only
// show it.
import { element } from "../dom.js";
import { Board } from "./board.js";
import { listen } from "./keys.js";
import { Overlays } from "./overlays.js";
import { Stage } from "./stage.js";
import { Timer } from "./timer.js";

const TELL_MS = 400; // the server hears where the meeting stands when it has stood there for so long
const PAPER = (((297 - 16) / (210 - 16)) * (1920 - 680)) / 1920; // the map's part of a sheet, width by height; see meeting.css
const THEME = "onemap-meeting-theme";

export class Screen {
  index = 0;
  data = null;
  #telling = 0;

  constructor(node, theme) {
    this.node = node;
    this.stage = new Stage(this);
    this.board = new Board(this);
    this.overlays = new Overlays(this);
    this.timer = new Timer(this);
    node.append(this.board.head, this.board.legend, this.board.panel, this.overlays.node, this.timer.node);
    this.quiet = listen(this);
    this.dress(sessionStorage.getItem(THEME) || theme);
    this.seen = new ResizeObserver(() => this.arrange());
    this.seen.observe(node);
    this.printing = () => this.#print();
    this.printed = () => this.#wear(sessionStorage.getItem(THEME));
    window.addEventListener("beforeprint", this.printing);
    window.addEventListener("afterprint", this.printed);
  }

  // The server's words: the same again after each thing told, others after another edition, order or note.
  take(data, tell) {
    this.server = tell;
    const before = this.data;
    const key = before?.steps[this.index].key;
    this.data = data;
    if (before && JSON.stringify(before) === JSON.stringify({ ...data, start: before.start })) return;
    const at = before ? data.steps.findIndex((step) => step.key === key) : data.start;
    this.index = Math.max(0, at);
    this.node.setAttribute("aria-label", data.words.panel);
    this.paint();
    this.overlays.refresh();
    this.stage.arrive();
  }

  get step() {
    return this.data.steps[this.index];
  }

  leave() {
    this.quiet();
    this.timer.stop();
    this.seen.disconnect();
    window.removeEventListener("beforeprint", this.printing);
    window.removeEventListener("afterprint", this.printed);
    clearTimeout(this.#telling);
  }

  // ---- going about ----

  go(index) {
    const to = Math.min(Math.max(index, 0), this.data.steps.length - 1);
    if (to === this.index) return;
    this.index = to;
    this.paint();
    this.stage.fly(this.step.place);
    clearTimeout(this.#telling);
    this.#telling = setTimeout(() => this.server.at(this.step.key), TELL_MS);
  }

  goTo(key) {
    const at = this.data.steps.findIndex((step) => step.key === key);
    if (at >= 0) this.go(at);
    return at >= 0;
  }

  // The n-th subdistrict, as the list numbers them.
  goToSubdistrict(n) {
    const found = this.subdistricts()[n];
    if (found) this.goTo(found.key);
  }

  subdistricts() {
    return this.data.steps.filter((step) => step.place.kind === "subdistrict");
  }

  // ---- how it looks ----

  paint() {
    this.board.paint();
    this.arrange();
  }

  arrange() {
    if (!this.data || !this.node.isConnected) return;
    this.board.arrange();
    this.stage.leaveRoom(this.board.over());
  }

  dress(theme) {
    sessionStorage.setItem(THEME, theme);
    this.#wear(theme);
    this.stage.wear(theme);
  }

  #wear(theme) {
    this.theme = theme;
    this.node.dataset.theme = theme;
    if (this.data) this.paint();
  }

  // Paper is light, and a frame's own picture would be cut: it is drawn anew for the page.
  #print() {
    if (!this.node.isConnected) return;
    this.#wear("light");
    this.board.print(this.stage.picture(PAPER));
  }

  fullscreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  }

  colour(place) {
    return this.data.palette[place][this.theme];
  }
}

// A heading and what stands under it.
export function block(name, title, children) {
  return element("section", { className: `m-block m-${name}` }, [...(title ? [element("h2", { text: title })] : []), ...children]);
}
