// Material's bundle expects these four globals before it starts. The scope is the site's root, so that a choice
// of colours holds in every collection and version.
window.__md_scope = new URL(document.currentScript.dataset.scope, location);

window.__md_hash = (text) => [...text].reduce((hash, char) => (hash << 5) - hash + char.charCodeAt(0), 0);

window.__md_get = (key, storage = localStorage, scope = window.__md_scope) =>
  JSON.parse(storage.getItem(`${scope.pathname}.${key}`));

window.__md_set = (key, value, storage = localStorage, scope = window.__md_scope) => {
  try {
    storage.setItem(`${scope.pathname}.${key}`, JSON.stringify(value));
  } catch {
    // Storage is off or full: the choice then lasts for this page only.
  }
};

// The bundle would load Mermaid from another host to draw diagrams: where the page may not, or where the site has its
// own (diagrams.js), it is given one that never ends.
{
  const policy = document.querySelector("meta[http-equiv=Content-Security-Policy]")?.content ?? "";
  const isOurs = document.querySelector("meta[name='kbgen:mermaid']");
  if (isOurs || (policy && !/script-src[^;]* https:/.test(policy))) {
    window.mermaid = { initialize() {}, render: () => new Promise(() => {}) };
  }
}
