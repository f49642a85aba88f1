"""Where things stand in a page as it is written."""

from __future__ import annotations

import pytest

from kbgen import written_spans as spans
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
