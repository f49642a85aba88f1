// One version of one collection, and the files by which it is searched.
import { slug, withAnchors } from "./anchors.js";
import { Bundle } from "./bundle.js";
import { isLocal, json, pageUrl } from "../loading.js";
import { once } from "./once.js";
import { folded, words } from "./tokens.js";

export class Place {
  #kept = new Map();
  #joined = new Map();

  /** `root` is the version's folder as the reader sees it; the index files lie below its own. */
  constructor(site, collection, version, root) {
    Object.assign(this, { site, root, collection: collection.name, version: version.name, about: version });
    this.title = collection.title;
    this.key = `${collection.name} ${version.name}`;
    this.isEmpty = !version.pages; // all of its pages are kept out of the search
    this.isVersioned = version.root !== collection.root;
    this.folder = new URL(version.root || "./", site.root);
  }

  /** Return the pages of `titles.json`: `[url, title, aliases, topics, updated, boost, headings]`. */
  async pages() {
    return (await this.#told()).pages;
  }

  /** Return the pages with the headings that a query of `use` may mean; a large version keeps these in shards. */
  async pagesFor(use) {
    const { pages, shards } = await this.#told();
    if (!shards) return { pages, part: "" };
    const letters = [...new Set(use.map(shardOf))].filter((letter) => shards[letter]).sort();
    const found = await Promise.all(letters.map((letter) => this.#shard(shards[letter])));
    const part = letters.join("");
    if (!this.#joined.has(part)) this.#joined.set(part, withHeadings(pages, found));
    return { pages: this.#joined.get(part), part };
  }

  /** Return the identifiers of code with the numbers of the pages that have them; none without the file. */
  words() {
    return once(this.#kept, "words", async () => (this.about.words ? (await json(this.#index("words.json"))).words : {}));
  }

  /** Return the full-text bundle. Raises an error where there is none, or when it is not that of these pages. */
  bundle() {
    return once(this.#kept, "bundle", () => this.#opened());
  }

  /** Return the plain text of each page, a line for each block. Raises an error unless the site is portable. */
  texts() {
    return once(this.#kept, "texts", () => json(this.#file("search/text.json")).then((all) => all.texts));
  }

  /** Return the text of a page with the places of its headings: `{content, anchors}`. */
  async fragment(page) {
    if (!isLocal) return (await this.bundle()).fragment(page);
    const { fragment } = await import("./plain.js");
    return fragment(this, page);
  }

  /** Return the address of a page by its number. */
  async url(page) {
    return pageUrl((await this.pages())[page][0], this.root);
  }

  #told() {
    return once(this.#kept, "titles", async () => {
      const told = await json(this.#index("titles.json"));
      return { ...told, pages: withAnchors(told.pages) };
    });
  }

  #shard(name) {
    return once(this.#kept, name, () => json(this.#index(name)));
  }

  async #opened() {
    if (!this.about.bundle) throw new Error("this version has no full-text index");
    const folder = this.#file("pagefind/");
    const [bundle, pages] = await Promise.all([Bundle.open(folder, this.about.bundle, document.documentElement.lang), this.pages()]);
    if (bundle.ids.length !== pages.length) throw new Error("titles and full text are of different builds");
    return bundle;
  }

  /** Return the address of a file of the first tier. Its key keeps files of two builds from being mixed. */
  #index(name) {
    return this.#file(`search/${name}?v=${this.about.titles}`);
  }

  #file(path) {
    return new URL(path, this.folder);
  }
}

function withHeadings(pages, shards) {
  const full = pages.map((page) => [...page.slice(0, 6), []]);
  const seen = new Set();
  for (const [page, text, id = slug(text)] of shards.flatMap((shard) => shard.headings)) {
    const key = `${page} ${id}`; // a heading is in the shard of each of its words
    if (!seen.has(key)) full[page][6].push([text, id]);
    seen.add(key);
  }
  return full;
}

function shardOf(word) {
  const first = folded(words(word)[0] ?? "")[0] ?? "";
  return /[a-z0-9]/.test(first) ? first : "_";
}
