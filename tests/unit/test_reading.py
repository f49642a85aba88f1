"""What a page tells of itself: how long it takes, what it is about, and what other programs find in its head."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from html_page import elements
from repo_builder import RepoBuilder
from small_site import build_site, config_of, page

from kbgen.excerpt import LONGEST, description
from kbgen.reading_time import minutes
from kbgen.view import Article

URL = "https://kb.example.org/docs/"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", 0),
        ("<p>" + "word " * 99 + "</p>", 0),
        ("<p>" + "word " * 300 + "</p>", 2),
        ("<p title='" + "word " * 500 + "'>don&#39;t</p>", 0),
        ("<p>" + "字" * 800 + "</p>", 2),
        ("<p>" + "word " * 400 + "字" * 400 + "</p>", 3),
    ],
)
def test_reading_time_counts_words_and_characters(html: str, expected: int) -> None:
    assert minutes(html) == expected


@pytest.mark.parametrize(
    ("front", "html", "expected"),
    [
        ("Own\n words", "<p>Something else is written here.</p>", "Own words"),
        (
            "",
            "<h1>Title</h1><p>Short.</p><p>This says <b>what</b> it is &amp; more.</p>",
            "This says what it is & more.",
        ),
        ("", "<p>" + "many words, " * 30 + "</p>", "many words, " * 12 + "many words…"),
        ("", "<p>" + "x" * 300 + "</p>", "x" * 159 + "…"),
        ("", "<h1>Nothing</h1>", ""),
    ],
)
def test_a_page_is_described_by_itself_or_by_its_first_paragraph(front: str, html: str, expected: str) -> None:
    found = description(page("a.md", description=front), Article(html))
    assert found == expected and len(found) <= LONGEST


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reading")
    long = "# Long & <b>bold</b>\n\nThe first paragraph says what it is.\n\n" + "word " * 700
    evil = "---\ntitle: '\"><script>alert(1)</script>'\ndescription: '\"><img src=x onerror=alert(1)>'\n---\ntext"
    repo = RepoBuilder(folder / "repo").commit({"index.md": "# Home", "guide/long.md": long, "evil.md": evil})
    given = {"name": "A & B, which is a long name", "url": URL, "description": "All <of> it."}
    return build_site(folder, config_of({"url": str(repo.path), "name": "kb"}, site=given))[0]


def head(site: Path, path: str) -> str:
    return (site / path / "index.html").read_text(encoding="utf-8").partition("</head>")[0]


def meta(site: Path, path: str) -> dict[str, str]:
    found = (each for _, each in elements(head(site, path), "meta"))
    return {each.get("property", each.get("name", "")): each.get("content", "") for each in found}


def test_a_long_page_says_how_long_it_takes_and_a_short_one_does_not(site: Path) -> None:
    told = (site / "guide/long/index.html").read_text(encoding="utf-8")
    assert "<dt>Reading time</dt><dd>about 4 minutes</dd>" in told
    assert "Reading time" not in (site / "index.html").read_text(encoding="utf-8")


def test_other_sites_find_what_to_show_of_a_page(site: Path) -> None:
    found = meta(site, "guide/long")
    assert found["og:title"] == "Long & bold"
    assert found["og:description"] == "The first paragraph says what it is."
    assert found["og:url"] == f"{URL}guide/long/"
    assert (found["og:type"], found["twitter:card"]) == ("article", "summary")
    assert found["og:site_name"] == "A & B, which is a long name"
    assert "og:image" not in found
    assert meta(site, "guide")["og:type"] == "website"
    assert meta(site, ".")["og:description"] == "All <of> it."


def test_hostile_titles_stay_text_in_the_head(site: Path) -> None:
    assert meta(site, "evil")["og:title"] == '"><script>alert(1)</script>'
    assert meta(site, "evil")["og:description"] == '"><img src=x onerror=alert(1)>'
    assert elements(head(site, "evil"), "img") == []


def test_browsers_find_the_search_of_the_site(site: Path) -> None:
    links = [each for _, each in elements(head(site, "guide/long"), "link") if each.get("rel") == "search"]
    assert [(each["href"], each["type"]) for each in links] == [
        ("../../opensearch.xml", "application/opensearchdescription+xml")
    ]
    root = ElementTree.fromstring((site / "opensearch.xml").read_bytes())
    assert root.tag == f"{OPENSEARCH}OpenSearchDescription"
    assert 0 < len(root.findtext(f"{OPENSEARCH}ShortName") or "") <= 16
    assert root.findtext(f"{OPENSEARCH}Description") == "All <of> it."
    (url,) = root.findall(f"{OPENSEARCH}Url")
    assert (url.get("type"), url.get("template")) == ("text/html", f"{URL}search/?q={{searchTerms}}")
    assert (site / "search" / "index.html").exists()
