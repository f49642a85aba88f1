"""The real search in a real browser: the only place that knows Playwright, and the names of the search module."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from kbgen.errors import ConfigError
from kbgen.search_check.host import Host
from kbgen.search_check.kinds import RANKS
from kbgen.search_check.queries import Query
from kbgen.search_check.score import Answer, Hit, Traffic

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

MODULE: Final = "assets/commons/search/index.js"
PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SWITCHES: Final = (
    "--no-sandbox",  # it opens pages of this machine only, and containers have no other choice
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ASK: Final = """async ([module, queries, options]) => {
  const { search } = await import(module);
  const answers = [];
  for (const query of queries) {
    const { results, total } = await search(query, options);
    const pages = results.filter((each) => (each.kind ?? "page") === "page");
    answers.push({ total, hits: pages.map((each) => [each.url, each.anchor ?? ""]) });
  }
  return answers;
}"""
IDLE_MS: Final = 2000
LIMITS: Final = (1, 5)
"""How many results are wanted of a reader's first query, to learn when the first one is there, and of the second."""
READERS: Final = 5
"""How many first visits are measured; the first of them waits a while, to see whether anything is loaded too early."""
TIMEOUT_MS: Final = 600_000


@contextmanager
def chromium(program: str = "") -> Iterator[Browser]:
    """Give a Chromium without window. Raises ConfigError if Playwright or the browser is not installed."""
    path = program or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if path is None:
        hint = "install Chromium (on Debian: apt-get install chromium), or name the program with --browser"
        raise ConfigError("there is no Chromium on this machine", hint=hint)
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise ConfigError("the search is checked by Playwright", hint="pip install 'kbgen[check]'") from error
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=list(SWITCHES))
        except Error as error:
            raise ConfigError(f"'{path}' cannot be started as a browser", hint="name another with --browser") from error
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def _page(browser: Browser, address: str) -> Iterator[Page]:
    context: BrowserContext = browser.new_context()
    try:
        page = context.new_page()
        page.set_default_timeout(TIMEOUT_MS)
        page.goto(address, wait_until="networkidle")
        yield page
    finally:
        context.close()


def ask(browser: Browser, host: Host, start: str, queries: Sequence[Query]) -> list[Answer]:
    """Return the answers to `queries`, asked on the page at `start`, below the site's root."""
    options = {"limit": RANKS, "facets": False}
    with _page(browser, host.address + start) as page:
        told: list[Any] = page.evaluate(ASK, [host.address + MODULE, [query.text for query in queries], options])
    return [
        Answer(query, tuple(Hit.of(*hit, base=host.address) for hit in answer["hits"]), answer["total"])
        for query, answer in zip(queries, told, strict=True)
    ]


def traffic(browser: Browser, host: Host, start: str, queries: Sequence[Query]) -> list[Traffic]:
    """Return what the browser of each of `READERS` readers loads, who opens the page at `start` and types two queries.

    They are asked as the dialog asks: the counts beside filters are on the page of the search only.
    Full text is all that comes from a Pagefind bundle, the engine too; titles are the rest, with the modules.
    """
    pairs = zip(queries[::2], queries[1::2], strict=False)
    return [_reader(browser, host, start, pair, waits=not n) for n, pair in enumerate(islice(pairs, READERS))]


def _reader(browser: Browser, host: Host, start: str, queries: Sequence[Query], *, waits: bool) -> Traffic:
    host.taken()
    with _page(browser, host.address + start) as page:
        page.wait_for_timeout(IDLE_MS if waits else 0)
        idle = sum(size for path, size in host.taken().items() if _is_data(path))
        sent = []
        for query, limit in zip(queries, LIMITS, strict=True):
            page.evaluate(ASK, [host.address + MODULE, [query.text], {"limit": limit, "facets": False}])
            sent.append(host.taken())
    first, second = sent
    full = sum(size for path, size in first.items() if _is_full_text(path))
    return Traffic(first.total() - full, full, second.total(), idle)


def _is_full_text(path: str) -> bool:
    return "pagefind/" in path


def _is_data(path: str) -> bool:
    """Tell whether a file is data or engine of the search; the small module that waits for intent is not."""
    return _is_full_text(path) or (path.endswith(".json") and "search/" in path)
