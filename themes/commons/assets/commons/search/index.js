// The search of a site, for the dialog, the page `/search/`, tests and other programs in the browser:
//
//   const { results, total } = await search("learning plan", { scope: "versions", limit: 5 });
import { counted, FACETS, passing, valuesOf } from "./facets.js";
import { isSure } from "./fuse.js";
import { badges, lineages } from "./lineage.js";
import { nearest, requestUrl } from "./near.js";
import { fromPartners } from "./partners.js";
import { presented } from "./present.js";
import { parsed } from "./query.js";
import { isNamed, Records, recordsOf } from "./records.js";
import { rowsOf } from "./rows.js";
import { placesOf, usedScope } from "./scope.js";
import { openSite } from "./site.js";
import { fullHits, prepare, titleHits } from "./tiers.js";

const records = new WeakMap();
const NO_TEXT = "Only titles and headings were searched: the full text cannot be searched in this browser.";
const NO_TITLES = "The titles could not be loaded; results may be missing.";

/**
 * Search the site that this page belongs to.
 *
 * `scope` is `version` (that of the page), `versions` (all of its collection, one row a page), `collections` (the
 * latest version of each) or `partners`; `from: {collection, version}` stands for another page. `filters` maps facets to lists of values. `sort` is `relevance` or
 * `updated`. `correct: false` takes the query as typed; `everything` searches all of very many collections;
 * `facets: false` saves loading what only the counts need. `early(results)` is called with what the titles alone give.
 *
 * Return `{results, total, corrected, facets, notices, left, nothing, scope}`. A result is `{url, title, excerpt, why,
 * collection, version, kind, anchor, …}`; `total` is how many there are beyond `limit`. Raises an error when the site
 * has no search index.
 */
export async function search(text, options = {}) {
  const site = await openSite();
  const here = options.from ? site.place(options.from.collection, options.from.version) : site.here();
  const scope = usedScope(here, options.scope);
  const asked = { filters: {}, sort: "relevance", limit: 10, correct: true, facets: true, ...options, scope };
  const typed = parsed(text.trim(), site);
  if (!typed.text) return empty(scope);
  const query = typed.asksWho ? parsed(typed.asksWho, site) : typed;
  const { places, left } = await placesOf(site, here, scope, query, asked.everything);
  const found = await bothTiers(site, places, query, asked);
  const people = await recordRows(site, found.query, typed.asksWho);
  const rows = arranged(found.rows, people, typed.asksWho, found.isSureOfTitle);
  const answer = await answered(site, rows, { ...found, places, left }, asked);
  return { ...answer, scope, nothing: answer.total ? null : await nothing(site, here, typed.text) };
}

/** Load titles, and what else the first answer needs, before the first letter is typed. */
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

async function bothTiers(site, places, query, asked) {
  const keyOf = await keys(site, places, asked.scope);
  const titles = await titleHits(site, places, query);
  const names = query.identifiers;
  const named = await identified(places, names);
  if (asked.early) await early({ titles: titles.hits, full: [], phrase: [], named, isName: isName(query, titles.hits) }, keyOf, query, asked);
  const full = await fullHits(site, places, query, titles, asked.correct);
  if (!full.hits.length && !names.length) named.push(...(await identified(places, query.use))); // typed without its shape
  const told = query.isQuoted ? titles.hits.filter((hit) => hit.coverage >= 0.999) : titles.hits;
  const rows = rowsOf({ titles: told, full: full.hits, phrase: full.phrase, named, isName: isName(query, titles.hits) }, keyOf);
  const notices = [];
  if (full.failure) notices.push({ kind: "titles-only", text: NO_TEXT, detail: full.failure });
  if (titles.missing.length) notices.push({ kind: "titles-missing", text: NO_TITLES });
  const meant = full.corrected ? parsed(full.corrected, site) : query;
  const isSureOfTitle = titles.hits.length > 0 && isSure(titles.hits[0]);
  return { rows, notices, isSureOfTitle, corrected: full.corrected, query: meant, typed: query.text, lineageOf: keyOf.lineageOf };
}

/** Return which hits are one row: the pages of one lineage over all versions, else each page by itself. */
async function keys(site, places, scope) {
  if (scope !== "versions") return (hit) => `${hit.place.key} ${hit.page}`;
  const told = await lineages(site, places[0].collection);
  const urls = new Map(await Promise.all(places.map(async (place) => [place, await place.pages().catch(() => [])])));
  const lineageOf = (hit) => told(hit.place, urls.get(hit.place)[hit.page][0]);
  return Object.assign((hit) => lineageOf(hit).id, { lineageOf });
}

/** Tell whether a query is one identifier of code and nothing else; a word that is a title is no such name. */
function isName(query, [best]) {
  return query.text.split(/\s+/).length === 1 && (query.terms.length > 1 || !best || !isSure(best));
}

