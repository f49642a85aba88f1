"""Any text is a page: its head is read or told to be wrong, and its body is shown."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
import yaml
from fuzzing import Choices, changed, characters, made, many, sample
from hypothesis import example, given
from hypothesis import strategies as st

from kbgen.canonical import Canonical
from kbgen.codes import CODES
from kbgen.content import frontmatter
from kbgen.content.frontmatter_schema import Fields, one_line
from kbgen.content.frontmatter_values import LONGEST_TEXT, MOST_ITEMS
from kbgen.model import Location

WHERE = Location("docs/a.md", collection="kb", ref="main")
KEYS = (
    *Fields.model_fields,
    *("template", "titel", "Title", "1", "true", "0x1", "1.0", ".nan", "~", "", "=", "<<", "? a", "'q'", '"q"'),
    "a b",
    *("2020-01-01", "null", "date", "Ä", "on", "y", "x" * 200, "!!str a", "&a b", "*a", "{a", "[a", "-", "#"),
)
SOUND = (
    *("a", "a # b", "'a'", '"a\\x07\\u202eb"', "1", "-0", "1.10", "1e999", ".inf", "-.nan", "1:59", "0o7", "1_0"),
    *("+1", "="),
    *("true", "yes", "Off", "null", "~", "2020-01-01", "0001-01-01", "9999-12-31", "2001-12-14t21:59:43.10-05:00"),
    *("2020-1-1", "[]", "{}", "[a, b]", "[a, [b], {c: d}]", "{a: b}", "{title: x, order: 1}"),
    "{exclude: true, boost: 99}",
    *("[1, true, 1.5, null]", "! a", "90d", "0d", "101y", "6 months", "material/school", "../../x", "pt-BR"),
    "english!",
    *("draft", "publishd", "[toc]", "[a, 1, 2020-01-01]", "\u202e", "é", "e\u0301", "x" * 1100, "", "|\n    a"),
    ">-\n  a",
)
BROKEN = (
    *("a: b", "'a", '"\\ud800"', "*a*", "**a**", "@a", "`a`", "%a", "|", ">-", "<<", "0x" + "f" * 70, "9" * 70),
    *("1:" * 30,),
    *("2020-02-30", "0001-01-01 00:00:00 +23:59", "[" * 33, "{a: " * 33, "!!int x", "!!str [a]", "!x a", "!!map x"),
    "!",
    *("!!python/name:os.system", "!!binary aGk=", "&a [*a]", "*none", "\x85", "\u2028", "\ufeff", "\x00", "\x07"),
    *("\ud7ff", "\U0010ffff", "a\tb", "- a", "? a", "{{ a }}"),
)
ENDS = (
    "\n",
    "\n",
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    "\n    ",
    "\n\t",
    "\n  ",
    "\n- ",
    " ",
    "\n---\n",
    "\n...\n",
    "\u2028",
    "\x85",
)
BORDERS = ("---\n", "--- \n", "---", "\n---\n", "----\n", "...\n", "+++\n", "\ufeff---\n", "---\r\n", "")
BODIES = ("", "# Body\n", "\n\ntext", "---\na: b\n---\n")
GOOD = (
    "---\ntitle: A page\ntags: [a, b]\nnav: {order: 3, title: N}\nreviewed: 2026-03-01\n"
    "extra:\n  a: [1, x]\n---\n# Body\n",
    "---\ndescription: |\n  Two\n  lines\nredirect_from:\n  - old.md\n  - ../older.md\n"
    "search: {boost: 2}\n---\n\ntext\n",
    "title: A\nauthor: Ada,\n    Bob\nstatus: draft\n\n# Body\n",
    "---\n# a comment\n'a': &x b\n? c\n: d\n...\ntext\n---\n",
)


def page(choices: Choices) -> str:
    """Make a page with a head of lines that mean something; half of them have no value that breaks the whole head."""
    kind = choices.number(8)
    if kind < 3:
        return changed(choices, GOOD, (*VALUES, *ENDS)) if kind else characters(choices)
    values, ends = ((*SOUND, *BROKEN), ENDS) if choices.number(2) else (SOUND, ENDS[:3])
    inner = "".join(choices.some(lambda: f"{choices.one(KEYS)}: {choices.one(values)}{choices.one(ends)}", 6))
    borders = BORDERS if choices.number(4) == 0 else BORDERS[:1]
    return choices.one(borders) + inner + choices.one(borders) + choices.one(BODIES)


VALUES = (*SOUND, *BROKEN)


def is_read(text: str) -> None:
    """Assert what holds for every page: it has a body, and what is wrong with its head has a place and words."""
    front, body, line, problems = frontmatter.read(text, WHERE)
    whole = frontmatter.split(text).whole
    lines = whole.split("\n")
    last = 1 + sum(map(whole.count, ("\n", "\x85", "\u2028", "\u2029")))  # as YAML counts lines
    assert whole.endswith(body)
    assert not body or "\n".join(lines[line - 1 :]).lstrip("\n") == body.lstrip("\n")
    for found in problems:
        assert found.code in CODES
        assert found.message.isprintable() and found.hint.isprintable(), found
        assert 1 <= found.where.line <= last + 1 and found.where.column >= 1, found
    for shown in (front.title, front.subtitle, front.description, front.owner, *front.tags, *front.aliases):
        assert shown == one_line(shown) and len(shown) <= LONGEST_TEXT
        shown.encode()
    assert max(map(len, (front.tags, front.aliases, front.authors, front.redirect_from))) <= MOST_ITEMS
    assert all(isinstance(key, str) for key in front.extra)
    Canonical().bytes_of(front)


@sample(400)
@given(made(page))
@example("---\n1: a\ntrue: b\n---\n")
@example("---\n&a\n---\n")
@example("---\nb: a\u2028c: a\x85d: 'a\u2028e: %a\n---\n")
def test_any_text_is_a_page(text: str) -> None:
    is_read(text)


@pytest.mark.torture
@pytest.mark.parametrize("turn", range(20))
def test_many_texts_are_pages(turn: int) -> None:
    many(is_read, page, turn, 10_000)


TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
PLAIN = st.one_of(TEXT, st.booleans(), st.none(), st.dates(), st.integers(-9, 9))
WRITTEN = st.fixed_dictionaries(
    {"title": TEXT, "tags": st.lists(TEXT, max_size=4), "unlisted": st.booleans()},
    optional={
        "reviewed": st.dates(),
        "extra": st.dictionaries(
            TEXT, st.one_of(TEXT, st.booleans(), st.none(), st.dates(), st.integers(-9, 9)), max_size=3
        ),
    },
)


@sample(150)
@given(WRITTEN)
def test_what_a_program_writes_is_what_is_read(written: dict[str, Any]) -> None:
    head = yaml.safe_dump(written, allow_unicode=True, width=10_000)
    front, _, _, problems = frontmatter.read(f"---\n{head}---\n", WHERE)
    assert not [found for found in problems if found.code != "KB011"]
    assert front.title == one_line(written["title"])
    assert front.tags == tuple(map(one_line, dict.fromkeys(tag for tag in written["tags"] if tag.strip())))
    assert (front.unlisted, front.reviewed) == (written["unlisted"], written.get("reviewed"))
    assert {k: v for k, v in front.extra.items() if not isinstance(v, (date, datetime))} == {
        k: v for k, v in written.get("extra", {}).items() if not isinstance(v, (date, datetime))
    }
