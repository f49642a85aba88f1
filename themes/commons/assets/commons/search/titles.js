// Tier 1: titles, aliases and headings, found by whole words, by their beginnings, and in spite of a typing error.
//
// The score is that of MiniSearch 7 (BM25+ with k 1.2, b 0.7, d 0.5; OR; title twice), weighed by how much of the
// query and of the title was matched.
import { distance } from "./spelling.js";
import { terms, words } from "./tokens.js";

const BOOST = { title: 2, head: 1 };
const DEPTH = 60;

export class TitleIndex {
  /**
   * Index the pages of a `titles.json`: `[url, title, aliases, topics, updated, boost, headings [[text, id]]]`.
   * `stop` is a set of stop words.
   */
  constructor(pages, { stop = new Set(), language = "en" } = {}) {
    Object.assign(this, { pages, stop, language, docs: [], postings: new Map() });
    this.length = { title: 0, head: 0 };
    this.count = { title: 0, head: 0 };
    pages.forEach(([, title, aliases = [], , , , headings = []], page) => {
      this.#add({ page, kind: "title", field: "title", text: title });
      aliases.forEach((text) => this.#add({ page, kind: "alias", field: "title", text }));
      headings.forEach(([text], heading) => this.#add({ page, kind: "heading", field: "head", text, heading }));
    });
    this.vocabulary = [...this.postings.keys()].sort();
  }

  /**
   * Return the pages that match, the best first, as `{hits: [{page, kind, heading, score, coverage, share, spelt}],
   * known}`; `known` says for each word whether some title or heading has exactly this word.
   *
   * `groups` holds for each word of the query its alternatives `[[term, weight]]`, the word itself first.
   * `coverage` is the part of the query that was matched, `share` the part of the title or heading; `spelt` gives
   * for each word the nearest spelling that the page's own title or heading has, "" without one.
   */
  find(groups) {
    const sums = new Map();
    groups.forEach((alternatives, group) => this.#match(alternatives, group, sums));
    for (const sum of sums.values()) sum.score *= sum.spelt.size;
    const best = [...sums].sort(([a, one], [b, other]) => other.score - one.score || a - b).slice(0, DEPTH);
    const hits = byPage(best.map(([doc, sum]) => this.#weighed(this.docs[doc], sum, groups)));
    return { hits, known: groups.map(([[term]]) => this.postings.has(term)) };
  }

  #add(doc) {
    const found = terms(words(doc.text, this.language));
    const unique = new Set(found);
    const number = this.docs.push({ ...doc, length: unique.size, size: Math.max(1, this.#sizeOf(found)) }) - 1;
    this.length[doc.field] += unique.size;
    this.count[doc.field] += 1;
    for (const term of unique) {
      if (!this.postings.has(term)) this.postings.set(term, { title: [], head: [] });
      this.postings.get(term)[doc.field].push([number, found.filter((other) => other === term).length]);
    }
  }

  #sizeOf(found) {
    return found.filter((term) => !this.stop.has(term)).length;
  }

  #match(alternatives, group, sums) {
    for (const [term, trust] of alternatives) {
      for (const [spelling, weight] of this.#spellings(term)) this.#score(spelling, trust * weight, group, sums);
    }
  }

  #score(spelling, weight, group, sums) {
    for (const [field, found] of Object.entries(this.postings.get(spelling))) {
      const rare = Math.log(1 + (this.docs.length - found.length + 0.5) / (found.length + 0.5));
      const mean = this.length[field] / this.count[field];
      for (const [doc, often] of found) {
        const dampened = often + 1.2 * (0.3 + (0.7 * this.docs[doc].length) / mean);
        const sum = sums.get(doc) ?? sums.set(doc, { score: 0, spelt: new Map() }).get(doc);
        sum.score += weight * BOOST[field] * rare * (0.5 + (often * 2.2) / dampened);
        sum.spelt.set(group, [...(sum.spelt.get(group) ?? []), spelling]);
      }
    }
  }

  /** Yield the indexed terms that a word may mean, with weights: itself, longer ones, and similar ones. */
  *#spellings(term) {
    if (this.postings.has(term)) yield [term, 1];
    const longer = this.#longer(term);
    for (const each of longer) yield [each, (0.375 * each.length) / (each.length + 0.3 * (each.length - term.length))];
    const limit = term.length < 5 ? 0 : Math.min(6, Math.round(0.2 * term.length));
    if (!limit) return;
    for (const each of this.vocabulary) {
      if (Math.abs(each.length - term.length) > limit || each.startsWith(term)) continue;
      const edits = distance(term, each, limit);
      if (edits <= limit) yield [each, (0.45 * each.length) / (each.length + edits)];
    }
  }

  #longer(term) {
    let [low, high] = [0, this.vocabulary.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.vocabulary[middle] <= term) low = middle + 1;
      else high = middle;
    }
    let end = low;
    while (end < this.vocabulary.length && this.vocabulary[end].startsWith(term)) end++;
    return this.vocabulary.slice(low, end);
  }

  #weighed(doc, sum, groups) {
    const coverage = sum.spelt.size / groups.length;
    const share = new Set([...sum.spelt.values()].flat()).size / doc.size;
    const boost = this.pages[doc.page][5] ?? 1;
    const score = sum.score * coverage ** 2 * (0.5 + Math.min(1, share)) * boost;
    const spelt = groups.map(([[term]], group) => nearest(term, sum.spelt.get(group) ?? []));
    return { page: doc.page, kind: doc.kind, heading: doc.heading ?? -1, score, coverage, share, spelt };
  }
}

function byPage(hits) {
  const best = new Map();
  for (const hit of hits) {
    if (!(best.get(hit.page)?.score >= hit.score)) best.set(hit.page, hit);
  }
  return [...best.values()].sort((one, other) => other.score - one.score || one.page - other.page);
}

/** Return the query's words as groups of alternatives: each with its synonyms at a weight of 0.8. */
export function alternatives(use, synonyms, language) {
  return terms(use).map((term) => {
    const others = (Object.hasOwn(synonyms, term) ? synonyms[term] : []).flatMap((text) => terms(words(text, language)));
    return [[term, 1], ...[...new Set(others)].filter((other) => other !== term).map((other) => [other, 0.8])];
  });
}

function nearest(term, spellings) {
  const far = (other) => distance(term, other, Math.max(term.length, other.length));
  return spellings.reduce((best, other) => (best && far(best) <= far(other) ? best : other), "");
}
