// One Pagefind bundle, read for what Pagefind's own interface does not tell without loading whole pages: which page a
// result means, and which filter values a page has. The format is that of Pagefind 1.5: gzip of a mark and CBOR.
import { decoded } from "./cbor.js";
import { asked } from "../loading.js";
import { once } from "./once.js";

const MARK = "pagefind_dcd".length;

export class Bundle {
  #filters = new Map();

  constructor(base, tag, meta) {
    const [, pages, , filters] = meta;
    this.base = base;
    this.tag = tag;
    this.ids = pages.map(([id]) => id);
    this.filterFiles = new Map(filters);
  }

  /** Load what the bundle in folder `base` says of itself; `tag` is its key. Raises an error where there is none. */
  static async open(base, tag, language) {
    const entry = await (await asked(new URL(`pagefind-entry.json?ts=${tag}`, base))).json();
    const known = entry.languages;
    const most = Object.values(known).sort((one, other) => other.page_count - one.page_count)[0];
    const { hash } = known[language] ?? known[language.split("-")[0]] ?? most;
    return new Bundle(base, tag, decoded(await unpacked(new URL(`pagefind.${hash}.pf_meta`, base))));
  }

  /** Return a filter's values for each page, by page number; pages without one have none. */
  values(name) {
    return once(this.#filters, name, () => this.#load(name));
  }

  async #load(name) {
    const found = this.ids.map(() => []);
    if (!this.filterFiles.has(name)) return found;
    const [, values] = decoded(await unpacked(new URL(`filter/${this.filterFiles.get(name)}.pf_filter`, this.base)));
    for (const [value, pages] of values) pages.forEach((page) => found[page].push(value));
    return found;
  }

  /** Return the text of a page with the places of its headings: `{url, content, anchors}`. */
  async fragment(page) {
    const bytes = await unpacked(new URL(`fragment/${this.ids[page]}.pf_fragment`, this.base));
    return JSON.parse(new TextDecoder().decode(bytes));
  }
}

async function unpacked(url) {
  const packed = new Uint8Array(await (await asked(url, "force-cache")).arrayBuffer());
  const isPlain = new TextDecoder().decode(packed.subarray(0, MARK)) === "pagefind_dcd"; // a host may have unzipped it
  if (isPlain) return packed.subarray(MARK);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer()).subarray(MARK);
}
