// People and topics: what can be found and is no page.
import { Bundle } from "./bundle.js";
import { fullHits } from "./tiers.js";
import { terms, words } from "./tokens.js";

const EVIDENCE = 3;
const none = { hits: [], known: [] };

/** The bundle of people and topics, as a place that the full-text search can ask. */
export class Records {
  #bundle = null;
  #known = null;

  constructor(site) {
    this.site = site;
    this.key = "records";
  }

  bundle() {
    const { own, index, language } = this.site;
    this.#bundle ??= index.records ? Bundle.open(new URL("pagefind/", own), index.records, language) : Promise.reject(new Error("no people"));
    return this.#bundle;
  }

  /** Return a function that tells what is known of a record by its number: its kind, topics and collections. */
  async known() {
    const names = ["kind", "topic", "collection"];
    this.#known ??= this.bundle().then((bundle) => Promise.all(names.map((name) => bundle.values(name))));
    const [kinds, topics, collections] = await this.#known;
    return (page) => ({ kind: kinds[page][0] ?? "", topics: topics[page], collections: collections[page] });
  }
}

/**
 * Return people and topics for a query, the best first: `[{kind, topics, collections, load()}]`. Those whose name matches, or
 * with `anywhere` also those whose pages do. Empty where there is no such bundle.
 */
export async function recordsOf(site, records, query, anywhere = false) {
  try {
    const told = await records.known();
    const { hits } = await fullHits(site, [records], query, none, false);
    const meant = anywhere ? hits : hits.filter((hit) => hit.fields.includes("title"));
    return meant.map((hit) => ({ ...told(hit.page), load: () => loaded(site, hit, query) }));
  } catch {
    return [];
  }
}

async function loaded(site, hit, query) {
  const { url, meta, content } = await hit.data();
  return { title: meta.title, url: new URL(url.replace(/^\//, ""), site.root).href, note: evidence(content, query) };
}

/** Return the topics and titles in a record that hold a word of the query: why this person, or this topic. */
function evidence(content, query) {
  const [, ...pieces] = content.split(/\.\s+/);
  const holds = (piece) => terms(words(piece)).some((word) => query.terms.some((term) => word.startsWith(term)));
  const told = pieces.filter(holds);
  return [...new Set(told.length ? told : pieces)].slice(0, EVIDENCE).join(" · ");
}

/** Tell whether each word of the query is a word of a record's name. */
export function isNamed(record, query) {
  const own = terms(words(record.title));
  return query.terms.length > 0 && query.terms.every((term) => own.includes(term));
}
