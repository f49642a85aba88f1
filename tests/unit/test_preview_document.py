"""The document and the comment of a preview, where whoever wrote them means harm."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kbgen.cli.console import harmless
from kbgen.preview import Document, comment, parse
from kbgen.preview.comment import LONGEST, MARK, text
from kbgen.preview.document import as_json
from kbgen.preview.setting import PAGES

MARKDOWN = MarkdownIt("gfm-like", {"html": True, "linkify": False})
PAGE: dict[str, Any] = {
    "collection": "kb",
    "path": "docs/a.md",
    "title": "A",
    "url": "a/",
    "old_url": "a/",
    "change": "changed",
    "words": {"added": 12, "removed": 3},
    "page": "pages/a/index.html",
    "diff": "diff/a/index.html",
}
WHOLE: dict[str, Any] = {
    "schema": 1,
    "base": {"ref": "main", "commit": "a" * 40},
    "head": {"commit": "b" * 40, "committed": True},
    "pages": [PAGE],
    "rendered_otherwise": 0,
    "files": [],
    "urls_removed": [],
    "ids_lost": [],
    "problems": {"new": [], "fixed": []},
    "contributors": [],
}
LIVE, AT = "https://example.org/kb/", "https://preview.example/7/"


def document(**given: Any) -> Document:
    """Return a document with these parts, read from JSON as that of a stranger."""
    return parse(json.dumps({**WHOLE, **given}).encode())


def page(**given: Any) -> dict[str, Any]:
    return {**PAGE, **given}


def rendered(markdown: str) -> str:
    """Return a comment as HTML, by a Markdown parser that is not ours."""
    return str(MARKDOWN.render(markdown))


# --- the document


def test_a_document_is_read_as_it_was_written() -> None:
    given = document(contributors=[{"name": "Ada ##[error] é", "first": True}])
    written = as_json(given)
    assert parse(written.encode()) == given
    assert written.isascii() and "##[" not in written


@pytest.mark.parametrize(
    "address",
    [
        "../a/",
        "/a/",
        "//host/a/",
        "a/../../b/",
        "%2e%2E/a/",
        ".",
        "..",
        "a//b/",
        "javascript:x",
        "a b/",
        "a?b",
        "a#b",
        "a\n",
        "a\\b",
    ],
)
def test_an_address_that_may_leave_its_folder_is_refused(address: str) -> None:
    for field in ("url", "old_url", "page", "diff"):
        with pytest.raises(ValueError, match=rf"pages\.0\.{field}: is not what it may be"):
            document(pages=[page(**{field: address})])
    with pytest.raises(ValueError, match="urls_removed"):
        document(urls_removed=[address])


@pytest.mark.parametrize(
    "address", ["", "./", "a/", "a.html", "a/b-c_d~e.f/", "%E2%82%AC/", ".well-known/x/", "a/..b/"]
)
def test_an_address_of_a_page_is_not(address: str) -> None:
    assert document(urls_removed=[address]).urls_removed == (address,)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda whole: whole.pop("pages"), "pages: Field required"),
        (lambda whole: whole.update(more=1), "more: Extra inputs are not permitted"),
        (lambda whole: whole.update(schema=2), "schema: Input should be less than or equal to 1"),
        (lambda whole: whole.update(schema=True), "schema: Input should be a valid integer"),
        (lambda whole: whole["head"].update(commit="HEAD"), "head.commit: is not what it may be"),
        (lambda whole: whole["head"].update(committed="yes"), "head.committed: Input should be a valid boolean"),
        (lambda whole: whole.update(rendered_otherwise=-1), "rendered_otherwise: Input should be greater"),
        (lambda whole: whole.update(contributors=[{"name": "x" * 301, "first": True}]), "contributors.0.name: String"),
        (lambda whole: whole.update(pages=[page(change="eaten")]), "pages.0.change: Input should be"),
    ],
)
def test_what_is_not_in_the_schema_is_refused(change: Callable[[dict[str, Any]], object], said: str) -> None:
    whole = json.loads(json.dumps(WHOLE))
    change(whole)
    with pytest.raises(ValueError, match=re.escape(said)):
        parse(json.dumps(whole).encode())


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"\xff", b"{", b"[" * 100_000, b'{"schema":' * 50_000, b"1e999999", b'"\\ud800"']
)
def test_what_is_no_document_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        parse(data)


# --- the comment


def test_a_comment_has_a_row_for_each_page() -> None:
    pages = [
        PAGE,
        page(
            title="B",
            change="added",
            old_url="",
            diff="",
            words={"added": 1200, "removed": 0},
            page="pages/b/index.html",
        ),
        page(title="C", change="moved", url="c/", old_url="old/c/", diff="", page="pages/c/index.html"),
        page(title="D", change="deleted", url="", old_url="d/", diff="", page="gone/d/index.html"),
    ]
    found = comment(document(pages=pages), LIVE, AT)
    assert found.splitlines()[0] == MARK
    table = [line for line in found.splitlines() if line.startswith("|")]
    assert table == [
        "| Page | Change | Preview | Live |",
        "|---|---|---|---|",
        f"| A | changed, +12 −3 words | [page]({AT}pages/a/) · [what changed]({AT}diff/a/) | [live]({LIVE}a/) |",
        f"| B | added, +1,200 words | [page]({AT}pages/b/) |  |",
        f"| C | moved from `old/c/`, +12 −3 words | [page]({AT}pages/c/) | [live]({LIVE}old/c/) |",
        f"| ~~D~~ | deleted, +12 −3 words | [as it was]({AT}gone/d/) | [live]({LIVE}d/) |",
    ]
    assert "Commit bbbbbbbbbb, compared with main at aaaaaaaaaa." in found


def test_without_a_host_the_files_are_named_and_without_a_site_nothing_is_live() -> None:
    (row,) = [line for line in comment(document()).splitlines() if line.startswith("| A")]
    assert row == f"| A | changed, +12 −3 words | `{PAGES}/a/index.html` |  |"


def test_at_most_fifty_rows_and_then_a_count() -> None:
    found = comment(document(pages=[page(title=f"T{n}") for n in range(73)]), LIVE, AT)
    assert found.count("| T") == 50
    assert "… and 23 more pages." in found


def test_a_comment_is_never_too_long_for_a_forge() -> None:
    long = "a%E2%82%AC" * 390 + "/"
    pages = [
        page(title="|" * 300, url=long, old_url=long, page=f"pages/{long}", diff=f"diff/{long}") for _ in range(90)
    ]
    problems = [found("x" * 2000) for _ in range(500)]
    whole = document(
        pages=pages,
        urls_removed=[long] * 300,
        ids_lost=[{"path": "a.md", "url": long, "id": "`" * 2000}] * 300,
        problems={"new": problems, "fixed": problems},
        contributors=[{"name": "€" * 300, "first": bool(n % 2)} for n in range(500)],
    )
    made = comment(whole, LIVE, AT)
    assert len(made.encode()) <= LONGEST
    assert "more pages." in made and "Commit bbbbbbbbbb" in made


def found(message: str) -> dict[str, Any]:
    return {
        "code": "KB021",
        "severity": "warning",
        "path": "docs/a.md",
        "line": 3,
        "column": 1,
        "message": message,
        "hint": "",
    }


EVIL = [
    "</td></table><script>alert(1)</script>",
    "<!-- kbgen:preview -->",
    "[click](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "a | b | c",
    "line\n::error::x\n| a | b |",
    "@ada and @org/team, see #12, GH-12, ada/repo#3",
    "https://evil.example www.evil.example mailto:a@b.example",
    "`code` *a* _b_ ~~c~~ **d** \\ [x] <b>",
    "\u202eright to left\u202c \u2066isolated",
    "&lt;b&gt; &#64;ada",
    "$\\text{x}$ ^a^",
    "\x00\x1b[31mred\x07",
    "/close\n/approve",
]


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_that_a_stranger_wrote_is_more_than_text_in_a_comment(evil: str) -> None:
    whole = document(
        base={"ref": evil, "commit": "a" * 40},
        pages=[page(title=evil), page(title="", path=evil), page(title=evil, change="deleted")],
        ids_lost=[{"path": evil, "url": "a/", "id": evil}],
        problems={"new": [{**found(evil), "path": evil}], "fixed": []},
        contributors=[{"name": evil, "first": True}, {"name": evil, "first": False}],
    )
    made = comment(whole, LIVE, AT)
    html = rendered(made)
    tags = set(re.findall(r"<\s*/?\s*([a-z0-9]+)", html))
    assert tags <= {"h3", "p", "a", "table", "thead", "tbody", "tr", "th", "td", "s", "code", "ul", "li", "em"}
    assert {address.split("/")[2] for address in re.findall(r'href="([^"]*)"', html)} == {
        "example.org",
        "preview.example",
    }
    assert html.count("<!--") == made.count(MARK) == 1
    assert len(re.findall(r"<tr>", html)) == 4
    assert not re.search(
        r"@\w|#\d|GH-\d|://(?!example\.org|preview\.example)|www\.|mailto:\w", made.replace("&#36;", "")
    )
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069]", made)
    assert not any(re.match(r"\s*(::|/|##)", line) for line in made.splitlines() if line != f"### {line[4:]}")


@given(st.text(max_size=60))
def test_any_text_is_shown_as_it_is(plain: str) -> None:
    written = text(plain, 100)
    assert "\n" not in written
    html = rendered(f"x {written} x")
    assert not re.search(r"<(?!/?p>)", html)


def test_a_title_is_cut() -> None:
    made = comment(document(pages=[page(title="t" * 300)]))
    assert f"| {'t' * 79}… |" in made


def test_the_addresses_of_options_cannot_end_a_link() -> None:
    made = comment(document(), "https://example.org/a(b)/", "https://e.org/[x]/")
    assert "[live](https://example.org/a%28b%29/a/)" in made and "https://e.org/%5Bx%5D/pages/a/" in made


def test_people_are_thanked_and_newcomers_welcomed_by_name() -> None:
    people = [{"name": "Ada", "first": False}, {"name": "Grace", "first": True}, {"name": "Linus", "first": False}]
    made = comment(document(contributors=people))
    assert "Welcome, Grace! This is your first contribution here: thank you.\n\nThank you, Ada and Linus." in made


def test_problems_that_are_new_are_named_and_the_others_counted() -> None:
    notice = {**found("not known"), "severity": "info"}
    made = comment(document(problems={"new": [found("no 'b.md'"), notice], "fixed": [notice]}))
    assert "Problems: 2 new, 1 fixed." in made
    assert "- KB021 warning: no 'b.md' (docs/a.md:3)" in made and "not known" not in made


def test_the_text_of_a_comment_is_no_command_in_a_log() -> None:
    for line in comment(document(pages=[page(title="::error::x"), page(title="##[error]x")])).splitlines():
        assert harmless(line).replace("\\", "") == line.replace("\\", "")
