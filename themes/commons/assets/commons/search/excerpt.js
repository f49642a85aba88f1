// A few words of a page around what was found. All of it is text; no markup of a page is ever read as such.
import { folded, words } from "./tokens.js";

const LENGTH = 25;
export const BLANK = /[\s\u200b]+/;

/** Return Pagefind's excerpt as parts `[{text, mark}]`. Its own marks are the only tags in it. */
export function fromPagefind(excerpt) {
  const pieces = excerpt.split(/(<mark>.*?<\/mark>)/s).filter(Boolean);
  return pieces.flatMap((piece) => {
    const text = piece.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
    return piece.startsWith("<mark>") ? trimmed(text.slice("<mark>".length, -"</mark>".length)) : [{ text, mark: false }];
  });
}

/** Return a marked word without the signs around it, which stay unmarked. */
function trimmed(word) {
  const [, before, own, after] = word.match(/^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}+#]*)$/su);
  const parts = [{ text: before, mark: false }, { text: own, mark: true }, { text: after, mark: false }];
  return parts.filter(({ text }) => text);
}

/** Return the beginning of a page or of one of its sections, with the words of the query marked. */
export function fromSection(fragment, id, use) {
  const all = fragment.content.split(BLANK);
  const anchors = fragment.anchors ?? [];
  const anchor = anchors.find((each) => each.id === id) ?? anchors.find((each) => each.element === "h1");
  const start = anchor ? anchor.location + anchor.text.trim().split(BLANK).length : 0;
  return marked(all.slice(start, start + LENGTH), use);
}

/** Return the words around an identifier of code, which is marked; null where the text does not show it. */
export function aroundName(fragment, name) {
  const all = fragment.content.split(BLANK);
  const at = all.findIndex((word) => word.toLowerCase().includes(name));
  if (at < 0) return null;
  const start = Math.max(0, at - Math.floor(LENGTH / 2));
  return joined(all.slice(start, start + LENGTH).map((text) => [{ text, mark: text.toLowerCase().includes(name) }]));
}

/** Return the marked words of an excerpt, each once. */
export function marksOf(parts) {
  return [...new Set(parts.filter((part) => part.mark).map((part) => part.text.trim()))].filter(Boolean);
}

function marked(all, use) {
  const isMeant = (word) => words(word).some((own) => use.some((each) => own.startsWith(folded(each))));
  return joined(all.map((text) => (isMeant(text) ? trimmed(text) : [{ text, mark: false }])));
}

function joined(pieces) {
  return pieces.flatMap((parts, n) => (n ? [{ text: " ", mark: false }, ...parts] : parts));
}
