"""What sanitising takes out is told, and what other sites would show becomes a link to it."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from attack_data import ELSEWHERE, OWN
from hypothesis import given
from hypothesis import strategies as st
from small_site import book_of, page

from kbgen.content.defaults import DEFAULT_EXTENSIONS
from kbgen.links import Targets
from kbgen.render.article import convert
from kbgen.render.embeds import with_links_for_embeds
from kbgen.render.removals import removals
from kbgen.render.sanitise import sanitise
from kbgen.view import Article, Book, Removal

AWAY = "https://e.example/a/b.png"


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ('<p class="a">b <em>c</em> <a href="https://e.example">d</a> <img alt="" src="x.png"></p>', []),
        ('<h2 id="a">a<a class="headerlink" href="#a" title="Permanent link">&para;</a></h2>', []),
        ('<input type="checkbox" disabled checked/><label for="__tabbed_1_1">a</label>', []),
        ('<a rel="me" href="x">a</a><div markdown="1">b</div>', []),
        ("a < b <3 &lt;script&gt;", []),
        ("<script>x('<b onclick=a>')</script>", [("script", "", "")]),
        ("<svg><path d='M0'/></svg><blink>a</blink>", [("svg", "", ""), ("blink", "", "")]),
        ("<script>never closed <p onclick=x()>", [("script", "", "")]),
        ("<SCRIPT>x()</SCRIPT>", [("script", "", "")]),
        ("<!-- <script onclick=x()> --> a <!-- never closed <b onclick=x()>", []),
        ("<p onclick='x()' style=color:red>a</p>", [("p", "onclick", "x()"), ("p", "style", "color:red")]),
        ("<p/onclick=x()>a</p>", [("p", "onclick", "x()")]),
        ('<p title="a > b" ONCLICK="x()">a</p>', [("p", "onclick", "x()")]),
        ('<a href="javascript:x()">a</a>', [("a", "href", "javascript:x()")]),
        ('<a href=" java&#10;script:x()">a</a>', [("a", "href", " java\nscript:x()")]),
        ('<a href="mailto:a@e.example">a</a><a href="tel:1">b</a>', []),
        ('<img src="data:image/png;base64,AA">', [("img", "src", "data:image/png;base64,AA")]),
        ('<img srcset="https://e.example/a 2x" src="b">', [("img", "srcset", "https://e.example/a 2x")]),
        ('<h2 id="__search">a</h2>', [("h2", "id", "__search")]),
        ('<div class="a md-header b">c</div>', [("div", "class", "a md-header b")]),
        ('<span title="&lt;b&gt;">a</span>', [("span", "title", "<b>")]),
        ('<span title="<b>">a</span>', [("span", "title", "<b>")]),
        ('<p tabindex="3">a</p>', [("p", "tabindex", "3")]),
        ('<input type="text" value="a">', [("input", "type", "text"), ("input", "value", "a")]),
        (
            "<p onclick=x()>a</p><p onclick=x()>b</p><p onclick=y()>c</p>",
            [("p", "onclick", "x()"), ("p", "onclick", "y()")],
        ),
    ],
)
def test_what_is_taken_out_is_told(html: str, told: list[tuple[str, str, str]]) -> None:
    assert removals(html) == tuple(Removal(*each) for each in told)


class _Parts(HTMLParser):
    """Collects elements with their attributes' names, as a parser that is not ours sees them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {(tag, ""), *((tag, name) for name, _ in attrs if name != "rel")}


PIECES = st.sampled_from(
    [
        '<p onclick="x()">a</p>',
        "<blink>a</blink>",
        '<p class="a">b</p>',
        '<a href="javascript:x">a</a>',
        '<a href="b.md" style="a:b">c</a>',
        "text &lt;i&gt;",
        '<img src="a.png" alt="b" onerror="x">',
        '<center title="a">b</center>',
        '<h2 id="__a">b</h2>',
        '<td colspan="2" width="3">a</td>',
        "<b>a</b>",
    ]
)


