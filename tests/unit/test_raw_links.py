"""Links and images that are written as HTML lead where those in Markdown do, and what leads nowhere is remembered."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from small_site import book_of, page

from kbgen.cache import Cache
from kbgen.content.defaults import DEFAULT_EXTENSIONS
from kbgen.links import Targets
from kbgen.mapper import mapper
from kbgen.model import Asset, Page
from kbgen.render.articles import Converted, convert_pages
from kbgen.render.raw_links import with_raw_links
from kbgen.view import Book

BODY = """# A

Inline <a href="b.md#x">b</a> and <a href="../b/">b too</a>, <a href="gone.md">gone</a> and `<a href="code.md">`.

<div align="center">
<img width="9" src="x.png"> <img src='../x.png'> <a href="https://example.org/y.md">away</a>
<!-- <a href="comment.md">no</a> --> <a href="#">top</a> <a href="mailto:a@example.org">m</a>
</div>

```html
<a href="fence.md">
```
"""


@pytest.mark.parametrize(
    ("written", "changed"),
    [
        ('<a href="b.md">b</a>', '<a href="b.md!">b</a>'),
        ("<A class=x HREF = b.md>", '<A class=x HREF = "b.md!">'),
        ("<img alt='>' src='a&amp;b.png' />", "<img alt='>' src=\"a&amp;b.png?\" />"),
        ('<video poster="p.png"><source src="v.mp4"></video>', '<video poster="p.png?"><source src="v.mp4?"></video>'),
        ('<a name="x"><p src="y"><abbr href="z">', '<a name="x"><p src="y"><abbr href="z">'),
        ('<a data-href="x">', '<a data-href="x">'),
        ('<!-- <a href="x"> --><a href="y">', '<!-- <a href="x"> --><a href="y!">'),
        ("<script>'<a href=\"x\">'</script>", "<script>'<a href=\"x\">'</script>"),
        ('href="x" <a href="x', 'href="x" <a href="x'),
    ],
)
def test_only_addresses_of_links_and_media_are_asked_about(written: str, changed: str) -> None:
    assert with_raw_links(written, lambda href, embedded: href + ("?" if embedded else "!")) == changed


def converted(cache: Path, *pages: Page) -> list[Converted]:
    targets = Targets.of(book_of(*pages, assets=[Asset("x.png", "x.png", "b" * 40, 1)]), "")
    with mapper(1) as do_map:
        return list(convert_pages(pages, Book(DEFAULT_EXTENSIONS, targets), Cache(cache), do_map))


def test_an_address_stays_a_file_is_led_to_and_what_is_dead_is_known(tmp_path: Path) -> None:
    [found, _] = converted(tmp_path, page("a.md", body=BODY), page("b.md", body="# B\n"))
    html = found.article.html
    shown = ('href="../b/#x"', 'href="../b/"', 'href="gone.md"', 'src="../x.png"')
    assert [html.count(text) for text in shown] == [1, 1, 1, 2]
    assert sorted((link.href, link.embedded, link.found) for link in found.article.links if link.raw) == [
        ("../b/", False, True),
        ("../x.png", True, True),
        ("b.md#x", False, True),
        ("gone.md", False, False),
        ("x.png", True, True),
    ]


def test_a_page_with_such_a_link_is_made_anew_when_it_leads_elsewhere(tmp_path: Path) -> None:
    pages = page("a.md", body='# A\n\n<a href="b.md">b</a>\n'), page("b.md", body="# B\n")
    assert [each.cached for each in converted(tmp_path, *pages)] == [False, False]
    assert [each.cached for each in converted(tmp_path, *pages)] == [True, True]
    moved = dataclasses.replace(pages[1], url="elsewhere/")
    again = converted(tmp_path, pages[0], moved)
    assert [each.cached for each in again] == [False, False]
    assert 'href="../elsewhere/"' in again[0].article.html
