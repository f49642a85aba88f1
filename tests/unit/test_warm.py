"""Builds over what earlier ones left: byte for byte those over nothing, and work only where something has changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from command_line import fingerprint
from repo_builder import RepoBuilder
from small_site import build_site, config_of

from kbgen.report import BuildReport

WORDS = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu"]
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg"><circle r="{}"/></svg>'
MKDOCS = "repo_url: https://github.com/o/n\n"


def text_of(number: int, more: str = "") -> str:
    """Return a page that shares words with its neighbours; one of them links to a file of the commit."""
    said = " ".join(WORDS[(number + n) % len(WORDS)] for n in range(9))
    code = ", [code](../tool.py)" if number == 9 else ""
    return f"# Page {number}\n\n{said}, as `name_{number}` says. [Next](p{number + 1}.md){code}.\n{more}"


class Site:
    """One repository of enough pages that some are related, and what `kbgen.yml` says."""

    def __init__(self, root: Path) -> None:
        self.root = root
        pages = {f"docs/p{number:02}.md": text_of(number) for number in range(14)}
        drawing = {
            "docs/a.svg": DRAWING.format(1),
            "docs/bad.svg": "<svg><script/></svg>",
            "tool.py": "pass\n",
            "mkdocs.yml": MKDOCS,
        }
        self.repo = RepoBuilder(root / "book").commit({**pages, **drawing, "docs/index.md": "# Home\n\n![](a.svg)\n"})
        self.repo.tag("v1.0").commit({"docs/p03.md": text_of(3, "One more sentence, which is new.\n")}, author="Bob")
        self.given: dict[str, Any] = {"site": {"name": "All of it", "url": "https://kb.example.org/"}}
        self.source: dict[str, Any] = {"branches": ["HEAD"], "tags": ["*"], "edit": "https://x.org/{branch}/{path}"}

    def build(self, jobs: int = 1, **given: Any) -> tuple[Mapping[str, str], BuildReport]:
        """Build over what is there, and return the hashes of the files."""
        config = config_of({"url": str(self.repo.path), "name": "book", **self.source}, **self.given)
        folder, report = build_site(self.root, config, jobs=jobs, **given)
        return fingerprint(folder), report

    def forget(self) -> None:
        """Remove all that builds have left."""
        shutil.rmtree(self.root / "cache")
        shutil.rmtree(self.root / "site")

    def entries(self, *kinds: str) -> set[Path]:
        """Return the entries of the cache of these kinds."""
        return {path for kind in kinds for path in (self.root / "cache" / kind).glob("*/*")}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


Change = Callable[[Site], object]
CHANGES: Mapping[str, Sequence[Change]] = {
    "nothing": [lambda site: None],
    "text": [lambda site: site.repo.commit({"docs/p05.md": text_of(5, "Changed.\n")})],
    "text, and back": [
        lambda site: site.repo.commit({"docs/p05.md": text_of(5, "Changed.\n")}),
        lambda site: site.repo.commit({"docs/p05.md": text_of(5)}),
    ],
    "new page": [lambda site: site.repo.commit({"docs/p04b.md": "# Between\n\nalpha beta [next](p05.md)\n"})],
    "page gone": [lambda site: site.repo.commit({"docs/p06.md": None})],
    "page moved": [lambda site: site.repo.move("docs/p07.md", "docs/q/p07.md")],
    "file gone that a link named": [lambda site: site.repo.commit({"tool.py": None})],
    "other forge": [lambda site: site.repo.commit({"mkdocs.yml": MKDOCS.replace("/n", "/m")})],
    "picture": [lambda site: site.repo.commit({"docs/a.svg": DRAWING.format(2)})],
    "picture that runs": [lambda site: site.repo.commit({"docs/a.svg": "<svg onload='x()'/>"})],
    "title": [lambda site: site.repo.commit({"docs/p08.md": text_of(8).replace("Page 8", "Ninth page")})],
    "new version": [lambda site: site.repo.tag("v2.0")],
    "other address": [lambda site: site.given.update(site={"name": "All of it"})],
    "no search": [lambda site: site.given.update(search={"engine": "none"})],
    "tags are words": [lambda site: site.repo.commit({"docs/p01.md": f"---\ntags: [zeta]\n---\n{text_of(1)}"})],
}


@pytest.mark.parametrize("changes", CHANGES.values(), ids=list(CHANGES))
def test_a_build_over_earlier_ones_is_a_build_over_nothing(changes: Sequence[Change], site: Site) -> None:
    site.build()
    for change in changes:
        change(site)
        warm, told = site.build()
    site.forget()
    clean, first = site.build()
    assert warm == clean
    assert [each.code for each in told.problems] == [each.code for each in first.problems]


def test_another_commit_makes_no_twin_anew_but_those_that_tell_of_it(site: Site) -> None:
    site.build()
    links, twins = site.entries("twin-links"), site.entries("twin")
    site.repo.commit({"docs/p05.md": text_of(5, "Changed.\n")})
    site.build()
    assert len(site.entries("twin-links") - links) == 1
    assert len(site.entries("twin") - twins) == 2  # that of the page, and of the one that links to a file of the commit
