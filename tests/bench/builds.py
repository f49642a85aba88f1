"""Builds with kbgen beside those with stock MkDocs + Material."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from measuring import STOCK, Corpus, Measured, Results, change_a_page, checked_out, kbgen, measured, restore, stock

from kbgen.cli.build import processors

NOTE = """\
Median of {runs} runs. `cold`: nothing is cached. `again`: nothing has changed. `one page`: a commit changed one page.
Wall and CPU are seconds, CPU that of all processes; a ratio is to the time of MkDocs. Memory is that of the largest
single process, in MiB; kbgen has one process more than the {jobs} workers that it uses here, MkDocs has one. HTML,
files and MiB are what is published. MkDocs builds without its search plugin and with no other but literate-nav; it
reads a checked-out folder. kbgen reads a git repository, which it fetches first, with its whole history, from which it
makes pages of the community, and writes what the search needs."""


def one_run(corpus: Corpus, run: int, folder: Path) -> Iterator[tuple[str, Measured]]:
    """Do everything once in a fresh folder, and yield what each took."""
    checkout = checked_out(corpus, folder / "checkout")
    yield STOCK, measured(stock(checkout, folder / "stock"), folder, folder / "stock")
    site = folder / "site"
    build = kbgen("build", corpus, folder / "cache", "-o", site, "--keep-going")
    for what in ("kbgen cold", "kbgen again", "kbgen one page"):
        if what == "kbgen one page":
            change_a_page(corpus, run)
        yield what, measured(build, folder, site, fine=(0, 1))  # 1: the content has errors, as real content has
    restore(corpus)


def table(results: Results, runs: int) -> Iterator[str]:
    """Yield the lines of a Markdown table, and what must be known to read it."""
    yield "| Repository | What | Wall | Ratio | CPU | Ratio | Memory | HTML | Files | MiB |"
    yield "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|"
    for corpus, found in results.items():
        for what, result in found.items():
            name = f"{corpus.name} `{corpus.commit[:10]}`" if what == STOCK else ""
            times = ((result.wall, found[STOCK].wall), (result.cpu, found[STOCK].cpu))
            cells = [text for ours, theirs in times for text in (f"{ours:.1f}", f"{ours / theirs:.2f}")]
            cells += [f"{result.memory / 2**20:.0f}", f"{result.pages:,}", f"{result.files:,}"]
            cells += [f"{result.size / 2**20:.1f}"]
            yield f"| {name} | {what} | {' | '.join(cells)} |"
    yield ""
    yield NOTE.format(runs=runs, jobs=processors())
