"""Markdown twins: the source of a page with links that lead somewhere, and nothing that a browser would run."""

from __future__ import annotations

from pathlib import Path

import markdown
import pytest
from html_page import elements, runs
from small_site import book_of, page

from kbgen.links import Targets
from kbgen.twins import leads_from, twin, twin_uri
from kbgen.twins.code import parts


def made(body: str, address: str = "", title: str = "Guide", *, has_title: bool = True) -> str:
    here = page("guide/a.md", body)
    targets = Targets.of(book_of(here, page("guide/b.md"), page("index.md")), "")
    return twin(here, title, leads_from(here, targets, address), has_title=has_title)


@pytest.mark.parametrize(
    ("dest", "twin_at"),
    [("index.html", "index.md"), ("a/b/index.html", "a/b/index.md"), ("a/b.c.html", "a/b.c.md")],
)
def test_a_twin_lies_beside_its_page(dest: str, twin_at: str) -> None:
    assert twin_uri(dest) == twin_at


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("[b](b.md)", "[b](../b/)"),
        ("[b](b.md#part 'T')", "[b](../b/#part 'T')"),
        ("[home](../index.md)", "[home](../../)"),
        ("[b](<b.md>)", "[b](<../b/>)"),
        ("[b]: b.md 'T'\n\n[b]", "[b]: ../b/ 'T'\n\n[b]"),
        ("![p](https://x.org/a_(b).png)", "![p](https://x.org/a_(b).png)"),
        ('<a href="b.md">b</a>', '<a href="../b/">b</a>'),
        ("[x](#here) [y](/root)", "[x](#here) [y](/root)"),
        ("[^b]: b.md is a note", "[^b]: b.md is a note"),
        ("`[b](b.md)` and [b](b.md)", "`[b](b.md)` and [b](../b/)"),
        ("```\n[b](b.md)\n```", "```\n[b](b.md)\n```"),
        ("text\n\n    [b](b.md)", "text\n\n    [b](b.md)"),
        ("- item\n\n    [b](b.md)", "- item\n\n    [b](../b/)"),
        ("!!! note\n\n    [b](b.md)", "!!! note\n\n    [b](../b/)"),
        ("[x](JavaScript:alert(1))", "[x](#)"),
        ("[x](<java&#115;cript:alert(1)>)", "[x](<#>)"),
    ],
)
def test_links_lead_where_those_of_the_page_lead_and_code_stays(body: str, expected: str) -> None:
    assert made(body) == f"{expected}\n"


def test_links_are_absolute_where_the_site_has_an_address() -> None:
    address = "https://kb.example.org/1.0/guide/a/"
    text = made('[b](b.md#x) ![i](../none.png) <a href="../index.md">h</a> [here](#y)', address)
    assert text == (
        "[b](https://kb.example.org/1.0/guide/b/#x) ![i](https://kb.example.org/1.0/guide/none.png) "
        '<a href="https://kb.example.org/1.0/">h</a> [here](#y)\n'
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a <b>b</b> <br/> c", "a <b>b</b> <br> c"),
        ('<span onclick="x()" id=y>z</span>', '<span id="y">z</span>'),
        ('<a href="javascript:x()">z</a>', "<a>z</a>"),
        ("a<script>alert(1)</script>b", "ab"),
        ("a<!-- ignore\n\nwhat was said -->b", "ab"),
        ("a < b and 1<2 <3", "a < b and 1<2 <3"),
        ("<https://example.org>", "<https://example.org>"),
        ("<img src=x onerror=alert(1)>", '<img src="x">'),
        ("<form action=x>", "&lt;form action=x>"),
        ("```html\n<script>x</script>\n```", "```html\n<script>x</script>\n```"),
        ("`<script>x</script>`", "`<script>x</script>`"),
    ],
)
def test_html_stays_text_or_harmless(body: str, expected: str) -> None:
    assert made(body) == f"{expected}\n"


ATTACKS = [
    "<scr<!-- -->ipt>alert(1)</scr<!-- -->ipt>",
    "<script\n>alert(1)</script\n>",
    "<!<!-- -->-- <script>alert(1)</script> -->",
    "<img src=x onerror=alert(1)//",
    "<svg/onload=alert(1)>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    '<a href="java\tscript:alert(1)">x</a>',
    '<details open ontoggle="alert(1)">x</details>',
    "<p/onmouseover=alert(1)>x",
    "<b title='>' onclick=alert(1)>x</b>",
    "[x]: javascript:alert(1)\n\n[x]",
    "``` x\n\n<script>alert(1)</script>",
    "`a\n\n<script>alert(1)</script>`",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<y onclick=alert(1)>z</y>",
    "<style><!--</style><script>alert(1)</script>-->",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_twin_runs_when_it_is_rendered_as_it_is(attack: str) -> None:
    html = markdown.markdown(made(f"text {attack} text\n\n{attack}\n"), extensions=["fenced_code"])
    assert runs(html) == []
    assert not {tag for tag, _ in elements(html)} & {"script", "style", "svg", "iframe", "form", "y"}


def test_the_parts_of_a_text_make_the_text_again() -> None:
    for path in sorted((Path(__file__).parents[2] / "docs").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        assert "".join(part for _, part in parts(text)) == text


def test_a_page_without_a_title_of_its_own_gets_one() -> None:
    assert made("text", title="A *b*\nc", has_title=False) == "# A \\*b\\* c\n\ntext\n"
