// Both tiers asked and fused: the rows of an answer before any filter.
import { isLocal } from "../loading.js";
import { isSure } from "./fuse.js";
import { identified, isName } from "./identifiers.js";
import { presented } from "./present.js";
import { parsed } from "./query.js";
import { rowsOf } from "./rows.js";
import { fullHits, titleHits } from "./tiers.js";
import { placeTitle } from "./wording.js";

const NO_TEXT = "Only titles and headings were searched: the full text cannot be searched in this browser.";
const SIMPLE = "This is the simple search of a site in a folder: it finds pages that have each word as it is typed.";
const NO_TITLES = "The titles could not be loaded; results may be missing.";

/**
 * Return `{rows, notices, query, typed, corrected, isSureOfTitle, badges}`: `query` is the one that was understood, and
 * `badges(row, member)` are what is said of a page's versions when all are searched. Tells `asked.early` what the titles
 * alone give.
 */
export async function gathered(site, places, query, asked) {
  const keyOf = await keys(site, places, asked.scope);
  const titles = await titleHits(site, places, query);
  const hits = {
    titles: query.isQuoted ? titles.hits.filter((hit) => hit.coverage >= 0.999) : titles.hits,
    exact: titles.exact,
    full: [],
    phrase: [],
    named: await identified(places, query.identifiers),
    isName: isName(query, titles.hits),
  };
  if (asked.early) asked.early(await quick(rowsOf(hits, keyOf).slice(0, asked.limit), query, keyOf.badges));
  const full = await fullHits(site, places, query, titles, asked.correct);
  Object.assign(hits, { full: full.hits, phrase: full.phrase });
  if (!full.hits.length && !hits.named.length) hits.named = await identified(places, query.use); // typed without its shape
  return {
    rows: rowsOf(hits, keyOf),
    notices: [
      ...told(full.failure, "titles-only", NO_TEXT),
      ...told(full.missing.length, "titles-only", noTextOf(full.missing)),
      ...told(titles.missing.length, "titles-missing", NO_TITLES),
      ...told(isLocal && !full.failure, "simple", SIMPLE),
    ],
    query: full.corrected ? parsed(full.corrected, site) : query,
    typed: query.text,
    corrected: full.corrected,
    isSureOfTitle: titles.hits.length > 0 && isSure(titles.hits[0]),
    badges: keyOf.badges,
  };
}

function noTextOf(places) {
  return `Only titles and headings of ${places.map(placeTitle).join(", ")} were searched: the full text cannot be loaded.`;
}

function told(cause, kind, text) {
  return cause ? [{ kind, text, detail: String(cause) }] : [];
}

/** Return which hits are one row: the pages of one lineage over all versions, else each page by itself. */
async function keys(site, places, scope) {
  if (scope !== "versions") return Object.assign((hit) => `${hit.place.key} ${hit.page}`, { badges: () => [] });
  const { badgesBy, lineages } = await import("./lineage.js"); // most readers search one version
  const told = await lineages(site, places[0].collection);
  const urls = new Map(await Promise.all(places.map(async (place) => [place, await place.pages().catch(() => [])])));
  const lineageOf = (hit) => told(hit.place, urls.get(hit.place)[hit.page][0]);
  return Object.assign((hit) => lineageOf(hit).id, { badges: badgesBy(lineageOf) });
}

function quick(rows, query, badges) {
  const context = { corrected: "", badges, quick: true };
  return Promise.all(rows.map((row) => presented(row, query, context)));
}
