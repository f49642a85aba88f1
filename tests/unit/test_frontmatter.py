from __future__ import annotations

import json
import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from mkdocs.utils import meta

from kbgen.content import frontmatter
from kbgen.model import FrontMatter, Location, Problem, Severity

WHERE = Location("docs/a.md", collection="kb", ref="main")


def head(text: str) -> tuple[FrontMatter, tuple[Problem, ...]]:
    front, body, body_line, problems = frontmatter.read(f"---\n{text}\n---\n\n# Body\n", WHERE)
    assert body == "# Body\n"
    assert body_line == text.count("\n") + 5
    return front, problems


def shape(problems: tuple[Problem, ...]) -> list[tuple[str, str, int, int]]:
    return [(each.code, each.severity.value, each.where.line, each.where.column) for each in problems]


PAGES = [
    "# No front matter\n",
    "",
    "\n\n\n# Blank lines first\n",
    "   \n  text\n",
    "---\ntitle: A\n---\n# Body\n",
    "---\ntitle: A\n---\n\n\n    code\n",
    "---  \ntitle: A\n...\t\n\nBody\n\n\n",
    "---\ntitle: A\n---",
    "---\ntitle: A\n",
    "---\n\n---\ntext\n",
    "---\n# comment\n---\ntext\n",
    "---\n- a\n- b\n---\ntext\n",
    "---\njust text\n---\ntext\n",
    "----\ntitle: A\n---\n",
    " ---\ntitle: A\n---\n",
    "\n---\ntitle: A\n---\nx\n",
    "---\ntitle: A\n--- \n---\ntitle: B\n---\n",
    "---\r\ntitle: A\r\n---\r\n\r\nBody\r\n",
    "---\rtitle: A\r---\rBody\r",
    "title: A\nauthor: Ada,\n    Bob\n\n# Body\n",
    "Title: A\ntitle: B\n\tmore\nText without a colon\n",
    "https://example.org is a page\n\nx\n",
    "title: A",
    "title: A\n",
    "title: A\n   \n\n  # Body\n",
    "    indented: code\n",
    "Text\ntitle: A\n",
    "+++\ntitle = 'A'\n+++\nBody\n",
    '{"title": "A"}\n\nBody\n',
]


def stock(page: str) -> str:
    """Return the body that MkDocs renders; it opens files with universal newlines."""
    return str(meta.get_data(page.replace("\r\n", "\n").replace("\r", "\n"))[0])


@pytest.mark.parametrize("page", PAGES)
def test_the_body_is_that_of_mkdocs(page: str) -> None:
    _, body, body_line, _ = frontmatter.read(page, WHERE)
    assert body == stock(page)
    lines = page.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert not body or "\n".join(lines[body_line - 1 :]) in (body, f"\n{body}")
    assert frontmatter.read("\ufeff" + page, WHERE)[1] == body


@given(st.text(alphabet="ab: \n-.\t#", max_size=40))
def test_any_page_without_yaml_errors_has_the_body_of_mkdocs(page: str) -> None:
    _, body, _, problems = frontmatter.read(page, WHERE)
    if not any(each.severity is Severity.ERROR for each in problems):
        assert body == stock(page)


