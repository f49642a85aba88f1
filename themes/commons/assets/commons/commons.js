// What the theme adds in the browser. Each part loads only on pages that need it.
if (document.querySelector(".arithmatex")) {
  import("./math.js").then(({ typeset }) => typeset(document));
}
if (document.querySelector("[data-kb-part]")) import("./nav-tree.js");
