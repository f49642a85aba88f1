// What is loaded once and kept, unless it fails.

/**
 * Return the promise that `kept`, a map, holds under `key`; where there is none, that of `make`. One that is rejected is
 * not kept: the next query tries again.
 */
export function once(kept, key, make) {
  if (!kept.has(key)) {
    const made = make();
    kept.set(key, made);
    made.catch(() => kept.delete(key));
  }
  return kept.get(key);
}
