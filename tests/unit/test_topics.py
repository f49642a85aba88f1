"""Topics, tags that lead to them, and what stands around an article."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from html_page import article, dead_links, elements, runs, targets, with_class
from hypothesis import given
from hypothesis import strategies as st
from repo_builder import RepoBuilder
from small_site import book_of, build_site, config_of, page

from kbgen.linking import linked_from
from kbgen.links import Targets
from kbgen.paths import why_unsafe
from kbgen.render.article import convert
from kbgen.topics import tag_slug
from kbgen.view import Book, PageInput

TEXT = "word " * 20


def tagged(title: str, *tags: str, **front: str) -> str:
    head = "".join(f"{key}: {value}\n" for key, value in front.items())
    return f"---\ntags: {json.dumps(list(tags), ensure_ascii=False)}\n{head}---\n# {title}\n\n{TEXT}\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("topics")
    book = RepoBuilder(folder / "book")
    files: Mapping[str, str] = {
        "index.md": "# Book\n\n[Install](ops/install.md) [again](ops/install.md)\n",
        "ops/install.md": tagged("Install", "Set up", "Git", description="How to begin."),
        "ops/run.md": tagged("Run it", "set-up") + "\n[self](run.md) [in](install.md#x)\n",
        "hidden.md": tagged("Hidden", "Git", unlisted="true") + "\n[in](ops/install.md)\n",
    }
    book.commit(files, "Begin", author="Ann", when="2020-01-01")
    book.commit({"ops/run.md": files["ops/run.md"] + TEXT * 2}, "Run more", author="Bea", when="2021-01-01")
    book.commit({"ops/run.md": files["ops/run.md"] + TEXT * 3}, "Run", author="Quentin Secret", when="2021-01-02")
    book.tag("v1.0")
    tools = RepoBuilder(folder / "tools").commit({"README.md": tagged("Tools", "GIT!", "GIT!")}, author="Cid")
    member = {"name": "Quentin Secret", "signs_as": ["quentin.secret@example.org"], "opt_out": True}
    sources = ({"url": str(book.path), "name": "book", "tags": ["v*"], "branches": []}, {"url": str(tools.path)})
    config = config_of(*sources, site={"url": "https://kb.example.org/"}, people={"members": [member]})
    return build_site(folder, config)[0]


def html(site: Path, path: str) -> str:
    return (site / path / "index.html").read_text(encoding="utf-8")


def links(text: str) -> list[str]:
    return [each["href"] for _, each in elements(text, "a") if "href" in each]


def test_the_signs_of_a_name_are_words_of_its_address() -> None:
    assert [tag_slug(name) for name in ("C", "C++", "C#", "set up")] == ["c", "c-plus-plus", "c-sharp", "set-up"]


def test_a_name_without_letters_is_known_by_its_code_points() -> None:
    names = ("🚀", "🐛", "❤\ufe0f", "❤", "🚀 🐛", "+", "🚀 Launch")
    slugs = ["u1f680", "u1f41b", "u2764", "u2764", "u1f680-u1f41b", "u2b", "launch"]
    assert [tag_slug(name) for name in names] == slugs
    assert tag_slug("Contributor") == "contributor"


@given(st.text(min_size=1))
def test_the_slug_of_a_topic_is_a_safe_folder(name: str) -> None:
    made = tag_slug(name)
    assert why_unsafe(made) == "" and "/" not in made and len(made.encode()) <= 122


def test_pictures_as_tags_and_sections_are_topics_of_their_own(tmp_path: Path) -> None:
    files = {"a.md": tagged("A", "🚀"), "b.md": tagged("B", "🐛"), "🎉/c.md": "# C", "🎈/d.md": "# D"}
    repo = RepoBuilder(tmp_path / "repo").commit({"index.md": "# Home", **files}, author="Ann")
    made, _ = build_site(tmp_path, config_of({"url": str(repo.path), "name": "kb"}))
    topics = {path.name for path in (made / "topics").iterdir()}
    assert topics == {"u1f680", "u1f41b", "u1f389", "u1f388", "index.html"}
    assert {path.name for path in (made / "activity" / "kb").iterdir()} >= {"u1f389", "u1f388"}
    assert dead_links(made) == []


def test_tags_and_sections_of_one_slug_are_one_topic_over_all_collections(site: Path) -> None:
    assert sorted(path.name for path in (site / "topics").iterdir()) == ["git", "index.html", "ops", "set-up"]
    listed = [href for href in links(article(html(site, "topics/git"))) if "topics" not in href and "feed" not in href]
    assert listed == ["../../book/1.0/ops/install/", "../../tools/"]
    assert "How to begin." in html(site, "topics/git") and "Hidden" not in html(site, "topics/git")
    assert ">Set up</a> <small>2 pages</small>" in html(site, "topics")
    assert dead_links(site) == []
    assert runs(html(site, "topics/git")) == []


def test_who_changed_pages_of_a_topic_lately_is_named_with_the_pages(site: Path) -> None:
    told = article(html(site, "topics/ops")).partition("Who can help")[2]
    assert ">Bea</a>" in told and "../../book/1.0/ops/run/" in told
    assert "Ann" not in told, "more than a year before the newest change"
    assert "Secret" not in told and "community member" not in told


def test_a_topic_has_a_feed_of_its_own_changes(site: Path) -> None:
    items = json.loads((site / "topics" / "ops" / "feed.json").read_bytes())["items"]
    assert [item["title"] for item in items] == ["Run it: Run", "Run it: Run more", "2 pages: Begin"]
    head = html(site, "topics/ops").partition("</head>")[0]
    assert "../../topics/ops/feed.xml" in [each["href"] for _, each in elements(head, "link")]


def test_tags_of_a_page_lead_to_their_topics(site: Path) -> None:
    tags = with_class(html(site, "book/1.0/ops/install"), "md-tag")
    assert tags == [("a", {"href": f"../../../../topics/{slug}/", "class": "md-tag"}) for slug in ("set-up", "git")]


def test_a_site_without_tags_and_sections_has_no_topics(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo").commit({"index.md": "# Home", "a.md": "# A"})
    made, _ = build_site(tmp_path, config_of({"url": str(repo.path), "name": "kb"}))
    assert not (made / "topics").exists()
    assert "topics" not in html(made, ".")


def test_a_folder_of_that_name_wins_and_tags_are_then_no_links(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo").commit({"topics/index.md": tagged("Own", "Git"), "index.md": "# Home"})
    made, _ = build_site(tmp_path, config_of({"url": str(repo.path), "name": "kb"}))
    assert "Own" in article(html(made, "topics"))
    assert [tag for tag, _ in with_class(html(made, "topics"), "md-tag")] == ["span"]


@pytest.mark.parametrize("directory_urls", [True, False])
def test_links_out_of_a_version_hold_in_folders_named_like_where_they_lead(
    tmp_path: Path, directory_urls: bool
) -> None:
    repo = RepoBuilder(tmp_path / "repo")
    settings = f"docs_dir: .\nsite_name: Book\nuse_directory_urls: {directory_urls}\n"
    files = {name: tagged("Page", "ops") for name in ("topics/auth.md", "2.0/notes.md", "handbook/2.0/deep.md")}
    repo.commit({"mkdocs.yml": settings, "index.md": "# Home", "2.0/gone.md": "# Gone", **files}).tag("v1.0")
    repo.commit({"index.md": "# Our home", "2.0/gone.md": None}).tag("v2.0")
    tools = RepoBuilder(tmp_path / "tools").commit({"index.md": "# Tools"})
    book = {"url": str(repo.path), "name": "handbook", "tags": ["v*"], "branches": []}
    made, _ = build_site(tmp_path, config_of(book, {"url": str(tools.path)}))
    assert dead_links(made) == []
    dest = "topics/auth/index.html" if directory_urls else "topics/auth.html"
    text = (made / "handbook" / "1.0" / dest).read_text(encoding="utf-8")
    up = "../" * (4 if directory_urls else 3)
    assert [each["href"] for _, each in with_class(text, "md-tag")] == [f"{up}topics/ops/"]
    dest = "2.0/notes/index.html" if directory_urls else "2.0/notes.html"
    old = (made / "handbook" / "1.0" / dest).read_text(encoding="utf-8")
    notice = old[old.index('<p class="kb-notice') :].partition("</p>")[0]
    assert next(targets(notice, f"handbook/1.0/{dest}")) == f"handbook/2.0/{dest.removesuffix('index.html')}"


# --- backlinks


def linked(*given: tuple[str, str, dict[str, Any]]) -> dict[str, list[str]]:
    pages = [page(uri, body, **front) for uri, body, front in given]
    targets = Targets.of(book_of(*pages), "")
    inputs = [PageInput(each, convert(each, Book((), targets)), each.src_uri) for each in pages]
    return {uri: [source.title for source in sources] for uri, sources in linked_from(inputs, targets).items()}


def test_backlinks_are_the_links_turned_round() -> None:
    found = linked(
        ("index.md", "[a](a.md) [b](b/c.md#x) ![i](a.md) [w](https://x.org/a/) [dead](none.md)", {}),
        ("a.md", "[home](index.md) [self](a.md) [c](b/c.md) [r](/b/c/)", {}),
        ("b/c.md", '[a](../a.md "t") [url](../../a/)', {}),
        ("z.md", "[a](a.md)", {"unlisted": True}),
    )
    assert found == {"index.md": ["a.md"], "a.md": ["b/c.md", "index.md"], "b/c.md": ["a.md", "index.md"]}


def test_backlinks_stand_below_the_article(site: Path) -> None:
    text = html(site, "book/1.0/ops/install")
    around = text[text.index('<aside class="kb-around"') :].partition("</aside>")[0]
    assert links(around) == ["../../", "../run/"]
    assert "kb-around" not in html(site, "book/1.0/ops/run"), "only itself links to it"


def test_many_backlinks_are_folded(tmp_path: Path) -> None:
    files = {f"p{n}.md": f"# P{n}\n\n[home](index.md)" for n in range(8)}
    repo = RepoBuilder(tmp_path / "repo").commit({"index.md": "# Home", **files})
    text = html(build_site(tmp_path, config_of({"url": str(repo.path), "name": "kb"}))[0], ".")
    around = text[text.index('<aside class="kb-around"') :].partition("</aside>")[0]
    shown, _, folded = around.partition("<details")
    assert (len(links(shown)), len(links(folded))) == (5, 3)
    assert "<summary>All 8</summary>" in folded
