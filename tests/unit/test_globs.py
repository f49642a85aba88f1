from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.globs import Pattern, PatternError, expand, literal, selects


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        ("main", ["main"], ["main2", "xmain", "Main", "a/main"]),
        ("v*", ["v", "v1.0", "v2.0-rc.1"], ["1.0", "v1/x", "xv1"]),
        ("release/*", ["release/1.2", "release/"], ["release", "release/1/2"]),
        ("release/**", ["release/1.2", "release/1/2"], ["release"]),
        ("**", ["main", "a/b/c", "line\nbreak"], []),
        ("v?.?", ["v1.0"], ["v10.0", "v/.0"]),
        ("v[12].0", ["v1.0", "v2.0"], ["v3.0", "v12.0"]),
        ("v[0-4]", ["v0", "v4"], ["v5", "v-"]),
        ("v[!0-4]", ["v5", "vx"], ["v0", "v/"]),
        ("v[^0-4]", ["v5"], ["v0"]),
        ("[]a]", ["]", "a"], ["b"]),
        ("[a&&b^+--z]", ["a", "&", "b", "^", ",", "z"], ["c", ".", "/"]),
        ("{main,dev}", ["main", "dev"], ["main,dev", "maindev"]),
        ("v1{,.x}", ["v1", "v1.x"], ["v1x"]),
        ("{a,b{1,2}}/*", ["a/x", "b1/x", "b2/y"], ["b/x"]),
        ("release/(*)", ["release/1.2"], ["release/1/2"]),
        ("a.b+c,d", ["a.b+c,d"], ["axb+c,d"]),
        ("[!!-~]*[{]1[}][]]", ["é{1}]", "ü-x{1}]"], ["!{1}]", "é1]"]),
        ("!v*", ["v1"], ["1"]),
    ],
)
def test_a_pattern_matches_whole_names(pattern: str, matching: list[str], others: list[str]) -> None:
    parsed = Pattern.parse(pattern)
    assert [name for name in matching + others if parsed.matches(name)] == matching


@pytest.mark.parametrize(
    ("patterns", "name", "taken"),
    [
        ([], "v1", False),
        (["v*"], "v1", True),
        (["v*", "!*-rc*"], "v2-rc1", False),
        (["!*-rc*", "v*"], "v2-rc1", True),
        (["v*", "!*-rc*", "v2-rc1"], "v2-rc1", True),
        (["!v*"], "main", False),
    ],
)
def test_the_last_pattern_that_matches_decides(patterns: list[str], name: str, taken: bool) -> None:
    assert selects([Pattern.parse(text) for text in patterns], name) is taken


@pytest.mark.parametrize(
    ("pattern", "name", "captures"),
    [
        ("main", "main", ()),
        ("main", "dev", None),
        ("release/(*)", "release/1.2", ("1.2",)),
        ("(*)/v(*.*)", "docs/v1.2", ("docs", "1.2")),
        ("{x(*),y(*)}", "y2", ("", "2")),
        ("({main,dev})", "dev", ("dev",)),
    ],
)
def test_parentheses_capture(pattern: str, name: str, captures: tuple[str, ...] | None) -> None:
    assert Pattern.parse(pattern).captures(name) == captures


@pytest.mark.parametrize(("pattern", "exact"), [("v1.0", True), ("!v1.0", True), ("a,b", True), ("v*", False),
                                                ("[a]", False), ("{a,b}", False), ("(a)", False)])  # fmt: skip
def test_exact_means_one_name(pattern: str, exact: bool) -> None:
    assert Pattern.parse(pattern).exact is exact


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("", "is empty"),
        ("!", "is empty"),
        ("v[12", "'[' without its partner"),
        ("{a,b", "'{' without its partner"),
        ("(a", "'(' without its partner"),
        ("a)", "')' without its partner"),
        ("{a)}", "')' without its partner"),
        ("[9-0]", "wrong character set"),
    ],
)
def test_malformed_patterns_are_refused(pattern: str, message: str) -> None:
    with pytest.raises(PatternError) as caught:
        Pattern.parse(pattern)
    assert message in str(caught.value)


def test_templates_take_captures() -> None:
    assert expand("$1", ["1.2"]) == "1.2"
    assert expand("docs-$2-$1", ["a", "b"]) == "docs-b-a"
    assert expand("dev", []) == "dev"
    assert expand("$1", ["$2"]) == "$2"


@pytest.mark.parametrize("template", ["$2", "$0"])
def test_a_template_cannot_use_what_was_not_captured(template: str) -> None:
    with pytest.raises(PatternError, match="the pattern has 1 part"):
        expand(template, ["1.2"])


@given(st.text(st.characters(exclude_characters="!*?[]{}()"), min_size=1))
def test_a_name_without_glob_characters_matches_itself_alone(name: str) -> None:
    pattern = Pattern.parse(name)
    assert pattern.exact
    assert pattern.matches(name)
    assert not pattern.matches(name + "x")
    assert not pattern.matches("x" + name)


@given(st.text(alphabet="ab/*?[]!^-{},()\\\n", max_size=12), st.text(alphabet="ab/", max_size=6))
def test_any_text_is_a_pattern_or_refused(text: str, name: str) -> None:
    try:
        Pattern.parse(text).matches(name)
    except PatternError as error:
        assert str(error)


@given(st.text(alphabet="ab/*?[]{}(),-^$.", min_size=1), st.text(alphabet="ab/*?[]{}(),-^$."))
def test_a_literal_pattern_matches_its_name_alone(name: str, other: str) -> None:
    pattern = Pattern.parse(literal(name))
    assert pattern.captures(name) == ()
    assert pattern.matches(other) == (name == other)
