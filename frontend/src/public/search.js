// The search box: a combobox over what the finder finds, and "near me", which asks the browser only when it is pressed.
import { element, fill } from "../dom.js";

const WAIT_MS = 15000;
const TOLD_MS = 8000;
const ABOUT_M = 10; // as exactly as a distance is told

export class Search {
  constructor(node, finder, actions) {
    this.finder = finder;
    this.actions = actions;
    this.input = element("input", { type: "search", role: "combobox", autocomplete: "off", spellcheck: "false", enterkeyhint: "search", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "found" });
    this.near = element("button", { type: "button", className: "near" });
    this.list = element("ul", { className: "found", role: "listbox", id: "found" });
    this.list.hidden = true;
    this.said = element("p", { className: "search-said", role: "status" });
    const form = element("form", { role: "search", className: "search" }, [this.input, this.near]);
    node.append(form, this.list, this.said);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.take(Math.max(0, this.at));
    });
    this.input.addEventListener("input", () => this.look());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.near.addEventListener("click", () => this.locate());
    this.at = -1;
    this.found = [];
    this.say("");
  }

  speak(text) {
    this.text = text;
    this.input.placeholder = text.search;
    this.input.setAttribute("aria-label", text.search);
    this.near.textContent = text.near;
    this.near.title = text.near_why;
    this.list.setAttribute("aria-label", text.search);
  }

  #title(entry) {
    return entry.kind === "building" ? fill(this.text.building_title, entry) : entry.compound;
  }

  look() {
    this.found = this.finder.find(this.input.value);
    this.at = -1;
    this.say(this.input.value.trim() && !this.found.length ? this.text.nobody : "");
    this.list.replaceChildren(
      ...this.found.map((entry, i) => {
        const row = element("li", { role: "option", id: `found-${i}`, "aria-selected": "false" }, [element("span", { text: this.#title(entry) }), element("small", { text: entry.more })]);
        row.addEventListener("pointerdown", (event) => event.preventDefault());
        row.addEventListener("click", () => this.take(i));
        return row;
      }),
    );
    this.open(this.found.length > 0);
  }

  open(is) {
    this.list.hidden = !is;
    this.input.setAttribute("aria-expanded", String(is));
  }

  close() {
    this.open(false);
    this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.key === "Escape") this.close();
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    if (this.list.hidden) this.look();
    const n = this.found.length;
    if (!n) return;
    this.at = (this.at + (event.key === "ArrowDown" ? 1 : n - (this.at < 0 ? 0 : 1)) + n) % n;
    [...this.list.children].forEach((row, i) => row.setAttribute("aria-selected", String(i === this.at)));
    this.list.children[this.at].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", `found-${this.at}`);
  }

  take(i) {
    if (!this.found.length) this.look();
    const entry = this.found[i];
    if (!entry) return;
    this.input.value = this.#title(entry);
    this.close();
    this.say("");
    this.input.blur();
    this.actions.choose({ kind: entry.kind, id: entry.id });
  }

  // Where the visitor is stays in this browser: it is compared with the compounds' places, and forgotten.
  locate() {
    if (!navigator.geolocation || !window.isSecureContext) {
      this.say(this.text.near_impossible);
      return;
    }
    this.say(this.text.near_waiting);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const found = this.finder.nearest(coords.longitude, coords.latitude, this.actions.unproject);
        if (!found) {
          this.say(this.text.near_far);
          return;
        }
        const metres = Math.max(1, Math.round(found.metres / ABOUT_M)) * ABOUT_M;
        this.say(fill(this.text.near_found, { compound: found.compound, metres: metres.toLocaleString("en-US") }), TOLD_MS);
        this.actions.choose({ kind: "compound", id: found.id });
      },
      (error) => this.say(error.code === error.PERMISSION_DENIED ? this.text.near_refused : this.text.near_failed),
      { timeout: WAIT_MS, maximumAge: 60000 },
    );
  }

  say(text, forMs = 0) {
    clearTimeout(this.saying);
    this.said.textContent = text;
    this.said.hidden = !text;
    if (forMs) this.saying = setTimeout(() => this.say(""), forMs);
  }
}
