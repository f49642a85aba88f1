// Shows what is in a section of the navigation that the page does not hold, once the reader asks for it. The link of
// the section stays a link: to its list, or its first page. Without this module, that is all there is.
const VERSION_ROOT = "../../../"; // seen from the files with the parts

for (const item of document.querySelectorAll("[data-kb-part]")) addToggle(item, new URL(item.dataset.kbPart, location));

function addToggle(item, part) {
  const link = item.querySelector(":scope > a");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "kb-nav-toggle";
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-label", `Pages in ${link.textContent.trim()}`);
  button.addEventListener("click", () => toggle(item, link, button, part));
  item.classList.add("kb-nav-lazy");
  link.after(button);
}

async function toggle(item, link, button, part) {
  let list = item.querySelector(":scope > ul");
  if (!list) {
    if (button.ariaBusy === "true") return;
    button.ariaBusy = "true";
    list = await load(part, link).catch(() => location.assign(link.href));
    button.ariaBusy = "false";
    if (!list) return;
    list.hidden = true;
    item.append(list);
  }
  list.hidden = !list.hidden;
  button.setAttribute("aria-expanded", String(!list.hidden));
}

async function load(part, link) {
  const { json, pageUrl } = await import("./loading.js");
  const { items, more, all } = await json(part);
  const root = new URL(VERSION_ROOT, part);
  const list = document.createElement("ul");
  list.className = "kb-nav-list";
  for (const [title, url, below] of items) list.append(entry(title, pageUrl(url, root), below && new URL(below, root)));
  if (more) list.append(entry(`… ${more} more`, all ? pageUrl(all, root) : link.href));
  return list;
}

function entry(title, href, below) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  item.className = "md-nav__item";
  link.className = "md-nav__link";
  link.href = href;
  link.textContent = title;
  item.append(link);
  if (below) addToggle(item, below);
  return item;
}
