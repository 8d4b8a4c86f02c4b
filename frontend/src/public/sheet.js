// What is told beside the map: the district or a subdistrict, a compound, or "my building". Below the map on a phone.
import { element, fill } from "../dom.js";
import { dateOf } from "./data.js";
import { shares, steps } from "./stagesteps.js";

const DONE = 4; // the last stage

export class Sheet {
  constructor(node, actions) {
    this.node = node;
    this.actions = actions;
    this.tall = false;
  }

  show(view) {
    const { selected } = view;
    this.text = view.words.text;
    const content = !selected ? this.#place(view) : selected.kind === "building" ? this.#building(view, selected.id) : this.#compound(view, selected.id);
    this.node.replaceChildren(...content.filter(Boolean));
    this.node.scrollTop = 0;
    this.measure();
  }

  // There is a way to see more of it where there is more, and a way back; and the keys can scroll it.
  measure() {
    if (!this.taller) return;
    if (this.node.scrollHeight > this.node.clientHeight) this.node.tabIndex = 0;
    else this.node.removeAttribute("tabindex");
    const label = this.tall ? this.text.lower : this.text.taller;
    this.taller.hidden = !this.tall && this.node.scrollHeight <= this.node.clientHeight + 4;
    this.taller.title = label;
    this.taller.setAttribute("aria-label", label);
    this.taller.setAttribute("aria-expanded", String(this.tall));
  }

  focus() {
    this.node.querySelector("h2").focus({ preventScroll: true });
  }

