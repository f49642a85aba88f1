// The menu of versions: an entry leads to the same page in its version, wherever it lies there, else to its first page.
// Pattern: https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/
import { json, Pages, told } from "./version-data.js";

const menus = new WeakMap();

/** Return the menu of a button; made at its first use. Fails when the list of versions cannot be loaded. */
export function menuOf(button) {
  if (!menus.has(button)) {
    menus.set(button, Menu.of(button));
    menus.get(button).catch(() => menus.delete(button));
  }
  return menus.get(button);
}

class Menu {
  #button;
  #list;
  #typed = "";
  #typedAt = 0;

  static async of(button) {
    const root = new URL(button.dataset.collection, document.baseURI);
    const [versions, pages] = await Promise.all([json(new URL("versions.json", root)), Pages.of(root)]);
    return new Menu(button, entries(versions, pages, button.href));
  }

  constructor(button, items) {
    this.#button = button;
    this.#list = Object.assign(document.createElement("div"), { className: "kb-switch__menu", id: "__versions" });
    this.#list.setAttribute("role", "menu");
    this.#list.setAttribute("aria-label", "Versions");
    this.#list.hidden = true;
    this.#list.append(...items);
    button.after(this.#list);
    button.setAttribute("aria-controls", this.#list.id);
    this.#list.addEventListener("keydown", (event) => this.#key(event));
    this.#list.addEventListener("click", (event) => keepFragment(event.target.closest("a")));
    this.#list.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !this.#list.parentElement.contains(relatedTarget)) this.#close();
    });
    document.addEventListener("pointerdown", ({ target }) => {
      if (!this.#list.parentElement.contains(target)) this.#close();
    });
  }

  get #items() {
    return [...this.#list.querySelectorAll("[role=menuitem]")];
  }

  /** Open the menu with the focus on its `first`, `last` or `current` entry ("" leaves it), or close it. */
  toggle(at) {
    if (!this.#list.hidden) return this.#close();
    this.#list.hidden = false;
    this.#button.setAttribute("aria-expanded", "true");
    const items = this.#items;
    const current = items.find((each) => each.getAttribute("aria-current")) ?? items[0];
    const wanted = { first: items[0], last: items.at(-1), current }[at];
    current?.scrollIntoView({ block: "nearest" });
    (wanted ?? this.#button).focus({ preventScroll: !wanted });
  }

  #close() {
    this.#list.hidden = true;
    this.#button.setAttribute("aria-expanded", "false");
  }

  #key(event) {
    const items = this.#items;
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) {
      items[(to + items.length) % items.length].focus();
    } else if (event.key === "Escape") {
      this.#close();
      this.#button.focus();
    } else if (event.key === " ") {
      document.activeElement.click();
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      this.#seek(event, items, at);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation(); // the arrow keys of the page are for search and tabs
  }

  /** Go to the next entry that begins with what was typed within half a second. */
  #seek(event, items, at) {
    this.#typed = event.timeStamp - this.#typedAt < 500 ? this.#typed + event.key : event.key;
    this.#typedAt = event.timeStamp;
    const from = this.#typed.length > 1 ? at : at + 1;
    const order = [...items.slice(from), ...items.slice(0, from)];
    order.find((each) => each.textContent.toLowerCase().startsWith(this.#typed.toLowerCase()))?.focus();
  }
}

function entries(versions, pages, all) {
  const places = pages.places(pages.lineage(told("lineage")));
  const shown = versions.filter(({ properties }) => !properties?.hidden);
  const list = shown.map((each) => entry(each, places.get(each.version), pages));
  return [...list, item(all, "All versions", [], "kb-switch__all")];
}

function entry({ version, title, aliases = [], properties = {} }, there, pages) {
  const notes = [...aliases];
  if (properties.eol) notes.push("no longer maintained");
  else if (properties.prerelease) notes.push("not released");
  if (!there && told("lineage")) notes.push("not in this version");
  const made = item(there ?? pages.address(version), title, notes, there ? "" : "kb-switch__entry--absent");
  if (version === told("version")) made.setAttribute("aria-current", "true");
  if (there) made.dataset.same = "";
  return made;
}

function item(url, name, notes, extra) {
  const link = Object.assign(document.createElement("a"), { href: String(url), tabIndex: -1 });
  link.className = `kb-switch__entry ${extra}`.trim();
  link.setAttribute("role", "menuitem");
  const label = Object.assign(document.createElement("span"), { className: "kb-switch__title", textContent: name });
  link.append(label);
  if (notes.length) {
    const told = Object.assign(document.createElement("small"), { textContent: ` ${notes.join(", ")}` });
    link.append(told);
  }
  return link;
}

/** Keep the place on the page, where the other version has the page too. */
function keepFragment(link) {
  if (link && "same" in link.dataset) link.hash = location.hash;
}
