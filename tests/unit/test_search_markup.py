"""What is read out of articles, and what is left out."""

from __future__ import annotations

import pytest

from kbgen.search.markup import code_of, prose_of, text_of, with_plain_code, without_excluded, without_gutters
from kbgen.search.pages import SearchPage
from kbgen.search.words import identifiers, words

CODE = (
    '<div class="highlight"><pre><span></span><code><a id="__codelineno-0-1" name="__codelineno-0-1"></a>'
    '<span class="n">append</span><span class="o">_event</span>(1)\n</code></pre></div>'
)


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p>a</p><p data-search-exclude>b</p><p>c</p>", "<p>a</p><p>c</p>"),
        ('<p>a</p><div data-search-exclude=""><div>b</div><br>b</div>c', "<p>a</p>c"),
        ("<p>a<img data-search-exclude src='x'>b</p>", "<p>ab</p>"),
        ("a<div data-search-exclude><div data-search-exclude>b</div>b</div>c", "ac"),
        ("a<div data-search-exclude>b", "a"),
        ("a<div data-search-exclude><p>b</div>c", "ac"),
        ("<p>\nline é\n</p>\n<p data-search-exclude>b\n</p>\nc", "<p>\nline é\n</p>\n\nc"),
        ("<p>data-search-exclude</p>", "<p>data-search-exclude</p>"),
        ("a<span data-search-exclude>b</i></span>c", "ac"),
        ("a<![x]>b<p data-search-exclude><![ \n>c</p>d<![", "a<![x]>bd<!["),
    ],
)
def test_excluded_elements_are_cut_out_whole(html: str, kept: str) -> None:
    assert without_excluded(html) == kept


def test_code_keeps_its_text_and_loses_its_colours() -> None:
    assert with_plain_code(CODE) == '<div class="highlight"><pre><code>append_event(1)\n</code></pre></div>'
    assert list(code_of(CODE)) == ["append_event(1)\n"]


def test_line_numbers_are_no_text() -> None:
    table = '<table><tr><td class="linenos"><div><pre>17</pre></div></td><td><code>x</code></td></tr></table>'
    inline = '<code><span class="linenos">18</span>y</code>'
    assert "17" not in without_gutters(table) and "18" not in without_gutters(inline)


def test_text_of_neighbouring_blocks_does_not_run_together() -> None:
    assert prose_of("<ul><li>one</li><li>two</li></ul>").split() == ["one", "two"]
    assert text_of("Use <code>a&lt;b</code>\n now") == "Use a<b now"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("log.append_event(1)", {"log.append_event", "append_event"}),
        ("build --dry-run -v", {"--dry-run"}),
        ("getElementById HTTPServer Plain word", {"getelementbyid", "httpserver"}),
        ("C++ c++11 F# i++;", {"c++", "f#", "i++"}),
        ("pip install kbgen==1.2.3", {"1.2.3"}),
        ("v0.10.1-rc", {"v0.10.1"}),
        ("1.5 2024.1 a b_ _c __init__", set()),
        ("MAX_SIZE", {"max_size"}),
        ("&lt;int&gt; a", set()),
    ],
)
def test_identifiers_of_code(code: str, found: set[str]) -> None:
    assert identifiers(f"<p><code>{code}</code></p>") == found


def test_identifiers_of_prose_are_those_that_nobody_writes_by_chance() -> None:
    html = "<p>In C++, GitHub and example.org: my_name, --force or 1.2.3. A dash -- is none</p>"
    assert identifiers(html) == {"c++", "my_name", "--force", "1.2.3"}


def test_identifiers_of_many_pages_are_left_out_and_numbers_are_those_of_the_pages() -> None:
    pages = [
        SearchPage(f"{n}/", str(n), f"<code>on_all only_{n}{' on_five' if n < 5 else ''}</code>") for n in range(6)
    ]
    found = words(pages)
    assert "on_all" not in found
    assert found["on_five"] == [0, 1, 2, 3, 4]
    assert found["only_5"] == [5]
    assert list(found) == sorted(found)
