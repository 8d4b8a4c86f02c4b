// Finding a compound or a building by name, pinyin or initials, and the compound that is nearest.
const NUMBER = /^(.*?)\s*(?:no\.?|#)?\s*(\d{1,4}[a-z]?(?:-\d{1,3})?)\s*(?:幢|栋|号楼|号|#|楼)*$/i;
const MOST = 8;
const FAR_M = 3000;
const EARTH_M = 6371000;

const folded = (text) => text.normalize("NFKC").replace(/\s+/g, "").toLowerCase();

export class Finder {
  constructor(geometry) {
    this.geometry = geometry;
    this.names = geometry.compounds.name.map((name, c) => ({ c, name: folded(name), spelt: geometry.compounds.pinyin[c].split(" "), subdistrict: folded(geometry.subdistricts.name[geometry.compounds.subdistrict[c]] ?? "") }));
  }

  // [{kind, id, compound, number, more}], best first; a compound has no number.
  find(query) {
    const wanted = folded(query);
    if (!wanted) return [];
    const whole = this.#compounds(wanted).map((c) => this.#compound(c));
    if (whole.length) return whole.slice(0, MOST);
    const split = NUMBER.exec(query.normalize("NFKC").trim());
    if (!split || !split[1].trim()) return [];
    const number = split[2].replace(/^0+/, "").toLowerCase();
    return this.#compounds(folded(split[1]))
      .flatMap((c) => this.#buildings(c, number))
      .slice(0, MOST);
  }

  #compounds(wanted) {
    const rank = ({ name, spelt: [pinyin = "", initials = ""], subdistrict }) => {
      if (name.startsWith(wanted)) return 0;
      if (name.includes(wanted)) return 1;
      if (initials.startsWith(wanted) || pinyin.startsWith(wanted)) return 2;
      if (initials.includes(wanted) || (wanted.length > 3 && pinyin.includes(wanted))) return 3;
      return subdistrict.includes(wanted) ? 4 : 9;
    };
    return this.names
      .map((entry) => [rank(entry), entry.c])
      .filter(([at]) => at < 9)
      .sort((a, b) => a[0] - b[0])
      .map(([, c]) => c);
  }

  #compound(c) {
    const { compounds, subdistricts } = this.geometry;
    return { kind: "compound", id: compounds.id[c], compound: compounds.name[c], more: subdistricts.name[compounds.subdistrict[c]] ?? "" };
  }

  #buildings(c, number) {
    const { buildings, compounds } = this.geometry;
    const found = [];
    buildings.compound.forEach((of, i) => {
      if (of === c && buildings.number[i].toLowerCase() === number) found.push({ kind: "building", id: buildings.id[i], compound: compounds.name[c], number: buildings.number[i], more: this.#compound(c).more });
    });
    return found;
  }

  // The compound nearest to a place: {id, metres}, or nothing where all are far.
  nearest(longitude, latitude, unproject) {
    const { compounds } = this.geometry;
    let best = null;
    for (let c = 0; c < compounds.id.length; c += 1) {
      const { lng, lat } = unproject(compounds.at[2 * c], compounds.at[2 * c + 1]);
      const east = ((lng - longitude) * Math.cos((latitude * Math.PI) / 180) * Math.PI) / 180;
      const metres = EARTH_M * Math.hypot(east, ((lat - latitude) * Math.PI) / 180);
      if (!best || metres < best.metres) best = { id: compounds.id[c], metres };
    }
    return best && best.metres <= FAR_M ? { ...best, compound: compounds.name[compounds.id.indexOf(best.id)] } : null;
  }
}
