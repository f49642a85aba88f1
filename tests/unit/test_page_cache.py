"""The page cache: a build with a warm cache gives byte for byte what a clean build gives, whatever has changed."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from command_line import fingerprint
from repo_builder import RepoBuilder
from small_site import build_site, config_of

from kbgen.canonical import Canonical
from kbgen.config import Config
from kbgen.report import BuildReport

TEXT = "Some text that is long enough to be a change of substance, in ten words or more.\n"
MKDOCS = "site_name: The handbook\nmarkdown_extensions: [admonition]\n"


class Site:
    """Two repositories, one with versions, and a theme of the site's own; what `kbgen.yml` says can be changed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.handbook = RepoBuilder(root / "handbook").commit(
            {
                "mkdocs.yml": MKDOCS,
                "docs/index.md": f"# Home\n\n{TEXT}",
                "docs/guide/a.md": f"# Ay\n\n{TEXT}",
                "docs/guide/b.md": f"# Bee\n\n{TEXT}[to ay](a.md)\n",
                "docs/guide/c.md": f"# Cee\n\n{TEXT}",
                "docs/guide/gone.md": f"# Gone\n\n{TEXT}Gone, gone.\n",
                "docs/guide/moved.md": f"# Moved\n\n{TEXT}On the way to another folder.\n",
                "docs/other/d.md": f"---\nstatus: draft\n---\n\n# Dee\n\n{TEXT}",
            },
            author="Ada",
        )
        self.handbook.tag("v0.9").tag("v1.0").commit({"docs/guide/c.md": f"# Cee\n\n{TEXT}{TEXT}"}, author="Bob")
        self.toolbox = RepoBuilder(root / "toolbox").commit({"t.md": f"# Tool\n\n{TEXT}"}, author="Cleo")
        self.write(
            "theme/main.html", '{% extends "commons/main.html" %}{% block facts %}{{ super() }}Ours{% endblock %}'
        )
        self.write("theme/assets/own.css", "p { color: red }")
        self.given: dict[str, Any] = {
            "site": {"name": "All of it", "url": "https://kb.example.org/"},
            "theme": "theme",
            "search": {"engine": "none"},
        }
        self.handbook_given: dict[str, Any] = {"branches": ["HEAD"], "tags": ["*"]}

        self.files: Mapping[str, str] = {}

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    @property
    def config(self) -> Config:
        handbook = {"url": str(self.handbook.path), "name": "handbook", **self.handbook_given}
        toolbox = {"url": str(self.toolbox.path), "name": "toolbox"}
        return config_of(handbook, toolbox, base_dir=self.root, **self.given)

    def build(self, jobs: int = 1) -> tuple[Mapping[str, str], BuildReport]:
        """Build with the caches as they are, and return the hashes of the files."""
        folder, report = build_site(self.root, self.config, jobs=jobs, allow_shrink=True)
        return fingerprint(folder), report

    def forget(self) -> None:
        """Empty the page cache, and let the site be made again."""
        shutil.rmtree(self.root / "cache" / "sheet")
        shutil.rmtree(self.root / "cache" / "receipt")

    def redirects(self) -> set[str]:
        """Return the HTML files that are no pages: those that lead to another address."""
        folder = self.root / "site"
        files = (path for path in folder.rglob("*.html") if b'http-equiv="refresh"' in path.read_bytes())
        return {path.relative_to(folder).as_posix() for path in files}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def pages(files: Mapping[str, str]) -> set[str]:
    return {path for path in files if path.endswith(".html")}


def test_a_second_build_renders_nothing(site: Site) -> None:
    first, cold = site.build()
    again, warm = site.build()
    assert again == first
    assert (cold.reused, warm.rendered) == (0, 0)
    assert cold.rendered == warm.reused > len(cold.versions)
    assert [version.pages_rendered for version in cold.versions] == [9, 9, 9, 1]  # with the lists of two folders
    assert [version.pages_rendered for version in warm.versions] == [0, 0, 0, 0]


Change = Callable[[Site], object]

