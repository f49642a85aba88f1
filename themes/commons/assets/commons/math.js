// Typeset formulas with KaTeX, which lies beside this file. `trust` is off, so that a formula can neither link
// nor load anything; a formula that KaTeX does not know stays readable as its source.
const here = (name) => new URL(`katex/${name}`, import.meta.url).href;

const DELIMITERS = [["\\(", "\\)"], ["\\[", "\\]"], ["$$", "$$"], ["$", "$"]];

function strip(source) {
  const text = source.trim();
  const pair = DELIMITERS.find(([open, close]) => text.startsWith(open) && text.endsWith(close));
  return pair ? text.slice(pair[0].length, text.length - pair[1].length) : text;
}

function load(tag, attributes) {
  const element = Object.assign(document.createElement(tag), attributes);
  const loaded = new Promise((resolve, reject) => Object.assign(element, { onload: resolve, onerror: reject }));
  document.head.append(element);
  return loaded;
}

/** Let KaTeX say styles as the policy of the page allows it: as properties, never as an attribute. */
function withStyles(render) {
  const { setAttribute } = Element.prototype;
  Element.prototype.setAttribute = function set(name, value) {
    if (name === "style") this.style.cssText = value;
    else setAttribute.call(this, name, value);
  };
  try {
    render();
  } finally {
    Element.prototype.setAttribute = setAttribute;
  }
}

export async function typeset(root) {
  const style = load("link", { rel: "stylesheet", href: here("katex.min.css") });
  await Promise.all([style, load("script", { src: here("katex.min.js") })]);
  const { katex } = window;
  const macros = {};
  for (const element of root.querySelectorAll(".arithmatex")) {
    const displayMode = element.tagName === "DIV";
    const options = { displayMode, throwOnError: false, trust: false, macros };
    withStyles(() => katex.render(strip(element.textContent), element, options));
  }
}
