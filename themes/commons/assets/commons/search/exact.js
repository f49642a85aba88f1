// Pages whose title is what the reader typed: they come first, whatever the text of other pages says.
import { words } from "./tokens.js";

const spoken = new WeakMap();

/**
 * Return the numbers of the pages whose title has the words of the query and no others; else of the one page whose
 * title begins with them, when the reader has typed two words or more. `pages` are those of a `titles.json`.
 */
export function titled(pages, query, language) {
  const said = query.all.join(" ");
  const titles = spokenTitles(pages, language);
  if (!said || titles.has(said)) return titles.get(said) ?? [];
  const begun = query.all.length > 1 ? [...titles.keys()].filter((title) => title.startsWith(said)) : [];
  return begun.length === 1 ? titles.get(begun[0]) : [];
}

/** Return the pages by their titles as one would say them: the words, without signs. */
function spokenTitles(pages, language) {
  if (!spoken.has(pages)) {
    const found = new Map();
    pages.forEach(([, title], page) => {
      const said = words(title, language).join(" ");
      found.set(said, [...(found.get(said) ?? []), page]);
    });
    spoken.set(pages, found);
  }
  return spoken.get(pages);
}
