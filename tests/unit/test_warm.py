"""Builds over what earlier ones left: byte for byte those over nothing, and work only where something has changed."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from command_line import fingerprint
from repo_builder import RepoBuilder
from small_site import build_site, config_of

from kbgen.config import Config
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

    def config(self) -> Config:
        """Return what `kbgen.yml` says now."""
        source = {"url": str(self.repo.path), "name": "book", **self.source}
        return config_of(source, base_dir=self.root, **self.given)

    def build(self, jobs: int = 1, **given: Any) -> tuple[Mapping[str, str], BuildReport]:
        """Build over what is there, and return the hashes of the files."""
        folder, report = build_site(self.root, self.config(), jobs=jobs, **given)
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


# --- nothing has changed


def test_where_nothing_has_changed_a_build_looks_and_leaves_the_site_alone(site: Site) -> None:
    first, cold = site.build()
    before = site.entries("*")
    again, warm = site.build(jobs=2)
    assert (again, warm.published, warm.rendered, warm.reused) == (first, "unchanged", 0, cold.rendered + cold.reused)
    assert warm.seconds.keys() == {"fetch"}
    assert site.entries("*") == before
    assert (warm.problems, warm.exit_code) == (cold.problems, cold.exit_code)
    assert [version.pages for version in warm.versions] == [version.pages for version in cold.versions]


Damage = Callable[[Path], object]
DAMAGES: Mapping[str, Damage] = {
    "changed": lambda folder: (folder / "index.html").write_text("Ours"),
    "changed, as long as before": lambda folder: (folder / "data" / "site.json").write_bytes(
        (folder / "data" / "site.json").read_bytes()[::-1]
    ),
    "gone": lambda folder: (folder / "1.0" / "p02" / "index.html").unlink(),
    "more": lambda folder: (folder / "1.0" / "more.html").write_text("Ours"),
    "another manifest": lambda folder: (folder / "data" / "manifest.json").write_text('{"generator": "kbgen"}'),
    "all gone": shutil.rmtree,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=list(DAMAGES))
def test_what_others_did_to_the_site_is_mended(damage: Damage, site: Site) -> None:
    first, _ = site.build()
    damage(site.root / "site")
    again, told = site.build()
    assert again == first
    assert told.published == "new" if damage is shutil.rmtree else "replaced"


def test_files_with_other_times_are_the_same_files(site: Site) -> None:
    site.build()
    for path in (site.root / "site").rglob("*"):
        os.utime(path, (1, 1))
    assert site.build()[1].seconds.keys() == {"fetch"}


def test_two_outputs_have_each_their_own_receipt(site: Site) -> None:
    site.build()
    config = site.config()
    assert build_site(site.root, config, output="other")[1].published == "new"
    assert build_site(site.root, config, output="other")[1].seconds.keys() == {"fetch"}
    assert site.build()[1].seconds.keys() == {"fetch"}


def test_what_is_asked_for_otherwise_is_looked_at_anew(site: Site) -> None:
    site.build()
    assert site.build(strict=True)[1].exit_code != site.build()[1].exit_code
    (site.root / "search").mkdir()
    (site.root / "search" / "synonyms.yml").write_text("start: [begin]\n", encoding="utf-8")
    assert site.build()[1].published == "replaced"
    assert site.build()[1].published == "unchanged"


def test_a_date_that_becomes_plausible_is_read_again(tmp_path: Path) -> None:
    """A commit from tomorrow and a bit is dated as the one before it, until there is a tomorrow."""
    soon = datetime.now(UTC) + timedelta(days=1, seconds=20)
    repo = RepoBuilder(tmp_path / "kb").commit({"a.md": "# A\n"}).commit({"b.md": "# B\n"}, when=soon)
    config = config_of({"url": str(repo.path), "name": "kb"})
    build_site(tmp_path, config)
    assert build_site(tmp_path, config)[1].seconds.keys() == {"fetch"}
    receipt = next((tmp_path / "cache" / "receipt").glob("*/*"))
    assert 0 < json.loads(receipt.read_bytes()[32:])["until"] - time.time() <= 20


def test_after_a_week_a_build_goes_over_everything_once_and_dates_what_it_uses(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.build()
    entries = site.entries("article", "page")
    for path in entries:
        os.utime(path, (time.time() - 40 * 24 * 60 * 60,) * 2)
    assert site.build()[1].seconds.keys() == {"fetch"}
    later = time.time() + 7 * 24 * 60 * 60
    with monkeypatch.context() as patched:
        patched.setattr("kbgen.receipt.time.time", lambda: later)
        again = site.build()[1]
    assert (again.published, again.rendered) == ("unchanged", 0)
    assert entries and all(path.stat().st_mtime > time.time() - 60 for path in entries)


def test_a_page_that_failed_is_tried_again(tmp_path: Path) -> None:
    deep = "<div markdown>\n" * 600 + "x\n" + "</div>\n" * 600
    config = config_of({"url": str(RepoBuilder(tmp_path / "kb").commit({"deep.md": deep}).path), "name": "kb"})
    _, told = build_site(tmp_path, config, keep_going=True)
    assert "KB116" in {problem.code for problem in told.problems}
    assert build_site(tmp_path, config, keep_going=True)[1].seconds.keys() > {"fetch"}
