// Pages whose title or heading is what the reader typed: they come first, whatever the text of other pages says.
import { words } from "./tokens.js";

const spoken = new WeakMap();

/**
 * Return what is called as the query says, `[{page, heading}]`: the pages whose title has its words and no others;
 * else, if two of its words count, the only heading that has; else, if the reader has typed two words or more, the one
 * page whose title begins with them. `pages` are those of a `titles.json`; `heading` is -1 for a title.
 */
export function called(pages, query, language) {
  const said = query.all.join(" ");
  const { titles, headings } = namesOf(pages, language);
  if (!said || titles.has(said)) return titles.get(said) ?? [];
  const sections = query.use.length > 1 ? (headings.get(said) ?? []) : [];
  if (sections.length === 1) return sections;
  const begun = query.all.length > 1 ? [...titles.keys()].filter((title) => title.startsWith(said)) : [];
  return begun.length === 1 ? titles.get(begun[0]) : [];
}

/** Return titles and headings as one would say them, their words without signs, with what is called so. */
function namesOf(pages, language) {
  if (!spoken.has(pages)) {
    const names = { titles: new Map(), headings: new Map() };
    const add = (found, text, at) => {
      const said = words(text, language).join(" ");
      if (!found.has(said)) found.set(said, []);
      found.get(said).push(at);
    };
    pages.forEach(([, title, , , , , headings = []], page) => {
      add(names.titles, title, { page, heading: -1 });
      headings.forEach(([text], heading) => add(names.headings, text, { page, heading }));
    });
    spoken.set(pages, names);
  }
  return spoken.get(pages);
}
