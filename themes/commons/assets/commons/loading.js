// Files of the site. In a folder (`file://`) browsers answer no request; there, a portable site has its data as scripts.
export const isLocal = location.protocol === "file:";
const told = new WeakMap();
globalThis.kbgenData = (text) => told.set(document.currentScript, text);

/** Return the answer to a request. Raises an error unless the file is there. */
export async function asked(url, cache = "default") {
  if (isLocal) throw new Error(`no server to ask for ${url}`);
  const answer = await fetch(url, { cache });
  if (!answer.ok) throw new Error(`${answer.status} for ${url}`);
  return answer;
}

/** Return the JSON at an address. Raises an error for any answer without. */
export async function json(url, cache = "default") {
  const { protocol, href } = new URL(url);
  if (isLocal && protocol === "file:") return JSON.parse(await fromScript(`${href.replace(/[?#].*/, "")}.js`));
  return (await asked(url, cache)).json();
}

/** Return the address of a page of the site; in a folder, that of its file. */
export function pageUrl(path, base) {
  const url = new URL(path, base);
  if (isLocal && url.pathname.endsWith("/")) url.pathname += "index.html";
  return url;
}

function fromScript(src) {
  const script = Object.assign(document.createElement("script"), { src });
  const loaded = new Promise((resolve, reject) => {
    script.onload = () => resolve(told.get(script));
    script.onerror = () => reject(new Error(`no ${src}`));
  });
  document.head.append(script);
  return loaded.finally(() => script.remove());
}
