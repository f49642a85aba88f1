// Results as elements, for the dialog and for the page `/search/`.
import { element } from "./dom.js";
import { KINDS } from "./wording.js";

/** Return the inside of a result: its title and section, where it is from, and its excerpt. */
export function inside(result, showsPlace) {
  const marks = result.parts.map(({ text, mark }) => (mark ? element("mark", {}, text) : text));
  return [
    element(
      "span",
      { class: "kb-hit__title" },
      element("span", {}, result.title || result.url),
      result.section && element("span", { class: "kb-hit__section" }, result.section),
    ),
    element("span", { class: "kb-hit__labels" }, labels(result, showsPlace).map((text) => element("span", { class: "kb-hit__label" }, text))),
    marks.length ? element("span", { class: "kb-hit__excerpt" }, marks) : "",
  ];
}

function labels(result, showsPlace) {
  const place = [result.where, result.isVersioned && result.version].filter(Boolean).join(" ");
  return [
    KINDS[result.kind],
    (showsPlace || result.site) && place,
    ...result.badges,
    result.why.includes("code") && "in code",
    result.why.includes("alias") && "other name",
  ].filter(Boolean);
}

/** Return the notices of an answer, and what may be asked instead of a corrected query. */
export function remarks(answer, { asTyped, everything }) {
  const { corrected, notices, left } = answer;
  return [
    corrected &&
      element(
        "p",
        { class: "kb-search__corrected" },
        "Showing results for ",
        element("strong", {}, corrected.to),
        ". ",
        element("button", { type: "button", class: "kb-search__link", onclick: asTyped }, `Search instead for ${corrected.from}`),
      ),
    ...notices.map(({ text }) => element("p", { class: "kb-search__notice" }, text)),
    left > 0 &&
      element(
        "p",
        {},
        element("button", { type: "button", class: "kb-search__link", onclick: everything }, `Search ${left} more collections`),
      ),
  ].filter(Boolean);
}

/** Return what helps when nothing was found. */
export function helpful({ titles, people, topic, issue }) {
  const links = (rows) => element("ul", {}, rows.map(({ url, title }) => element("li", {}, element("a", { href: url }, title))));
  return element(
    "div",
    { class: "kb-search__nothing" },
    titles.length > 0 && [element("p", {}, "The nearest titles:"), links(titles)],
    people.length > 0 && [element("p", {}, `Recent contributors to the nearest topic, ${topic}:`), links(people)],
    issue && element("p", {}, "Should there be a page on this? ", element("a", { href: issue, rel: "noopener" }, "Ask for it"), "."),
  );
}
