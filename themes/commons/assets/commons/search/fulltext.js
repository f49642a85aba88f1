// Tier 2: the words of whole pages, by Pagefind. One engine, into which the bundles of a scope are merged as needed.
import { once } from "./once.js";

const RANKING = { termSimilarity: 2, metaWeights: { title: 5, aliases: 4 } };
export const EXCERPT_WORDS = 25;

export class FullText {
  #engine = null;
  #joined = new Map();
  #last = Promise.resolve();
  #byId = new Map();

  constructor(language) {
    this.language = language;
  }

  /**
   * Join the bundles of `places`, and return the places that can be asked. Raises the reason where none can: without
   * a bundle, or where Pagefind cannot run.
   */
  join(places) {
    return available(places, (place) => this.#join(place));
  }

  /**
   * Return what the bundles of `places`, which are joined, hold for `text`, the best first: `[{place, page, fields,
   * data()}]`, where `fields` are the metadata that matched.
   */
  async ask(text, places) {
    if (!places.length) return [];
    const { results } = await this.#engine.search(text, {});
    const wanted = new Set(places);
    return results.flatMap((result) => {
      const found = this.#byId.get(result.id);
      const fields = result.matchedMetaFields ?? [];
      // Pagefind forgets the text of a result that nobody holds any more: `data` holds it.
      return found && wanted.has(found.place) ? [{ ...found, fields, data: () => result.data() }] : [];
    });
  }

  /** Join a bundle to the engine, one after the other: the first brings the engine itself. */
  #join(place) {
    return once(this.#joined, place, () => {
      const joining = this.#last.then(() => this.#joinNow(place));
      this.#last = joining.catch(() => {}); // one that is missing does not hold up the others
      return joining;
    });
  }

  async #joinNow(place) {
    const bundle = await place.bundle();
    const options = { baseUrl: "/", excerptLength: EXCERPT_WORDS, metaCacheTag: bundle.tag, ranking: RANKING };
    if (this.#engine) await this.#engine.mergeIndex(bundle.base.pathname, { ...options, language: this.language });
    else this.#engine = await started(bundle, options);
    bundle.ids.forEach((id, page) => this.#byId.set(id, { place, page }));
  }
}

/** Return the places that `load` could load. Raises the first reason where it could load none. */
export async function available(places, load) {
  const told = await Promise.allSettled(places.map(load));
  const there = places.filter((_, n) => told[n].status === "fulfilled");
  if (places.length && !there.length) throw told[0].reason;
  return there;
}

async function started(bundle, options) {
  const { createInstance } = await import(new URL("pagefind.js", bundle.base));
  const engine = createInstance({ basePath: bundle.base.pathname, ...options });
  await engine.init();
  await engine.preload(""); // waits for the engine, or says why it cannot start; loads nothing
  return engine;
}
