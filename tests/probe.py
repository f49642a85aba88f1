"""Open pages in Chromium and do to each what a reader may do: look, hover, focus, click, send.

What then runs, and what is asked of another host, is told by page. A script that runs before any other replaces `alert`
and its like, and begins when the page has loaded. It reports to the console, which outlives the page, and nobody waits
for its answer: so a page that hangs or goes elsewhere does not hold up the others.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Dialog, Error, Page

TABS = 6  # open at the same time
FRESH_AFTER = 100  # pages: then they get a new context, so that nothing that a page stored is left
PATIENCE = 20.0  # seconds for a page to load and to be probed

SCRIPT = r"""
(() => {
  const tell = (what) => console.log(`probe:${what}`)
  for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = () => tell(`ran ${name}`)
  if (window !== window.top) return

  // A link or form is followed only where following it may run something.
  const address = (element) => {
    const href = element.href ?? element.action
    return String(href?.baseVal ?? href ?? "")
  }
  const runs = (element) => element && /^\s*javascript:/i.test(address(element))
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a, area")
    const button = event.target.closest?.("button, input")
    if (link && !runs(link)) event.preventDefault()
    if (button && !/^\s*javascript:/i.test(button.formAction ?? "") && !runs(button.form)) event.preventDefault()
  }, true)
  addEventListener("submit", (event) => {
    if (!runs(event.target) && !runs({ href: event.submitter?.formAction })) event.preventDefault()
  }, true)

  const touch = (element) => {
    element.focus?.()
    for (const kind of ["pointerover", "pointerenter", "mouseover", "mouseenter", "mousemove", "pointerdown",
                        "mousedown", "mouseup", "mouseout", "mouseleave"]) {
      const Kind = kind.startsWith("pointer") ? PointerEvent : MouseEvent
      element.dispatchEvent(new Kind(kind, { bubbles: !/enter|leave/.test(kind), cancelable: true }))
    }
    element.dispatchEvent(new Event("input", { bubbles: true }))
    element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, composed: true }))
    element.blur?.()
    if (element.localName === "form") HTMLFormElement.prototype.requestSubmit.call(element)
  }

  const RUNS = "script, iframe, object, embed, form, base, meta, link, style, svg script, template, portal"
  const OURS = ".twemoji svg, .katex, .md-button__group, .md-content__button, [class^=kb-]"
  const inspect = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.closest(OURS)) continue
      if (element.matches(RUNS)) tell(`holds <${element.localName}>`)
      for (const { name, value } of element.attributes) {
        const isOurs = name === "style" && value.startsWith("--md-")
        if (!isOurs && /^on|^style$|^srcdoc$|^formaction$/.test(name)) tell(`holds ${element.localName}[${name}]`)
        const isText = /^(title|alt|aria-label|label)$/.test(name) // shown, and never followed
        if (!isText && /^[\s\x00-\x20]*(javascript|vbscript|data):/i.test(value)) tell(`holds ${name}=${value}`)
        if (name === "id" && /^__(?!tabbed_\d|codelineno-|span-|code_\d)/.test(value)) tell(`holds the id ${value}`)
      }
    }
  }

  const pause = () => new Promise((resolve) => setTimeout(resolve, 60))
  addEventListener("load", () => setTimeout(async () => {
    try {
      const root = document.querySelector("article") ?? document.body
      if (!window.probeEverywhere) inspect(root)
      const around = (!window.probeEverywhere && document.querySelector(".md-content")) || document.body
      let touched = 0
      for (const element of [around, ...around.querySelectorAll("*")]) {
        try { touch(element); touched += root.contains(element) } catch (error) { tell(`failed ${error}`) }
      }
      await pause()
      tell(`touched ${touched}`)
    } finally {
      tell("done")
    }
  }, 60))
})()
"""


@dataclass
class Seen:
    """What was seen of one page: calls, requests to other hosts, what its article holds, and errors of scripts.

    `status` is how the server answered, `touched` how many elements of the article were hovered, focused and clicked.
    """

    ran: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    holds: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    status: int = 0
    touched: int = 0
    is_done: bool = False

    def was_acted_on(self) -> bool:
        """Tell whether this very page was there, and something in it was touched."""
        return self.is_done and self.status == 200 and self.touched > 0

    def is_quiet(self) -> bool:
        """Tell whether the page was acted on, and nothing ran, asked another host, or could have."""
        return self.was_acted_on() and not (self.ran or self.asked or self.holds or self.errors)


def probe(
    browser: Browser, address: str, paths: Iterable[str], *, policy: bool = False, everywhere: bool = False
) -> dict[str, Seen]:
    """Return what was seen of each of `paths` below `address`, many at a time.

    What is touched, and looked at, is the page's article; `everywhere`: all of the page is touched.

    The pages' content security policy is not heeded unless `policy`: what is tested is what the pages hold.
    """
    seen: dict[str, Seen] = {}
    waiting = deque(paths)
    while waiting:
        part = [waiting.popleft() for _ in range(min(FRESH_AFTER, len(waiting)))]
        context = browser.new_context(bypass_csp=not policy, service_workers="block")
        context.add_init_script(f"window.probeEverywhere = {'true' if everywhere else 'false'};{SCRIPT}")
        try:
            seen |= _probe(context, address, part)
        finally:
            context.close()
    return seen


def _probe(context: BrowserContext, address: str, paths: Iterable[str]) -> dict[str, Seen]:
    seen: dict[str, Seen] = {}
    waiting = deque(paths)
    tabs: list[tuple[Page, Seen, float]] = []
    while waiting or tabs:
        while waiting and len(tabs) < TABS:
            path = waiting.popleft()
            seen[path] = Seen()
            tabs.append((_open(context, address, path, seen[path]), seen[path], time.monotonic() + PATIENCE))
        tabs[0][0].wait_for_timeout(20)  # lets events come in, of all tabs
        for tab in [tab for tab in tabs if tab[1].is_done or time.monotonic() > tab[2]]:
            tab[0].close()
            tabs.remove(tab)
    return seen


def _open(context: BrowserContext, address: str, path: str, seen: Seen) -> Page:
    page = context.new_page()
    page.on("console", lambda message: _note(message.text, seen))
    page.on("dialog", lambda dialog: _dismiss(dialog, seen))
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("request", lambda request: seen.asked.extend(_foreign(request.url, address)))
    page.on("popup", lambda popup: seen.asked.extend(_foreign(popup.url, address)))
    try:
        answer = page.goto(f"{address}/{path}", wait_until="commit")
        seen.status = answer.status if answer else 0
    except Error as error:
        seen.errors.append(str(error))
    return page


def _dismiss(dialog: Dialog, seen: Seen) -> None:
    seen.ran.append(f"dialog {dialog.type}")
    dialog.dismiss()


def _foreign(url: str, address: str) -> list[str]:
    return [] if url.startswith((f"{address}/", "data:", "blob:", "about:")) else [url]


def _note(text: str, seen: Seen) -> None:
    kind, _, rest = text.removeprefix("probe:").partition(" ")
    if not text.startswith("probe:"):
        return
    known: dict[str, Callable[[str], None]] = {
        "ran": seen.ran.append,
        "holds": seen.holds.append,
        "failed": seen.errors.append,
        "touched": lambda count: setattr(seen, "touched", int(count)),
    }
    if kind == "done":
        seen.is_done = True
    elif kind in known:
        known[kind](rest)
