// A search in an address: `?q=plan&scope=versions&from=handbook/2.0&topic=Start&sort=updated`.
import { FACETS } from "./facets.js";

/** Return the search that a query string stands for. */
export function fromQuery(text) {
  const given = new URLSearchParams(text);
  const [collection, ...version] = (given.get("from") ?? "").split("/");
  return {
    q: given.get("q") ?? "",
    scope: given.get("scope") ?? "",
    sort: given.get("sort") === "updated" ? "updated" : "relevance",
    exact: given.get("exact") === "1",
    from: collection ? { collection, version: version.join("/") } : null,
    filters: Object.fromEntries(FACETS.map((name) => [name, given.getAll(name)]).filter(([, values]) => values.length)),
  };
}

/** Return the query string of a search: what is as usual is left out. */
export function toQuery({ q, scope = "", sort = "relevance", exact = false, from = null, filters = {} }) {
  const given = new URLSearchParams();
  if (q) given.set("q", q);
  if (scope) given.set("scope", scope);
  if (from) given.set("from", `${from.collection}/${from.version}`);
  if (sort !== "relevance") given.set("sort", sort);
  if (exact) given.set("exact", "1");
  for (const name of FACETS) for (const value of filters[name] ?? []) given.append(name, value);
  return given.size ? `?${given}` : "";
}
