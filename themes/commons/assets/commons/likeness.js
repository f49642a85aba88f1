// How alike a word of an address and the title of a page are. Pure.
import { distance } from "./search/spelling.js";

const OFFERED = 5;
const LEAST = 0.5; // of the longer text must be kept

/** Return the rows `{title, url}` whose title, or last part of the address, is most like `text`; at most five. */
export function nearest(text, rows) {
  const wanted = plain(text);
  if (wanted.length < 2) return [];
  const scored = rows.map((row) => ({ row, likeness: Math.max(likeness(wanted, plain(row.title)), likeness(wanted, slug(row.url))) }));
  const good = scored.filter((each) => each.likeness >= LEAST);
  good.sort((a, b) => b.likeness - a.likeness || (a.row.title < b.row.title ? -1 : 1));
  return good.slice(0, OFFERED).map(({ row }) => row);
}

function slug(url) {
  const parts = decodeURI(url.pathname).split("/").filter(Boolean);
  return plain((parts.at(-1) ?? "").replace(/\.html$/, ""));
}

function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[\s_-]+/gu, " ").trim();
}

/** Return the share of the longer text that need not be edited: 1 = equal. */
function likeness(one, other) {
  const longer = Math.max(one.length, other.length);
  return longer ? 1 - distance(one, other, longer) / longer : 0;
}