CHANGES: Mapping[str, Change] = {
    "text": lambda site: site.handbook.commit({"docs/guide/a.md": f"# Ay\n\n{TEXT}More.\n"}),
    "title of a neighbour": lambda site: site.handbook.commit({"docs/guide/b.md": f"# Bumblebee\n\n{TEXT}"}),
    "new neighbour": lambda site: site.handbook.commit({"docs/guide/b2.md": f"# Between\n\n{TEXT}"}),
    "page gone": lambda site: site.handbook.commit({"docs/guide/gone.md": None}),
    "page moved": lambda site: site.handbook.move("docs/guide/moved.md", "docs/other/moved.md"),
    "front matter": lambda site: site.handbook.commit({"docs/other/d.md": f"---\ntags: [x]\n---\n# Dee\n\n{TEXT}"}),
    "navigation": lambda site: site.handbook.commit(
        {"mkdocs.yml": f"{MKDOCS}nav: [index.md, {{Guide: [guide/c.md, guide/a.md]}}]\n"}
    ),
    "name of a collection": lambda site: site.handbook.commit({"mkdocs.yml": MKDOCS.replace("The", "Our")}),
    "address of the forge": lambda site: site.handbook.commit(
        {"mkdocs.yml": f"{MKDOCS}repo_url: https://github.com/o/n\n"}
    ),
    "new version": lambda site: site.handbook.tag("v2.0"),
    "prerelease": lambda site: site.handbook.tag("v2.0rc1"),
    "new person": lambda site: site.toolbox.commit({"t.md": f"# Tool\n\n{TEXT}{TEXT}"}, author="Dora"),
    "mailmap": lambda site: site.handbook.commit({".mailmap": "Ada Lovelace <ada@example.org>\n"}),
    "person opts out": lambda site: site.given.update(people={"members": [{"name": "Bob", "opt_out": True}]}),
    "person has another name": lambda site: site.given.update(
        people={"members": [{"name": "Robert", "signs_as": ["Bob"]}]}
    ),
    "theme": lambda site: site.write("theme/main.html", '{% extends "commons/main.html" %}'),
    "part of the theme": lambda site: site.write("theme/partials/copyright.html", "<p>Ours</p>"),
    "style": lambda site: site.write("theme/assets/own.css", "p { color: blue }"),
    "other theme": lambda site: site.given.update(theme="commons"),
    "name of the site": lambda site: site.given["site"].update(name="Some of it"),
    "address of the site": lambda site: site.given["site"].update(url="https://kb.example.net/base/"),
    "description of the site": lambda site: site.given["site"].update(description="What we know"),
    "language": lambda site: site.given["site"].update(language="de"),
    "old versions are left out": lambda site: site.given.update(urls={"noindex_old": True}),
    "latest is copied": lambda site: site.given.update(urls={"latest": "copy"}),
    "trust": lambda site: site.handbook_given.update(trust="full"),
    "title of a collection": lambda site: site.handbook_given.update(title="Our handbook"),
    "edit address": lambda site: site.handbook_given.update(edit="https://git.example.org/{branch}/{path}"),
    "where problems are reported": lambda site: site.handbook_given.update(issue="https://git.example.org/new?{title}"),
    "no versions": lambda site: site.handbook_given.update(tags=[]),
}


