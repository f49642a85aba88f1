from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from mkdocs.structure.files import File, Files
from mkdocs_literate_nav.parser import NavParser
from mkdocs_literate_nav.plugin import MkDocsGlobber
from repo_builder import RepoBuilder
from small_site import content_of, found, page

from kbgen.content.literate import parse_entries
from kbgen.content.nav import build_nav
from kbgen.content.tree import natural
from kbgen.model import BookSettings, Location, NavItem, Severity

PAGES = [
    "index.md",
    "faq.md",
    "guide/README.md",
    "guide/install.md",
    "guide/use.md",
    "guide/deep/x.md",
    "ref/a.md",
    "ref/b.md",
    "ref/sub/c.md",
    "a b.md",
]


def plain(items: Sequence[NavItem]) -> list[Any]:
    """Return a navigation as nested lists: a page, or a pair of title and page, URL or list."""
    return [_plain(item) for item in items]


def _plain(item: NavItem) -> Any:
    inside = plain(item.children) if item.children else item.page or item.url
    return inside if item.title is None else (item.title, inside)


def theirs(nav: Any) -> list[Any]:
    """Return the plugin's navigation in the form of `plain`."""
    found = []
    for item in nav:
        [(title, value)] = item.items() if isinstance(item, dict) else [(None, item)]
        inside = theirs(value) if isinstance(value, list) else value
        found.append(inside if title is None else (title, inside))
    return found


def by_plugin(summaries: Mapping[str, str]) -> list[Any]:
    """Return what mkdocs-literate-nav makes of nav files in a folder with `PAGES`."""
    names = sorted([*PAGES, *(path for path in summaries if path not in PAGES)], key=_mkdocs_order)
    files = Files([File(name, src_dir="/d", dest_dir="/s", use_directory_urls=True) for name in names])
    nav_files = {posixpath.normpath(posixpath.dirname(path) or "."): text for path, text in summaries.items()}

    def nav_for(folder: str) -> tuple[str, str] | None:
        text = nav_files.get(posixpath.normpath(folder))
        return None if text is None else ("SUMMARY.md", text)

    return theirs(NavParser(nav_for, MkDocsGlobber(files)).markdown_to_nav())


def _mkdocs_order(path: str) -> tuple[object, ...]:
    """Sort as MkDocs 1.6 lists a folder: files before folders, index files first."""
    folder, name = posixpath.split(path)
    return folder.split("/") if folder else [], posixpath.splitext(name)[0] not in ("index", "README"), natural(name)


def ours(summaries: Mapping[str, str], pages: Sequence[str] = PAGES) -> list[Any]:
    all_pages = [page(path) for path in sorted({*pages, *summaries})]
    settings = BookSettings(docs_dir="docs", nav_file="SUMMARY.md")
    nav = build_nav(settings, all_pages, summaries.get, Location())
    assert [problem for problem in nav.problems if problem.severity is Severity.ERROR] == []
    return plain(nav.items)


@pytest.mark.parametrize(
    "summaries",
    [
        {"SUMMARY.md": "* [Home](index.md)\n* [Questions](faq.md)\n"},
        {"SUMMARY.md": "# Title\n\ntext\n\n* [Not](faq.md)\n\ntext\n\n1. [Home](index.md)\n2. [Use](guide/use.md)\n"},
        {"SUMMARY.md": "- [A](faq.md)\n\n<!--nav-->\n\n- [B](index.md)\n\ntext\n\n- [C](faq.md)\n"},
        {"SUMMARY.md": "<!--nav-->\n* [A](faq.md)\n\ntext\n\n<!--nav-->\n* [B](index.md)\n"},
        {"SUMMARY.md": "* [H](index.md)\n* Guide\n    * [I](guide/install.md)\n    * Deep\n        * [X](faq.md)"},
        {"SUMMARY.md": "* [Guide](guide/README.md)\n    * [Install](guide/install.md)\n    * [Use](guide/use.md)\n"},
        {"SUMMARY.md": "* [Home](index.md)\n* [Reference](ref/)\n"},
        {"SUMMARY.md": "* [Home](index.md)\n* [Guide](guide/)\n* *\n"},
        {"SUMMARY.md": "* [Home](index.md)\n* *.md\n"},
        {"SUMMARY.md": "* [Home](index.md)\n* Reference\n    * [B first](ref/b.md)\n    * ref/*.md\n"},
        {"SUMMARY.md": "* [Home](index.md)\n* ref/*\n"},
        {"SUMMARY.md": "* [Home](index.md)\n* */\n"},
        {"SUMMARY.md": "* *\n* [Questions](faq.md)\n"},
        {"SUMMARY.md": "* [Site](https://example.org/x)\n* [Mail](mailto:a@example.org)\n* [Home](index.md)\n"},
        {"SUMMARY.md": "* [*Very* `long` name](index.md)\n* [Esc\\*aped](faq.md)\n"},
        {
            "SUMMARY.md": "* [Home](index.md)\n* [Guide](guide/)\n",
            "guide/SUMMARY.md": "* [Use](use.md)\n* [Get](install.md)\n",
        },
        {"SUMMARY.md": "* [Home](index.md)\n* *\n", "guide/SUMMARY.md": "* [Use it](use.md)\n* *\n"},
        {
            "SUMMARY.md": "* [R](ref/)\n",
            "ref/SUMMARY.md": "* [A](a.md)\n* [Sub](sub/)\n",
            "ref/sub/SUMMARY.md": "* [Cc](c.md)\n",
        },
        {"SUMMARY.md": "* [R](ref/)\n", "ref/SUMMARY.md": "* [A](a.md)\n* [Home](../index.md)\n"},
        {"guide/SUMMARY.md": "* [Use it](use.md)\n"},
        {"SUMMARY.md": "no list here\n"},
        {"SUMMARY.md": "* [Spaces](<a b.md>)\n"},
        {"SUMMARY.md": "1. [Home](index.md)\n2. *\n", "ref/SUMMARY.md": "no list\n"},
        {"SUMMARY.md": "* [Home](index.md)\n* Rest\n    * *\n"},
    ],
)
def test_nav_files_are_read_as_the_plugin_reads_them(summaries: dict[str, str]) -> None:
    assert ours(summaries) == by_plugin(summaries)


