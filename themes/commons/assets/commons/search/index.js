// The search of a site, for the dialog, the page `/search/`, tests and other programs in the browser:
//
//   const { results, total } = await search("learning plan", { scope: "versions", limit: 5 });
import { answered } from "./answer.js";
import { gathered } from "./gather.js";
import { parsed } from "./query.js";
import { arranged, namedRows } from "./names.js";
import { placesOf, usedScope } from "./scope.js";
import { openSite } from "./site.js";
import { prepare } from "./tiers.js";

const USUAL = { filters: {}, sort: "relevance", limit: 10, correct: true, facets: true };

/**
 * Search the site that this page belongs to.
 *
 * `scope` is `version` (that of the page), `versions` (all of its collection, one row a page), `collections` (the
 * latest version of each) or `partners`; `from: {collection, version}` stands for another page. `filters` maps facets
 * to lists of values. `sort` is `relevance` or `updated`. `correct: false` takes the query as typed; `everything`
 * searches all of very many collections; `facets: false` saves loading what only the counts need. `early(results)` is
 * called with what the titles alone give.
 *
 * Return `{results, total, corrected, facets, notices, left, nothing, scope}`. A result is `{url, title, excerpt, why,
 * collection, version, kind, anchor, …}`; `total` is how many there are beyond `limit`. Raises an error when the site
 * has no search index.
 */
export async function search(text, options = {}) {
  const site = await openSite();
  const here = options.from ? site.place(options.from.collection, options.from.version) : site.here();
  const scope = usedScope(here, options.scope);
  const asked = { ...USUAL, ...options, scope };
  const typed = parsed(text.trim(), site);
  if (!typed.text) return empty(scope);
  const query = typed.asksWho ? parsed(typed.asksWho, site) : typed;
  const { places, left } = await placesOf(site, here, scope, query, asked.everything);
  const found = await gathered(site, places, query, asked);
  const people = await namedRows(site, found.query, Boolean(typed.asksWho));
  const rows = arranged(found.rows, people, typed.asksWho || !found.isSureOfTitle);
  const answer = await answered(site, rows, { ...found, places, left }, asked);
  return { ...answer, scope, nothing: answer.total ? null : await helpWith(site, here, typed.text) };
}

async function helpWith(site, here, text) {
  const { nothing } = await import("./near.js");
  return nothing(site, here, text);
}

/** Load the titles before the first letter is typed, and return the site. Raises an error as `search` does. */
export async function warm(scope = "version") {
  const site = await openSite();
  const here = site.here();
  const { places } = await placesOf(site, here, usedScope(here, scope), parsed("", site), false);
  await prepare(site, places);
  return site;
}

function empty(scope) {
  return { results: [], total: 0, corrected: null, facets: [], notices: [], left: 0, nothing: null, scope };
}
