// The ids of headings, which files leave out where they follow from the text.

/** Return the id that Python-Markdown gives a heading of this text, if no other heading has it already. */
export function slug(text) {
  const plain = text.normalize("NFKD").replace(/[^\0-\x7f]/g, "");
  return plain.replace(/[^\w\s-]/g, "").trim().toLowerCase().replace(/[-\s]+/g, "-");
}

/** Return the pages of a `titles.json` with the id of each heading. */
export function withAnchors(pages) {
  for (const [, , , , , , headings = []] of pages) {
    for (const heading of headings) heading[1] ??= slug(heading[0]);
  }
  return pages;
}
