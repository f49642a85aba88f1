// What was found, marked on the page that a result leads to. A text fragment in the address would be simpler; but a
// browser that refuses one does not go to the section either.
const KEY = "kbgen.found";
const MOST = 300;

/** Keep the words of a result until its page is there. They stay on this device, and in this tab. */
export function remember({ url, marks }) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ url, marks }));
  } catch {
    // Storage is blocked or full: the page opens without marks.
  }
}

/** Mark the words that were kept for this page, once, and show the first if the address names no section. */
export function show() {
  const { url, marks } = JSON.parse(sessionStorage.getItem(KEY));
  sessionStorage.removeItem(KEY);
  const article = document.querySelector("article");
  if (url !== location.origin + location.pathname || !marks.length || !article || !globalThis.CSS?.highlights) return;
  const ranges = rangesOf(article, marks).slice(0, MOST);
  CSS.highlights.set("kb-found", new Highlight(...ranges));
  const [first] = ranges;
  if (first && !location.hash && first.getBoundingClientRect().bottom > innerHeight) {
    first.startContainer.parentElement.scrollIntoView({ block: "center" });
  }
}

function rangesOf(article, marks) {
  const plain = marks.map((mark) => mark.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  const wanted = new RegExp(`(?<![\\p{L}\\p{N}])(?:${plain.join("|")})`, "giu");
  const nodes = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  const ranges = [];
  while (nodes.nextNode()) {
    const node = nodes.currentNode;
    for (const { 0: text, index } of node.data.matchAll(wanted)) {
      const range = new Range();
      range.setStart(node, index);
      range.setEnd(node, index + text.length);
      ranges.push(range);
    }
  }
  return ranges;
}