def test_all_fields() -> None:
    front, problems = head(
        "title: A page\nsubtitle: More\ndescription: |\n  Two\n  lines\ntags: [a, b, a]\n"
        "aliases: [other]\ntype: how-to\nuse_case: [onboarding]\naudience: [leads]\nowner: team\nreviewers: [Bob]\n"
        "authors: [Ada]\nstatus: deprecated\nsuperseded_by: b.md\nunlisted: true\nredirect_from: [old.md]\n"
        "hide: [toc]\nicon: material/school\nlang: pt-BR\nnav: {title: N, order: 3, hidden: true}\n"
        "search: {exclude: true, boost: 2}\nextra: {a: [1, x], b: 2026-01-01}"
    )
    assert problems == ()
    assert (front.title, front.description, front.tags) == ("A page", "Two lines", ("a", "b"))
    assert (front.nav_title, front.nav_order, front.nav_hidden) == ("N", 3, True)
    assert (front.search_exclude, front.search_boost) == (True, 2.0)
    assert (front.status, front.unlisted, front.hide, front.icon) == ("deprecated", True, ("toc",), "material/school")
    assert front.extra["a"] == [1, "x"]
    assert (front.type, front.use_case, front.audience) == ("how-to", ("onboarding",), ("leads",))
    assert (front.owner, front.reviewers) == ("team", ("Bob",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("status: publishd", ("KB011", "error", 2, 1)),
        ("status: our-own-word", ("KB011", "warning", 2, 1)),
        ("status: [draft]", ("KB011", "error", 2, 1)),
        ("type: howto", ("KB011", "warning", 2, 1)),
        ("reviewers: Bob", ("KB011", "warning", 2, 1)),
        ("tags: a, b", ("KB011", "warning", 2, 1)),
        ("tags:\n  - a\n  - [b]", ("KB011", "warning", 4, 5)),
        ("title: {a: b}", ("KB011", "warning", 2, 1)),
        ("hide: [navigaton]", ("KB011", "warning", 2, 8)),
        ("icon: ../../x", ("KB011", "warning", 2, 1)),
        ("lang: english!", ("KB011", "warning", 2, 1)),
        ("owner: [a]", ("KB011", "error", 2, 1)),
        ("unlisted: 'yes'", ("KB011", "error", 2, 1)),
        ("nav:\n  order: first", ("KB011", "error", 3, 3)),
        ("nav: hidden", ("KB011", "error", 2, 1)),
        ("nav: {ordr: 1}", ("KB012", "warning", 2, 7)),
        ("search: {boost: 50}", ("KB011", "error", 2, 10)),
        ("extra: {n: .inf}", ("KB011", "error", 2, 1)),
        ("extra: {n: 99999999999999999999}", ("KB011", "error", 2, 1)),
        ("titel: x", ("KB012", "warning", 2, 1)),
        ("template: x.html", ("KB016", "warning", 2, 1)),
        ("a: 1\na: 2", ("KB017", "error", 3, 1)),
        ("date: 2026-02-30", ("KB015", "error", 2, 7)),
        ("a: !ENV HOME", ("KB016", "error", 2, 4)),
        ("a: [", ("KB010", "error", 3, 1)),
    ],
)
def test_one_problem_with_its_place(text: str, expected: tuple[str, str, int, int]) -> None:
    _, problems = head(text)
    assert shape(problems) == [expected]
    assert problems[0].where.path == "docs/a.md" and problems[0].where.collection == "kb"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("status: publishd", "did you mean 'published'?"),
        ("titel: x", "did you mean 'title'?"),
        ("autor: x", "did you mean 'author'?"),
        ("nav: {ordr: 1}", "did you mean 'order'?"),
        ("hide: [navigaton]", "did you mean 'navigation'?"),
        ("zzzzz: x", ""),
    ],
)
def test_hints(text: str, hint: str) -> None:
    assert head(text)[1][0].hint == hint


def test_text_keeps_the_form_in_which_it_was_written() -> None:
    front, problems = head("title: 1.10\ndescription: 2026-01-01\ntags: [1.10, no, 010]\nredirect_from: old/a,b.md")
    assert (front.title, front.description, front.tags) == ("1.10", "2026-01-01", ("1.10", "no", "010"))
    assert front.redirect_from == ("old/a,b.md",)
    assert problems == ()


def test_keys_of_other_tools_and_empty_values_are_silent() -> None:
    front, problems = head("layout: post\ndate: 2026-01-01\ncategories: [x]\nauthor: Ada\ntitle:\ntags:\nstatus: new")
    assert (front.title, front.tags, front.status, problems) == ("", (), "new", ())


@pytest.mark.parametrize("written", ["post", "runbook", "[how-to]", "{how-to: 1}", "2", ""])
def test_a_type_of_another_tool_is_silent(written: str) -> None:
    assert head(f"type: {written}") == (FrontMatter(), ())


def test_a_wrong_field_does_not_take_the_others_with_it() -> None:
    front, problems = head("title: Good\nunlisted: maybe\nnav: {order: x}\nowner: me")
    assert (front.title, front.owner, front.unlisted) == ("Good", "me", False)
    assert [each.code for each in problems] == ["KB011", "KB011"]


def test_control_characters_do_not_pass() -> None:
    front, _ = head('title: "a\\e[31m\\0b"\ntags: ["x\\x07"]')
    assert (front.title, front.tags) == ("a[31mb", ("x",))


def test_an_unclosed_block_is_text_and_is_reported() -> None:
    front, body, line, problems = frontmatter.read("---\ntitle: A\n\ntext\n", WHERE)
    assert (front, body, line) == (FrontMatter(), "---\ntitle: A\n\ntext\n", 1)
    assert shape(problems) == [("KB010", "warning", 1, 1)]


