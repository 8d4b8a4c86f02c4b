// The bar of time: the editions on a line under the S-curve, with play. A step acts on the map's frame at once; the server is told once it rests.
import { element, fill } from "../dom.js";
import { curves } from "./scurve.js";
import { root, scheme } from "./scheme.js";
import { announce, onemap } from "./steps.js";
import { fitted } from "./svg.js";

const STEP_MS = 1000; // how long an edition stays while playing
const REST_MS = 400; // after so long without a step the server is told
const FRAME_MS = 150; // how often to look for a map that is not there yet
const PLAY = "M7 4.5v15l12-7.5z";
const PAUSE = "M6.5 4.5h4v15h-4zM13.5 4.5h4v15h-4z";
const BACK = "M15.5 5.5 9 12l6.5 6.5";
const ON = "M8.5 5.5 15 12l-6.5 6.5";
const bars = new WeakMap();

export default function timebar({ data, parentElement, setTriggerValue }) {
  const node = root(parentElement, "section", "timebar");
  if (!bars.has(node)) bars.set(node, new Bar(node));
  bars.get(node).take(data, scheme(parentElement), setTriggerValue);
}

class Bar {
  session = Math.random().toString(36).slice(2, 10);
  steps = 0;
  at = 0;
  nonce = null;
  decided = null;
  milestone = null;

  constructor(node) {
    this.node = node;
    this.date = element("strong", { className: "date" });
    this.which = element("span", { className: "which" });
    this.facts = element("span", { className: "facts" });
    this.back = button(BACK, () => this.go(this.at - 1));
    this.play = button(PLAY, () => this.toggle());
    this.play.classList.add("play");
    this.on = button(ON, () => this.go(this.at + 1));
    this.choice = element("select");
    this.choice.addEventListener("change", () => {
      this.milestone = this.choice.value;
      this.draw();
    });
    this.chart = element("div", { className: "chart", role: "slider", tabindex: "0" });
    this.chart.addEventListener("pointerdown", (event) => this.drag(event));
    const now = element("div", { className: "now", "aria-live": "polite" }, [this.date, this.which]);
    const keys = element("div", { className: "controls" }, [this.back, this.play, this.on, this.choice]);
    node.append(element("div", { className: "side" }, [now, keys, this.facts]), this.chart);
    this.key = (event) => (node.isConnected ? this.press(event) : this.leave());
    document.addEventListener("keydown", this.key);
  }

  take(data, theme, tell) {
    this.data = data;
    this.theme = theme;
    this.tell = tell;
    this.milestone ??= data.milestones[0].code;
    const { words } = data;
    label(this.back, words.back);
    label(this.on, words.on);
    this.node.setAttribute("aria-label", words.title);
    this.chart.setAttribute("aria-label", words.slider);
    this.choice.setAttribute("aria-label", words.curve);
    this.choice.replaceChildren(...data.milestones.map((one) => element("option", { value: one.code, text: one.label })));
    this.choice.value = this.milestone;
    // The server decides (a pressed cell, an address), or repeats what it heard; once a step was made here, an echo of an older one says nothing.
    if (!this.nonce?.startsWith(this.session) || (data.decided !== this.decided && data.decided)) {
      this.at = data.at;
      this.nonce = data.stepped;
    }
    this.decided = data.decided;
    this.at = Math.min(this.at, data.editions.length - 1);
    this.show();
    this.preload();
    fitted(this.chart, () => this.draw());
    this.say();
  }

  // ---- steps ----

  go(at) {
    this.pause();
    this.step(at);
  }

  step(at) {
    const wanted = Math.max(0, Math.min(this.data.editions.length - 1, at));
    if (wanted === this.at) return;
    this.at = wanted;
    this.steps += 1;
    this.nonce = `${this.session}:${this.steps}`;
    this.show();
    this.say();
    this.draw();
    clearTimeout(this.resting);
    if (!this.playing) this.resting = setTimeout(() => this.rest(), REST_MS);
  }

  rest() {
    if (this.nonce !== this.data.stepped) this.tell("stepped", { number: this.data.editions[this.at].number, nonce: this.nonce });
  }

