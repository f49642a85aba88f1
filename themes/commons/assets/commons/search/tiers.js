// The two tiers asked, with correction and automatic phrase: steps 2 to 6 of the query algorithm.
import { isLocal } from "../loading.js";
import { TitleDesk } from "./desk.js";
import { called } from "./exact.js";
import { FullText } from "./fulltext.js";
import { isSure } from "./fuse.js";
import { BLANK } from "./excerpt.js";
import { fullQueries, parsed, respelt } from "./query.js";
import { words } from "./tokens.js";

const MOST_PHRASES = 25;
const tools = new WeakMap();

function toolsOf(site) {
  if (!tools.has(site)) tools.set(site, { desk: new TitleDesk(), full: engine(site.language), built: new Map() });
  return tools.get(site);
}

async function engine(language) {
  if (!isLocal) return new FullText(language);
  const { PlainText } = await import("./plain.js");
  return new PlainText();
}

/**
 * Return the pages whose titles or headings match, the best first, as `{hits, known, exact}`: see `TitleIndex.find`,
 * with the `place` of each hit. `exact` are the pages with a title or heading that is the query, see `called`. A place
 * whose titles cannot be loaded has none, and is in `missing`.
 */
export async function titleHits(site, places, query) {
  const answers = await Promise.all(places.map((place) => ofPlace(site, place, query).catch(() => null)));
  const told = answers.filter(Boolean);
  const hits = told.flatMap((answer) => answer.hits).sort((one, other) => other.score - one.score);
  const known = query.terms.map((_, group) => told.some((answer) => answer.known[group]));
  const exact = told.flatMap((answer) => answer.exact);
  return { hits, known, exact, missing: places.filter((_, n) => !answers[n]) };
}

async function ofPlace(site, place, query) {
  const { desk, built } = toolsOf(site);
  const { pages, part } = await place.pagesFor(query.use);
  const name = `${place.key} ${part}`;
  if (!built.has(name)) built.set(name, desk.build(name, pages, { stop: site.stop, language: site.language }));
  await built.get(name);
  const { hits, known } = await desk.find(name, query.groups);
  const placed = (hit) => ({ ...hit, place, section: hit.heading < 0 ? null : pages[hit.page][6][hit.heading] });
  return { hits: hits.map(placed), known, exact: called(pages, query, site.language).map(placed) };
}

/** Index the titles of `places` before they are needed. */
export async function prepare(site, places) {
  await titleHits(site, places, parsed("", site));
}

/**
 * Return the pages whose text matches, the best first, as `{hits, phrase, corrected, failure, missing}`. `phrase` holds
 * those of the hits that have the query as a phrase. `corrected` is the query as it was understood, "" as typed.
 * `missing` are the places whose text cannot be searched while others' can; `failure` says why none can.
 */
export async function fullHits(site, places, query, titles, correct) {
  const withPages = places.filter((place) => !place.isEmpty);
  const spellings = correct && !query.isQuoted ? inexact(query, titles) : new Map();
  const corrected = spellings.size ? respelt(query.text, spellings) : "";
  try {
    const full = await toolsOf(site).full;
    const joined = await full.join(withPages);
    const found = await understood((text) => full.ask(text, joined), site, query, titles, corrected);
    return { ...found, failure: "", missing: withPages.filter((place) => !joined.includes(place)) };
  } catch (error) {
    return { hits: [], phrase: [], corrected, failure: String(error), missing: [] };
  }
}

/** Return the hits for a query as typed, or as `corrected` where that finds nothing. */
async function understood(ask, site, query, titles, corrected) {
  const hits = await meant(ask, query, titles, await all(ask, fullQueries(query, site)));
  if (!hits.length && corrected) {
    return { hits: await all(ask, fullQueries(parsed(corrected, site), site)), phrase: [], corrected };
  }
  const phrase = await asPhrase(ask, query, titles.hits[0], hits);
  return { hits: distinct([...phrase, ...hits]), phrase, corrected: "" };
}

/** Return the pages whose text matches, as typed. Raises an error where Pagefind cannot run. */
export async function textHits(site, places, query) {
  const full = await toolsOf(site).full;
  const joined = await full.join(places);
  const ask = (text) => full.ask(text, joined);
  return meant(ask, query, { known: [] }, await all(ask, fullQueries(query, site)));
}

/**
 * Return the hits, or none where they are for another word: Pagefind takes the longest beginning that it knows of a
 * word that it does not know, so that `xqzv` finds `x`.
 */
async function meant(ask, query, { known }, hits) {
  if (query.isQuoted || !hits.length) return hits;
  for (const [n, term] of query.terms.entries()) {
    if (known[n] || (await ask(`"${term}"`)).length) continue;
    const { content, locations } = await hits[0].data();
    const all = content.split(BLANK);
    if (!locations.some((at) => words(all[at] ?? "").some((word) => word.startsWith(term)))) return [];
  }
  return hits;
}

async function all(ask, texts) {
  const found = [];
  for (const text of texts) found.push(...(await ask(text)));
  return distinct(found);
}

function distinct(hits) {
  const seen = new Set();
  return hits.filter(({ place, page }) => {
    const key = `${place.key} ${page}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** Return the words that no title has as they are typed, with the spelling of the best title: `Map(word → spelling)`. */
function inexact(query, { hits, known }) {
  const spelt = hits[0]?.spelt ?? [];
  const wrong = query.terms.flatMap((term, n) => (known[n] || !spelt[n] || spelt[n] === term ? [] : [[term, spelt[n]]]));
  return new Map(wrong);
}

/** Return the pages that hold a query of three words or more as a phrase, unless a title is clearly meant. */
async function asPhrase(ask, query, best, hits) {
  if (query.use.length < 3 || query.isQuoted || (best && isSure(best))) return [];
  const found = await ask(`"${query.text.trim()}"`);
  return found.length <= Math.min(MOST_PHRASES, hits.length) ? found : [];
}
