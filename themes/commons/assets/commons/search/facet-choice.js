// Filters as groups of boxes with counts.
import { element } from "./dom.js";
import { FACET_TITLES, valueTitle } from "./wording.js";

/**
 * Show the facets of an answer in `box`. `filters` are those in use; `change` gets the new ones. A facet that would
 * not divide the results is left out. The focus stays on the box that was used.
 */
export function facetChoice(box, site, facets, filters, change) {
  const titles = Object.fromEntries(site.index.collections.map(({ name, title }) => [name, title]));
  const useful = facets.filter(({ values }) => values.length > 1 || values.some(({ chosen }) => chosen));
  const focused = box.contains(document.activeElement) ? document.activeElement.id : "";
  const groups = useful.map((facet) => group(facet, titles, filters, change));
  const isUsed = Object.keys(filters).length > 0;
  const clear = element("button", { type: "button", class: "kb-search__link", onclick: () => change({}) }, "Remove all filters");
  box.replaceChildren(...(isUsed ? [clear] : []), ...groups);
  document.getElementById(focused)?.focus();
  box.closest("[data-search-filters]").hidden = !useful.length && !isUsed;
}

function group({ name, values }, titles, filters, change) {
  return element(
    "fieldset",
    { class: "kb-facet", "data-facet": name },
    element("legend", {}, FACET_TITLES[name]),
    values.map((each) => choice(name, each, titles, filters, change)),
  );
}

function choice(name, { value, count, chosen }, titles, filters, change) {
  const toggled = () => {
    const others = (filters[name] ?? []).filter((other) => other !== value);
    const kept = chosen ? others : [...others, value];
    const { [name]: _, ...rest } = filters;
    change(kept.length ? { ...rest, [name]: kept } : rest);
  };
  return element(
    "label",
    { class: "kb-facet__value" },
    element("input", { type: "checkbox", id: `kb-facet-${name}-${value}`, checked: chosen, onchange: toggled }),
    element("span", { class: "kb-facet__title" }, valueTitle(name, value, titles)),
    element("span", { class: "kb-facet__count" }, String(count)),
  );
}
