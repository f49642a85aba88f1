"""Two articles as one: what went, what came, and nothing lost of either."""

from __future__ import annotations

import html as entities
import re
from collections import Counter
from collections.abc import Sequence

import pytest
from html_page import elements, runs
from hypothesis import given
from hypothesis import strategies as st

from kbgen.htmldiff import compare
from kbgen.htmldiff.nodes import parse, write
from kbgen.htmldiff.pairing import paired
from kbgen.htmldiff.sequences import runs as sequence_runs
from kbgen.render.sanitise import TAGS, sanitise

MARKS = re.compile(r'<span class="kb-diff__(?:label|sign)">.*?</span>|<summary>.*?</summary>', re.DOTALL)


def side(html: str, *, old: bool) -> str:
    """Return the letters of one side of a comparison, found by other means than it was made."""
    other, line = ("ins", "new") if old else ("del", "gone")
    plain = re.sub(
        rf'<span class="kb-diff__line kb-diff__line--{line}">.*?\n</span>', "", MARKS.sub("", html), flags=re.DOTALL
    )
    plain = re.sub(rf"<{other}\b.*?</{other}>", "", plain, flags=re.DOTALL)
    return letters(plain)


def letters(html: str) -> str:
    return "".join(entities.unescape(re.sub(r"<[^>]*>", "", html)).split())


def tagged(tag: str, parts: Sequence[str]) -> str:
    return "".join(f"<{tag}>{part}</{tag}>" for part in parts)


def table(rows: Sequence[Sequence[str]]) -> str:
    return f"<table>{tagged('tr', [tagged('td', row) for row in rows])}</table>"


def code(lines: Sequence[str]) -> str:
    return f"<div class='highlight'><pre><code>{chr(10).join(lines)}\n</code></pre></div>"


WORDS = st.text(alphabet="abcé 好", max_size=6)
INLINE = st.lists(st.one_of(WORDS, WORDS.map(lambda text: f"<strong>{text}</strong>")), max_size=5).map(" ".join)
ITEMS = st.lists(INLINE, min_size=1, max_size=3).map(lambda items: f"<ul>{tagged('li', items)}</ul>")
CODE = st.lists(WORDS, min_size=1, max_size=3).map(code)
TABLE = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(WORDS, min_size=width, max_size=width), min_size=1, max_size=3).map(table)
)
NOTE = st.tuples(INLINE, ITEMS).map(lambda parts: f"<div class='note'><p>{parts[0]}</p>{parts[1]}</div>")
BLOCK = st.one_of(
    INLINE.map(lambda text: f"<p>{text}</p>"), INLINE.map(lambda t: f"<h2>{t}</h2>"), ITEMS, CODE, TABLE, NOTE
)
ARTICLE = st.lists(BLOCK, max_size=5).map("".join)


@given(ARTICLE, ARTICLE)
def test_both_articles_can_be_read_out_of_the_comparison(before: str, after: str) -> None:
    found = compare(before, after).html
    assert side(found, old=True) == letters(before)
    assert side(found, old=False) == letters(after)


@given(ARTICLE)
def test_equal_articles_do_not_differ(article: str) -> None:
    found = compare(article, article)
    assert not found.differs
    assert not elements(found.html, "ins", "del")


@given(ARTICLE, ARTICLE)
def test_the_tags_of_a_comparison_close_in_order(before: str, after: str) -> None:
    found = compare(sanitise(before), sanitise(after)).html
    assert write(parse(found)) == found


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (
            "<p>one two three</p>",
            "<p>one 2 three four</p>",
            "<p>one <del>two</del><ins>2</ins> three<ins> four</ins></p>",
        ),
        (
            "<p>It takes a quarter of an hour.</p>",
            "<p>It takes about ten minutes.</p>",
            "<p>It takes <del>a quarter of an hour</del><ins>about ten minutes</ins>.</p>",
        ),
        (
            "<p>a <em>b c</em> d</p>",
            "<p>a <em>b x</em> d</p>",
            "<p>a <em>b </em><del><em>c</em></del><ins><em>x</em></ins> d</p>",
        ),
        (
            "<p>The <a href='a/'>page</a> is.</p>",
            "<p>The <a href='b/'>page</a> is.</p>",
            '<p>The <del><a href="a/">page</a></del><ins><a href="b/">page</a></ins> is.</p>',
        ),
        ("<p>天地玄黄</p>", "<p>天地人黄</p>", "<p>天地<del>玄</del><ins>人</ins>黄</p>"),
        (
            "<p>Nothing of this.</p>",
            "<p>All other words</p>",
            "<p><del>Nothing of this.</del><ins>All other words</ins></p>",
        ),
    ],
)
def test_words_that_changed_are_marked(before: str, after: str, shown: str) -> None:
    assert compare(before, after).html == shown


