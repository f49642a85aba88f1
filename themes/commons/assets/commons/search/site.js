// Where the reader is, and what there is to search: collections and their versions, from `search/index.json`.
import { json } from "../loading.js";
import { once } from "./once.js";
import { Place } from "./place.js";

/** The site's search index: places by version and by collection, and the reader's own place. */
export class Site {
  #places = new Map();
  #kept = new Map();

  constructor(root, index) {
    Object.assign(this, { root, index, name: index.site, language: index.language || "en" });
    this.stop = new Set(index.stop_words ?? []);
    this.synonyms = index.synonyms ?? {};
    this.own = new URL(index.own ?? "search/site/", root);
  }

  /** Return the place of the page that the reader is on, or null on pages of no collection. */
  here() {
    return this.place(told("collection"), told("version"));
  }

  /** Return the place of a version by the names of the two, or null. */
  place(collection, version) {
    const found = this.collection(collection);
    const named = found?.versions.find((each) => each.name === version);
    return named ? this.#place(found, named) : null;
  }

  collection(name) {
    return this.index.collections.find((each) => each.name === name);
  }

  /** Return the places of all versions of a collection that are shown, the newest first. */
  versions(name) {
    const shown = (this.collection(name)?.versions ?? []).filter((each) => !each.hidden);
    return shown.map((each) => this.#place(this.collection(name), each));
  }

  /** Return the place of the latest version of each collection. */
  latest() {
    const withPages = this.index.collections.filter((collection) => collection.versions.length);
    return withPages.map((collection) => {
      const { versions, latest } = collection;
      return this.#place(collection, versions.find((each) => each.name === latest) ?? versions[0]);
    });
  }

  /** Return titles of the latest version of all collections, people and topics. */
  directory() {
    return once(this.#kept, "directory", () => json(new URL("titles.json", this.own)));
  }

  #place(collection, version) {
    const root = this.#seenRoot(version);
    const key = `${collection.name} ${version.name} ${root}`;
    if (!this.#places.has(key)) this.#places.set(key, new Place(this, collection, version, root));
    return this.#places.get(key);
  }

  /** Return a version's folder: the alias under which the reader reads it, else its own. */
  #seenRoot(version) {
    const own = new URL(version.root || "./", this.root);
    const roots = [own, ...(version.also ?? []).map((root) => new URL(root, this.root))];
    const around = roots.filter((root) => location.href.startsWith(root.href));
    return around.reduce((best, root) => (root.href.length > best.href.length ? root : best), around[0] ?? own);
  }
}

const sites = new Map();

/** Return the site that this page belongs to. Raises an error when it has no search index. */
export function openSite() {
  const root = new URL(told("root") || "./", document.baseURI);
  return once(sites, root.href, async () => new Site(root, await json(new URL("search/index.json", root), "no-cache")));
}

/** Return what the page says of itself in `<meta name="kbgen:…">`. */
export function told(name) {
  return document.querySelector(`meta[name="kbgen:${name}"]`)?.content ?? "";
}