def test_lines_without_dashes() -> None:
    front, body, line, problems = frontmatter.read("title: A\nTags: a, b\nNote: x\n\n# Body\n", WHERE)
    assert (front.title, front.tags, body, line) == ("A", ("a", "b"), "# Body\n", 5)
    assert shape(problems) == [("KB011", "warning", 2, 1), ("KB012", "info", 3, 1)]
    assert "empty line" in problems[1].hint


def test_split_says_where_the_parts_are() -> None:
    parts = frontmatter.split("---\ntitle: A\n---\n\nBody\n")
    assert (parts.block, parts.body, parts.body_line) == ("title: A\n", "Body\n", 5)
    assert frontmatter.split("Body\n").block is None


def test_the_schema_accepts_what_we_read() -> None:
    schema = frontmatter.schema()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert validator.is_valid({"title": "x", "status": "draft", "nav": {"order": 1}})
    assert validator.is_valid({"type": "how-to", "use_case": ["a"], "audience": ["b"], "reviewers": ["c"]})
    assert validator.is_valid({"type": "post"})
    assert not validator.is_valid({"status": "publishd"})
    assert not validator.is_valid({"titel": "x"})


def test_of_a_flood_the_beginning_is_read() -> None:
    many = ", ".join(f"t{n}" for n in range(300))
    front, problems = head(f"title: {'a' * 5_000}\ntags: [{many}]\naliases: [{'b' * 5_000}]\nowner: {'c' * 5_000}")
    assert (front.title, front.owner, front.aliases) == ("a" * 1_000, "c" * 1_000, ("b" * 1_000,))
    assert front.tags == tuple(f"t{n}" for n in range(100))
    assert shape(problems) == [("KB011", "warning", line, 1) for line in (2, 3, 5)]
    assert [each.message for each in problems] == [
        "'title' has 5,000 characters; the first 1,000 are read",
        "'tags' has 300 items; the first 100 are read",
        "'owner' has 5,000 characters; the first 1,000 are read",
    ]


@pytest.mark.security
@pytest.mark.parametrize(("name", "key"), [("front-matter-attacks", "front_matter"), ("yaml-test-suite", "yaml")])
def test_hostile_and_odd_yaml_gives_a_page_and_problems(name: str, key: str) -> None:
    folder = os.environ.get("KBGEN_SECURITY_DATA")
    if not folder:
        pytest.skip("KBGEN_SECURITY_DATA is not set")
    rows = [json.loads(line) for line in (Path(folder) / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    for row in rows:
        _, body, _, problems = frontmatter.read(f"---\n{row[key]}\n---\nBody\n", WHERE)
        assert body.endswith("Body\n")
        assert all(each.message.isprintable() for each in problems), row["id"]
    assert rows


# --- reviews


@pytest.mark.parametrize(
    ("written", "field", "value"),
    [
        ("reviewed: 2026-03-01", "reviewed", date(2026, 3, 1)),
        ("reviewed: '2026-03-01'", "reviewed", date(2026, 3, 1)),
        ("reviewed: 2026-03-01T23:30:00Z", "reviewed", date(2026, 3, 1)),
        ("review_by: 2027-12-31", "review_by", date(2027, 12, 31)),
        ("review_every: 90d", "review_every", timedelta(days=90)),
        ("review_every: 2 weeks", "review_every", timedelta(days=14)),
        ("review_every: 6m", "review_every", timedelta(days=182)),
        ("review_every: 12M", "review_every", timedelta(days=365)),
        ("review_every: 1y", "review_every", timedelta(days=365)),
        ("review_by:", "review_by", None),
    ],
)
def test_a_page_says_when_it_was_and_must_be_reviewed(written: str, field: str, value: object) -> None:
    front, problems = head(written)
    assert (getattr(front, field), problems) == (value, ())


@pytest.mark.parametrize(
    "written",
    [
        *("reviewed: soon", "reviewed: 20260301", "review_by: '2026-02-31'", "review_by: [2026-03-01]"),
        *("review_every: 90", "review_every: 0d", "review_every: 101y", "review_every: 1h", "review_every: -1y"),
    ],
)
def test_a_review_that_is_no_date_or_time_is_an_error_and_left_out(written: str) -> None:
    front, (found,) = head(written)
    assert front == FrontMatter()
    assert (found.code, found.severity) == ("KB011", Severity.ERROR)
    assert f"'{written.partition(':')[0]}' has a wrong value: expected a " in found.message


def test_reviews_are_read_from_a_head_without_dashes() -> None:
    front, _, _, problems = frontmatter.read("review_by: 2027-03-31\nreview_every: 1y\n\n# Body\n", WHERE)
    assert (front.review_by, front.review_every, problems) == (date(2027, 3, 31), timedelta(days=365), ())
