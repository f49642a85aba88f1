// Filters and their counts, worked out on the rows themselves: a count is the number of rows that its choice shows.

export const FACETS = ["collection", "version", "topic", "author", "kind", "freshness", "trust"];
export const AGES = [
  ["3", "last 3 months"],
  ["12", "last 12 months"],
  ["36", "last 3 years"],
  ["older", "older"],
];
const SHOWN = 12;

/**
 * Return what the members of rows are by facet: `(member, facet) → values`. Loads what the facets need: authors and
 * trust stand in the full-text bundles, all else in the titles.
 */
export async function valuesOf(places, facets, today = new Date()) {
  const known = new Map();
  await Promise.all(places.map(async (place) => known.set(place, await ofPlace(place, facets))));
  return (member, facet) => {
    if (member.record) return recordValues(member.record, facet);
    const { pages, authors, trust } = known.get(member.place);
    if (facet === "collection") return [member.place.collection];
    if (facet === "version") return member.place.isVersioned ? [member.place.version] : [];
    if (facet === "kind") return ["page"];
    if (facet === "topic") return pages[member.page][3];
    if (facet === "freshness") return ages(pages[member.page][4], today);
    return (facet === "author" ? authors : trust)[member.page] ?? [];
  };
}

async function ofPlace(place, facets) {
  const bundle = facets.some((name) => name === "author" || name === "trust") ? await place.bundle().catch(() => null) : null;
  const load = (name) => (bundle && facets.includes(name) ? bundle.values(name).catch(() => []) : []);
  const [pages, authors, trust] = await Promise.all([place.pages().catch(() => []), load("author"), load("trust")]);
  return { pages, authors, trust };
}

function recordValues(record, facet) {
  if (facet === "kind") return [record.kind];
  return { topic: record.topics, collection: record.collections }[facet] ?? [];
}

/** Return the ages that a day counts for: a page of last week is of the last 3, 12 and 36 months. */
function ages(day, today) {
  if (!day) return [];
  const [year, month] = day.split("-").map(Number);
  const months = (today.getUTCFullYear() - year) * 12 + today.getUTCMonth() + 1 - month;
  const within = AGES.map(([key]) => key).filter((key) => key !== "older" && months < Number(key));
  return within.length ? within : ["older"];
}

/** Return the rows that pass the filters, each with the members that do; any value of a facet will do. */
export function passing(rows, filters, values, but = "") {
  const wanted = Object.entries(filters).filter(([facet, chosen]) => facet !== but && chosen.length);
  const passes = (member) => wanted.every(([facet, chosen]) => values(member, facet).some((value) => chosen.includes(value)));
  return rows.map((row) => ({ ...row, members: row.members.filter(passes) })).filter((row) => row.members.length);
}

/** Return for each facet its values with counts: `[{name, values: [{value, count, chosen}]}]`, the most used first. */
export function counted(rows, filters, values) {
  return FACETS.map((name) => {
    const counts = new Map((filters[name] ?? []).map((value) => [value, 0]));
    for (const row of passing(rows, filters, values, name)) {
      const own = new Set(row.members.flatMap((member) => values(member, name)));
      for (const value of own) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return { name, values: arranged(name, counts, filters[name] ?? []) };
  });
}

function arranged(name, counts, chosen) {
  const told = [...counts].map(([value, count]) => ({ value, count, chosen: chosen.includes(value) }));
  if (name === "freshness") {
    const keys = AGES.map(([key]) => key);
    return told.sort((one, other) => keys.indexOf(one.value) - keys.indexOf(other.value));
  }
  told.sort((one, other) => other.count - one.count || one.value.localeCompare(other.value));
  return told.filter((each, n) => n < SHOWN || each.chosen);
}
