from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_site import book_of, page

from kbgen.content.defaults import DEFAULT_EXTENSIONS
from kbgen.links import Targets
from kbgen.render.article import convert
from kbgen.render.icons import with_icons
from kbgen.render.sanitise import sanitise, sanitise_title
from kbgen.view import Article, Book

REL = 'rel="nofollow ugc noopener noreferrer"'


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p>a <b>b</b></p>", "<p>a <b>b</b></p>"),
        ("a<script>x()</script>b", "ab"),
        ("a<style>*{}</style>b", "ab"),
        ("a<iframe src='/x'>c</iframe>b", "ab"),
        ("<svg><path d='M0'/></svg>b", "b"),
        ("<blink>a</blink>", "a"),
        ("<p onclick='x()' style='color:red' class='a'>b</p>", '<p class="a">b</p>'),
        ("<!-- c -->a", "a"),
        ('<a href="https://e.example">a</a>', f'<a href="https://e.example" {REL}>a</a>'),
        ('<a href="javascript:x()">a</a>', f"<a {REL}>a</a>"),
        ('<a href="\u3000\u200bJavaScript :x()">a</a>', f"<a {REL}>a</a>"),
        ('<a href=" &#106;avascript:x()">a</a>', f"<a {REL}>a</a>"),
        ('<a href="data:text/html,x">a</a>', f"<a {REL}>a</a>"),
        ('<a href="../b/#c">a</a>', f'<a href="../b/#c" {REL}>a</a>'),
        ('<a href="tel:1" target="_top">a</a>', f'<a href="tel:1" {REL}>a</a>'),
        ('<a href="b" target="_blank">a</a>', f'<a href="b" target="_blank" {REL}>a</a>'),
        ('<img src="x.png" alt="a" onerror="x()">', '<img src="x.png" alt="a">'),
        ('<img src="https://e.example/x.png">', "<img>"),
        ('<img src="//e.example/x.png">', "<img>"),
        ('<img src="/\t/e.example/x.png">', "<img>"),
        ('<img srcset="a.png 1x, https://e.example/b.png 2x">', "<img>"),
        ('<img srcset="a.png 1x, b.png 2x">', '<img srcset="a.png 1x, b.png 2x">'),
        ('<video poster="//e.example/x"></video>', "<video></video>"),
        (
            '<form action="x"><input type="text" value="v"><input type="checkbox" checked></form>',
            '<input><input type="checkbox" checked="">',
        ),
        ('<h2 id="__search">a</h2>', "<h2>a</h2>"),
        ('<input id="__tabbed_1_1" type="radio">', '<input id="__tabbed_1_1" type="radio">'),
        ('<span id="__span-0-1"></span>', '<span id="__span-0-1"></span>'),
        ('<div class="md-header a md-button js-x kb-card pagefind-y">b</div>', '<div class="a md-button">b</div>'),
        ('<div class="md-header">b</div>', "<div>b</div>"),
        ('<span title="<img src=x>">a</span>', "<span>a</span>"),
        ('<span title="t" tabindex="5">a</span>', '<span title="t">a</span>'),
        ('<div data-tabs="1:2" data-md-component="x">a</div>', '<div data-tabs="1:2">a</div>'),
        ('<meta http-equiv="refresh" content="0"><base href="//e"><link rel="x" href="y">a', "a"),
    ],
)
def test_the_policy(html: str, kept: str) -> None:
    assert sanitise(html) == kept


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("a <code>b</code> <em>c</em>", "a <code>b</code> <em>c</em>"),
        ('<a href="x">a</a><img src="x"> &lt;b&gt;', "a &lt;b&gt;"),
        ("<script>x()</script>a", "a"),
    ],
)
def test_the_policy_for_titles(html: str, kept: str) -> None:
    assert sanitise_title(html) == kept


SCRAPS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<a href='",
        "'>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<svg>",
        "<math>",
        "<style>",
        "<table>",
        "<b ",
        "onload=x ",
        'title="',
        "<img src=",
        "&lt;",
        "&#60;",
        "]]>",
        "<![CDATA[",
        "<details open>",
        "<td>",
        "x",
    ]
)


@given(st.lists(SCRAPS, max_size=14).map("".join))
def test_what_is_clean_stays_as_it_is(html: str) -> None:
    once = sanitise(sanitise(html))
    assert sanitise(once) == once
    assert "<script" not in once


def article(markdown: str) -> Article:
    content = book_of(page("index.md", markdown))
    return convert(content.pages[0], Book(DEFAULT_EXTENSIONS, Targets.of(content, "")))


