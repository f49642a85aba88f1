// Where the page is that was asked for: by the lists of pages of its collection, else pages with a title like it.
import { nearest } from "./likeness.js";
import { json, Pages } from "./version-data.js";

const place = document.querySelector(".kb-missing");
const site = new URL(place.dataset.root, document.baseURI);
const shelves = JSON.parse(place.dataset.shelves);

function link(url, text) {
  return Object.assign(document.createElement("a"), { href: String(url), textContent: text });
}

/** Return parts with commas and `and` between them. */
function listed(parts) {
  return parts.flatMap((part, n) => (n ? [n === parts.length - 1 ? " and " : ", ", part] : [part]));
}

/** Return the collection that the address lies in, and the rest of its path; null outside of all. */
function asked() {
  const path = decoded(location.pathname).slice(decoded(site.pathname).length);
  const around = shelves.filter(({ root }) => path.startsWith(root)).sort((a, b) => b.root.length - a.root.length);
  return around.length ? { shelf: around[0], path: path.slice(around[0].root.length) } : null;
}

function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Return what somebody may have meant by a path: a page as a folder, as a file, or as its source. */
function spellings(path) {
  const plain = path.replace(/(^|\/)index\.(html|md)$/, "$1").replace(/\.(html|md)$/, "");
  const folder = plain && !plain.endsWith("/") ? `${plain}/` : plain || "./";
  return new Set([path, folder, `${plain}.html`]);
}

/** Return the version that the first part of a path names, by its own name or an alias, and the rest. */
async function versioned(path, root) {
  const [name, ...rest] = path.split("/");
  const list = await json(new URL("versions.json", root)).catch(() => []);
  const found = list.find(({ version, aliases = [] }) => version === name || aliases.includes(name));
  return { version: found?.version ?? "", name, rest: rest.join("/") };
}

function holds(lineage, wanted, key) {
  const urls = key === "at" ? lineage.at.map(([url]) => url) : lineage.was;
  return urls.some((url) => wanted.has(decoded(url)));
}

async function answer({ shelf, path }) {
  const root = new URL(shelf.root, site);
  if (!shelf.versioned) return near(root, path);
  const { version, name, rest } = await versioned(path, root);
  const pages = await Pages.of(root);
  const wanted = spellings(rest);
  const found = ["at", "was"].map((key) => pages.lineages.find((each) => holds(each, wanted, key))).find(Boolean);
  if (!found) return near(pages.address(version || pages.versions[0]), rest, pages);
  const places = pages.places(found);
  if (places.has(version)) return say(`“${found.title}” is now at `, link(places.get(version), places.get(version).pathname), ".");
  const where = listed([...places].map(([each, url]) => link(url, each)));
  const first = version ? `“${found.title}” is not in ${version}.` : `There is no version “${name}”.`;
  return say(`${first} It exists in `, ...where, ".");
}

function say(...parts) {
  place.replaceChildren(...parts);
}

/** List pages whose title or address is like the path. */
async function near(root, path, pages) {
  const told = await json(new URL("search/titles.json", root)).catch(() => null);
  const fromSearch = (told?.pages ?? []).map(([url, title]) => ({ title, url: new URL(url || "./", root) }));
  const rows = fromSearch.length || !pages ? fromSearch : fromPages(pages);
  const words = decoded(path).replace(/\.(html|md)$/, "").split("/").filter((part) => part && part !== "index");
  const found = nearest(words.at(-1) ?? "", rows);
  if (!found.length) return;
  say("There is no page at this address. Did you mean one of these?");
  const list = document.querySelector(".kb-near");
  list.replaceChildren(...found.map(({ url, title }) => item(link(url, title))));
  list.hidden = false;
}

function fromPages(pages) {
  return pages.lineages.map((each) => ({ title: each.title, url: [...pages.places(each).values()][0] }));
}

function item(child) {
  const made = document.createElement("li");
  made.append(child);
  return made;
}

const wanted = asked();
if (wanted) answer(wanted).catch(() => {}); // the page says enough without