@given(st.lists(PIECES, max_size=8).map("\n".join))
def test_what_is_told_is_what_is_gone(html: str) -> None:
    html = f"<table><tr>{html}</tr></table>" if "<td" in html and "<p" not in html else html.replace("<td", "<b")
    gone = _Parts(html).found - _Parts(sanitise(html)).found
    kept = _Parts(sanitise(html)).found
    told = {(each.element, each.attribute) for each in removals(html)}
    assert {part for part in gone if (part[0], "") not in gone or not part[1]} <= told
    assert told - gone <= kept  # an element may have lost an attribute in one place only


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        (f'<img alt="A tree" src="{AWAY}">', f'<a href="{AWAY}">A tree</a>'),
        (f'<img alt="" src="{AWAY}">', f'<a href="{AWAY}">b.png</a>'),
        ("<img src=https://e.example/>", '<a href="https://e.example/">e.example</a>'),
        (f"<IMG SRC='{AWAY}' title='&lt;b&gt;' />", f'<a href="{AWAY}">&lt;b&gt;</a>'),
        ('<img src="//e.example/a.png">', '<a href="//e.example/a.png">a.png</a>'),
        (r'<img src="\\e.example\a.png">', '<a href="//e.example/a.png">a.png</a>'),
        ('<img src="ht&#10;tps://e.example/a.png">', '<a href="https://e.example/a.png">a.png</a>'),
        (f'<a href="x"><img alt="Build" src="{AWAY}"></a>', '<a href="x">Build</a>'),
        (f'<a href="x">a</a> <img alt="b" src="{AWAY}">', f'<a href="x">a</a> <a href="{AWAY}">b</a>'),
        ('<img src="a.png">', '<img src="a.png">'),
        ('<img src="data:image/png;base64,AA">', '<img src="data:image/png;base64,AA">'),
        ('<iframe src="https://e.example/v" title="A film"></iframe>', '<a href="https://e.example/v">A film</a>'),
        ('<iframe src="https://e.example/v">a<b></iframe>c', '<a href="https://e.example/v">v</a>c'),
        ('<embed src="https://e.example/v.swf">', '<a href="https://e.example/v.swf">v.swf</a>'),
        ('<object data="https://e.example/v.pdf">a</object>', '<a href="https://e.example/v.pdf">v.pdf</a>'),
        (
            '<video controls><source src="//e.example/v.mp4"><source src="//e.example/v.webm">a</video>',
            '<a href="//e.example/v.mp4">v.mp4</a> <a href="//e.example/v.webm">v.webm</a>',
        ),
        ('<video><source src="a.mp4"><source src="//e.example/v.webm"></video>', None),
        ("<video src='a.mp4'></video><iframe src='b'></iframe><object data='c'></object>", None),
        ("<audio src='https://[/a'></audio>", '<a href="https://[/a">https://[/a</a>'),
    ],
)
def test_what_other_sites_would_show_becomes_a_link(html: str, shown: str | None) -> None:
    assert with_links_for_embeds(html) == (html if shown is None else shown)


def article(markdown: str, *, trusted: bool = False) -> Article:
    content = book_of(page("index.md", markdown))
    return convert(content.pages[0], Book(DEFAULT_EXTENSIONS, Targets.of(content, ""), trusted))


def test_an_article_tells_what_was_taken_out_of_it() -> None:
    made = article(f"# A\n\n<p onclick='x()'>b</p>\n\n`<script>` ![c]({AWAY})\n\n[d](javascript:x())")
    assert made.removed == (Removal("p", "onclick", "x()"), Removal("a", "href", "javascript:x()"))
    assert f'<a href="{AWAY}" rel="nofollow ugc noopener noreferrer">c</a>' in made.html


def test_a_long_value_is_told_in_part() -> None:
    (found,) = article(f"<p style='{'a' * 10_000}'>b</p>").removed
    assert found == Removal("p", "style", "a" * 200)


def test_of_a_trusted_page_nothing_is_taken_out() -> None:
    made = article(f"<p onclick='x()'>b</p> ![c]({AWAY})", trusted=True)
    assert made.removed == ()
    assert f'src="{AWAY}"' in made.html


@pytest.mark.parametrize("markdown", OWN)
def test_attacks_are_told(markdown: str) -> None:
    assert article(markdown).removed


@pytest.mark.parametrize("markdown", ELSEWHERE)
def test_no_article_loads_anything_from_another_site(markdown: str) -> None:
    made = article(markdown)
    assert not any(
        part.startswith(("img", "video", "audio", "source", "iframe")) and "elsewhere" in part.split(">")[0]
        for part in made.html.split("<")
    )
