from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen import paths


@pytest.mark.parametrize(
    "path",
    [
        "a.md",
        "guide/install.md",
        "ä/日本語.md",
        "a b.md",
        "100%.md",
        "com.md",
        "console.md",
        "x" * 200,
        "it's.md",
        "<img>.md",
        "auxiliary.md",
        "a-b.md",
    ],
)
def test_ordinary_paths_are_published(path: str) -> None:
    assert paths.why_unsafe(path) == ""


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("a\udcff.md", "not UTF-8"),
        ("a\nb.md", "control"),
        ("a\x7f.md", "control"),
        ("a\u202egnp.md", "direction"),
        ("a\\b.md", "backslash"),
        ("a\u0308.md", "normal form C"),
        ("../a.md", "dots"),
        ("a//b.md", "empty"),
        ("./a.md", "dots"),
        ("-rf/a.md", "begins with '-'"),
        ("a /b.md", "ends with a space or dot"),
        ("a./b.md", "ends with a space or dot"),
        ("nul.md", "device name"),
        ("a/COM1.tar.md", "device name"),
        ("x" * 201, "longer than 200 bytes"),
        ("ä" * 101, "longer than 200 bytes"),
        ("a/" * 40 + "b.md", "40 names"),
        ("/".join(["x" * 190] * 6), "1,000 bytes"),
    ],
)
def test_odd_paths_are_not(path: str, reason: str) -> None:
    assert reason in paths.why_unsafe(path)


@pytest.mark.parametrize(
    "path",
    [
        "assets/javascripts/x.js",
        "assets/stylesheets/x.css",
        "assets/commons/x.css",
        "data/site.json",
        "data/manifest.json",
        "pagefind/x",
        "sitemaps/kb.xml",
        "versions.json",
        "pages.json",
        "links.json",
        "CNAME",
        "sw.js",
        "404.html",
        "robots.txt",
        "sitemap.xml",
        "sitemap.xml.gz",
        "_headers",
        "_redirects",
        "Robots.txt",
    ],
)
def test_reserved_paths(path: str) -> None:
    assert paths.is_reserved(path)


@pytest.mark.parametrize(
    "path",
    [
        "assets/logo.png",
        "assets/images/x.png",
        "guide/robots.txt",
        "guide/404.html",
        "data/table.csv",
        "data/index.html",
        "sitemap/index.html",
        "pages/index.html",
        "cname.txt",
        "versions/index.html",
    ],
)
def test_paths_that_content_may_use(path: str) -> None:
    assert not paths.is_reserved(path)


@pytest.mark.parametrize(
    ("given_paths", "clashes"),
    [
        (["a.md", "b.md"], {}),
        (["a.md", "A.md"], {"a.md": "A.md"}),
        (["x/ß.md", "x/SS.md", "x/ss.md"], {"x/ss.md": "x/SS.md", "x/ß.md": "x/SS.md"}),
        (["Guide/a.md", "guide/b.md"], {}),
    ],
)
def test_clashes_of_case(given_paths: list[str], clashes: dict[str, str]) -> None:
    assert paths.case_clashes(given_paths) == clashes


@given(st.text())
def test_what_is_shown_is_printable(path: str) -> None:
    shown = paths.shown(path)
    assert shown.isprintable()
    assert not set(shown) & paths.BIDI


def test_bytes_that_are_no_utf8_are_shown_escaped() -> None:
    assert paths.shown("a\udcffb\n\u202e.md") == "a\\udcffb\\n\\u202e.md"


@pytest.mark.parametrize(("path", "text"), [("é/a.md", "é/a.md"), ("b\udcff\udcfe.md", "b\ufffd\ufffd.md")])
def test_a_path_as_text(path: str, text: str) -> None:
    assert paths.as_text(path) == text
