// The dialog of the search: a combobox with its list, by the patterns of the ARIA Authoring Practices.
import { element, styled } from "./dom.js";
import { remember } from "./highlight.js";
import { search, warm } from "./index.js";
import { scopeChoice } from "./scope-choice.js";
import { told } from "./site.js";
import { toQuery } from "./state.js";
import { helpful, inside, remarks } from "./view.js";
import { counted } from "./wording.js";

const SHOWN = 5;
const PAUSE = 80;

let dialog = null;

/** Open the dialog; `form` is the one in the header, which knows the address of the page `/search/`. */
export async function open(form) {
  await styled("results.css");
  dialog ??= new SearchDialog(form.action);
  dialog.show();
}

class SearchDialog {
  #asked = 0;
  #timer = 0;
  #options = [];
  #results = [];
  #from = null;
  #state = { q: "", scope: "version" };

  constructor(page) {
    this.page = page;
    this.input = element("input", {
      type: "search",
      id: "kb-search-input",
      role: "combobox",
      "aria-label": "Search",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": "kb-search-list",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      enterkeyhint: "search",
      placeholder: "Search",
      oninput: () => this.#later(),
      onkeydown: (event) => this.#key(event),
    });
    this.status = element("p", { class: "kb-search__status", role: "status" });
    this.remarks = element("div", { class: "kb-search__remarks" });
    this.list = element("div", { class: "kb-search__list", id: "kb-search-list", role: "listbox", "aria-label": "Results" });
    this.rest = element("div");
    this.all = element("a", { class: "kb-search__all", href: page }, "All results and filters");
    this.scopes = element("div");
    this.box = this.#built();
    document.body.append(this.box);
  }

  show() {
    const [collection, version] = [told("collection"), told("version")];
    this.#from = collection ? { collection, version } : null;
    if (!this.box.open) this.box.showModal();
    this.input.focus();
    this.input.select();
    warm(this.#state.scope).then((site) => this.#offer(site), () => this.#say("The search of this site cannot be loaded."));
  }

  #built() {
    const close = element("button", { type: "button", class: "kb-search__close", onclick: () => this.box.close() }, "Close");
    const own = (event) => event.target === this.box && this.box.close(); // a click beside the dialog
    return element(
      "dialog",
      { class: "kb-search md-typeset", "aria-label": "Search", onclick: own },
      element(
        "div",
        { class: "kb-search__box" },
        element("div", { class: "kb-search__head" }, this.input, close),
        this.scopes,
        element("div", { class: "kb-search__body" }, this.status, this.remarks, this.list, this.rest),
        element("div", { class: "kb-search__foot" }, this.all, shortcutChoice()),
      ),
    );
  }

  #offer(site) {
    if (this.scopes.childElementCount) return;
    const here = site.here();
    this.scopes.append(...scopeChoice(site, here, this.#state.scope, (scope) => this.#change({ scope })));
  }

  #change(part) {
    Object.assign(this.#state, part);
    this.#run({});
    this.input.focus();
  }

  #later() {
    this.#mark(-1); // what was marked was for another query
    this.all.href = this.#address();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#run({}), PAUSE);
  }

  /** Return the address of all results for what is in the field, whether it has been searched or not. */
  #address() {
    return `${this.page}${toQuery({ ...this.#state, q: this.input.value.trim(), from: this.#from })}`;
  }

  async #run(options) {
    const turn = ++this.#asked;
    this.#state.q = this.input.value.trim();
    this.all.href = this.#address();
    const isCurrent = () => turn === this.#asked;
    const early = (results) => isCurrent() && results.length && this.#list(results);
    const given = { scope: this.#state.scope, limit: SHOWN, facets: false, early, ...options };
    try {
      const answer = await search(this.#state.q, given);
      if (isCurrent()) this.#tell(answer, options);
    } catch {
      if (isCurrent()) this.#say("The search of this site cannot be loaded.");
    }
  }

  #tell(answer, options) {
    this.#list(answer.results);
    this.#say(this.#state.q ? counted(answer.total) : "");
    const asTyped = () => this.#run({ ...options, correct: false });
    this.remarks.replaceChildren(...remarks(answer, { asTyped, everything: () => this.#run({ ...options, everything: true }) }));
    this.rest.replaceChildren(...(answer.nothing ? [helpful(answer.nothing)] : []));
  }

  #list(results) {
    this.#results = results;
    this.#options = results.map((result, n) =>
      element(
        "a",
        { class: "kb-hit", role: "option", id: `kb-hit-${n}`, href: result.href, tabindex: "-1", "aria-selected": "false", onclick: () => this.#leave(result) },
        inside(result, this.#state.scope !== "version" || !this.#from),
      ),
    );
    this.list.replaceChildren(...this.#options);
    this.input.setAttribute("aria-expanded", String(results.length > 0));
    this.#mark(-1);
  }

  #leave(result) {
    remember(result);
    this.box.close();
  }

  #say(text) {
    this.status.textContent = text;
  }

  #key(event) {
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves && this.#options.length) this.#move(moves[event.key]);
    else if (event.key === "Enter" && !event.isComposing) this.#enter();
    else return;
    event.preventDefault();
  }

  #move(step) {
    const around = this.#options.length + 1; // one of the places is the field itself
    this.#mark(((this.#marked() + 1 + step + around) % around) - 1);
  }

  #marked() {
    return this.#options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  }

  #mark(at) {
    this.#options.forEach((option, n) => option.setAttribute("aria-selected", String(n === at)));
    if (at < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", this.#options[at].id);
    this.#options[at]?.scrollIntoView({ block: "nearest" });
  }

  /** Open what is marked; else the page that is called exactly like the query; else all results. */
  #enter() {
    const marked = this.#options[this.#marked()];
    const typed = this.input.value.trim();
    const exact = this.#results.findIndex(({ title }) => title.toLowerCase() === typed.toLowerCase());
    const option = marked ?? this.#options[exact];
    if (option) option.click();
    else if (typed) this.all.click();
  }
}

function shortcutChoice() {
  const stored = (value) => {
    try {
      return value === undefined ? localStorage.getItem("kbgen.shortcuts") : localStorage.setItem("kbgen.shortcuts", value);
    } catch {
      return null; // storage is blocked: the choice cannot be kept
    }
  };
  const box = element("input", { type: "checkbox", onchange: () => stored(box.checked ? "on" : "off") });
  box.checked = stored() !== "off";
  return element("label", { class: "kb-search__keys" }, box, " Keys ", element("kbd", {}, "/"), " ", element("kbd", {}, "s"), " ", element("kbd", {}, "Ctrl K"));
}
