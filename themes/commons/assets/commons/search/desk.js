// Who answers for titles: a worker, or this thread where workers are blocked.
import { isLocal } from "../loading.js";
import { TitleIndex } from "./titles.js";

export class TitleDesk {
  #worker = null;
  #waiting = new Map();
  #pages = new Map();
  #local = new Map();
  #last = 0;

  constructor() {
    if (isLocal) return; // no worker starts there
    try {
      this.#worker = new Worker(new URL("./titles-worker.js", import.meta.url), { type: "module" });
      this.#worker.addEventListener("message", ({ data }) => this.#settle(data.id, data.answer));
      this.#worker.addEventListener("error", (event) => this.#giveUp(event));
    } catch {
      this.#worker = null; // blocked by policy: answer here
    }
  }

  /** Index pages under a name; see `TitleIndex`. */
  build(name, pages, options) {
    this.#pages.set(name, { pages, options });
    return this.#ask("build", name, { pages, options });
  }

  /** Return what the index of that name finds; see `TitleIndex.find`. */
  find(name, groups) {
    return this.#ask("find", name, groups);
  }

  #ask(verb, name, given) {
    if (!this.#worker) return Promise.resolve(this.#here(verb, name, given));
    return new Promise((resolve) => {
      this.#waiting.set(++this.#last, { resolve, verb, name, given });
      this.#worker.postMessage({ id: this.#last, verb, name, given });
    });
  }

  #here(verb, name, given) {
    if (verb === "build") return null;
    if (!this.#local.has(name)) {
      const { pages, options } = this.#pages.get(name);
      this.#local.set(name, new TitleIndex(pages, options));
    }
    return this.#local.get(name).find(given);
  }

  #settle(id, answer) {
    this.#waiting.get(id)?.resolve(answer);
    this.#waiting.delete(id);
  }

  #giveUp(event) {
    event.preventDefault();
    this.#worker = null;
    for (const [id, { verb, name, given }] of this.#waiting) this.#settle(id, this.#here(verb, name, given));
  }
}
