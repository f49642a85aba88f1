"""Any `kbgen.yml` and any `mkdocs.yml` is read, or told to be wrong: what, where, and what to write instead."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from fuzzing import Choices, changed, characters, made, many, sample
from hypothesis import example, given
from small_site import book_of, page

from kbgen.codes import CODES
from kbgen.config import load
from kbgen.config.schema import ConfigFile, PeopleRules, SearchRules, Site, Source
from kbgen.content import mkdocs_yml
from kbgen.content.inclusion import Inclusion
from kbgen.content.nav import build_nav
from kbgen.errors import ConfigError
from kbgen.links import Targets
from kbgen.markdown_extensions import EXTENSIONS
from kbgen.model import Location, Mirror, Problem, Ref, RefKind
from kbgen.render.article import convert
from kbgen.versions import resolve
from kbgen.view import Book

DAY = datetime(2024, 5, 1, tzinfo=UTC)
REFS = tuple(
    Ref(name, kind, f"{number}" * 40, DAY)
    for number, (name, kind) in enumerate(
        [("main", RefKind.BRANCH), ("a/b", RefKind.BRANCH), ("v1.0", RefKind.TAG), ("v2.0-rc1", RefKind.TAG)], start=1
    )
)
SITE_KEYS = (*ConfigFile.model_fields, *Site.model_fields, *Source.model_fields, *PeopleRules.model_fields)
SITE_KEYS += (*SearchRules.model_fields, "KB021", "<<", "1", "~", "[a]", "sources", "sources")
BOOK_KEYS = (
    *("site_name", "nav", "docs_dir", "repo_url", "edit_uri", "exclude_docs", "not_in_nav"),
    *("use_directory_urls", "hooks"),
    *("markdown_extensions", "plugins", "theme", "extra", "literate-nav", "redirects", "nav_file", "redirect_maps"),
    *("markdown_extensions", "options", "permalink", "slugify", "custom_fences", "name", "class", "format"),
    "toc_depth",
)
VALUES = (
    *("a", "kb", "../kb", "./docs/", "https://git.example/a", "https://u:p@git.example/a", "git@host:x"),
    "ext::sh -c id",
    *("1", "1.10", "-1", "1e999", ".nan", "true", "no", "null", "~", "2020-01-01", "2020-13-01", "''", "'a"),
    '"\\e[31m"',
    *("[]", "{}", "[a, b]", "['**']", "['!v*', 'v[0']", "[1.10]", "[[a]]", "{a: b}", "{'(*)': $1, 'v(*': $2}"),
    "[{url: kb}]",
    *("&a [*a]", "*a", "!ENV HOME", "!!python/name:pymdownx.slugs.slugify"),
    *("!!python/object/apply:os.system [id]", "!x {a: b}"),
    *("!!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}", "|\n  *.md\n  !a.md\n  [z-a]"),
    *("off", "error"),
    *("index.md", "[index.md, {A: a.md}, {B: [b.md]}]", "{A: {B: [c.md]}}", "javascript:x()", "en", "english!"),
    *("\x07", "\x85"),
    *("[toc, {toc: {permalink: [1]}}, pymdownx.snippets]", "{toc: {baselevel: x, slugify: !!python/name:os.system}}"),
    "[{name: mermaid, class: x, format: !!python/name:pymdownx.superfences.fence_code_format}, 3]",
    "{pymdownx.tabbed: ~}",
    "[{pymdownx.superfences: {custom_fences: [{name: m}]}}]",
    "[{pymdownx.highlight: {linenums: x, default_lang: [1]}}]",
    "[search, macros, {redirects: {redirect_maps: {a.md: b.md, c.md: 'https://x', d: 1}}}]",
    *("[literate-nav]", "x" * 300),
)
STARTS = ("", "", "", "  ", "    ", "- ", "  - ", "? ", "# ", "\t")
GOOD_SITE = (
    """
site: {name: KB, url: "https://kb.example/"}
sources:
  - url: kb
    branches: [main]
    tags: ["v*"]
    versions: {main: dev}
    mark: {dev: [prerelease]}
    keep: {minors: 2}
