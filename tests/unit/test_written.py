"""Where things stand in a page as it is written."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import pytest

from kbgen import written_spans as spans
from kbgen.check import without_ignored
from kbgen.skim import first_heading
from kbgen.written import Written


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\n```\nb\n```\nc", ["```\nb\n```"]),
        ("```python\na\n~~~\n```\n", ["```python\na\n~~~\n```"]),
        ("````\n```\na\n```\n````\n", ["````\n```\na\n```\n````"]),
        ("> ```\n> a\n> ```\n", ["```\n> a\n> ```"]),
        ("```never closed\na\n", ["```never closed"]),
        ("```code in a line``` and\n\n```\na\n```\n", ["```\na\n```"]),
        ("text ```\n", []),
    ],
)
def test_fenced_code(text: str, code: list[str]) -> None:
    assert [text[start:end] for (start, end), _ in spans.fences(text, 0)] == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a `b` c ``d ` e`` f", ["`b`", "``d ` e``"]),
        (r"a \`b` c", []),
        ("a `b\nc` d", ["`b\nc`"]),
        ("a `b\n\nc` d", []),
        ("a ``b` c``", ["``b` c``"]),
        ("a `b", []),
    ],
)
def test_code_in_lines(text: str, code: list[str]) -> None:
    assert [text[start:end] for start, end in spans.code_spans(text)] == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\n\n    b\n    c\n\nd", ["    b\n    c"]),
        ("a\n\n\tb\n\n    c\n", ["\tb", "    c\n"]),
        ("# A\n\n    b", ["    b"]),
        ("* a\n\n    b", []),
        ("1. a\n\n    b", []),
        ("!!! note\n    a\n\n    b", []),
        ("<div markdown>\n\n    b", []),
        ("a\n    b", []),
    ],
)
def test_indented_code(text: str, code: list[str]) -> None:
    assert [text[start:end] for start, end in spans.indented_code(text)] == code


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("# A\n\n## B ##\ntext", [(1, "A"), (2, "B")]),
        ("A\n===\n\nB c\n---\n", [(1, "A"), (2, "B c")]),
        ("a\n\n---\n", []),
        ("#A\n> ### B\n", [(1, "A"), (3, "B")]),
        ("a # b\n####### c\n", []),
        ("<h3 id='x'>A <b>c</b></h3>\n", [(3, "A <b>c</b>")]),
        ("# With `code`\n", [(1, "With `code`")]),
        ("```\n# A\n```\n<!--\n# B\n-->\n", []),
    ],
)
def test_headings(text: str, headings: list[tuple[int, str]]) -> None:
    assert [(each.level, each.text) for each in Written(text).headings] == headings


def test_a_place_counts_lines_and_columns_from_1() -> None:
    text = "---\ntitle: a\n---\n\nab [c](d.md)\n"
    written = Written.of(text.encode().replace(b"\n", b"\r\n"), body_line=5)
    [(target, span)] = written.targets
    place = written.place(*span)
    assert (target, place.line, place.column, place.end_line, place.end_column) == ("d.md", 5, 8, 5, 12)
    assert written.line(5) == "ab [c](d.md)"


# --- long texts of one kind


SAME = [
    "<!-- kbgen-ignore ",
    "[",
    "(",
    "](",
    "](()",
    "`a",
    "``a` ",
    "# ",
    "> ",
    "[a]: ",
    "<h1>",
    "<h1",
    "<h2></h1>",
    "<!--",
    "a\n=",
    "\n ",
]


def work(look: Callable[[str], object], text: str) -> float:
    """Return the processor time that a look takes, in seconds; the least of a few, since others are at work too."""

    def once() -> float:
        start = process_time()
        look(text)
        return process_time() - start

    return min(once() for _ in range(3))


def all_of_it(text: str) -> None:
    written = Written(text)
    assert len(written.prose) == len(text)
    assert all(end <= len(text) for _, end in (*written.languages, *(span for _, span in written.targets)))
    assert all(each.span[1] <= len(text) for each in written.headings)


def requests(text: str) -> None:
    assert not list(without_ignored([], {("kb", "main", "a.md"): Written(text)}))


@pytest.mark.parametrize("same", SAME)
@pytest.mark.parametrize("look", [all_of_it, first_heading, requests])
def test_four_times_the_text_is_four_times_the_work(look: Callable[[str], object], same: str) -> None:
    """What grows with the square of the length takes sixteen times as much."""
    short = same * (6_000 // len(same))
    assert any(work(look, short * 4) < 10 * work(look, short) for _ in range(4))


def test_a_long_run_of_backticks_is_passed_once() -> None:
    assert any(work(all_of_it, f"{'`' * 24_000}a`") < 10 * work(all_of_it, f"{'`' * 6_000}a`") for _ in range(4))


def test_many_links_to_one_place_are_found_at_once() -> None:
    written = Written("[a](b.md)\n" * 3)
    assert [place.line for place in written.places("b.md")] == [1, 2, 3]
    assert written.places("c.md") == ()


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("[a](b (c).md) [d](e\n(f) ![g](h)", ["b (c).md", "h"]),
        ("[a]: b\n> [c]: <d>\nx [e]: f\n[]: g [h]: i\n [j]: k [l]: m", ["b", "d", "k"]),
        ("[a](b&amp;c.md) [d](?e&copy=1)", ["b&c.md", "?e&copy=1"]),
        (f"[a]({'(' * 5_000} [b](c)", ["c"]),
        ("<a href='x'> <img\nsrc=y> [z](<a b.md> \"t\")", ["x", "y", "a b.md"]),
    ],
)
def test_targets(text: str, targets: list[str]) -> None:
    assert [target for target, _ in Written(text).targets] == targets
