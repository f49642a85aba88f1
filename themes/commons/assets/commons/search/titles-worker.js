// Title indexes beside the page, so that typing never waits for them. One message in, one answer out.
import { TitleIndex } from "./titles.js";

const indexes = new Map();

addEventListener("message", ({ data: { id, verb, name, given } }) => {
  if (verb === "build") indexes.set(name, new TitleIndex(given.pages, given.options));
  postMessage({ id, answer: verb === "find" ? indexes.get(name).find(given) : null });
});
