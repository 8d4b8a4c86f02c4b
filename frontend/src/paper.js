// A view for a sheet of paper: the map drawn anew in the light theme, and in figures and rows what it shows. All from
// what the frame holds already, so that the server is not asked while the browser prints.
import { fill } from "./dom.js";
import { BEHIND } from "./model.js";
import { draw } from "./picture.js";
import { themeNamed } from "./theme.js";

const AT_RISK = 1; // the place of the status
const number = (n) => n.toLocaleString("en-US");

// Width by height is the shape of the map's place on the sheet.
export function sheet(onemap, ratio) {
  const { model } = onemap;
  const { text } = model.words;
  return {
    picture: draw(onemap, themeNamed("light"), ratio),
    language: model.words.lang.replace("_", "-"),
    figures: figures(model).map(([name, n, late, of]) => ({ name: text[`sheet_${name}`], value: number(n), late, of: of ? number(of) : "" })),
    title: text.sheet_late,
    rows: late(model).map((row) => ({ ...row, lead: row.days > 0 ? fill(text.sheet_days, { n: row.days }) : row.behind ? text.sheet_behind : text.sheet_at_risk, note: notes(row, text) })),
    calm: text.sheet_calm,
    more: text.sheet_more,
    printed: text.sheet_printed,
    source: text.source,
    code: text.sheet_code,
  };
}

function figures(model) {
  const { geometry } = model;
  const households = geometry.buildings.households.reduce((sum, n, i) => sum + (model.shown[i] ? (n ?? 0) : 0), 0);
  const compounds = [...model.compoundShown.keys()].filter((c) => model.compoundShown[c] > 0);
  const subdistricts = new Set(compounds.map((c) => geometry.compounds.subdistrict[c]).filter((at) => at >= 0));
  return [
    ["compounds", compounds.length],
    ["subdistricts", subdistricts.size],
    ["buildings", model.total, false, model.total < geometry.buildings.id.length && geometry.buildings.id.length], // a part says of how many
    ["households", households],
    ["behind", model.byStatus[BEHIND], true],
    ["at_risk", model.byStatus[AT_RISK]],
  ];
}

// The compounds that are behind, those the longest first; after them those at risk.
function late(model) {
  const { geometry, edition } = model;
  const found = new Map();
  geometry.buildings.compound.forEach((c, i) => {
    const status = edition.status[i];
    if (c < 0 || !model.shown[i] || (status !== BEHIND && status !== AT_RISK)) return;
    if (!found.has(c)) found.set(c, { name: geometry.compounds.name[c], subdistrict: geometry.subdistricts.name[geometry.compounds.subdistrict[c]] ?? "", days: 0, behind: 0, at_risk: 0 });
    const row = found.get(c);
    if (status === BEHIND) {
      row.behind += 1;
      row.days = Math.max(row.days, edition.days[i] ?? 0);
    } else row.at_risk += 1;
  });
  return [...found.values()].sort((a, b) => b.days - a.days || b.behind - a.behind || b.at_risk - a.at_risk);
}

const notes = (row, text) => [row.behind && fill(text.behind_line, { n: row.behind }), row.at_risk && fill(text.sheet_risk_line, { n: row.at_risk })].filter(Boolean).join(" · ");
