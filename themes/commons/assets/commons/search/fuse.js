// The two tiers in one order.

const SURE = { coverage: 0.999, share: 0.6 };
const FUSED = 10;

/** Tell whether a title was matched so well that it is what the reader means. */
export function isSure(hit) {
  return hit.coverage >= SURE.coverage && hit.share >= SURE.share;
}

/**
 * Return the keys of `full`, of the first ten of `titles`, and of `named` in one order: reciprocal ranks of the first
 * ten of each, weighed; then the rest of `full`.
 *
 * `full` are keys, the best first; those that hold the query as a phrase come before them and are in `phrase`.
 * `titles` are `{key, coverage, share}`. `named` are keys of pages that hold an identifier of the query in code.
 */
export function fused(full, titles, phrase = new Set(), named = []) {
  const sums = new Map();
  const add = (key, part) => sums.set(key, (sums.get(key) ?? 0) + part);
  full.slice(0, FUSED).forEach((key, rank) => add(key, (phrase.has(key) ? 2.5 : 1) / (4 + rank)));
  titles.slice(0, FUSED).forEach((hit, rank) => add(hit.key, weight(hit) / (4 + rank)));
  named.slice(0, FUSED).forEach((key, rank) => add(key, 1 / (4 + rank)));
  const order = [...sums.keys()].sort((one, other) => sums.get(other) - sums.get(one)); // stable: ties to `full`
  return [...order, ...full.slice(FUSED).filter((key) => !sums.has(key))];
}

function weight(hit) {
  if (isSure(hit)) return 2.2;
  if (hit.coverage >= SURE.coverage) return 1.1;
  return hit.coverage >= 0.66 ? 0.6 : 0.25;
}