@pytest.fixture(scope="module")
def changing(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a site that one test after the other changes."""
    site = Site(tmp_path_factory.mktemp("changing"))
    site.files, _ = site.build()
    return site


@pytest.mark.parametrize("change", CHANGES)
def test_a_warm_build_is_a_clean_build_after_a_change_of(change: str, changing: Site) -> None:
    before = changing.files
    CHANGES[change](changing)
    warm, _ = changing.build()
    changing.forget()
    changing.files, clean = changing.build()
    assert warm == changing.files
    assert warm != before
    assert clean.reused == 0


def test_one_changed_page_renders_only_the_pages_that_show_it(site: Site) -> None:
    before, _ = site.build()
    CHANGES["text"](site)
    after, report = site.build()
    for version in report.versions:  # the older ones say who wrote their text as long as it is the present one
        own = {path for path in pages(after) - site.redirects() if path.startswith(version.root)}
        changed = {path.removeprefix(version.root) for path in own if after[path] != before[path]}
        lists = changed & {"changes/index.html"}  # the version after the one before lists the page, and links to it
        assert changed - lists == ({"guide/a/index.html"} if version.collection == "handbook" else set())
        assert version.pages_rendered == len(changed - lists)


REASONS: Mapping[str, Mapping[str, set[str]]] = {
    "text": {"guide/a/index.html": {"text", "people and dates", "notices"}, "404.html": set()},
    "title of a neighbour": {"guide/a/index.html": {"navigation", "pages beside it", "pages that link to it"}},
    "new neighbour": {"guide/b2/index.html": {"new page"}, "guide/b/index.html": {"navigation", "pages beside it"}},
    "front matter": {"other/d/index.html": {"text", "people and dates", "tags"}},
    "theme": {"guide/a/index.html": {"theme or kbgen"}, "404.html": {"theme or kbgen"}},
    "description of the site": {"404.html": {"site and version"}},
}


@pytest.mark.parametrize("change", REASONS)
def test_why_a_page_was_rendered_anew(change: str, site: Site) -> None:
    _, first = site.build()
    assert first.rebuilt == ()
    CHANGES[change](site)
    _, report = site.build()
    because = {each.page: set(each.because) for each in report.rebuilt}
    assert len(because) == report.rendered > 0
    (root,) = (each.root for each in report.versions if each.collection == "handbook" and each.ref == "main")
    for page, parts in REASONS[change].items():
        told = because.get(page if page == "404.html" else root + page, set())
        assert told == parts, (page, because)


def test_without_the_edition_before_no_reason_is_made_up(site: Site) -> None:
    site.build()
    CHANGES["theme"](site)
    shutil.rmtree(site.root / "cache" / "edition")
    _, report = site.build()
    assert report.rendered > 0
    assert report.rebuilt == ()


def test_a_style_is_on_no_page(site: Site) -> None:
    site.build()
    CHANGES["style"](site)
    assert site.build()[1].rendered == 0


def test_a_change_that_is_taken_back_renders_nothing(site: Site) -> None:
    before, _ = site.build()
    CHANGES["name of the site"](site)
    site.build()
    site.given["site"]["name"] = "All of it"
    assert (site.build()[0], site.build()[1].rendered) == (before, 0)


def test_workers_give_and_take_the_same(site: Site) -> None:
    one, _ = site.build()
    site.forget()
    two, cold = site.build(jobs=2)
    again, warm = site.build(jobs=2)
    assert one == two == again
    assert (cold.reused, warm.rendered) == (0, 0)


def test_a_damaged_entry_is_rendered_again(site: Site) -> None:
    before, _ = site.build()
    entry = next(path for path in sorted((site.root / "cache" / "sheet").rglob("*")) if path.is_file())
    entry.write_bytes(entry.read_bytes()[:-1])
    shutil.rmtree(site.root / "cache" / "receipt")
    after, report = site.build()
    assert after == before
    assert report.rendered == 1


# --- the bytes of values


class Colour(Enum):
    RED = "red"


@dataclass(frozen=True)
class Thing:
    name: str
    parts: tuple[object, ...] = ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        (("a",), "a"),
        (1, True),
        (1, "1"),
        (b"a", "a"),
        (None, ""),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),  # templates walk through it
        ({"a": 1}, (("a", 1),)),
        (frozenset({"a"}), ("a",)),
        (Colour.RED, "red"),
        (date(2024, 1, 1), "2024-01-01"),
        (Fraction(1, 2), "1/2"),
        (Thing("a"), ("a", ())),
        (Thing("a"), Thing("b")),
        (Thing("a", (Thing("b"),)), Thing("a", (Thing("c"),))),
    ],
)
def test_other_values_have_other_bytes(one: object, other: object) -> None:
    canonical = Canonical()
    assert canonical.bytes_of(one) != canonical.bytes_of(other)


def test_equal_values_have_equal_bytes_however_they_are_shared() -> None:
    name = "".join(["na", "me"])
    thing = Thing(name)
    shared = (thing, thing, name, frozenset({"a", "b"}))
    apart = (Thing("name"), dataclasses.replace(thing), "name", frozenset({"b", "a"}))
    assert Canonical().bytes_of(shared) == Canonical().bytes_of(apart)
    keeping = Canonical(shared=frozenset({Thing}))
    assert keeping.bytes_of(shared) == Canonical().bytes_of(apart) == keeping.bytes_of(apart)


def test_a_value_of_an_unknown_type_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        Canonical().bytes_of((1, Thing("a", (object(),))))


def test_what_was_met_is_noted_also_where_it_is_kept() -> None:
    canonical = Canonical(shared=frozenset({Thing}), noted=frozenset({Thing}))
    thing = Thing("a")
    for _ in range(2):
        canonical.met.clear()
        canonical.bytes_of(({"who": thing},))
        assert list(canonical.met.values()) == [thing]
