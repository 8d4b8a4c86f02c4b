// A printed page of a screen with a map is one sheet: the map with its legend, figures, the lagging list, source and
// day, and the view's address. Made when the browser is about to print, gone after.
import { element, fill } from "../dom.js";
import { code, reachable } from "../qr.js";

const RATIO = 1300 / 1320; // of the map's place on the sheet, see page.css
const ROWS = 24; // of the lagging list there is room for
const CODED = 16; // beside a QR code

export class Sheet {
  #node = null;
  #make = () => this.#print();
  #leave = () => this.#remove();
  #listening = false;

  listen() {
    if (this.#listening) return;
    this.#listening = true;
    window.addEventListener("beforeprint", this.#make);
    window.addEventListener("afterprint", this.#leave);
  }

  stop() {
    this.#listening = false;
    window.removeEventListener("beforeprint", this.#make);
    window.removeEventListener("afterprint", this.#leave);
    this.#remove();
  }

  #remove() {
    this.#node?.remove();
    this.#node = null;
    document.body.classList.remove("has-sheet");
  }

  #print() {
    this.#remove();
    const onemap = document.querySelector(".st-key-map iframe")?.contentWindow?.onemap;
    if (!onemap?.ready) return; // a page without a map is printed as it stands
    const told = onemap.sheet(RATIO);
    const address = reachable(window.location);
    const drawn = code(address, told.code);
    const most = drawn ? CODED : ROWS;
    const rows = told.rows.slice(0, most).map((row) =>
      element("li", { className: row.behind ? "is-late" : "" }, [
        element("b", { text: row.lead }),
        element("span", {}, [element("strong", { text: row.name }), element("em", { text: row.subdistrict })]),
        element("span", { className: "n", text: row.note }),
      ]),
    );
    if (told.rows.length > most) rows.push(element("li", { className: "more", text: fill(told.more, { n: told.rows.length - most }) }));
    if (!rows.length) rows.push(element("li", { className: "more", text: told.calm }));
    const day = new Intl.DateTimeFormat(told.language, { dateStyle: "long" }).format(new Date());
    this.#node = element("section", { className: "onemap-sheet" }, [
      told.picture,
      element("div", { className: "side" }, [
        element("dl", {}, told.figures.map(figure)),
        element("h2", { text: told.title }),
        element("ul", {}, rows),
        element("footer", {}, [
          ...(drawn ? [drawn] : []),
          element("p", { text: [told.source, fill(told.printed, { day })].join(" · ") }),
          ...(drawn ? [element("p", { className: "address", text: address })] : []),
        ]),
      ]),
    ]);
    document.body.append(this.#node);
    document.body.classList.add("has-sheet");
  }
}

const figure = ({ name, value, of, late }) =>
  element("div", { className: late ? "is-late" : "" }, [element("dt", { text: name }), element("dd", {}, [element("span", { text: value }), ...(of ? [element("em", { text: `/ ${of}` })] : [])])]);
