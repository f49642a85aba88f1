from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import pytest
from small_site import book_of, page

from kbgen.cache import Cache
from kbgen.content.defaults import DEFAULT_EXTENSIONS
from kbgen.links import Targets
from kbgen.mapper import mapper
from kbgen.model import Extension, Page
from kbgen.render.articles import Converted, convert_pages
from kbgen.view import Book

LINKING = page("a.md", "# A\n\n[to b](b.md) ![x](x.png)\n\n## Part\n\n`code`")
PLAIN = page("b.md", "# B")
TOO_DEEP = "<div markdown>\n" * 600 + "x\n" + "</div>\n" * 600


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def book_for(*pages: Page, view: str = "") -> Book:
    return Book(DEFAULT_EXTENSIONS, Targets.of(book_of(*pages), view))


def run(cache: Cache, *pages: Page, book: Book | None = None, jobs: int = 1) -> list[Converted]:
    with mapper(jobs) as do_map:
        return list(convert_pages(pages, book or book_for(*pages), cache, do_map))


def hits(converted: Sequence[Converted]) -> dict[str, bool]:
    return {each.src_uri: each.cached for each in converted}


def test_the_second_run_takes_all_from_the_cache_and_is_equal(cache: Cache) -> None:
    first, second = run(cache, LINKING, PLAIN), run(cache, LINKING, PLAIN)
    assert hits(first) == {"a.md": False, "b.md": False}
    assert hits(second) == {"a.md": True, "b.md": True}
    assert [each.article for each in first] == [each.article for each in second]
    assert first[0].article.title == "A"
    assert [heading.id for heading in first[0].article.headings[0].children] == ["part"]
    assert [(link.href, link.embedded, link.found) for link in first[0].article.links] == [
        ("#a", False, True),
        ("b.md", False, True),
        ("x.png", True, False),
        ("#part", False, True),
    ]


def test_where_a_link_leads_concerns_only_the_pages_that_have_it(cache: Cache) -> None:
    run(cache, LINKING, PLAIN)
    moved = dataclasses.replace(PLAIN, url="elsewhere/")
    converted = run(cache, LINKING, PLAIN, book=book_for(LINKING, moved))
    assert hits(converted) == {"a.md": False, "b.md": True}
    assert 'href="../elsewhere/"' in converted[0].article.html
    assert hits(run(cache, LINKING, PLAIN)) == {"a.md": True, "b.md": True}


def test_a_page_that_comes_or_goes_concerns_nobody_who_does_not_link_to_it(cache: Cache) -> None:
    run(cache, LINKING, PLAIN)
    assert hits(run(cache, LINKING, PLAIN, page("c.md"))) == {"a.md": True, "b.md": True, "c.md": False}
    assert hits(run(cache, LINKING)) == {"a.md": False}


@pytest.mark.parametrize("kind", ["links", "article"])
def test_a_damaged_entry_is_a_miss(cache: Cache, kind: str) -> None:
    first = run(cache, LINKING, PLAIN)
    for path in (cache.root / kind).rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-3])
    again = run(cache, LINKING, PLAIN)
    assert hits(again) == {"a.md": False, "b.md": False}
    assert [each.article for each in first] == [each.article for each in again]


def test_equal_pages_of_two_versions_are_converted_once(cache: Cache) -> None:
    run(cache, LINKING, PLAIN)
    other = dataclasses.replace(PLAIN, body="# B, changed")
    assert hits(run(cache, LINKING, other)) == {"a.md": True, "b.md": False}


def test_the_address_of_the_forge_concerns_only_links_out_of_the_docs_folder(cache: Cache) -> None:
    pages = (page("a.md", "[x](../LICENSE)"), PLAIN)
    books = []
    for commit in ("1", "2"):
        content = dataclasses.replace(
            book_of(*pages),
            tree_uris=frozenset({"LICENSE"}),
            settings=dataclasses.replace(book_of(*pages).settings, docs_dir="docs"),
        )
        books.append(Book(DEFAULT_EXTENSIONS, Targets.of(content, f"https://github.com/o/n/blob/{commit}/{{path}}")))
    run(cache, *pages, book=books[0])
    assert hits(run(cache, *pages, book=books[1])) == {"a.md": False, "b.md": True}


@pytest.mark.parametrize(
    "change",
    [{"extensions": (Extension("toc"),)}, {"trusted": True}, {"extensions": (Extension("toc", {"permalink": True}),)}],
)
def test_settings_are_part_of_the_key(cache: Cache, change: dict[str, object]) -> None:
    run(cache, PLAIN)
    book = dataclasses.replace(book_for(PLAIN), **change)  # type: ignore[arg-type]  # fields by name
    assert hits(run(cache, PLAIN, book=book)) == {"b.md": False}
    assert hits(run(cache, PLAIN, book=book)) == {"b.md": True}


def test_two_workers_give_what_one_gives(cache: Cache, tmp_path: Path) -> None:
    pages = [page(f"p{n}.md", f"# Page {n}\n\n[next](p{n + 1}.md)") for n in range(20)]
    one, two = run(cache, *pages), run(Cache(tmp_path / "other"), *pages, jobs=2)
    assert one == two
    assert all(each.cached for each in run(cache, *pages, jobs=2))


def test_a_page_that_fails_is_never_kept(cache: Cache) -> None:
    deep = page("deep.md", TOO_DEEP)
    (first,), (second,) = run(cache, deep), run(cache, deep)
    assert first.article.failure and second.article.failure
    assert not second.cached
    assert "could not be rendered" in first.article.html