@pytest.mark.parametrize(
    ("markdown", "kept"),
    [
        (
            '=== "One"\n\n    a\n\n=== "Two"\n\n    b\n',
            ['class="tabbed-set tabbed-alternate"', 'data-tabs="1:2"', 'for="__tabbed_1_2"'],
        ),
        ("- [x] done\n- [ ] open\n", ['class="task-list"', 'type="checkbox"', 'disabled=""', 'checked=""']),
        ('!!! note "Look"\n    text\n', ['class="admonition note"', '<p class="admonition-title">Look</p>']),
        ("??? tip\n    text\n", ['<details class="tip">', "<summary>"]),
        ("???+ tip\n    text\n", ['<details class="tip" open="open">']),
        (
            "```python\nx = 1\n```\n",
            ['<div class="highlight">', '<span class="n">x</span>', 'id="__codelineno-0-1"'],
        ),
        ("a[^1]\n\n[^1]: note\n", ['class="footnote-ref"', 'id="fn:1"', 'href="#fnref:1"']),
        ("$$\nx^2\n$$\n\nand $a<b$\n", ['<div class="arithmatex">', '<span class="arithmatex">', "a&lt;b"]),
        (":material-school: and :smile:", ['<span class="twemoji"><svg', "😄"]),
        ("```mermaid\ngraph LR\n```\n", ['<pre class="mermaid"><code>graph LR']),
        ("| a |\n|:-:|\n| b |\n", ['<td align="center">b</td>']),
        (
            "++ctrl+c++ ==m== ~~d~~ H~2~O ^^i^^",
            ["<kbd", "<mark>m</mark>", "<del>d</del>", "<sub>2</sub>", "<ins>i</ins>"],
        ),
        ("# Title\n\n## Part { #own }\n", ['<h2 id="own">', 'href="#own"', 'class="headerlink"']),
        ("term\n:   meaning\n", ["<dl>", "<dt>term</dt>", "<dd>meaning</dd>"]),
        ("<div markdown>\n*x*\n</div>\n", ["<em>x</em>"]),
        ("*[HTML]: Markup\n\nHTML\n", ['<abbr title="Markup">HTML</abbr>']),
        ("text\n{ .own }\n", ['<p class="own">']),
    ],
)
def test_what_material_offers_survives(markdown: str, kept: list[str]) -> None:
    html = article(markdown).html
    assert [part for part in kept if part not in html] == []


@pytest.mark.parametrize(
    "markdown",
    [
        "[a](javascript:alert(1))",
        "<javascript:alert(1)>",
        '![a](x.png){ onerror="x()" }',
        "<div onclick=x() markdown>a</div>",
        "[a]: javascript:alert(1)\n\n[a]",
        "# <img src=x onerror=x()>",
        "```html\n<script>x()</script>\n```",
        "`<script>x()`",
        '!!! note "<img src=x onerror=x()>"\n    a',
        "[^1]\n\n[^1]: <svg onload=x()>",
        "*[A]: <b onclick=x()>\n\nA",
        '=== "<svg onload=x()>"\n\n    a',
        "$<script>x()</script>$",
        ':smile:{ onclick="x()" }',
        '<span class="twemoji kbicon-x" onclick="x()"></span>',
    ],
)
def test_markdown_cannot_make_a_page_run_anything(markdown: str) -> None:
    made = article(markdown)
    for html in (made.html, *(heading.title for heading in made.headings)):
        tags = [part.partition(">")[0].lower() for part in html.split("<")[1:]]
        assert not [tag for tag in tags if tag.startswith("script") or " on" in tag or "javascript:" in tag]


def test_an_icon_name_leads_to_no_file_outside_the_theme() -> None:
    assert "<svg" not in article('<span class="twemoji kbicon-..-..-passwd"></span>').html


@pytest.mark.parametrize("trusted", [True, False])
def test_icons_are_drawn_whatever_the_trust(trusted: bool) -> None:
    content = book_of(page("a.md", ":material-school:"))
    html = convert(content.pages[0], Book(DEFAULT_EXTENSIONS, Targets.of(content, ""), trusted)).html
    assert '<span class="twemoji"><svg' in html


def test_an_icon_in_an_attribute_stays_text() -> None:
    icon = "&lt;span class=&quot;twemoji kbicon-material-school&quot;&gt;&lt;/span&gt;"
    assert "<svg" not in with_icons(sanitise(f'<img alt="{icon}" src="x.png"><p aria-label="{icon}">{icon}</p>'))


@pytest.mark.parametrize("markdown", ["<script>x()</script>", "[a](javascript:x())"])
def test_with_full_trust_html_is_published_as_it_is(markdown: str) -> None:
    content = book_of(page("a.md", markdown))
    html = convert(content.pages[0], Book(DEFAULT_EXTENSIONS, Targets.of(content, ""), trusted=True)).html
    assert "x()" in html