/** Return the pages with one of `names` in their code: by its whole name, or by the only one that it begins. */
async function identified(places, names) {
  if (!names.length) return [];
  const found = places.map(async (place) => {
    const all = await place.words().catch(() => ({}));
    return names.flatMap((name) => inCode(all, name).map((page) => ({ place, page, name })));
  });
  return (await Promise.all(found)).flat();
}

function inCode(all, name) {
  if (Object.hasOwn(all, name)) return all[name];
  const longer = Object.keys(all).filter((other) => other.startsWith(name));
  return longer.length === 1 ? all[longer[0]] : [];
}

async function early(hits, keyOf, query, asked) {
  const rows = rowsOf(hits, keyOf).slice(0, asked.limit);
  const context = { corrected: "", badges: badgesBy(keyOf.lineageOf), quick: true };
  asked.early(await Promise.all(rows.map((row) => presented(row, query, context))));
}

async function recordRows(site, query, asksWho) {
  if (!records.has(site)) records.set(site, new Records(site));
  const found = await recordsOf(site, records.get(site), query, Boolean(asksWho));
  const meant = asksWho ? found.filter((record) => record.kind === "person") : found;
  const told = await Promise.all(meant.slice(0, asksWho ? 50 : 3).map((record) => record.load()));
  if (asksWho) told.sort((one, other) => one.title.localeCompare(other.title)); // by name: no ranking of people
  return meant.map((record, n) => ({
    key: `record ${n}`,
    isNamed: Boolean(told[n]) && isNamed(told[n], query),
    members: [{ record: told[n] ? { ...record, load: async () => told[n] } : record }],
  }));
}

/** Return pages and records in one order: who is named comes first, other records after the first pages. */
function arranged(pages, people, asksWho, isSureOfTitle) {
  if (asksWho) return [...people, ...pages];
  const named = people.filter((row) => row.isNamed && !isSureOfTitle && row.members[0].record.kind === "person");
  const others = people.filter((row) => !named.includes(row));
  return [...named, ...pages.slice(0, 3), ...others, ...pages.slice(3)];
}

async function answered(site, rows, found, asked) {
  const needed = asked.facets ? FACETS : Object.keys(asked.filters);
  const values = await valuesOf(found.places, needed);
  const passed = passing(rows, asked.filters, values).map((row) => ownVersionFirst(row, found.places));
  const sorted = asked.sort === "updated" ? await byDate(passed) : passed;
  const context = { corrected: found.corrected, badges: badgesBy(found.lineageOf) };
  const shown = sorted.slice(0, asked.limit);
  const local = Promise.all(shown.map((row) => presented(row, found.query, context)));
  const partners = asked.scope === "partners" ? fromPartners(site, found.query.text) : { results: [], notices: [] };
  const [results, elsewhere] = await Promise.all([local, partners]);
  return {
    results: [...results, ...elsewhere.results],
    total: sorted.length + elsewhere.results.length,
    corrected: found.corrected ? { from: found.typed, to: found.corrected } : null,
    facets: asked.facets ? counted(rows, asked.filters, values) : [],
    notices: [...found.notices, ...elsewhere.notices],
    left: found.left,
  };
}

/** Return a row that leads to the first of the places that has it. */
function ownVersionFirst(row, places) {
  const rank = ({ place }) => places.indexOf(place);
  return { ...row, members: [...row.members].sort((one, other) => rank(one) - rank(other)) };
}

async function byDate(rows) {
  const dated = rows.map(async (row) => {
    const { place, page, record } = row.members[0];
    return [record ? "" : ((await place.pages())[page][4] ?? ""), row];
  });
  return (await Promise.all(dated)).sort(([one], [other]) => other.localeCompare(one)).map(([, row]) => row);
}

/** Return how a row says which versions have its page; `lineageOf` is missing unless all versions are searched. */
function badgesBy(lineageOf) {
  return (row, chosen) => {
    const matched = row.members.map((each) => each.place.version);
    return lineageOf ? badges(lineageOf(chosen), chosen.place.version, matched) : [];
  };
}

async function nothing(site, here, text) {
  const { pages = [], people = [], topics = [] } = await site.directory().catch(() => ({}));
  const own = here ? (await here.pages().catch(() => [])).map(([url, title]) => [new URL(url, here.root), title]) : [];
  const rows = own.length ? own : pages.map(([url, title]) => [new URL(url, site.root), title]);
  const [topic] = nearest(text, topics, ([title]) => title);
  const able = people.filter(([, , own]) => topic && own.includes(topic[0])).slice(0, 3);
  const collection = site.collection(here?.collection) ?? site.index.collections.find((each) => each.issue);
  return {
    titles: nearest(text, rows, ([, title]) => title).map(([url, title]) => ({ url: url.href, title })),
    topic: topic?.[0] ?? "",
    people: able.map(([title, url]) => ({ url: new URL(url, site.root).href, title })),
    issue: requestUrl(collection?.issue, text, here),
  };
}
