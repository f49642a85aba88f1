"""What history costs: kbgen's facts beside the two plugins of MkDocs that read dates and authors from git."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from measuring import (
    STOCK,
    TESTS,
    Corpus,
    Measured,
    Results,
    change_a_page,
    checked_out,
    kbgen,
    measured,
    restore,
    stock,
)
from stock import GIT_PLUGINS

PLUGINS = f"{STOCK} + {' + '.join(GIT_PLUGINS)}"
ALONE = "the two plugins alone"
INDEX, WORDS = "kbgen's index, dates and authors", "kbgen's index, with who wrote each word"
FACTS, BUILD = "kbgen stats", "kbgen build"
NOTE = """\
{runs} run(s); wall and CPU are seconds, CPU that of all processes. `the two plugins alone` is the difference of the two
rows above it. `kbgen's index` is the reading of the history: commits, people named in them, pages across their moves,
when each was made and changed by whom; and with words who wrote each of those that are there now. `kbgen stats` does
that and more: it fetches, reads the pages, and works out people and metrics. The ratios of both are to the plugins
alone, that of `kbgen build`, which is the whole site, to MkDocs with the plugins. `cold`: nothing is cached. `again`:
nothing has changed. `one commit`: one page was changed. The plugins keep nothing from one build to the next."""


def one_run(corpus: Corpus, run: int, folder: Path) -> Iterator[tuple[str, Measured]]:
    """Do everything once in a fresh folder, and yield what each took."""
    checkout = checked_out(corpus, folder / "checkout")
    plain, full, site = folder / "plain", folder / "full", folder / "site"
    yield STOCK, measured(stock(checkout, plain), checkout, plain)
    yield PLUGINS, measured(stock(checkout, full, *GIT_PLUGINS), checkout, full)
    stats = kbgen("stats", corpus, folder / "cache-of-stats")
    for what, option in ((INDEX, ()), (WORDS, ("--words",))):
        index = (sys.executable, TESTS / "bench" / "index.py", corpus.repository, folder / what, *option)
        yield f"{what}, cold", measured(index, folder, folder / "none")
    build = kbgen("build", corpus, folder / "cache", "-o", site, "--keep-going")
    for state in ("cold", "again", "one commit"):
        if state == "one commit":
            change_a_page(corpus, run)
        yield f"{FACTS}, {state}", measured(stats, folder, folder / "none")
        yield f"{BUILD}, {state}", measured(build, folder, site, fine=(0, 1))  # 1: the content has errors
    restore(corpus)


def table(results: Results, runs: int) -> Iterator[str]:
    """Yield the lines of a Markdown table, and what must be known to read it."""
    yield "| Repository | What | Wall | Times faster | CPU | Times faster | Memory |"
    yield "|---|---|--:|--:|--:|--:|--:|"
    for corpus, found in results.items():
        name = f"{corpus.name} `{corpus.commit[:10]}`"
        plugins = (found[PLUGINS].wall - found[STOCK].wall, found[PLUGINS].cpu - found[STOCK].cpu)
        for what in sorted(
            found, key=lambda what: what.startswith("kbgen") + what.startswith((FACTS, BUILD)) + what.startswith(BUILD)
        ):
            yield f"| {name} | {what} | {' | '.join(_cells(what, found, plugins))} |"
            name = ""
            if what == PLUGINS:
                yield f"| | {ALONE} | {plugins[0]:.1f} | | {plugins[1]:.1f} | | |"
    yield ""
    yield NOTE.format(runs=runs)


def _cells(what: str, found: Mapping[str, Measured], plugins: tuple[float, float]) -> Iterator[str]:
    """Yield wall and CPU, each with the ratio to what does the same with MkDocs, and the memory."""
    result = found[what]
    beside = (found[PLUGINS].wall, found[PLUGINS].cpu) if what.startswith(BUILD) else plugins
    for ours, theirs in zip((result.wall, result.cpu), beside, strict=True):
        yield f"{ours:.1f}"
        yield f"{theirs / ours:.1f}" if what.startswith("kbgen") else ""
    yield f"{result.memory / 2**20:.0f}"
