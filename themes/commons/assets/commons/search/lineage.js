// One page across versions: by `pages.json` of a collection, or by its address where that file is missing.
import { numbers } from "../version-data.js";
import { json } from "../loading.js";

/**
 * Return a function that tells the lineage of a page: `(place, url) → {id, versions, changed, all}`, with the versions
 * that have it, those in which its text changed, and all of the collection, each the newest first.
 */
export async function lineages(site, collection) {
  const root = new URL(site.collection(collection).root || "./", site.root);
  const told = await json(new URL("pages.json", root)).catch(() => null);
  const known = told ? byAddress(told) : new Map();
  return (place, url) => known.get(`${place.version} ${url}`) ?? { id: url, versions: [], changed: [], all: [] };
}

function byAddress({ versions: all, lineages: listed }) {
  const found = new Map();
  for (const { id, at, changed = [] } of listed) {
    const places = at.flatMap(([url, runs]) => numbers(runs).map((number) => [number, url.replace(/^\.\//, "")]));
    const versions = all.filter((_, number) => places.some(([own]) => own === number));
    const lineage = { id, versions, changed: changed.map((number) => all[number]), all };
    for (const [number, url] of places) found.set(`${all[number]} ${url}`, lineage);
  }
  return found;
}

/** Return how a row says which versions have its page. */
export function badgesBy(lineageOf) {
  return (row, chosen) => {
    const matched = row.members.map((each) => each.place.version);
    return badges(lineageOf(chosen), chosen.place.version, matched);
  };
}

/** Return what there is to say of a page's versions, read in `own`; `matched` stand in where no lineage is known. */
function badges({ versions, changed, all }, own, matched) {
  const others = (versions.length ? versions : matched).filter((name) => name !== own);
  const first = versions.at(-1);
  const since = changed.find((name) => all.indexOf(name) < all.indexOf(own));
  return [
    others.length > 0 && `also in ${others.join(", ")}`,
    first && first !== all.at(-1) && `new in ${first}`,
    since && `changed in ${since}`,
  ].filter(Boolean);
}