  #place({ model, words, state, subdistrict, theme }) {
    const { text } = words;
    const row = state.progress.find((each) => each.subdistrict === (subdistrict ?? ""));
    const households = row?.households;
    const line = row && fill(households === null ? text.place_line : text.place_line_households, { compounds: row.compounds, buildings: row.buildings.toLocaleString("en-US"), households: households?.toLocaleString("en-US") });
    return [
      this.#head(subdistrict ?? text.district, subdistrict ? () => this.actions.subdistrict(null) : null, text.whole_district),
      line && element("p", { className: "lead", text: line }),
      row && row.stages ? shares(words.stages, row.stages, theme, text.no_data) : element("p", { text: text.too_few }),
      model.total ? null : element("p", { text: text.nothing_found }),
    ];
  }

  #compound({ model, words, state, site, theme }, id) {
    const { geometry } = model;
    const { text } = words;
    const c = geometry.compoundIndex.get(id);
    const own = ownBuildings(geometry, c);
    const counts = new Array(words.stages.length + 1).fill(0);
    for (const i of own) counts[state.stage[i]] += 1;
    const finish = Math.max(0, ...own.map((i) => state.finish[i]));
    const chips = element(
      "ul",
      { className: "numbers", "aria-label": text.buildings },
      own.map((i) => {
        const button = element("button", { type: "button", text: fill(text.number, { number: geometry.buildings.number[i] }), title: words.stages[state.stage[i]]?.label ?? text.no_data });
        const dot = element("i");
        if (words.stages[state.stage[i]]) dot.style.background = words.stages[state.stage[i]][theme];
        button.prepend(dot);
        button.addEventListener("click", () => this.actions.choose({ kind: "building", id: geometry.buildings.id[i] }));
        return element("li", {}, [button]);
      }),
    );
    return [
      this.#head(geometry.compounds.name[c], () => this.actions.choose(null), text.back),
      element("p", { className: "place", text: geometry.subdistricts.name[geometry.compounds.subdistrict[c]] ?? "" }),
      own.length ? shares(words.stages, counts, theme, text.no_data) : element("p", { text: text.no_buildings }),
      finish ? element("p", { className: "lead", text: fill(text.all_by, { date: this.#day(finish, words) }) }) : null,
      this.#character(geometry, c, text),
      this.#facilities(geometry, c, words),
      own.length ? chips : null,
      this.#ways(geometry, c, text, site),
    ];
  }

  #building({ model, words, state, site, theme }, id) {
    const { geometry } = model;
    const { text } = words;
    const i = geometry.buildingIndex.get(id);
    const c = geometry.buildings.compound[i];
    const stage = state.stage[i];
    const now = words.stages[stage];
    const next = words.stages[stage + 1];
    const facts = [geometry.buildings.year[i] && fill(text.built, { year: geometry.buildings.year[i] }), geometry.buildings.storeys[i] && fill(text.storeys, { n: geometry.buildings.storeys[i] })].filter(Boolean);
    const name = c < 0 ? "" : geometry.compounds.name[c];
    const told = state.finish[i] ? fill(stage >= DONE ? text.doing : text.doing_until, { stage: now?.label ?? text.no_data, date: this.#day(state.finish[i], words) }) : fill(text.doing, { stage: now?.label ?? text.no_data });
    return [
      this.#head(fill(text.building_title, { compound: name, number: geometry.buildings.number[i] }), () => this.actions.choose(c < 0 ? null : { kind: "compound", id: geometry.compounds.id[c] }), c < 0 ? text.back : name),
      c < 0 ? null : element("p", { className: "place", text: [geometry.subdistricts.name[geometry.compounds.subdistrict[c]] ?? "", ...facts].filter(Boolean).join(" · ") }),
      steps(words.stages, now ? stage : -1, theme),
      element("p", { className: "lead", text: told }),
      now ? element("p", { text: fill(text.over_when, { what: now.over_when }) }) : null,
      next && now ? element("p", { text: fill(text.next, { stage: next.label }) }) : null,
      c < 0 ? null : this.#character(geometry, c, text),
      c < 0 ? null : this.#facilities(geometry, c, words),
      c < 0 ? null : this.#ways(geometry, c, text, site),
    ];
  }

  #head(title, back, label) {
    const heading = element("h2", { text: title, id: "told", tabindex: "-1" });
    this.taller = element("button", { type: "button", className: "taller" });
    this.taller.addEventListener("click", this.actions.taller);
    if (!back) return element("div", { className: "sheet-head" }, [heading, this.taller]);
    const button = element("button", { type: "button", className: "back", text: "‹", title: label, "aria-label": label });
    button.addEventListener("click", back);
    return element("div", { className: "sheet-head" }, [button, heading, this.taller]);
  }

  #character(geometry, c, text) {
    const said = geometry.compounds.character[c];
    return said ? element("p", { className: "character", text: fill(text.character, { what: said }) }) : null;
  }

  // Parking, charging and lifts of a compound, added up.
  #facilities(geometry, c, words) {
    const { text } = words;
    const sum = (part, name) => part.compound.reduce((all, of, i) => (of === c ? all + (part.note?.[i]?.[name] ?? 0) : all), 0);
    const count = (part, status) => part.compound.reduce((all, of, i) => (of === c && (!status || part.status[i] === status) ? all + 1 : all), 0);
    const { parking, charging, elevators } = geometry.facilities;
    const lines = [];
    if (parking && count(parking)) lines.push(fill(text.parking, { before: sum(parking, "spaces_before"), planned: sum(parking, "spaces_planned"), built: sum(parking, "spaces_built") }));
    if (charging && count(charging)) lines.push(fill(text.charging, { planned: sum(charging, "ports_planned"), live: sum(charging, "ports_live") }));
    if (elevators && count(elevators)) lines.push(fill(text.elevators, { works: count(elevators, "construction"), use: count(elevators, "in_use") }));
    return lines.length ? element("ul", { className: "facilities", "aria-label": text.facilities }, lines.map((line) => element("li", { text: line }))) : null;
  }

  #ways(geometry, c, text, site) {
    const links = [element("a", { href: geometry.compounds.page[c], text: text.own_page })];
    if (site.feedback) {
      const href = site.feedback.replace("{compound}", encodeURIComponent(geometry.compounds.name[c]));
      links.push(element("a", { href, target: "_blank", rel: "noopener noreferrer", text: text.feedback }));
    }
    return element("p", { className: "ways" }, links);
  }

  #day(days, words) {
    return dateOf(days).toLocaleDateString(words.lang === "zh_CN" ? "zh-CN" : "en-GB", { year: "numeric", month: "long", day: "numeric", timeZone: "UTC" });
  }
}

export function ownBuildings(geometry, c) {
  const own = [];
  geometry.buildings.compound.forEach((of, i) => of === c && own.push(i));
  const at = (i) => parseInt(geometry.buildings.number[i], 10) || 0;
  return own.sort((a, b) => at(a) - at(b));
}
