// People and topics among the results. How their names begin tells whether a query can mean any, so that their bundle is
// loaded for those queries only. Two forms of one word begin alike; one that only begins like a name costs a download.
import { json } from "../loading.js";
import { fullQueries } from "./query.js";
import { folded } from "./tokens.js";

const PAGES_FIRST = 3;
const LENGTH = 5; // of what `names.json` has of a word
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const ENDING = /(?:ies|ing|es|ed|s|y|e)$/;
const SHORTEST = 3;
const loaded = new WeakMap();

/** Return people and topics as rows, see `recordRows`; loads what tells of them if the query can mean any. */
export async function namedRows(site, query, asksWho) {
  const isWanted = site.index.records && (asksWho || (await mayBeNamed(site, query).catch(() => true)));
  return isWanted ? (await import("./records.js")).recordRows(site, query, asksWho) : [];
}

/** Return pages and records in one order: who is named comes first, if `peopleFirst`; others after the first pages. */
export function arranged(pages, people, peopleFirst) {
  const isFirst = ({ members: [{ record }] }) => peopleFirst && record.kind === "person" && record.isMeant;
  const others = people.filter((row) => !isFirst(row));
  return [...people.filter(isFirst), ...pages.slice(0, PAGES_FIRST), ...others, ...pages.slice(PAGES_FIRST)];
}

/** Tell whether the name of a person or of a topic may have a word of the query. */
async function mayBeNamed(site, query) {
  const address = new URL(`names.json?v=${site.index.records}`, site.own);
  if (!loaded.has(site)) loaded.set(site, json(address).then(({ begin }) => begin.split(" ")));
  const begin = await loaded.get(site);
  const asked = fullQueries(query, site).flatMap((text) => folded(text).match(WORD) ?? []);
  return [...new Set(asked)].some((word) => begin.some((own) => isLike(word, own)));
}

/** Tell whether a word may be a beginning or another form of one that begins with `own`. */
export function isLike(word, own) {
  const [stem, name] = [bare(word), bare(own)];
  if (own.startsWith(stem.slice(0, LENGTH))) return true;
  return stem.startsWith(name) && stem.length - name.length <= Math.min(1, name.length - 1);
}

/** Return a word without an ending that English has for many; other languages only lose a letter. */
function bare(word) {
  const rest = word.replace(ENDING, "");
  return rest.length < SHORTEST ? word : rest;
}
