// What to offer when nothing was found: titles that look alike, people, and a page to ask for.
import { pageUrl } from "../loading.js";
import { folded } from "./tokens.js";

const OFFERED = 3;
const LONGEST_QUERY = 200; // characters: the whole address must not become too long for browsers and forges

/** Return what may help where nothing was found: `{titles, topic, people, issue}`; people know the nearest topic. */
export async function nothing(site, here, text) {
  const { pages = [], people = [], topics = [] } = await site.directory().catch(() => ({}));
  const own = here ? await here.pages().catch(() => []) : [];
  const [rows, root] = own.length ? [own, here.root] : [pages, site.root];
  const [topic] = nearest(text, topics, ([title]) => title);
  const able = people.filter(([, , known]) => topic && known.includes(topic[0])).slice(0, OFFERED);
  const collection = site.collection(here?.collection) ?? site.index.collections.find((each) => each.issue);
  return {
    titles: nearest(text, rows, ([, title]) => title).map(([url, title]) => ({ url: pageUrl(url, root).href, title })),
    topic: topic?.[0] ?? "",
    people: able.map(([title, url]) => ({ url: pageUrl(url, site.root).href, title })),
    issue: requestUrl(collection?.issue, text, here),
  };
}

/** Return the rows whose title looks most like the text, by pairs of letters (Dice's coefficient). */
function nearest(text, rows, titleOf) {
  const wanted = pairs(text);
  const scored = rows.map((row) => ({ row, likeness: likeness(wanted, pairs(titleOf(row))) }));
  scored.sort((one, other) => other.likeness - one.likeness || titleOf(one.row).localeCompare(titleOf(other.row)));
  return scored.slice(0, OFFERED).map(({ row }) => row);
}

function likeness(one, other) {
  const common = [...one].filter((pair) => other.has(pair)).length;
  return (2 * common) / (one.size + other.size || 1);
}

function pairs(text) {
  const plain = ` ${folded(text)} `;
  return new Set(Array.from({ length: plain.length - 1 }, (_, at) => plain.slice(at, at + 2)));
}

/** Return the address of a new issue that asks for a page; "" where the forge is not known. */
function requestUrl(issue, text, place) {
  const letters = [...text]; // whole ones: half of a pair of surrogates cannot be encoded
  const query = letters.length > LONGEST_QUERY ? `${letters.slice(0, LONGEST_QUERY - 1).join("")}…` : text;
  const where = place ? `${place.title}${place.isVersioned ? ` ${place.version}` : ""}` : "all collections";
  const given = {
    title: `Page wanted: ${query}`,
    body: `I searched ${where} for "${query}" and found nothing.\n\nWhat I wanted to know: `,
  };
  given.html = given.body.split("\n").map(paragraph).join("");
  return (issue ?? "").replace(/\{(title|body|html)\}/g, (_, name) => encodeURIComponent(given[name]));
}

function paragraph(text) {
  const node = document.createElement("p");
  node.textContent = text;
  return node.outerHTML;
}
