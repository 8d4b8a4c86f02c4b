// What opens over the map: progress by subdistrict, the table that says what the map says, what the data is, the view's address.
import { element, fill } from "../dom.js";
import { dateOf } from "./data.js";
import { shares } from "./stagesteps.js";

export function open(title, close, content) {
  const heading = element("h2", { text: title, id: "dialog-title" });
  const button = element("button", { type: "button", className: "close", text: "×", "aria-label": close, title: close });
  const dialog = element("dialog", { "aria-labelledby": "dialog-title" }, [element("header", {}, [heading, button]), element("div", { className: "dialog-body", tabindex: "0" }, content)]);
  button.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

export function progress({ words, state, theme }, choose) {
  const { text } = words;
  const dialog = open(
    text.progress,
    text.close,
    state.progress
      .filter((row) => row.subdistrict)
      .map((row) => {
        const go = element("button", { type: "button", className: "place-row" }, [
          element("b", { text: row.subdistrict }),
          element("span", { text: fill(row.households === null ? text.place_line : text.place_line_households, { compounds: row.compounds, buildings: row.buildings, households: row.households?.toLocaleString("en-US") }) }),
          row.stages ? shares(words.stages, row.stages, theme, text.no_data) : element("span", { text: text.too_few }),
        ]);
        go.addEventListener("click", () => {
          dialog.close();
          choose(row.subdistrict);
        });
        return go;
      }),
  );
}

// The map's content as a table: a compound a row, its buildings below it when it is opened.
export function table({ model, words, state }, choose) {
  const { text } = words;
  const { geometry } = model;
  const body = element("tbody");
  const head = element("thead", {}, [element("tr", {}, [text.col_place, text.col_building, text.col_stage, text.col_finish].map((title) => element("th", { scope: "col", text: title })))]);
  const dialog = open(text.table, text.close, [element("table", {}, [element("caption", { text: fill(text.table_caption, { n: model.total.toLocaleString("en-US") }) }), head, body])]);
  const rows = [];
  geometry.buildings.id.forEach((id, i) => {
    if (!model.shown[i]) return;
    const c = geometry.buildings.compound[i];
    rows.push([c < 0 ? "" : geometry.compounds.name[c], parseInt(geometry.buildings.number[i], 10) || 0, i, c]);
  });
  rows.sort((a, b) => a[3] - b[3] || a[1] - b[1]);
  // some hundred rows at a time: tens of thousands would hold the page up
  let at = 0;
  const more = element("button", { type: "button", className: "more", text: text.more });
  const next = () => {
    for (const [name, , i] of rows.slice(at, at + 300)) {
      const finish = dateOf(state.finish[i]);
      const go = element("button", { type: "button", className: "link", text: geometry.buildings.number[i] });
      go.addEventListener("click", () => {
        dialog.close();
        choose({ kind: "building", id: geometry.buildings.id[i] });
      });
      body.append(element("tr", {}, [element("th", { scope: "row", text: name }), element("td", {}, [go]), element("td", { text: words.stages[state.stage[i]]?.label ?? text.no_data }), element("td", { text: finish ? finish.toISOString().slice(0, 10) : "–" })]));
    }
    at += 300;
    more.hidden = at >= rows.length;
  };
  more.addEventListener("click", next);
  dialog.querySelector(".dialog-body").append(more);
  next();
}

export function about({ words, site }) {
  const { text } = words;
  const told = text.about.map(([term, said]) => [element("dt", { text: term }), element("dd", { text: said })]).flat();
  const links = site.links.map((link) => element("li", {}, [element("a", { href: link.href, text: link.label[words.lang] ?? link.label.zh_CN, download: "" })]));
  open(text.about_title, text.close, [element("dl", {}, told), ...(links.length ? [element("h3", { text: text.open_data }), element("ul", {}, links)] : [])]);
}

export async function share(url, { words }) {
  const { text } = words;
  if (navigator.share && window.matchMedia("(pointer: coarse)").matches) {
    try {
      await navigator.share({ title: document.querySelector("#sheet h2").textContent, text: document.title, url });
      return;
    } catch (error) {
      if (error.name === "AbortError") return;
    }
  }
  const field = element("input", { type: "text", readonly: "", value: url, "aria-label": text.address });
  const copy = element("button", { type: "button", className: "primary", text: text.copy });
  const said = element("p", { role: "status" });
  copy.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(url);
      said.textContent = text.copied;
    } catch {
      said.textContent = document.execCommand("copy") ? text.copied : text.copy_yourself;
    }
  });
  open(text.share, text.close, [element("p", { text: text.share_line }), field, copy, said]);
}
