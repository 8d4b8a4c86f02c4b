// What opens over the screen: the list, the keys, the earlier editions, the notes. One at a time, gone through by keys.
import { element, fill } from "../dom.js";

export class Overlays {
  open = "";
  #who = "";

  constructor(screen) {
    this.screen = screen;
    this.node = element("section", { className: "m-overlay", role: "dialog", "aria-modal": "true", tabindex: "-1" });
    this.node.hidden = true;
  }

  toggle(name) {
    if (this.open === name) {
      this.close();
      return;
    }
    this.open = name;
    this.#show();
    (this.node.querySelector("[data-first]") ?? this.node.querySelector("button.is-here") ?? this.node.querySelector("button") ?? this.node).focus();
  }

  // Whether there was something to close.
  close() {
    if (!this.open) return false;
    this.open = "";
    this.node.hidden = true;
    delete this.screen.node.dataset.overlay;
    return true;
  }

  // The words came anew: a note was kept, or another edition chosen.
  refresh() {
    if (!this.open) return;
    const typed = this.node.querySelector("[data-first]")?.value ?? "";
    this.#show();
    const field = this.node.querySelector("[data-first]");
    if (field) {
      field.value = this.screen.data.refused ? typed : "";
      field.focus();
    }
  }

  // Whether the key meant something here.
  press(event) {
    const down = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (down) {
      const all = [...this.node.querySelectorAll("button, a, input")];
      const at = all.indexOf(document.activeElement);
      const next = all[(at + down + all.length) % all.length];
      next?.focus();
      next?.scrollIntoView({ block: "nearest" });
      return true;
    }
    if (event.key === "Enter" || event.key === " ") {
      if (this.node.contains(document.activeElement)) document.activeElement.click();
      return true;
    }
    return false;
  }

  #show() {
    const { words } = this.screen.data;
    const titles = { list: words.list, keys: words.keys, since: words.since, notes: words.decided };
    this.node.hidden = false;
    this.screen.node.dataset.overlay = this.open;
    this.node.setAttribute("aria-label", titles[this.open]);
    this.node.replaceChildren(
      element("header", {}, [element("h2", { text: titles[this.open] }), element("span", { text: words.close })]),
      element("div", { className: `m-inside is-${this.open}` }, this[`${this.open}Inside`](words)),
    );
  }

  // ---- the four ----

  listInside(words) {
    const { screen } = this;
    const { data } = screen;
    const places = screen.subdistricts().map((step, at) => {
      const behind = step.behind ? fill(words.behind, { n: step.behind }) : "";
      return this.#choice(step.key, [at < 10 ? String((at + 1) % 10) : "", step.title, behind]);
    });
    const rows = data.steps[0].list.map((row) => {
      const button = screen.board.row(row, true);
      button.classList.toggle("is-here", row.key === screen.step.key);
      return button;
    });
    return [
      element("div", { className: "m-column" }, [element("h3", { text: words.subdistricts }), ...places]),
      element("div", { className: "m-column m-wide" }, rows.length ? rows : [element("p", { className: "m-quiet", text: words.calm })]),
    ];
  }

  #choice(key, [number, name, note]) {
    const button = element("button", { type: "button", className: `m-choice${key === this.screen.step.key ? " is-here" : ""}` }, [
      element("kbd", { text: number }),
      element("span", { text: name }),
      element("em", { text: note }),
    ]);
    button.addEventListener("click", () => {
      this.close();
      this.screen.goTo(key);
    });
    return button;
  }

  keysInside(words) {
    const back = element("a", { href: "../", className: "m-back", text: words.back, target: "_self" });
    return [element("dl", {}, this.screen.data.keys.flatMap(({ keys, means }) => [element("dt", { text: keys }), element("dd", { text: means })])), back];
  }

  sinceInside(words) {
    const { data } = this.screen;
    if (!data.editions.length) return [element("p", { className: "m-quiet", text: words.first })];
    return data.editions.map(({ number, label }) => {
      const button = element("button", { type: "button", className: `m-choice${number === data.since ? " is-here" : ""}` }, [element("span", { text: label })]);
      button.addEventListener("click", () => {
        this.close();
        this.screen.server.ask({ since: String(number) });
      });
      return button;
    });
  }

  notesInside(words) {
    const { screen } = this;
    const { data, step } = screen;
    const text = element("input", { type: "text", maxlength: "500", placeholder: words.note_text, "aria-label": words.note_text, "data-first": "" });
    const who = element("input", { type: "text", maxlength: "40", placeholder: words.note_who, "aria-label": words.note_who, className: "m-writer" });
    who.value = this.#who;
    who.addEventListener("input", () => (this.#who = who.value));
    const form = element("form", {}, [text, who, element("button", { type: "submit", text: words.save })]);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (text.value.trim()) screen.server.ask({ note: text.value, key: step.key, name: step.title, who: this.#who });
    });
    const notes = data.notes.map((note) => this.#note(note, words));
    return [
      element("p", { className: "m-quiet", text: fill(words.note_for, { place: step.title }) }),
      form,
      ...(data.refused ? [element("p", { className: "m-refused", role: "alert", text: data.refused })] : []),
      element("div", { className: "m-notes" }, notes.length ? notes : [element("p", { className: "m-quiet", text: words.no_notes })]),
    ];
  }

  #note(note, words) {
    const settle = element("button", { type: "button", className: "m-settle", text: note.done ? words.reopen : words.settle });
    settle.addEventListener("click", () => this.screen.server.ask({ settle: note.id, done: !note.done, who: this.#who }));
    return element("article", { className: note.done ? "is-done" : "" }, [
      element("b", { text: note.done ? words.done : words.open }),
      element("div", {}, [element("p", { text: note.text }), element("span", { text: note.about })]),
      settle,
    ]);
  }
}
