// Other sites that can be asked too. They are asked only when the reader wants it, and never keep local results back.
import { EXCERPT_WORDS } from "./fulltext.js";
import { fromPagefind } from "./excerpt.js";
import { json } from "../loading.js";
import { once } from "./once.js";

const PATIENCE = 1000;
const SHOWN = 5;
const THEIRS = { "kbgen-partner": "yes" };
const asked = new Map();

/**
 * Return the results of a site's partners that pass the filters, with notices on those that did not answer within a
 * second: `{results, notices}`. A partner's full text is searched by this site's own engine, in an instance apart.
 */
export async function fromPartners(site, text, filters) {
  const partners = site.index.partners ?? [];
  const answers = await Promise.all(partners.map((partner) => inTime(ofPartner(site, partner, text, filters)).catch(() => null)));
  const silent = partners.filter((_, n) => !answers[n]);
  return {
    results: answers.flatMap((found) => found ?? []),
    notices: silent.map(({ title }) => ({ kind: "partner", text: `${title} did not answer; its pages are not among the results.` })),
  };
}

function inTime(promise) {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error("too late")), PATIENCE));
  return Promise.race([promise, late]);
}

async function ofPartner(site, partner, text, filters) {
  const engine = await once(asked, partner.url, () => opened(site, partner));
  if (filters.kind && !filters.kind.includes("page")) return [];
  const known = Object.entries(filters).filter(([name]) => name !== "freshness"); // no bundle knows how old today is
  const wanted = known.map(([name, values]) => [name, { any: values }]);
  const { results } = await engine.search(text, { filters: { ...Object.fromEntries(wanted), kind: "page", ...THEIRS } });
  const pages = await Promise.all(results.slice(0, SHOWN).map((each) => each.data()));
  return pages.map((page) => result(partner, page));
}

/** Join a partner's bundles, marked as theirs, to any bundle of this site, which brings the engine. */
async function opened(site, partner) {
  const root = new URL(partner.url);
  const { collections } = await json(new URL("search/index.json", root));
  const base = ownBundle(site);
  const { createInstance } = await import(new URL("pagefind.js", base));
  const engine = createInstance({ basePath: base.pathname, excerptLength: EXCERPT_WORDS });
  await engine.init();
  await engine.preload("");
  for (const { versions, latest } of collections) {
    const version = versions.find((each) => each.name === latest);
    if (!version?.bundle) continue;
    const folder = new URL(version.root || "./", root);
    await json(new URL("pagefind/pagefind-entry.json", folder)); // an index that is missing would stop the engine
    await engine.mergeIndex(new URL("pagefind/", folder).href, { baseUrl: folder.href, mergeFilter: THEIRS });
  }
  return engine;
}

/** Return the folder of the smallest bundle of this site. Raises an error where there is none. */
function ownBundle(site) {
  if (site.index.records) return new URL("pagefind/", site.own);
  const versions = site.index.collections.flatMap((collection) => collection.versions).filter((each) => each.bundle);
  if (!versions.length) throw new Error("this site has no full-text index");
  const { root } = versions.reduce((least, each) => (each.pages < least.pages ? each : least));
  return new URL("pagefind/", new URL(root || "./", site.root));
}

function result(partner, { url, meta, excerpt, filters }) {
  const parts = fromPagefind(excerpt);
  const [collection = "", version = ""] = [filters.collection?.[0], filters.version?.[0]];
  const place = { collection, version, where: partner.title, isVersioned: Boolean(version), badges: [], updated: "" };
  const own = { title: String(meta.title ?? ""), url, href: url, anchor: "", section: "" };
  return { ...own, ...place, kind: "page", excerpt: parts.map((part) => part.text).join(""), parts, marks: [], why: ["body"], site: partner.title };
}
