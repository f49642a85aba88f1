// One page across versions: by `pages.json` of a collection, or by its address where that file is missing.
import { json } from "./loading.js";

/** Return a function that names the lineage of a page: `(place, url) → {id, versions, changed}`. */
export async function lineages(site, collection) {
  const root = new URL(site.collection(collection).root || "./", site.root);
  const told = await json(new URL("pages.json", root)).catch(() => null);
  const known = told ? byAddress(told) : new Map();
  return (place, url) => known.get(`${place.version} ${url}`) ?? { id: url, versions: [], changed: [] };
}

function byAddress({ versions, lineages: all }) {
  const found = new Map();
  for (const { id, at, changed = [] } of all) {
    const places = at.flatMap(([url, runs]) => numbers(runs).map((number) => [versions[number], url]));
    const told = { id, versions: versions.filter((name) => places.some(([own]) => own === name)), newest: versions[0] };
    told.changed = changed.map((number) => versions[number]);
    told.oldest = versions.at(-1);
    for (const [version, url] of places) found.set(`${version} ${url.replace(/^\.\//, "")}`, told);
  }
  return found;
}

/** Return the numbers of runs: `0-2,4` is 0, 1, 2 and 4. */
function numbers(runs) {
  return String(runs)
    .split(",")
    .flatMap((run) => {
      const [first, last = first] = run.split("-").map(Number);
      return Array.from({ length: last - first + 1 }, (_, n) => first + n);
    });
}
