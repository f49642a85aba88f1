// What a reader typed, taken apart once.
import { alternatives } from "./titles.js";
import { folded, identifiers, terms, useful, words } from "./tokens.js";

const WHO = /^\s*who\s+(?:knows?|can help|wrote|writes|works|worked)\b(?:\s+(?:anything|something))?(?:\s+(?:about|on|with))?\s+(.+?)\s*\??\s*$/i;

/** Return a query with its words: all of them, those that count, and these with their synonyms. */
export function parsed(text, site) {
  const all = words(text, site.language);
  const use = useful(all, site.stop);
  return {
    text,
    all,
    use,
    terms: terms(use),
    groups: alternatives(use, site.synonyms, site.language),
    isQuoted: text.includes('"'),
    identifiers: identifiers(text).map((name) => name.toLowerCase()),
    asksWho: text.match(WHO)?.[1] ?? "",
  };
}

/** Return what Pagefind is asked for: the query as typed when it has quotes, else its words, and with synonyms. */
export function fullQueries(query, site) {
  if (query.isQuoted || !query.use.length) return [query.text];
  const variants = query.use.flatMap((word) =>
    (Object.hasOwn(site.synonyms, word) ? site.synonyms[word] : []).map((other) =>
      query.use.map((each) => (each === word ? other : each)).join(" "),
    ),
  );
  return [query.use.join(" "), ...variants];
}

/** Return the query with some of its words spelt otherwise: `spellings` maps words in lower case. */
export function respelt(text, spellings) {
  return text.replace(/[\p{L}\p{N}\p{M}]+/gu, (word) => spellings.get(folded(word)) ?? word);
}
