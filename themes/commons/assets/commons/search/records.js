// People and topics: what can be found and is no page.
import { Bundle } from "./bundle.js";
import { once } from "./once.js";
import { textHits } from "./tiers.js";
import { terms, words } from "./tokens.js";

const EVIDENCE = 3;
const SHOWN = 3;
const MOST = 50;
const bundles = new WeakMap();

/** The bundle of people and topics, as a place that the full-text search can ask. */
class Records {
  #kept = new Map();

  constructor(site) {
    this.site = site;
    this.key = "records";
  }

  async bundle() {
    const { own, index, language } = this.site;
    if (!index.records) throw new Error("this site has no bundle of people and topics");
    return once(this.#kept, "bundle", () => Bundle.open(new URL("pagefind/", own), index.records, language));
  }

  /** Return a function that tells what is known of a record by its number: its kind, topics and collections. */
  async known() {
    const bundle = await this.bundle();
    const [kinds, topics, collections] = await Promise.all(["kind", "topic", "collection"].map((name) => bundle.values(name)));
    return (page) => ({ kind: kinds[page][0] ?? "", topics: topics[page], collections: collections[page] });
  }
}

/**
 * Return people and topics as rows, the best first. Those whose name matches; or, where `asksWho`, people whose pages
 * or topics do, by name: people are not ranked. Empty where there is no such bundle.
 */
export async function recordRows(site, query, asksWho) {
  const found = await recordsOf(site, query).catch(() => []);
  const meant = found.filter(({ kind, hit }) => (asksWho ? kind === "person" : hit.fields.includes("title")));
  const told = await Promise.all(meant.slice(0, asksWho ? MOST : SHOWN).map((record) => loaded(site, record, query)));
  if (asksWho) told.sort((one, other) => one.title.localeCompare(other.title));
  const rest = meant.slice(told.length).map((record) => ({ ...record, load: () => loaded(site, record, query) }));
  return [...told, ...rest].map((record, n) => ({ key: `record ${n}`, members: [{ record }] }));
}

async function recordsOf(site, query) {
  if (!bundles.has(site)) bundles.set(site, new Records(site));
  const records = bundles.get(site);
  const told = await records.known();
  const hits = await textHits(site, [records], query);
  return hits.map((hit) => ({ ...told(hit.page), hit }));
}

async function loaded(site, record, query) {
  const { url, meta, content } = await record.hit.data();
  const own = { title: meta.title, url: new URL(url.replace(/^\//, ""), site.root).href, note: evidence(content, query) };
  return { ...record, ...own, isMeant: isNamed(meta.title, query) || !record.hit.fields.includes("title") };
}

/** Return the topics and titles in a record that hold a word of the query: why this person, or this topic. */
function evidence(content, query) {
  const [name, ...rest] = content.split(/\.\s+/);
  const pieces = rest.filter((piece) => piece !== name); // a topic is about itself
  const holds = (piece) => terms(words(piece)).some((word) => query.terms.some((term) => word.startsWith(term)));
  const told = pieces.filter(holds);
  return [...new Set(told.length ? told : pieces)].slice(0, EVIDENCE).join(" · ");
}

/** Tell whether each word of the query is a word of the name. */
function isNamed(name, query) {
  const own = terms(words(name));
  return query.terms.length > 0 && query.terms.every((term) => own.includes(term));
}