def test_a_picture_is_told_by_its_address() -> None:
    before, after = '<p>See <img src="gone/a.png" alt="A">.</p>', '<p>See <img src="pages/a.png" alt="A">.</p>'
    found = compare(before, after).html
    assert found == '<p>See <del><img src="gone/a.png" alt="A"></del><ins><img src="pages/a.png" alt="A"></ins>.</p>'
    assert not compare(before, before).differs


def test_a_formula_is_one_word() -> None:
    formula = '<span class="arithmatex">\\(a + {}\\)</span>'
    found = compare(f"<p>If {formula.format('b')} is.</p>", f"<p>If {formula.format('c')} is.</p>").html
    assert found == f"<p>If <del>{formula.format('b')}</del><ins>{formula.format('c')}</ins> is.</p>"


def test_a_box_that_was_ticked_says_so() -> None:
    label = '<label class="task-list-control"><input type="checkbox" {}disabled><span></span></label>'
    box = f'<li class="task-list-item">{label} Done</li>'
    found = compare(f"<ul>{box.format('')}</ul>", f"<ul>{box.format('checked ')}</ul>").html
    assert found == '<ul><li class="task-list-item"><del>☐</del><ins>☑</ins> Done</li></ul>'


def test_lines_of_code_have_a_sign_and_keep_their_colours() -> None:
    before = code(['<span class="k">def</span> f():', "    return 1", ""])
    found = compare(before, before.replace("return 1", "return 2")).html
    rows = re.findall(
        r'kb-diff__line( kb-diff__line--\w+)?"><span class="kb-diff__sign">(.) </span>(.*?)\n</span>', found
    )
    assert [(sign, text) for _, sign, text in rows] == [
        (" ", '<span class="k">def</span> f():'),
        ("−", "    return <del>1</del>"),
        ("+", "    return <ins>2</ins>"),
        (" ", ""),
    ]


def test_long_code_is_shown_around_the_change_only() -> None:
    lines = [f"line {n}" for n in range(40)]
    found = compare(code(lines), code([*lines[:20], "changed", *lines[21:]])).html
    shown = re.findall(r"line (\d+)", found)
    assert shown == ["17", "18", "19", "20", "21", "22", "23"]
    assert "… 17 lines that are the same" in found and "… 16 lines that are the same" in found


def test_a_column_of_a_table_comes_between_others() -> None:
    before = "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>"
    after = "<table><tr><th>A</th><th>C</th><th>B</th></tr><tr><td>1</td><td>9</td><td>2</td></tr></table>"
    expected = after.replace("C", "<ins>C</ins>").replace("9", "<ins>9</ins>")
    assert compare(before, after).html == expected
    assert compare(after, before).html == expected.replace("ins>", "del>")


def test_rows_of_a_table_that_go_and_come_are_marked() -> None:
    before, after = (
        table([["name", "age"], ["ada", "36"], *row]) for row in ([["linus", "20"]], [["grace", "85"], ["x", "1"]])
    )
    found = compare(before, after).html
    gone, new = re.findall(r'<tr class="kb-diff__row--gone">(.*?)</tr>', found), re.findall(r'--new">(.*?)</tr>', found)
    assert gone == [tagged("td", ["<del>linus</del>", "<del>20</del>"])]
    assert new == [tagged("td", ["<ins>grace</ins>", "<ins>85</ins>"]), tagged("td", ["<ins>x</ins>", "<ins>1</ins>"])]


def test_a_table_with_wide_cells_is_shown_as_it_was_and_as_it_is() -> None:
    before, after = (
        f'<table><tr><td colspan="2">{text}</td></tr><tr><td>a</td><td>b</td></tr></table>' for text in "xy"
    )
    found = compare(before, after).html
    assert [tag for tag, attributes in elements(found) if attributes.get("class") == "kb-diff__block"] == ["del", "ins"]


def test_a_new_item_of_a_list_stays_in_the_list() -> None:
    items = ["one", "two", "three", "four", "five", "six"]
    found = compare(f"<ol>{tagged('li', items)}</ol>", f"<ol>{tagged('li', [*items, 'seven'])}</ol>").html
    skipped = '<li class="kb-diff__skip">… 4 that are the same</li>'
    assert found == f"<ol>{skipped}{tagged('li', ['five', 'six', '<ins>seven</ins>'])}</ol>"


