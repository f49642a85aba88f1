// What the search says.

export const SCOPES = {
  versions: "All versions",
  collections: "All collections",
  partners: "Partner sites too",
};

export const FACET_TITLES = {
  collection: "Collection",
  version: "Version",
  topic: "Topic",
  author: "Author",
  kind: "Kind",
  freshness: "Last changed",
  trust: "Checked",
};

const VALUES = {
  kind: { page: "Pages", person: "People", topic: "Topics" },
  freshness: { 3: "Within 3 months", 12: "Within a year", 36: "Within 3 years", older: "Longer ago" },
  trust: { verified: "Confirmed by a reviewer", overdue: "Review is overdue", unverified: "Not confirmed" },
};

export const KINDS = { person: "Person", topic: "Topic" };

/** Return how a value of a facet is called; collections have titles. */
export function valueTitle(facet, value, titles = {}) {
  return (facet === "collection" ? titles[value] : VALUES[facet]?.[value]) ?? value;
}

/** Return what a search found, as it is said aloud. */
export function counted(total) {
  if (!total) return "No results";
  return total === 1 ? "1 result" : `${total} results`;
}

/** Return what a scope of the reader's own place is called. */
export function placeTitle(place) {
  return place.isVersioned ? `${place.title} ${place.version}` : place.title;
}
