// Hits of both tiers as rows in one order: a row is a page, or one page across all versions.
import { fused } from "./fuse.js";

const TITLES = 10;
const ENOUGH = 0.66; // a title that has less of the query is noise beside pages that have all of it

/**
 * Return the rows of a search, the best first: `[{key, members: [{place, page, full, title, named}]}]`.
 *
 * `keyOf(hit)` tells which pages are one row. `titles` and `full` are hits of the two tiers, `phrase` those of
 * `full` that hold the query as a phrase. `exact` are pages with a title or heading that is the query; they come
 * first. `named` are pages that hold an identifier of the query, and come next when `isName`: when the identifier is
 * all of it, and no title is clearly meant.
 */
export function rowsOf({ titles, full, phrase, named, isName, exact = [] }, keyOf) {
  const keys = (hits) => [...new Set(hits.map(keyOf))];
  const inText = new Set(keys(full));
  const best = firstOf(titles, keyOf)
    .filter(([key, hit]) => !inText.size || inText.has(key) || hit.coverage >= ENOUGH)
    .slice(0, TITLES);
  const told = best.map(([key, { coverage, share }]) => ({ key, coverage, share }));
  const first = [...keys(exact), ...(isName ? keys(named) : [])];
  const order = new Set([...first, ...fused(keys(full), told, new Set(keys(phrase)), keys(named))]);
  const rows = new Map([...order].map((key) => [key, new Map()]));
  keep(rows, full, "full", keyOf);
  keep(rows, titles, "title", keyOf);
  keep(rows, named, "named", keyOf);
  keep(rows, exact, "exact", keyOf);
  return [...rows].map(([key, members]) => ({ key, members: [...members.values()] }));
}

function firstOf(hits, keyOf) {
  const first = new Map();
  for (const hit of hits) if (!first.has(keyOf(hit))) first.set(keyOf(hit), hit);
  return [...first];
}

/** Note hits of one kind with the members of their rows; hits of no row are left out. */
function keep(rows, hits, name, keyOf) {
  for (const hit of hits) {
    const members = rows.get(keyOf(hit));
    if (!members) continue;
    const own = `${hit.place.key} ${hit.page}`;
    const member = members.get(own) ?? { place: hit.place, page: hit.page };
    member[name] ??= hit;
    members.set(own, member);
  }
}