def test_what_is_far_from_a_change_is_folded_and_the_heading_above_it_is_shown() -> None:
    start, middle = "<h2>First</h2><p>a</p><p>b</p>", "<h2>Second</h2><p>c</p><p>d</p><p>e</p>"
    found = compare(f"{start}{middle}<p>f</p><p>g</p>", f"{start}{middle}<p>f changed</p><p>g</p>").html
    shown = re.sub(r"<details.*?</details>", "|", found)
    assert shown == "|<h2>Second</h2>|<p>e</p><p>f<ins> changed</ins></p><p>g</p>"
    assert "3 parts that are the same" in found


def test_a_title_that_is_the_same_is_left_to_the_page_around() -> None:
    assert compare("<h1>Title</h1><p>a b</p>", "<h1>Title</h1><p>a c</p>").html == "<p>a <del>b</del><ins>c</ins></p>"
    assert "<h1>" in compare("<h1>Title</h1><p>a</p>", "<h1>Other title</h1><p>a</p>").html


def test_tabs_are_shown_below_each_other() -> None:
    tabs = (
        '<div class="tabbed-set"><input type="radio"><input type="radio"><div class="tabbed-labels"><label>One</label>'
        '<label>Two</label></div><div class="tabbed-content"><div class="tabbed-block"><p>first</p></div>'
        '<div class="tabbed-block"><p>second {}</p></div></div></div>'
    )
    found = compare(tabs.format("a"), tabs.format("b")).html
    shown = re.sub(r"<details.*?</details>", "", found)
    assert shown == '<p class="kb-diff__tab">Two</p><p>second <del>a</del><ins>b</ins></p>'


def test_a_part_that_folds_is_open_where_something_changed_in_it() -> None:
    note = '<details class="note"><summary>More</summary><p>Hidden {}</p></details>'
    assert '<details class="note" open="">' in compare(note.format("a"), note.format("b")).html


def test_ids_stand_once_on_a_page_and_so_not_here() -> None:
    found = compare('<h2 id="a">A<a class="headerlink" href="#a">¶</a></h2>', '<h2 id="b">B c</h2>').html
    assert not [1 for _, attributes in elements(found) if "id" in attributes]
    assert "¶" not in found


def test_text_that_looks_like_tags_stays_text() -> None:
    before = sanitise("<p>&lt;script&gt;alert(1)&lt;/script&gt; a</p>")
    found = compare(before, sanitise("<p>&lt;img src=x onerror=alert(1)&gt; a &amp;lt; b</p>"))
    assert {tag for tag, _ in elements(found.html)} <= {"p", "ins", "del"}
    assert not runs(found.html)


@given(st.text(alphabet="<>/ap=\"' &;img!-", max_size=80), st.text(alphabet="<>/ap=\"' &;img!-", max_size=80))
def test_nothing_but_harmless_elements_comes_out_of_sanitised_articles(before: str, after: str) -> None:
    found = compare(sanitise(before), sanitise(after)).html
    assert {tag for tag, _ in elements(found)} <= TAGS
    assert not runs(found)


def test_deep_nesting_and_great_length_come_to_an_end() -> None:
    deep = compare("<div>" * 5000 + "a" + "</div>" * 5000, "<div>" * 5000 + "b" + "</div>" * 5000)
    assert deep.differs
    words = " ".join(f"w{n}" for n in range(20_000))
    assert compare(f"<p>a {words}</p>", f"<p>b {words[::-1]}</p>").differs
    many = [f"<p>p{n}</p>" for n in range(9_000)]
    assert compare("".join(many), "".join(reversed(many))).differs


def test_unclosed_and_stray_tags_are_read() -> None:
    assert write(parse("<p>a<b>c</p></i>d")) == "<p>a<b>c</b></p>d"
    assert write(parse("a<br/>b<span/>c")) == "a<br>b<span></span>c"


@given(st.lists(st.integers(0, 5), max_size=12), st.lists(st.integers(0, 5), max_size=12))
def test_runs_cover_both_sequences_and_what_is_the_same_is(old: list[int], new: list[int]) -> None:
    i = k = 0
    for run in sequence_runs(old, new):
        assert (run.i, run.k) == (i, k) and (run.j > i or run.l > k)
        assert not run.same or old[run.i : run.j] == new[run.k : run.l]
        i, k = run.j, run.l
    assert (i, k) == (len(old), len(new))


def test_items_are_paired_by_what_they_have_in_common() -> None:
    old, new = ["red green", "one two three", "apple"], ["one two 3", "pear plum", "apple tree"]
    pairs = list(paired(old, new, lambda text: Counter(text.split()), lambda *_: True))
    assert pairs == [
        ("red green", None),
        ("one two three", "one two 3"),
        (None, "pear plum"),
        ("apple", "apple tree"),
    ]
