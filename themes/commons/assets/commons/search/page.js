// The page `/search/`: the whole search, with filters, in its address.
import { element } from "./dom.js";
import { facetChoice } from "./facet-choice.js";
import { remember } from "./highlight.js";
import { search } from "./index.js";
import { scopeChoice } from "./scope-choice.js";
import { openSite } from "./site.js";
import { fromQuery, toQuery } from "./state.js";
import { helpful, inside, remarks } from "./view.js";
import { counted } from "./wording.js";

const STEP = 10;
const PAUSE = 150;
const part = (name) => document.querySelector(`[data-search-${name}]`);

class SearchPage {
  #asked = 0;
  #timer = 0;
  #limit = STEP;

  constructor() {
    const names = ["field", "scopes", "status", "remarks", "results", "more", "facets", "sort", "order", "filters", "browse", "found"];
    this.parts = Object.fromEntries(names.map((name) => [name, part(name)]));
    this.state = fromQuery(location.search);
    this.parts.field.addEventListener("input", () => this.#later());
    this.parts.field.form.addEventListener("submit", (event) => this.#submit(event));
    this.parts.sort.addEventListener("change", () => this.#go({ sort: this.parts.sort.value }));
    addEventListener("popstate", () => this.#restore());
    this.parts.filters.open = matchMedia("(min-width: 45em)").matches;
    this.#restore();
  }

  #restore() {
    this.state = fromQuery(location.search);
    this.parts.field.value = this.state.q;
    this.parts.sort.value = this.state.sort;
    this.#limit = STEP;
    this.#run();
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      Object.assign(this.state, { q: this.parts.field.value.trim(), exact: false });
      history.replaceState(null, "", toQuery(this.state) || location.pathname);
      this.#limit = STEP;
      this.#run();
    }, PAUSE);
  }

  #submit(event) {
    event.preventDefault();
    this.#go({ q: this.parts.field.value.trim(), exact: false });
  }

  /** Change the search, in the address too, so that the way back leads to the one before. */
  #go(change) {
    clearTimeout(this.#timer);
    Object.assign(this.state, change);
    history.pushState(null, "", toQuery(this.state) || location.pathname);
    this.#limit = STEP;
    this.#run();
  }

  async #run(options = {}) {
    const turn = ++this.#asked;
    const { q, scope, sort, from, filters, exact } = this.state;
    const given = { scope: scope || (from ? "version" : "collections"), sort, from, filters, correct: !exact, limit: this.#limit };
    this.parts.browse.hidden = Boolean(q);
    this.parts.found.hidden = !q;
    try {
      const site = await openSite();
      const answer = await search(q, { ...given, ...options });
      if (turn === this.#asked) this.#show(site, answer, options);
    } catch {
      if (turn === this.#asked) this.#failed();
    }
  }

  #show(site, answer, options) {
    const { parts, state } = this;
    const here = state.from ? site.place(state.from.collection, state.from.version) : null;
    parts.scopes.replaceChildren(...scopeChoice(site, here, answer.scope, (scope) => this.#go({ scope })));
    parts.status.textContent = state.q ? counted(answer.total) : "";
    parts.order.hidden = answer.total < 2;
    const asTyped = () => this.#go({ exact: true });
    parts.remarks.replaceChildren(...remarks(answer, { asTyped, everything: () => this.#run({ everything: true }) }));
    parts.results.replaceChildren(...answer.results.map((result) => row(result, answer.scope !== "version")));
    parts.more.replaceChildren(...this.#rest(answer, options));
    facetChoice(parts.facets, site, answer.facets, state.filters, (filters) => this.#go({ filters }));
  }

  #rest(answer, options) {
    const left = answer.total - answer.results.length;
    if (answer.nothing) return [this.#nothing(answer.nothing)];
    if (left <= 0) return [];
    const more = () => {
      this.#limit += STEP;
      this.#run(options);
    };
    return [element("button", { type: "button", class: "kb-search__more", onclick: more }, `Show more results (${left})`)];
  }

  #nothing(nothing) {
    if (!Object.keys(this.state.filters).length) return helpful(nothing);
    const clear = () => this.#go({ filters: {} });
    return element("p", {}, element("button", { type: "button", class: "kb-search__more", onclick: clear }, "Search without filters"));
  }

  #failed() {
    this.parts.browse.hidden = false;
    this.parts.status.textContent = "The search of this site cannot be loaded. Everything is listed below.";
  }
}

function row(result, showsPlace) {
  return element("li", {}, element("a", { class: "kb-hit", href: result.href, onclick: () => remember(result) }, inside(result, showsPlace)));
}

if (part("field")) new SearchPage();
