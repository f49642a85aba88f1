// How alike a word of an address and the title of a page are. Pure.

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
  return longer ? 1 - distance(one, other) / longer : 0;
}

/** Return Levenshtein's distance, by rows. */
function distance(one, other) {
  let row = Array.from({ length: other.length + 1 }, (_, n) => n);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[other.length];
}
