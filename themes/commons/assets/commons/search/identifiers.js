// Identifiers of code, which both tiers are weak at: `words.json` says which few pages hold one.
import { isSure } from "./fuse.js";

/** Tell whether a query is one identifier of code and nothing else; a word that is a title is no such name. */
export function isName(query, [best]) {
  return query.text.split(/\s+/).length === 1 && (query.terms.length > 1 || !best || !isSure(best));
}

/** Return the pages with one of `names` in their code: by its whole name, or by the only one that it begins. */
export async function identified(places, names) {
  if (!names.length) return [];
  const found = places.map(async (place) => {
    const all = await place.words().catch(() => ({}));
    return names.flatMap((name) => inCode(all, name).map((page) => ({ place, page, name })));
  });
  return (await Promise.all(found)).flat();
}

function inCode(all, name) {
  if (Object.hasOwn(all, name)) return all[name];
  const longer = Object.keys(all).filter((other) => other.startsWith(name));
  return longer.length === 1 ? all[longer[0]] : [];
}
