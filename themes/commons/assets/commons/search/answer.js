// Rows filtered, sorted, counted and shown.
import { counted, FACETS, passing, valuesOf } from "./facets.js";
import { presented } from "./present.js";

/**
 * Return `{results, total, corrected, facets, notices, left}` for the rows of a search: those that pass the filters, in
 * the order that is asked for.
 */
export async function answered(site, rows, found, asked) {
  const needed = asked.facets ? FACETS : Object.keys(asked.filters);
  const values = await valuesOf(found.places, needed);
  const passed = passing(rows, asked.filters, values).map((row) => ownVersionFirst(row, found.places));
  const sorted = asked.sort === "updated" ? await byDate(passed) : passed;
  const context = { corrected: found.corrected, badges: found.badges };
  const shown = sorted.slice(0, asked.limit);
  const local = Promise.all(shown.map((row) => presented(row, found.query, context)));
  const partners = asked.scope === "partners" ? abroad(site, found.query.text, asked.filters) : { results: [], notices: [] };
  const [results, elsewhere] = await Promise.all([local, partners]);
  return {
    results: [...results, ...elsewhere.results],
    total: sorted.length + elsewhere.results.length,
    corrected: found.corrected ? { from: found.typed, to: found.corrected } : null,
    facets: asked.facets ? counted(rows, asked.filters, values) : [],
    notices: [...found.notices, ...elsewhere.notices],
    left: found.left,
  };
}

async function abroad(site, text, filters) {
  const { fromPartners } = await import("./partners.js"); // few readers ask for it
  return fromPartners(site, text, filters);
}

/** Return a row that leads to the first of the places that has it. */
function ownVersionFirst(row, places) {
  const rank = ({ place }) => places.indexOf(place);
  return { ...row, members: [...row.members].sort((one, other) => rank(one) - rank(other)) };
}

async function byDate(rows) {
  const dated = rows.map(async (row) => {
    const { place, page, record } = row.members[0];
    return [record ? "" : ((await place.pages())[page][4] ?? ""), row];
  });
  return (await Promise.all(dated)).sort(([one], [other]) => other.localeCompare(one)).map(([, row]) => row);
}
