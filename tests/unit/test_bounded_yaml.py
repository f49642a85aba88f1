from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.bounded_yaml import FRONT_MATTER, KBGEN_YML, MKDOCS_YML, Limits, Tagged, YamlError, parse
from kbgen.model import Location, Severity

ALL = (FRONT_MATTER, MKDOCS_YML, KBGEN_YML)
MERGES = "m0: &m0 {k0: v}\n" + "".join(f"m{n}: &m{n} {{<<: [*m{n - 1}, *m{n - 1}], k{n}: v}}\n" for n in range(1, 25))
LAUGHS = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("# only a comment\n", None),
        ("a: 1\nb: [x, 2.5, true, null]\n", {"a": 1, "b": ["x", 2.5, True, None]}),
        ("a: !!str 1\n", {"a": "1"}),
        ("a: ! x\n", {"a": "x"}),
        ("a: =\n", {"a": "="}),
        ("---\na: 1\n...\n", {"a": 1}),
        ("{a: {b: c}}", {"a": {"b": "c"}}),
        ("1: one\n", {1: "one"}),
        ("1: a\ntrue: b\n1.0: c\n", {1: "a", "true": "b", "1.0": "c"}),
    ],
)
def test_plain_values(text: str, value: object) -> None:
    for limits in ALL:
        assert parse(text, limits).value == value


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: [1\n", "KB010", 2, 1),
        ("a: b: c\n", "KB010", 1, 5),
        ("a: 1\n---\nb: 2\n", "KB010", 2, 1),
        ("a: 1\nb: 2\na: 3\n", "KB017", 3, 1),
        ("1: a\n0x1: b\n", "KB017", 2, 1),
        ("1: a\ntrue: b\nyes: c\n", "KB017", 3, 1),
        ("1: a\ntrue: b\n'true': c\n", "KB017", 3, 1),
        ("1: a\n'true': b\ntrue: c\n", "KB017", 3, 1),
        ("a: 2026-02-30\n", "KB015", 1, 4),
        ("a: 0001-01-01T00:00:00+23:00\nb: 2026-99-01\n", "KB015", 2, 4),
        ("a: " + "9" * 5000, "KB010", 1, 4),
        ("a: 0x" + "f" * 5000, "KB010", 1, 4),
        ("a: " + "1:" * 400 + "59", "KB010", 1, 4),
        ("a: !!int x\n", "KB010", 1, 4),
        ("a: !!map x\n", "KB010", 1, 4),
        ("a: !!str [x]\n", "KB010", 1, 4),
        ("? [a]\n: b\n", "KB010", 1, 3),
        ("title: {{ name }}\n", "KB010", 1, 9),
        ("a: x\x07\n", "KB010", 1, 5),
        ("a: \ud800\n", "KB010", 1, 1),
        ("a: " + "[" * 40 + "]" * 40, "KB016", 1, 35),
        ("".join(" " * n + "a:\n" for n in range(40)), "KB016", 33, 33),
    ],
)
def test_what_every_preset_refuses(text: str, code: str, line: int, column: int) -> None:
    with pytest.raises(YamlError) as caught:
        parse(text, FRONT_MATTER)
    assert (caught.value.code, caught.value.line, caught.value.column) == (code, line, column)


@pytest.mark.parametrize(
    ("text", "limits", "message"),
    [
        ("title: *emphasis\n", FRONT_MATTER, "aliases"),
        ("<<: {a: 1}\n", FRONT_MATTER, "merge keys"),
        ("a: !x y\n", FRONT_MATTER, "tag '!x'"),
        ("a: !!python/object/apply:os.getcwd []\n", KBGEN_YML, "python/object/apply:os.getcwd"),
        ("a: !!binary aGk=\n", FRONT_MATTER, "!!binary"),
        ("a: " + "x" * 70_000, FRONT_MATTER, "bytes"),
        ("\n".join(f"k{n}: v" for n in range(3000)), FRONT_MATTER, "5,000 parts"),
        ("a: &a [*a]\n", MKDOCS_YML, "contains itself"),
        (LAUGHS, MKDOCS_YML, "expand"),
        (MERGES, MKDOCS_YML, "expand"),
        ("a: &a x\nb: [" + "*a, " * 101 + "]\n", MKDOCS_YML, "100 aliases"),
        ("\n".join(f"k{n}: {{<<: {{a: b}}}}" for n in range(11)), MKDOCS_YML, "10 merge keys"),
    ],
)
def test_floods_and_tags_are_refused_as_unsafe(text: str, limits: Limits, message: str) -> None:
    with pytest.raises(YamlError) as caught:
        parse(text, limits)
    assert caught.value.code == "KB016"
    assert message in caught.value.message


