// Which versions a search covers.
import { titleHits } from "./tiers.js";

export const SCOPES = ["version", "versions", "collections", "partners"];
const MOST = 8;

/** Return the scope that is used: the one asked for, or the nearest that there is; `here` is the reader's place or null. */
export function usedScope(here, scope) {
  if (!here) return scope === "partners" ? scope : "collections";
  return SCOPES.includes(scope) ? scope : "version";
}

/**
 * Return the places of a scope, as `{places, left}`. `left` is the number of collections that are left out at first:
 * of many, those are searched whose titles match, unless `everything` is asked for.
 */
export async function placesOf(site, here, scope, query, everything) {
  if (scope === "version") return { places: [here], left: 0 };
  if (scope === "versions") return { places: ownFirst(site, here), left: 0 };
  const latest = site.latest();
  if (everything || latest.length <= MOST) return { places: latest, left: 0 };
  const likely = await byTitles(site, latest, query);
  return { places: likely.slice(0, MOST), left: latest.length - MOST };
}

/** Return the places of all versions: the reader's own first, then the latest, then the others. */
function ownFirst(site, here) {
  const latest = site.place(here.collection, site.collection(here.collection).latest);
  const all = [here, latest, ...site.versions(here.collection)].filter(Boolean);
  return all.filter((place, n) => all.findIndex((other) => other.key === place.key) === n);
}

/** Return the places, those first whose titles match best. */
async function byTitles(site, places, query) {
  const told = await site.directory().catch(() => ({ pages: [] }));
  const { hits } = await titleHits(site, [listed(told.pages)], query);
  const names = [...new Set(hits.map((hit) => told.pages[hit.page][6]))];
  const rank = (place) => (names.includes(place.collection) ? names.indexOf(place.collection) : names.length);
  return [...places].sort((one, other) => rank(one) - rank(other));
}

/** Return rows of the site's directory as a place whose titles can be asked. */
export function listed(pages, key = "directory") {
  return { key, pagesFor: async () => ({ pages: pages.map((page) => page.slice(0, 6)), part: "" }) };
}
