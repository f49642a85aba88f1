// One page in two versions: fetches the Markdown twins of both and shows what changed, paragraph by paragraph.
// Everything that comes from a page is put in as text.
import { difference, paragraphs, wordDifference } from "./diff.js";
import { json, Pages } from "./version-data.js";

const AROUND = 1; // unchanged paragraphs that are shown before and after a change

const place = document.querySelector(".kb-compare");
const status = document.querySelector(".kb-compare__status");
const wanted = new URLSearchParams(location.search);

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function link(url, text) {
  return Object.assign(document.createElement("a"), { href: String(url), textContent: text });
}

/** Return the address of the Markdown twin of a page. */
function twinOf(url) {
  const twin = new URL(url);
  twin.pathname = twin.pathname.endsWith("/") ? `${twin.pathname}index.md` : twin.pathname.replace(/\.html$/, ".md");
  return twin;
}

/** Return the Markdown at a page's twin, with links into its own version told from nothing but their path in it. */
async function textOf(url, root) {
  const answer = await fetch(twinOf(url), { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return plainLinks(await answer.text(), root);
}

function plainLinks(text, root) {
  const site = new URL(document.querySelector('meta[name="kbgen:root"]').content, document.baseURI);
  const own = root.pathname.slice(site.pathname.length).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return text.replace(new RegExp(`(\\]\\(<?|\\]:\\s*<?)https?:[^\\s)>]*?/${own}`, "g"), "$1");
}

/** Return the element that shows a step of a paragraph's difference. */
function shown([kind, text]) {
  const tag = { gone: "del", new: "ins" }[kind];
  return tag ? element(tag, "", text) : text;
}

function block(...children) {
  return element("pre", "kb-compare__text", ...children);
}

/** Return the elements for all paragraphs: changes with their surroundings, the rest folded. */
function comparison(before, after) {
  const steps = difference(paragraphs(before), paragraphs(after));
  return steps.flatMap(([kind, texts], n) => {
    if (kind === "same") return folded(texts, n > 0, n < steps.length - 1);
    const [nextKind, nextTexts] = steps[n + 1] ?? [];
    if (kind === "gone" && nextKind === "new") return changed(texts, nextTexts);
    if (kind === "new" && steps[n - 1]?.[0] === "gone") return []; // shown with what it replaces
    return texts.map((text) => block(shown([kind, text])));
  });
}

/** Return paragraphs that took the place of others. */
function changed(before, after) {
  if (before.length !== after.length) {
    return [block(...wordDifference(before.join("\n\n"), after.join("\n\n")).map(shown))];
  }
  return before.map((text, n) => block(...wordDifference(text, after[n]).map(shown)));
}

function folded(texts, isAfterChange, isBeforeChange) {
  const first = isAfterChange ? AROUND : 0;
  const last = texts.length - (isBeforeChange ? AROUND : 0);
  if (last - first < 2) return texts.map((text) => block(text));
  const hidden = texts.slice(first, last);
  const summary = element("summary", "", `${hidden.length} unchanged paragraphs`);
  return [
    ...texts.slice(0, first).map((text) => block(text)),
    element("details", "kb-compare__fold", summary, ...hidden.map((text) => block(text))),
    ...texts.slice(last).map((text) => block(text)),
  ];
}

function choices(lineage, places) {
  const form = document.querySelector(".kb-compare__form");
  form.elements.page.value = lineage.id;
  for (const name of ["from", "to"]) {
    for (const option of [...form.elements[name].options]) if (!places.has(option.value)) option.remove();
    form.elements[name].value = wanted.get(name);
  }
  form.hidden = false;
}

function say(...parts) {
  status.replaceChildren(...parts);
}

async function compare() {
  const root = new URL(place.dataset.collection, document.baseURI);
  const pages = new Pages(root, await json(new URL("pages.json", root)));
  const lineage = pages.lineage(wanted.get("page"));
  if (!lineage) return say("Choose a page first: each page of an older version leads here.");
  const places = pages.places(lineage);
  const [from, to] = ["from", "to"].map((name) => wanted.get(name));
  document.querySelector("h1").textContent = lineage.title;
  document.title = `${lineage.title}: ${from} → ${to}`;
  choices(lineage, places);
  const missing = [from, to].filter((name) => !places.has(name));
  if (missing.length) return say(`This page is not in ${missing.join(" and ")}.`);
  await show(pages, places, from, to);
}

async function show(pages, places, from, to) {
  const ends = [link(places.get(from), from), link(places.get(to), to)];
  try {
    const [before, after] = await Promise.all([from, to].map((name) => textOf(places.get(name), pages.address(name))));
    const isEqual = before === after;
    say(isEqual ? "The texts are the same in " : "What changed from ", ends[0], isEqual ? " and " : " to ", ends[1], ".");
    if (!isEqual) place.replaceChildren(...comparison(before, after));
  } catch {
    say("The texts cannot be loaded. Read the page in ", ends[0], " and in ", ends[1], ".");
  }
}

compare().catch(() => say("The list of pages cannot be loaded."));
