"""The tools of the search: Pagefind, which indexes full text, and a browser to check what is found."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Final

from kbgen.doctor.case import Case
from kbgen.doctor.finding import Finding, State
from kbgen.search import find_binary, why_mute
from kbgen.search_check import PROGRAMS

UNSPACED: Final = ("zh", "ja", "ko")


def indexer(case: Case) -> Iterator[Finding]:
    """Yield whether Pagefind is there, starts, and knows the language of the site."""
    if case.config and case.config.search.engine == "none":
        return
    binary = find_binary()
    if binary is None:
        why = "without it readers find titles and headings only"
        yield Finding("pagefind", State.WARNING, "Pagefind is not installed", why, "pip install pagefind_bin")
        return
    name = f"Pagefind {binary.version}{' (extended)' if binary.extended else ''}"
    if mute := why_mute(binary):
        action = "install pagefind_bin for this platform, or write `search: {engine: none}` in kbgen.yml"
        yield Finding(
            "pagefind", State.ERROR, f"{name} does not work: {mute}", "no site with a search can be built", action
        )
        return
    yield Finding("pagefind", State.OK, name)
    language = case.config.site.language if case.config else ""
    if language.partition("-")[0].lower() in UNSPACED and not binary.extended:
        what = f"{name} cannot tell the words of '{language}' apart"
        why = "full text is found by whole phrases only; titles and headings are found anyway"
        yield Finding("pagefind", State.WARNING, what, why, "pip install 'kbgen[cjk]'")


def browser(case: Case) -> Iterator[Finding]:
    """Yield whether `kbgen search-check` can be run. A site is built without it."""
    program = next(filter(None, map(shutil.which, (case.browser, *PROGRAMS) if case.browser else PROGRAMS)), None)
    why = "only `kbgen search-check` needs it; sites are built without"
    if program is None:
        action = "install Chromium (on Debian: apt-get install chromium), or name the program with --browser"
        yield Finding("browser", State.NOTE, "there is no Chromium on this machine", why, action)
    elif find_spec("playwright") is None:
        yield Finding("browser", State.NOTE, "Playwright is not installed", why, "pip install 'kbgen[check]'")
    else:
        yield Finding("browser", State.OK, f"Chromium: {program}")
