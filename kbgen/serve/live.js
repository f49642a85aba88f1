// Loads the page anew when the site has changed, and shows what is wrong with its sources. Only in a preview.
const here = new URL(import.meta.url);
const own = here.searchParams.get("site");
let source = null;

function panel() {
  const made = document.createElement("aside");
  made.className = "kbgen-live";
  made.setAttribute("role", "alert");
  const title = document.createElement("h2");
  title.textContent = "This page is not up to date: the newest state cannot be built";
  const text = document.createElement("pre");
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "Close";
  close.addEventListener("click", () => made.remove());
  made.append(title, text, close);
  return made;
}

function show(problems) {
  let shown = document.querySelector(".kbgen-live");
  if (!problems) {
    shown?.remove();
    return;
  }
  if (!shown) {
    shown = panel();
    document.body.append(shown);
  }
  shown.querySelector("pre").textContent = problems;
}

function listen() {
  source?.close();
  source = null;
  if (document.hidden) return; // a browser opens few connections to one host, and tabs are many
  source = new EventSource(new URL("events", here));
  source.addEventListener("message", (message) => {
    const { site, problems } = JSON.parse(message.data);
    if (site !== own) {
      source.close();
      location.reload();
    } else {
      show(problems);
    }
  });
}

const style = document.createElement("link");
style.rel = "stylesheet";
style.href = new URL("live.css", here).href;
document.head.append(style);
document.addEventListener("visibilitychange", listen);
addEventListener("pageshow", listen);
listen();
