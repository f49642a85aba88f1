// The choice of what is searched, as radio buttons.
import { element } from "./dom.js";
import { placeTitle, SCOPES } from "./wording.js";

/** Return the choice for a reader at `here` (null: on a page of no collection), or nothing if there is only one. */
export function scopeChoice(site, here, chosen, change) {
  const names = offered(site, here);
  if (names.length < 2) return [];
  const current = names.includes(chosen) ? chosen : names[0];
  const choices = names.map((name) => choice(name, name === "version" ? placeTitle(here) : SCOPES[name], name === current, change));
  return [element("fieldset", { class: "kb-scopes" }, element("legend", { class: "kb-hidden" }, "Search in"), choices)];
}

function offered(site, here) {
  const many = site.index.collections.length > 1;
  const names = here ? ["version"] : ["collections"];
  if (here && site.versions(here.collection).length > 1) names.push("versions");
  if (here && many) names.push("collections");
  return site.index.partners?.length ? [...names, "partners"] : names;
}

function choice(name, title, isChosen, change) {
  const radio = element("input", { type: "radio", name: "kb-scope", value: name, checked: isChosen, onchange: () => change(name) });
  return element("label", { class: "kb-scope" }, radio, element("span", {}, title));
}
