// Draw the diagrams of a page with Mermaid, the script that the owner of the site provides. What Mermaid makes is shown
// as a picture: in a picture nothing runs and nothing is loaded, whatever the text of a diagram says. A text that Mermaid
// does not know, that would set it up otherwise, or that holds HTML (also in entities) or addresses to load, stays text.
const SETS_UP = /%%\s*\{|^\s*config\s*:/m;
const HARMLESS = /<<[\w\s-]+>>|<br\s*\/?>/gi;
const HOLDS_HTML = /<[a-z!/?]|&(?:lt|amp|#)|#(?:lt|amp|0*(?:60|38));|url\s*\(|@import|\bimg\s*:/i;
const [STYLE, AS_DATA] = [' style="', ' data-kb-style="'];
const SETTINGS = {
  startOnLoad: false,
  securityLevel: "strict",
  suppressErrorRendering: true,
  htmlLabels: false,
  flowchart: { htmlLabels: false },
  theme: "neutral",
  fontFamily: "sans-serif",
  deterministicIds: true,
};
const SECURE = ["secure", "maxTextSize", "maxEdges", "themeCSS", "themeVariables", ...Object.keys(SETTINGS)];

function load(src) {
  const script = Object.assign(document.createElement("script"), { src });
  const loaded = new Promise((resolve, reject) => Object.assign(script, { onload: resolve, onerror: reject }));
  document.head.append(script);
  return loaded;
}

/** Run `draw` while styles go where the policy of the page allows them; return what it gives, and the style sheets.

Attributes become properties, sheets are adopted, and what is written out and read again carries styles as data. */
async function withStyles(draw) {
  const [element, node] = [Element.prototype, Node.prototype];
  const { setAttribute } = element;
  const { insertBefore, appendChild } = node;
  const innerHTML = Object.getOwnPropertyDescriptor(element, "innerHTML");
  const [adopted, sheets] = [[...document.adoptedStyleSheets], []];
  const isTaken = (added) => {
    if (!(added instanceof HTMLStyleElement || added instanceof SVGStyleElement)) return false;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(added.textContent);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return sheets.push(added.textContent);
  };
  element.setAttribute = function set(name, value) {
    if (name === "style" && this.style) this.style.cssText = value;
    else setAttribute.call(this, name, value);
  };
  node.insertBefore = function insert(added, before) {
    return isTaken(added) ? added : insertBefore.call(this, added, before);
  };
  node.appendChild = function append(added) {
    return isTaken(added) ? added : appendChild.call(this, added);
  };
  const get = function read() {
    return innerHTML.get.call(this).replaceAll(STYLE, AS_DATA);
  };
  Object.defineProperty(element, "innerHTML", { ...innerHTML, get });
  try {
    return [await draw(), sheets.join("\n")];
  } finally {
    Object.assign(element, { setAttribute });
    Object.assign(node, { insertBefore, appendChild });
    Object.defineProperty(element, "innerHTML", innerHTML);
    document.adoptedStyleSheets = adopted;
  }
}

function picture(source, svg, sheets) {
  const drawn = new DOMParser().parseFromString(svg, "text/html").querySelector("svg");
  const [, , width, height] = drawn.getAttribute("viewBox").split(/[\s,]+/).map(Math.ceil);
  drawn.setAttribute("width", width);
  drawn.setAttribute("height", height);
  const style = `<style>${sheets.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</style>`;
  const text = new XMLSerializer().serializeToString(drawn).replace(">", () => `>${style}`).replaceAll(AS_DATA, STYLE);
  const src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  return Object.assign(new Image(width, height), { alt: source.trim(), src });
}

async function draw(mermaid, element, number) {
  const source = element.textContent;
  if (SETS_UP.test(source) || HOLDS_HTML.test(source.replace(HARMLESS, ""))) return;
  const [{ svg }, sheets] = await withStyles(() => mermaid.render(`kb-diagram-${number}`, source));
  const figure = Object.assign(document.createElement("figure"), { className: "kb-diagram" });
  const image = picture(source, svg, sheets);
  await image.decode();
  figure.append(image);
  element.replaceWith(figure);
  if (figure.scrollWidth > figure.clientWidth) figure.tabIndex = 0; // who has no mouse scrolls it too
}

export async function drawAll(elements, address) {
  const stub = window.mermaid; // keeps Material's own code, which would show what is drawn as a part of the page, waiting
  await load(address);
  const { mermaid } = window;
  window.mermaid = stub;
  mermaid.initialize({ ...SETTINGS, secure: SECURE });
  for (const [number, element] of elements.entries()) {
    await draw(mermaid, element, number).catch(() => document.getElementById(`dkb-diagram-${number}`)?.remove());
  }
}
