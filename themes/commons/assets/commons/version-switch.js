// Makes the link to the list of versions a menu button. The menu itself loads when it is first wanted.
const button = document.querySelector(".kb-switch__button");
if (button) {
  button.setAttribute("role", "button");
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");

  const open = async (event, at) => {
    event.preventDefault();
    try {
      const { menuOf } = await import("./versions.js");
      (await menuOf(button)).toggle(at);
    } catch {
      location.assign(button.href); // the list of versions is a page of its own
    }
  };
  const isPlain = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  button.addEventListener("click", (event) => isPlain(event) && open(event, event.detail ? "" : "current"));
  button.addEventListener("keydown", (event) => {
    const at = { " ": "current", ArrowDown: "first", ArrowUp: "last" }[event.key];
    if (at && isPlain(event)) open(event, at);
  });
}

// Where the forge is the fallback, the page of our own that compares two versions is nearer; it needs a server.
const compared = location.protocol === "file:" ? [] : document.querySelectorAll("a[data-compare]");
for (const link of compared) link.href = link.dataset.compare;