@pytest.mark.parametrize(
    ("text", "line"),
    [("* [Home](index.md)\n* [Gone](gone.md)\n", 2), ("---\ntitle: x\n---\n\n* A\n    * [Gone](guide/gone.md)\n", 6)],
)
def test_an_entry_of_a_nav_file_that_leads_nowhere_has_a_line(text: str, line: int) -> None:
    settings = BookSettings(docs_dir="docs", nav_file="SUMMARY.md")
    nav = build_nav(settings, [page("index.md")], {"SUMMARY.md": text}.get, Location(ref="main"))
    assert found(nav.problems, Severity.ERROR) == [("KB030", "docs/SUMMARY.md", line)]


def test_front_matter_of_a_nav_file_is_no_list() -> None:
    (entry,) = parse_entries("---\ntags:\n- a\n---\n- [Home](index.md)\n")
    assert (entry.title, entry.target, entry.line) == ("Home", "index.md", 5)


def yaml_nav(nav: object, pages: Sequence[str] = PAGES, lines: Mapping[str, int] | None = None) -> Any:
    settings = BookSettings(docs_dir="docs", nav=nav, nav_lines=lines or {}, path="mkdocs.yml")
    return build_nav(settings, [page(path) for path in pages], lambda _: None, Location())


@pytest.mark.parametrize(
    ("nav", "items"),
    [
        (["index.md", {"Ask": "faq.md"}], ["index.md", ("Ask", "faq.md")]),
        (
            [{"Guide": ["guide/README.md", {"Use": "guide/use.md"}]}],
            [("Guide", ["guide/README.md", ("Use", "guide/use.md")])],
        ),
        (
            [{"Web": "https://example.org"}, "https://example.org/y"],
            [("Web", "https://example.org"), ("https://example.org/y", "https://example.org/y")],
        ),
        ([{"Root": "/elsewhere/"}], [("Root", "/elsewhere/")]),
        ([{"Ref": "ref/"}], [("Ref", ["ref/a.md", "ref/b.md", ("Sub", ["ref/sub/c.md"])])]),
        (["index.md", {"Rest": "ref/*.md"}], ["index.md", ("Rest", ["ref/a.md", "ref/b.md"])]),
        (["./index.md", "guide/../faq.md"], ["index.md", "faq.md"]),
        (["index.md", None], ["index.md"]),
        ([{"Empty": []}], []),
        ([{"A": {"B": "faq.md"}}], [("A", [("B", "faq.md")])]),
        (["index.md", "index.md"], ["index.md", "index.md"]),
    ],
)
def test_nav_of_mkdocs_yml(nav: object, items: list[Any]) -> None:
    assert plain(yaml_nav(nav).items) == items