source_defaults: {docs: docs}
people: {members: [{name: Ann, signs_as: [a@x]}]}
check: {KB021: error}
search: {engine: none}
""",
    "sources: [{url: a}, {url: https://git.example/b, name: b, trust: full}]\nmarkdown_extensions: [toc]\n",
)
GOOD_BOOK = (
    """
site_name: KB
docs_dir: docs
repo_url: https://git.example/a
edit_uri: edit/main/
nav:
  - index.md
  - A: a.md
  - B:
      - b.md
      - C: https://x
markdown_extensions:
  - toc: {permalink: true}
  - pymdownx.superfences:
      custom_fences:
        - {name: mermaid, class: mermaid, format: !!python/name:pymdownx.superfences.fence_code_format }
plugins: [search, {redirects: {redirect_maps: {old.md: a.md}}}]
exclude_docs: |
  drafts/
""",
)


def settings(choices: Choices, keys: tuple[str, ...], good: tuple[str, ...]) -> str:
    """Make a file of keys and values that mean something somewhere."""
    kind = choices.number(8)
    if kind < 4:
        return (
            changed(choices, good, (*VALUES, *keys, *(f"\n{key}: " for key in keys))) if kind else characters(choices)
        )
    lines = choices.some(lambda: f"{choices.one(STARTS)}{choices.one(keys)}: {choices.one(VALUES)}", 8)
    return "\n".join(lines)


def site(choices: Choices) -> str:
    return settings(choices, SITE_KEYS, GOOD_SITE)


def book(choices: Choices) -> str:
    return settings(choices, (*BOOK_KEYS, *EXTENSIONS), GOOD_BOOK)


def are_clear(problems: tuple[Problem, ...], text: str) -> None:
    for found in problems:
        assert found.code in CODES
        assert found.message.isprintable() and found.hint.isprintable(), found
        assert 0 <= found.where.line <= text.count("\n") + text.count("\r") + text.count("\x85") + 2, found


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("settings") / "kbgen.yml"


def is_a_site_or_wrong(text: str, place: Path) -> None:
    """Assert that a `kbgen.yml` gives a configuration, with which refs can be chosen, or words on what is wrong."""
    place.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        config = load(place)
        for source in config.sources:
            mirror = Mirror(source.name, place.parent, REFS, "main")
            are_clear(resolve(source, mirror).problems, text)
    except ConfigError as error:
        assert error.problems
        are_clear(error.problems, text)


@sample(200)
@given(made(site))
@example("sources: [{url: kb, versions: {'(': x}}]")
def test_any_site_is_described_or_told_to_be_wrong(place: Path, text: str) -> None:
    is_a_site_or_wrong(text, place)


@pytest.mark.torture
@pytest.mark.parametrize("turn", range(5))
def test_many_sites_are_described_or_told_to_be_wrong(place: Path, turn: int) -> None:
    many(lambda text: is_a_site_or_wrong(text, place), site, turn, 10_000)


WHERE = Location("mkdocs.yml", collection="kb", ref="main")
PAGES = (page("index.md"), page("a.md"), page("b/c.md"))
TARGETS = Targets.of(book_of(*PAGES), "")


def is_a_book(text: str) -> None:
    """Assert that a `mkdocs.yml` gives settings which all that reads them can use."""
    read, problems = mkdocs_yml.read(text, WHERE)
    are_clear(problems, text)
    Inclusion.of(read).publishes("drafts/a.md")
    are_clear(build_nav(read, PAGES, lambda uri: "* [A](a.md)\n", WHERE).problems, text)
    if read.extensions:
        convert(page("index.md", "# A\n\n```py\nx\n```\n\n[TOC] :smile: text\n"), Book(read.extensions, TARGETS))


@sample(150)
@given(made(book))
def test_any_book_has_settings(text: str) -> None:
    is_a_book(text)


@pytest.mark.torture
@pytest.mark.parametrize("turn", range(5))
def test_many_books_have_settings(turn: int) -> None:
    many(is_a_book, book, turn, 10_000)
