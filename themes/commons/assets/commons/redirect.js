// Follow the page's own link, with the query and fragment of the address that led here.
addEventListener("DOMContentLoaded", () => {
  const target = new URL(document.getElementById("target").href);
  target.search = location.search;
  target.hash = location.hash;
  location.replace(target);
});
