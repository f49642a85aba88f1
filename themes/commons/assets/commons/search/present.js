// Rows as results: address, title, excerpt, and why each was found.
import { pageUrl } from "../loading.js";
import { aroundName, fromPagefind, fromSection, marksOf } from "./excerpt.js";

/** Return a row as a result. Loads the text of its page, unless it is to be `quick` or there is none. */
export async function presented(row, query, context) {
  const chosen = row.members[0];
  if (chosen.record) return ofRecord(chosen.record.load ? await chosen.record.load() : chosen.record);
  const { place, page, title, full, named, exact } = chosen;
  const pages = await place.pages();
  const meant = exact?.section ?? (title?.coverage >= 0.999 ? title.section : null);
  const section = meant ? { text: meant[0], id: meant[1] } : null;
  const bare = { parts: [], section };
  const told = context.quick ? bare : await excerptOf(chosen, section, query).catch(() => bare);
  const url = pageUrl(pages[page][0], place.root);
  const found = { title: pages[page][1], url: url.href, collection: place.collection, version: place.version };
  return {
    ...found,
    kind: "page",
    anchor: told.section?.id ?? "",
    section: told.section?.text ?? "",
    href: addressed(url, told.section?.id ?? ""),
    marks: marksOf(told.parts),
    excerpt: told.parts.map((part) => part.text).join(""),
    parts: told.parts,
    why: reasons({ title, full, named, exact }, context.corrected),
    where: place.title,
    isVersioned: place.isVersioned,
    updated: pages[page][4],
    badges: context.badges(row, chosen),
  };
}

function reasons({ title, full, named, exact }, corrected) {
  const why = [];
  if (named) why.push("code");
  if (exact) why.push(exact.section ? "heading" : "title");
  if (title) why.push(title.kind);
  if (full?.fields.includes("aliases")) why.push("alias");
  if (full) why.push("body");
  if (corrected) why.push("corrected");
  return [...new Set(why)];
}

async function excerptOf({ place, page, full, named }, section, query) {
  const fragment = full ? await full.data() : await place.fragment(page);
  const name = named && aroundName(fragment, named.name);
  if (name) return { parts: name, section };
  if (!full) return { parts: fromSection(fragment, section?.id, query.use), section };
  if (fragment.parts) return { parts: fragment.parts, section: section ?? fragment.section };
  const part = section ? fragment.sub_results.find((each) => each.anchor?.id === section.id) : heaviest(fragment.sub_results);
  if (section && !part) return { parts: fromSection(fragment, section.id, query.use), section };
  const isTitle = !part?.anchor || part.anchor.element === "h1";
  const own = isTitle ? null : { text: part.anchor.text.trim(), id: part.anchor.id };
  return { parts: fromPagefind((part ?? fragment).excerpt), section: section ?? own };
}

/** Return the section of a page that holds most of what was asked for. */
function heaviest(sections) {
  const weight = (each) => each.weighted_locations.reduce((sum, place) => sum + place.balanced_score, 0);
  return sections.reduce((best, each) => (best && weight(best) >= weight(each) ? best : each), null);
}

function addressed(url, anchor) {
  return anchor ? `${url.href}#${encodeURIComponent(anchor)}` : url.href;
}

function ofRecord({ kind, title, url, note }) {
  const parts = note ? [{ text: note, mark: false }] : [];
  const place = { collection: "", version: "", where: "", isVersioned: false, badges: [], updated: "" };
  return { ...place, kind, title, url, href: url, anchor: "", section: "", excerpt: note, parts, marks: [], why: ["title"] };
}