  toggle() {
    if (this.playing) {
      this.pause();
      this.rest();
      return;
    }
    if (this.at === this.data.editions.length - 1) this.step(0);
    clearTimeout(this.resting);
    this.playing = setInterval(() => this.tick(), STEP_MS);
    this.say();
  }

  tick() {
    if (!this.node.isConnected) return this.leave();
    this.step(this.at + 1);
    if (this.at === this.data.editions.length - 1) {
      this.pause();
      this.rest();
    }
    return undefined;
  }

  pause() {
    clearInterval(this.playing);
    this.playing = 0;
    this.say();
  }

  leave() {
    clearInterval(this.playing);
    document.removeEventListener("keydown", this.key);
  }

  // ---- the map ----

  show() {
    announce(this.at);
    const { edition, geometry } = this.data.editions[this.at];
    onemap()?.show({ edition, geometry, mask: this.data.masks[geometry] ?? "", nonce: this.nonce });
  }

  // What will be played is fetched while nobody waits for it; the map may come later than this bar.
  preload() {
    clearTimeout(this.looking);
    const frame = onemap();
    if (!frame?.ready) {
      this.looking = setTimeout(() => this.node.isConnected && this.preload(), FRAME_MS);
      return;
    }
    if (this.looking) this.show();
    this.looking = 0;
    const near = this.data.everything ? this.data.editions : this.data.editions.slice(Math.max(0, this.at - 2), this.at + 4);
    frame.preload([...new Set(near.flatMap((one) => [one.edition, one.geometry]))]);
  }

  // ---- what a person does ----

  press(event) {
    const at = event.composedPath()[0];
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return;
    if (at.closest?.("input, textarea, select, [contenteditable='true'], [role='combobox'], [role='listbox'], [role='grid'], [role='dialog']")) return;
    if (event.key === " " && at.closest?.("button, a, summary")) return;
    const act = { ArrowLeft: () => this.go(this.at - 1), ArrowRight: () => this.go(this.at + 1), " ": () => this.toggle() };
    if (at === this.chart) Object.assign(act, { Home: () => this.go(0), End: () => this.go(Infinity), ArrowUp: act.ArrowRight, ArrowDown: act.ArrowLeft });
    if (!act[event.key]) return;
    event.preventDefault();
    act[event.key]();
  }

  drag(event) {
    event.preventDefault();
    this.chart.focus();
    this.chart.setPointerCapture(event.pointerId);
    const pick = ({ clientX }) => this.go(this.drawn.nearest(clientX - this.chart.getBoundingClientRect().left));
    pick(event);
    this.chart.addEventListener("pointermove", pick);
    const end = () => this.chart.removeEventListener("pointermove", pick);
    this.chart.addEventListener("pointerup", end, { once: true });
    this.chart.addEventListener("pointercancel", end, { once: true });
  }

  // ---- what is seen ----

  say() {
    const { editions, words } = this.data;
    const one = editions[this.at];
    this.date.textContent = one.as_of;
    this.which.textContent = fill(words.which, { n: one.number });
    this.facts.replaceChildren(element("span", { text: one.done }), element("span", { className: one.late ? "late" : "", text: one.behind }));
    this.node.style.setProperty("--late-ink", this.data.late[this.theme]);
    this.play.querySelector("path").setAttribute("d", this.playing ? PAUSE : PLAY);
    label(this.play, this.playing ? words.pause : words.play);
    this.play.disabled = editions.length < 2;
    this.back.disabled = this.at === 0;
    this.on.disabled = this.at === editions.length - 1;
    for (const [name, value] of [["valuemin", 1], ["valuemax", editions.length], ["valuenow", this.at + 1], ["valuetext", `${one.as_of} · ${one.done} · ${one.behind}`]]) this.chart.setAttribute(`aria-${name}`, value);
  }

  draw() {
    if (!this.chart.clientWidth) return;
    this.drawn = curves(this.data, this.at, this.milestone, this.chart.clientWidth, this.chart.clientHeight);
    this.chart.replaceChildren(this.drawn.node);
  }
}

function button(shape, act) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", shape);
  svg.append(path);
  const node = element("button", { type: "button" }, [svg]);
  node.addEventListener("click", act);
  return node;
}

function label(node, text) {
  node.setAttribute("aria-label", text);
  node.setAttribute("title", text);
}
