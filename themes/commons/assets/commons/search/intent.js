// All of the search that a page loads by itself: it waits until a reader wants to search.
const FIELDS = "input, textarea, select, [contenteditable]:not([contenteditable='false'])";

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form.kb-find")) return;
  event.preventDefault();
  begin(event.target);
});

document.addEventListener("keydown", (event) => {
  const form = document.querySelector("form.kb-find");
  if (!form || event.defaultPrevented || event.isComposing || event.repeat || event.target.closest?.(FIELDS)) return;
  if (!isShortcut(event) || areOff()) return;
  event.preventDefault();
  begin(form);
});

if (stored(() => sessionStorage.getItem("kbgen.found"))) import("./highlight.js").then(({ show }) => show());

function isShortcut({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  if (ctrlKey || metaKey) return key.toLowerCase() === "k" && !altKey && !shiftKey;
  return !altKey && (key === "/" || key === "s");
}

/** Tell whether the reader switched the shortcuts off; the dialog has a box for it. */
function areOff() {
  return stored(() => localStorage.getItem("kbgen.shortcuts")) === "off";
}

function stored(read) {
  try {
    return read();
  } catch {
    return null; // storage is blocked: nothing was ever kept
  }
}

/** Go to the search: the field of the page `/search/` itself, else the dialog, else that page. */
function begin(form) {
  const field = document.querySelector("[data-search-field]");
  if (field) field.focus();
  else import("./dialog.js").then(({ open }) => open(form)).catch(() => form.submit());
}
