// `versions.json` and `pages.json` of a collection, as values. Each is fetched once.
import { json as loaded, pageUrl } from "./loading.js";

const known = new Map();

export function told(name) {
  return document.querySelector(`meta[name="kbgen:${name}"]`)?.content ?? "";
}

/** Return the parsed JSON at `url`; fails as `fetch` does, and for answers other than 200. */
export function json(url) {
  const { href } = new URL(url, document.baseURI);
  if (!known.has(href)) {
    known.set(href, loaded(href, "no-cache")); // a release changes it; the host answers 304 until then
    known.get(href).catch(() => known.delete(href)); // the next use may try again
  }
  return known.get(href);
}

/** Return the numbers of runs: `0-2,4` is 0, 1, 2 and 4. */
export function numbers(runs) {
  return runs.split(",").flatMap((run) => {
    const [first, last = first] = run.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, n) => first + n);
  });
}

/** The pages of a collection across its versions. `root` is the collection's folder. */
export class Pages {
  constructor(root, { versions = [], lineages = [] } = {}) {
    Object.assign(this, { root, versions, lineages });
  }

  static async of(root) {
    return new Pages(root, await json(new URL("pages.json", root)).catch(() => ({})));
  }

  lineage(id) {
    return this.lineages.find((each) => each.id === id);
  }

  /** Return the address of a version's first page, or of page `url` in it. */
  address(version, url = "./") {
    return pageUrl(url, new URL(`${encodeURIComponent(version)}/`, this.root));
  }

  /** Return a map from the names of the versions that have the lineage to its address there, the newest first. */
  places(lineage) {
    const found = (lineage?.at ?? []).flatMap(([url, runs]) => numbers(runs).map((n) => [n, url]));
    return new Map(found.sort(([n], [m]) => n - m).map(([n, url]) => [this.versions[n], this.address(this.versions[n], url)]));
  }
}
