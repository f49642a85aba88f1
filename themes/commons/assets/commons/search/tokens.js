// Text into words, the same way for titles and for queries.

// A word is letters, digits and `_`; `C++` and `C#` keep their signs, as they do in the full-text bundles.
const WORD = /[\p{L}\p{N}\p{M}_]+(?:\+\+|#(?![\p{L}\p{N}_]))?/gu;
export const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Khmer}\p{sc=Lao}\p{sc=Myanmar}]/u;
const ACCENTS = /[\u0300-\u036f]/g;
const IDENTIFIERS = [
  /^--?\p{L}[\w-]*$/u,
  /^[\p{L}_][\p{L}\p{N}]*(_[\p{L}\p{N}]*)+$/u,
  /^\p{L}[\w-]*(\.[\p{L}_][\w-]*)+(\(\))?$/u,
  /^[\p{Ll}\p{Lu}]*\p{Ll}\p{Lu}[\p{L}\p{N}]*$/u,
  /^v?\d+(\.\d+)+[\w.-]*$/u,
  /^\p{L}\w*(\+\+|#)$/u,
];

/** Return text in lower case and without accents: what a reader types on any keyboard. */
export function folded(text) {
  return text.normalize("NFKD").replace(ACCENTS, "").normalize("NFC").toLowerCase();
}

/** Return the words of a text, in order. Scripts without spaces are cut where the browser's own dictionary cuts. */
export function words(text, language = "en") {
  const plain = folded(text);
  return UNSPACED.test(plain) ? segmented(plain, language) : (plain.match(WORD) ?? []);
}

/** Return words cut further at `_`: the terms of the title index. */
export function terms(found) {
  return found.flatMap((word) => word.split("_")).filter(Boolean);
}

/** Return the words that are not stop words, or all of them when nothing else is left. */
export function useful(found, stop) {
  const kept = found.filter((word) => !stop.has(word));
  return kept.length ? kept : found;
}

/** Return the parts of a query that look like identifiers of code: `--dry-run`, `snake_case`, `a.b`, `aB`, `1.2`, `C++`. */
export function identifiers(query) {
  const parts = query.replaceAll('"', " ").split(/\s+/);
  return parts.map((part) => part.replace(/[,;:!?]+$/, "")).filter((part) => IDENTIFIERS.some((form) => form.test(part)));
}

function segmented(plain, language) {
  if (!Intl.Segmenter) return [...plain.matchAll(WORD)].flatMap(([word]) => (UNSPACED.test(word) ? [...word] : [word]));
  const pieces = new Intl.Segmenter(language, { granularity: "word" }).segment(plain);
  return [...pieces].flatMap(({ segment }) => segment.match(WORD) ?? []);
}
