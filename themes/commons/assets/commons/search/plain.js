// The full text of a portable site in a folder, where Pagefind cannot run: the plain text of all pages, looked through.
import { BLANK } from "./excerpt.js";
import { available } from "./fulltext.js";
import { folded, UNSPACED, words } from "./tokens.js";

const LENGTH = 160; // of an excerpt, in letters
const BEFORE = 40;
const MOST_SPOTS = 200;
const plainTexts = new WeakMap();

export class PlainText {
  /** Return the places whose text is there; as `FullText.join`. */
  join(places) {
    return available(places, (place) => place.texts());
  }

  /** Return the pages of `places` with all words, or their beginnings, and all phrases of `text`; as `FullText.ask`. */
  async ask(text, places) {
    const wanted = patterns(text);
    if (!wanted.length) return [];
    const found = await Promise.all(places.map((place) => inPlace(place, wanted)));
    return found.flat().sort((one, other) => other.score - one.score);
  }
}

/** Return the text of a page with the places of its headings: `{content, anchors}`. */
export async function fragment(place, page) {
  const [texts, pages] = await Promise.all([place.texts(), place.pages()]);
  return { content: texts[page], anchors: anchorsOf(texts[page], pages[page][6]) };
}

/** Return the headings of a page at their places in its text, counted in words. */
function anchorsOf(text, headings) {
  const lines = `\n${text}\n`;
  let from = 0;
  return headings.flatMap(([title, id]) => {
    const at = lines.indexOf(`\n${title}\n`, from); // of the heading itself, as `lines` begins one earlier
    if (at < 0) return [];
    from = at + 1;
    const location = text.slice(0, at).split(BLANK).filter(Boolean).length;
    return [{ id, element: "h2", text: title, location, at }];
  });
}

async function inPlace(place, wanted) {
  if (!plainTexts.has(place)) plainTexts.set(place, (await place.texts()).map(plain));
  const hits = plainTexts.get(place).map((text, page) => ({ place, page, fields: [], score: score(text, wanted), data: () => read(place, page, wanted) }));
  return hits.filter((hit) => hit.score);
}

/** Return how often a text has each of the words, on a scale that many occurrences of one do not tip; 0 if one is missing. */
function score(text, wanted) {
  const counts = wanted.map((pattern) => text.match(pattern)?.length ?? 0);
  return counts.every(Boolean) ? counts.reduce((sum, count) => sum + Math.log2(1 + count), 0) : 0;
}

async function read(place, page, wanted) {
  const found = await fragment(place, page);
  const text = plain(found.content);
  const at = bestSpot(text, wanted);
  const section = found.anchors.findLast((each) => each.at <= at) ?? null;
  return { ...found, locations: [], parts: excerpt(found.content.replaceAll("\n", " "), text, at, wanted), section };
}

/** Return where the text has most of the words together. */
function bestSpot(text, wanted) {
  const spots = wanted.flatMap((pattern) => [...text.matchAll(pattern)].slice(0, MOST_SPOTS).map(({ index }) => index));
  const held = (at) => wanted.filter((pattern) => text.slice(at, at + LENGTH).search(pattern) >= 0).length;
  return spots.reduce((best, at) => (held(at) > held(best) ? at : best), spots[0]);
}

function excerpt(content, text, at, wanted) {
  const blank = content.slice(Math.max(0, at - BEFORE), at).search(BLANK);
  let end = Math.max(0, at - BEFORE) + (at > BEFORE ? blank + 1 : 0);
  const last = Math.min(content.length, end + LENGTH);
  const parts = [];
  for (const [from, to] of ranges(text, wanted)) {
    if (from < end || to > last) continue;
    parts.push({ text: content.slice(end, from), mark: false }, { text: content.slice(from, to), mark: true });
    end = to;
  }
  const rest = content.slice(end, last);
  const whole = last < content.length ? rest.replace(/\S*$/, "") : rest; // no half of a word
  return [...parts, { text: whole, mark: false }].filter((part) => part.text);
}

function ranges(text, wanted) {
  const found = wanted.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => [match.index, match.index + match[0].length]));
  return found.sort(([one], [other]) => one - other);
}

/** Return a pattern for each word and each quoted phrase of a query. */
function patterns(text) {
  const pieces = text.match(/"[^"]*"|[^"]+/g) ?? [];
  const terms = pieces.flatMap((piece) => (piece.startsWith('"') ? [words(piece)] : words(piece).map((word) => [word])));
  return terms.filter((all) => all.length).map(pattern);
}

function pattern(all) {
  const written = all.map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  const isUnspaced = UNSPACED.test(all[0]);
  return new RegExp(`${isUnspaced ? "" : "(?<![\\p{L}\\p{N}_])"}${written.join(isUnspaced ? "" : "[^\\p{L}\\p{N}_]+")}`, "gu");
}

/** Return a text in lower case and without accents, letter by letter, so that places in it are those in the text. */
function plain(text) {
  return text.replace(/[A-Z\u0080-\uffff]/g, (letter) => {
    const own = folded(letter);
    return own.length === 1 ? own : letter;
  });
}
