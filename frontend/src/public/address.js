// The view as an address: ?subdistrict=&compound=&layers=&lang=, read once, then kept in step.
const NAMES = ["subdistrict", "compound", "building", "layers", "lang"];

export function read() {
  const query = new URLSearchParams(location.search);
  return Object.fromEntries(NAMES.map((name) => [name, query.get(name)]));
}

// The address of a view; what is null is left out.
export function of(view) {
  const url = new URL(location.href);
  url.hash = "";
  for (const name of NAMES) {
    if (view[name] === null || view[name] === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, view[name]);
  }
  return url.href;
}

export function keep(view) {
  try {
    history.replaceState(null, "", of(view));
  } catch {
    // a page from a disk, or in a frame that may not: the view is not kept, and nothing else is lost
  }
}
