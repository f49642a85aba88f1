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

export async function typeset(root) {
  const style = load("link", { rel: "stylesheet", href: here("katex.min.css") });
  await Promise.all([style, load("script", { src: here("katex.min.js") })]);
  const { katex } = window;
  const macros = {};
  for (const element of root.querySelectorAll(".arithmatex")) {
    const displayMode = element.tagName === "DIV";
    katex.render(strip(element.textContent), element, { displayMode, throwOnError: false, trust: false, macros });
  }
}
