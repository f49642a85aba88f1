// Runs our modules from classic scripts, which browsers load on `file://` too.
globalThis.kbgenModules ??= ((base) => {
  const factories = new Map();
  const made = new Map();
  let rest = null;

  /** Return what a module exports; it runs when it is first needed. */
  function need(name) {
    if (!made.has(name)) made.set(name, factories.get(name)(need, load, new URL(name, base).href));
    return made.get(name);
  }

  async function load(name) {
    if (!factories.has(name)) await (rest ??= others());
    return need(name);
  }

  function others() {
    const script = document.createElement("script");
    const loaded = new Promise((resolve, reject) => Object.assign(script, { onload: resolve, onerror: reject }));
    script.src = new URL("portable-rest.js", base).href;
    document.head.append(script);
    return loaded;
  }

  return {
    define: (name, factory) => factories.has(name) || factories.set(name, factory),
    begin: ({ dataset }) => load(dataset.module),
  };
})(document.currentScript.src);