@pytest.mark.parametrize(
    ("entry", "severity", "hint"),
    [
        ("zzz.md", Severity.ERROR, "add the file, or take the entry out of the navigation"),
        ("guide/instal.md", Severity.ERROR, "did you mean 'guide/install.md'?"),
        ("guide", Severity.WARNING, "name a Markdown file"),
        ("x.pdf", Severity.WARNING, "name a Markdown file"),
        ("javascript:alert(1)", Severity.WARNING, "name a Markdown file"),
        ("JavaScript:alert(1)//a.md", Severity.ERROR, None),
        ("data:text/html,<script>", Severity.WARNING, "name a Markdown file"),
        ("java\tscript:alert(1)", Severity.WARNING, "name a Markdown file"),
        ("http://[::1", Severity.WARNING, "name a Markdown file"),
    ],
)
def test_entries_that_lead_nowhere_are_left_out_and_reported(entry: str, severity: Severity, hint: str | None) -> None:
    nav = yaml_nav(["index.md", {"Title": entry}], lines={entry: 7})
    assert plain(nav.items) == ["index.md"]
    assert found(nav.problems, severity) == [("KB030", "mkdocs.yml", 7)]
    assert hint is None or nav.problems[0].hint == hint


def test_what_an_entry_says_is_fit_for_a_terminal() -> None:
    nav = yaml_nav([{"Title": "\x1b[2J\u202e.md"}, {"\x1b[2J": []}, "x\x07"])
    assert [problem.message for problem in nav.problems] == [
        "the navigation names '\\x1b[2J\\u202e.md', which does not exist",
        "the navigation entry '\\x1b[2J' leads to no page",
        "the navigation entry 'x\\x07' leads to no page",
    ]


def test_without_a_nav_the_folders_are_the_navigation() -> None:
    names = ["zoo.md", "index.md", "10-last.md", "9-first.md", "Beta.md", "alpha.md", "b/x.md", "a/README.md", "a/y.md"]
    pages = [page(name) for name in names] + [
        page("top.md", nav_order=1),
        page("b/first.md", nav_order=2, nav_title="1st"),
    ]
    nav = build_nav(BookSettings(docs_dir="docs"), pages, lambda _: None, Location())
    assert plain(nav.items) == [
        "index.md",
        "top.md",
        "9-first.md",
        "10-last.md",
        "alpha.md",
        "Beta.md",
        "zoo.md",
        ("A", ["a/README.md", "a/y.md"]),
        ("B", [("1st", "b/first.md"), "b/x.md"]),
    ]


def test_hidden_and_unlisted_pages_are_in_no_navigation_of_the_tree() -> None:
    pages = [
        page("index.md"),
        page("h.md", nav_hidden=True),
        page("u.md", unlisted=True),
        page("only/u.md", unlisted=True),
    ]
    nav = build_nav(BookSettings(docs_dir="docs"), pages, lambda _: None, Location())
    assert plain(nav.items) == ["index.md"]


def test_a_folder_without_a_page_is_no_section(repo: RepoBuilder) -> None:
    repo.commit({"docs/index.md": "# x", "docs/empty/x.txt": "x"})
    assert plain(content_of(repo).nav) == ["index.md"]


def test_not_in_nav_keeps_pages_out_of_the_tree_but_published(repo: RepoBuilder) -> None:
    repo.commit({"mkdocs.yml": "not_in_nav: |\n  /drafts/\n", "docs/index.md": "# x", "docs/drafts/a.md": "# a"})
    content = content_of(repo)
    assert plain(content.nav) == ["index.md"]
    assert [each.src_uri for each in content.pages] == ["drafts/a.md", "index.md"]


def test_the_three_forms_through_a_repository(repo: RepoBuilder) -> None:
    repo.commit({"docs/index.md": "# x", "docs/b.md": "# b", "docs/SUMMARY.md": "* [Bee](b.md)\n"}).tag("v1")
    repo.commit({"mkdocs.yml": "plugins: [literate-nav]\n"}).tag("v2")
    repo.commit({"mkdocs.yml": "nav:\n  - Start: index.md\n  - Gone: gone.md\n"}).tag("v3")
    tree, literate, yaml = (content_of(repo, branches=[], tags=[tag]) for tag in ("v1", "v2", "v3"))
    assert plain(tree.nav) == ["index.md", "b.md", "SUMMARY.md"]
    assert plain(literate.nav) == [("Bee", "b.md")]
    assert plain(yaml.nav) == [("Start", "index.md")]
    assert found(yaml.problems) == [("KB030", "mkdocs.yml", 3)]


@pytest.mark.parametrize(
    ("smaller", "larger"), [("9-b", "10-a"), ("a", "B"), ("b", "c"), ("2024-1", "2024-02"), ("1", "a"), ("Ä", "ä1")]
)
def test_natural_order(smaller: str, larger: str) -> None:
    assert natural(smaller) < natural(larger)


def test_a_digit_that_is_no_number_is_text() -> None:
    assert natural("9") < natural("²") < natural("፩") and natural("2²") < natural("3²")