@pytest.mark.parametrize("text", ["title: *emphasis*\n", "title: *name\n"])
def test_markdown_emphasis_gets_the_advice_to_quote_it(text: str) -> None:
    with pytest.raises(YamlError) as caught:
        parse(text, FRONT_MATTER)
    assert "quote the text" in caught.value.hint


def test_a_tag_is_an_inert_marker_in_mkdocs_yml() -> None:
    document = parse("a: !ENV [HOME, x]\nb: !!python/name:os.system\nc: !x {d: !y 1}\n", MKDOCS_YML)
    assert document.value == {
        "a": Tagged("!ENV", ["HOME", "x"]),
        "b": Tagged("!!python/name:os.system", ""),
        "c": Tagged("!x", {"d": Tagged("!y", "1")}),
    }


def test_aliases_and_merge_keys_of_honest_files() -> None:
    document = parse("base: &base {a: 1, b: 2}\nmade: {<<: *base, b: 3}\nlist: [*base]\n", KBGEN_YML)
    assert document.value == {"base": {"a": 1, "b": 2}, "made": {"a": 1, "b": 3}, "list": [{"a": 1, "b": 2}]}


def test_an_alias_without_anchor_and_a_merge_of_text() -> None:
    for text in ("a: *b\n", "a: {<<: text}\n"):
        with pytest.raises(YamlError) as caught:
            parse(text, KBGEN_YML)
        assert caught.value.code == "KB010"


def test_marks_name_keys_and_items_and_fall_back_to_the_ancestor() -> None:
    document = parse("a:\n  b:\n    - x\n    - y\n1.10: z\n", KBGEN_YML)
    assert document.mark(("a",)) == (1, 1)
    assert document.mark(("a", "b")) == (2, 3)
    assert document.mark(("a", "b", 1)) == (4, 7)
    assert document.mark(("a", "b", 7, "c")) == (2, 3)
    assert document.mark(("1.1",)) == (5, 1)
    assert document.written_key(("1.1",)) == "1.10"
    assert document.known(("a", "none", "b", 0)) == ("a", "b", 0)
    assert parse("", KBGEN_YML).mark(("a",)) == (1, 1)


def test_a_scalar_is_known_as_it_was_written() -> None:
    document = parse("a: 1.10\nb: [010, 'x']\n", KBGEN_YML)
    assert (document.written(("a",)), document.written(("b", 0)), document.written(("b",))) == ("1.10", "010", None)


def test_lines_count_from_the_line_of_the_file() -> None:
    with pytest.raises(YamlError) as caught:
        parse("a: 1\na: 2\n", FRONT_MATTER, first_line=2)
    found = caught.value.problem(Location("x.md"))
    assert found.where == Location("x.md", 3, 1)
    assert found.severity is Severity.ERROR
    assert "line 2" in found.message


def test_messages_hold_no_control_characters_and_are_short() -> None:
    with pytest.raises(YamlError) as caught:
        parse('"' + "\\e]0;x" * 50 + '": 1\n"' + "\\e]0;x" * 50 + '": 2\n', FRONT_MATTER)
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 150


@given(st.text(alphabet="ab:- \n[]{}&*!<>'\"#%@,?|1.0~\t=", max_size=60))
def test_any_text_gives_a_value_or_a_yaml_error(text: str) -> None:
    for limits in ALL:
        try:
            parse(text, limits)
        except YamlError as error:
            assert error.code in ("KB010", "KB015", "KB016", "KB017")
            assert error.line >= 1 and error.column >= 1
