// What the theme adds in the browser. Each part loads only on pages that need it.
if (document.querySelector(".arithmatex")) {
  import("./math.js").then(({ typeset }) => typeset(document));
}
const diagrams = document.querySelectorAll("pre.mermaid");
const mermaid = document.querySelector("meta[name='kbgen:mermaid']")?.content;
if (mermaid && diagrams.length) {
  import("./diagrams.js").then(({ drawAll }) => drawAll([...diagrams], mermaid)).catch(() => {}); // their text stays
}
if (document.querySelector("[data-kb-part]")) import("./nav-tree.js");

// Who has no mouse must be able to scroll wide tables too. Material wraps them when the page is there.
addEventListener("load", () => {
  for (const wrap of document.querySelectorAll(".md-typeset__scrollwrap")) {
    if (wrap.scrollWidth > wrap.clientWidth) wrap.tabIndex = 0;
  }
});
