from __future__ import annotations

import dataclasses
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from html_page import article, elements, runs, targets, with_class
from small_site import book_of, config_of, page

from kbgen.cache import Cache
from kbgen.compose.redirects import redirect_page
from kbgen.content.tree import FolderTree
from kbgen.errors import ConfigError
from kbgen.layout import Layout
from kbgen.lineage import Lineage
from kbgen.links import Targets
from kbgen.mapper import mapper
from kbgen.model import Content, NavItem, Page, RefKind
from kbgen.plan import SitePlan, plan
from kbgen.render.article import convert
from kbgen.render.nav import WINDOW
from kbgen.render.pages import render_pages, theme_assets
from kbgen.render.settings import theme_language
from kbgen.themes import theme_dirs
from kbgen.twins import twin_uri
from kbgen.view import Articles, Book

EVIL = """"'><script>alert(1)</script><img src=x onerror=alert(1)>"""
THEME = theme_dirs("commons", Path())


def site_of(*contents: Content, theme: tuple[str, ...] = THEME, **given: Any) -> SitePlan:
    """Return the plan of a site with these contents as its collections."""
    names = dict.fromkeys(content.collection.name for content in contents)
    sources = [{"url": f"/r/{name}", "name": name, "tags": ["*"]} for name in names]
    articles, unknown = [articles_of(content) for content in contents], [Lineage() for _ in contents]
    return plan(config_of(*sources, **given), contents, articles, theme, unknown)


def articles_of(content: Content) -> Articles:
    book = Book((), Targets.of(content, ""))
    return Articles({each.src_uri: convert(each, book) for each in content.pages}, 0, ())


def tree_nav(*pages: Page) -> tuple[NavItem, ...]:
    return FolderTree.of(pages).items("", frozenset())


def rendered(site: SitePlan, jobs: int = 1, only: tuple[str, ...] = ()) -> Mapping[str, str]:
    """Return the HTML files of a site by their path: all, or those of the pages `only`."""
    lists = () if only else [(version.frame, each) for version in site.versions for each in version.lists]
    pages = [(version.frame, each) for version in site.versions for each in version.pages]
    chosen = [(frame, each) for frame, each in pages if not only or each.page.src_uri in only]
    with tempfile.TemporaryDirectory() as folder, mapper(jobs) as do_map:
        made = render_pages([*chosen, *lists, *site.site_pages], site.theme_dirs, Cache(Path(folder)), do_map)
        return {each.dest_uri: each.body.decode() for each in made}


def book(*pages: Page, **given: Any) -> Content:
    return book_of(*pages, nav=given.pop("nav", tree_nav(*pages)), **given)


@pytest.fixture(scope="module")
def hostile() -> Mapping[str, str]:
    """Return a site in which every text that people choose is hostile."""
    front: dict[str, Any] = {
        "title": EVIL,
        "description": EVIL,
        "tags": (EVIL,),
        "subtitle": EVIL,
        "nav_title": EVIL,
        "owner": EVIL,
    }
    pages = (page("index.md", f"# {EVIL}\n\n## {EVIL}\n", **front), page(f"{EVIL.replace('/', '')}.md", "text"))
    nav = (
        *tree_nav(*pages),
        NavItem(EVIL, children=(NavItem(EVIL, page="index.md"),)),
        NavItem(EVIL, url=f"https://{EVIL}"),
    )
    first, second = (book(*pages, version="1.0", collection=name, nav=nav) for name in ("kb", "toolbox"))
    settings = dataclasses.replace(first.settings, site_name=EVIL, site_description=EVIL)
    contents = [dataclasses.replace(content, settings=settings) for content in (first, second)]
    return rendered(site_of(*contents, site={"name": EVIL, "description": EVIL, "url": "https://kb.example.org/"}))


def test_hostile_texts_stay_texts_on_every_page(hostile: Mapping[str, str]) -> None:
    assert {path.rpartition("/")[2] for path in hostile} == {"index.html", "404.html"}
    assert {"index.html", "404.html", "kb/versions/index.html", "kb/1.0/index.html"} <= set(hostile)
    for path, html in hostile.items():
        assert runs(html) == [], path
        assert elements(html.replace(article(html), ""), "img") == [], path
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html, path


def test_hostile_addresses_stay_text_in_a_redirect() -> None:
    layout = Layout({"kb": ""}, "https://kb.example.org/")
    stub = redirect_page(f"1.0/{EVIL}/", "latest/x/index.html", layout).decode()
    assert [attributes["src"] for _, attributes in elements(stub, "script")] == ["../../assets/commons/redirect.js"]
    assert elements(stub, "img") == []


def big_folder(count: int) -> tuple[Page, ...]:
    return (page("index.md", "# Home"), *(page(f"big/p{n:03}.md", f"# Page {n:03}") for n in range(count)))


@pytest.fixture(scope="module")
def big() -> Mapping[str, str]:
    pages = (*big_folder(500), page("big/sub/x.md"), page("big/sub/y.md"), page("other/z.md"), page("other/deep/w.md"))
    return rendered(site_of(book(*pages)), only=("big/p000.md", "big/p250.md", "big/p499.md", "other/deep/w.md"))


def links(html: str) -> list[str]:
    """Return the classes and addresses of the links in the navigation at the side."""
    return [attributes["href"] for _, attributes in with_class(html, "md-nav__link") if "href" in attributes]


@pytest.mark.parametrize(("number", "first", "last"), [(0, 0, 59), (250, 220, 279), (499, 441, 499)])
def test_a_large_folder_shows_a_window_around_the_page(
    big: Mapping[str, str], number: int, first: int, last: int
) -> None:
    shown = [int(href.strip("./")[1:]) for href in links(big[f"big/p{number:03}/index.html"]) if "/p" in href]
    inside = [n for n in shown if first <= n <= last]
    assert sorted({*inside, number}) == list(range(first, last + 1))
    assert len(shown) <= WINDOW + 2
    html = big[f"big/p{number:03}/index.html"]
    assert ">All 501</span>" in html and "../" in links(html)
    assert (f"… {first} before" in html) == bool(first)
    assert ("more</span>" in html) == (last < 499)


def test_the_way_to_the_page_is_open_and_the_rest_is_closed(big: Mapping[str, str]) -> None:
    html = big["other/deep/w/index.html"]
    active = [attributes for _, attributes in with_class(html, "md-nav__item--active")]
    assert len(active) == 3
    assert "md-nav__item--nested" in active[0]["class"]
    (current,) = [attributes for _, attributes in elements(html, "a") if attributes.get("aria-current") == "page"]
    assert current["href"] == "./"
    assert "p001" not in html
    pruned = with_class(html, "md-nav__item--pruned")
    assert len(pruned) == 1


def test_a_closed_section_is_a_link_to_its_list(big: Mapping[str, str]) -> None:
    assert "../../../big/" in links(big["other/deep/w/index.html"])
    (closed,) = with_class(big["other/deep/w/index.html"], "md-nav__item--pruned")
    assert closed[1]["data-kb-part"] == "../../../assets/commons/nav/1.json"


def test_breadcrumbs_name_the_sections_around_a_page(big: Mapping[str, str]) -> None:
    path = with_class(big["other/deep/w/index.html"], "md-path__link")
    assert len(path) >= 2


def test_a_page_does_not_grow_with_other_folders() -> None:
    def size(count: int) -> int:
        return len(
            rendered(site_of(book(*big_folder(count), page("other/z.md"))), only=("other/z.md",))["other/z/index.html"]
        )

    assert size(200) == size(2)


def test_one_worker_and_two_give_the_same_bytes() -> None:
    site = site_of(book(*big_folder(30), page("a/index.md"), page("a/b.md")))
    assert rendered(site, jobs=1) == rendered(site, jobs=2)


def test_the_index_or_the_list_of_a_folder_is_its_section() -> None:
    pages = (page("index.md"), page("a/index.md", "# Index of a"), page("a/b.md", "# Bee"), page("c/d.md", "# Dee"))
    html = rendered(site_of(book(*pages)))
    assert len(with_class(html["a/index.html"], "md-nav__container")) == 1
    assert len(with_class(html["a/b/index.html"], "md-nav__container")) == 1
    assert "../" in links(html["c/d/index.html"]), "the folder has no index, but a list"
    assert with_class(html["index.html"], "md-nav__container") == []
    assert "Bee" in html["a/index.html"]


def test_the_404_page_works_at_any_depth() -> None:
    contents = [book(page("index.md"), page("a.md"), version="1.0", collection=name) for name in ("kb", "toolbox")]
    html = rendered(site_of(*contents, site={"url": "https://kb.example.org/base/"}))["404.html"]
    for tag, attributes in elements(html, "a", "link", "script", "img"):
        address = attributes.get("href", attributes.get("src", "#"))
        assert address.startswith(("/base/", "#", "https://")), (tag, attributes)
    assert [a for _, a in elements(html, "meta") if a.get("name") == "robots"] == [
        {"name": "robots", "content": "noindex"}
    ]


def test_the_portal_leads_to_each_collection() -> None:
    kb = book(page("index.md"), page("a.md"), version="1.0", collection="kb")
    toolbox = book(page("index.md"), version="2.0", collection="toolbox")
    html = rendered(site_of(kb, toolbox, site={"name": "All of it", "description": "Two shelves"}))["index.html"]
    assert {"kb/1.0/", "toolbox/2.0/"} <= set(targets(html, ""))
    assert "2 pages" in html and re.search(r"\b1 page\b", html) and "Two shelves" in html


def test_the_versions_page_lists_all_but_hidden_ones() -> None:
    new = book(page("index.md"), version="2.0")
    shelf = dataclasses.replace(
        new.collection,
        versions=(
            new.version,
            dataclasses.replace(new.version, name="1.0", eol=True),
            dataclasses.replace(new.version, name="0.9", hidden=True),
        ),
    )
    contents = [dataclasses.replace(new, collection=shelf, version=version) for version in shelf.versions]
    html = rendered(site_of(*contents))["versions/index.html"]
    assert {"2.0/", "1.0/"} <= set(targets(html, "versions/"))
    assert "0.9" not in article(html)
    assert "no longer maintained" in html and "current" in html and "aaaaaaaaaa" in html


def test_facts_of_a_page_are_shown() -> None:
    content = book(page("index.md", "# Home"), web_url="https://github.com/org/kb", version="1.0", kind=RefKind.TAG)
    html = rendered(site_of(content, site={"url": "https://kb.example.org/"}))["1.0/index.html"]
    hrefs = {attributes["href"] for _, attributes in elements(html, "a", "link") if "href" in attributes}
    assert "https://github.com/org/kb/edit/main/index.md" in hrefs
    assert f"https://github.com/org/kb/blob/{'a' * 40}/index.md" in hrefs
    assert "https://kb.example.org/1.0/" in hrefs
    assert "(you edit the current version)" in html


@pytest.mark.parametrize("directory_urls", [True, False])
def test_the_parts_of_a_site_find_each_other(directory_urls: bool) -> None:
    pages = [
        page(uri, directory_urls=directory_urls) for uri in ("index.md", "a/b.md", "a/index.md", "c d.md", "a/é.md")
    ]
    content = book(*pages, version="1.0")
    settings = dataclasses.replace(content.settings, use_directory_urls=directory_urls)
    html = rendered(site_of(dataclasses.replace(content, settings=settings)))
    files = {*html, *(path for path, _ in theme_assets(THEME))}
    files |= {twin_uri(path) for path in html}
    for path, text in html.items():
        if path != "404.html":
            for target in targets(text, path):
                assert (f"{target}index.html" if target.endswith("/") or not target else target) in files, (
                    path,
                    target,
                )


def test_a_theme_of_the_sites_own_overrides_a_block_and_a_partial(tmp_path: Path) -> None:
    (tmp_path / "partials").mkdir()
    (tmp_path / "assets").mkdir()
    (tmp_path / "main.html").write_text(
        '{% extends "commons/main.html" %}{% block facts %}<p>OURS {{ page.title }}</p>{{ super() }}{% endblock %}'
    )
    (tmp_path / "partials" / "copyright.html").write_text("<p>FOOT</p>")
    (tmp_path / "assets" / "logo.svg").write_text("<svg/>")
    theme = (str(tmp_path), *THEME)
    content = book(page("index.md", f"# Home\n\n<b>{'x'}</b>", title=EVIL), web_url="https://github.com/org/kb")
    html = rendered(site_of(content, theme=theme))["index.html"]
    assert "OURS &#34;" in html and "FOOT" in html and "View source" in html
    assert runs(html) == []
    assert "assets/logo.svg" in dict(theme_assets(theme))


def test_the_themes_files_hold_what_pages_ask_for() -> None:
    paths = [path for path, _ in theme_assets(THEME)]
    assert paths == sorted(set(paths))
    assert [path for path in paths if path.startswith("assets/javascripts/bundle.")]
    assert "assets/commons/redirect.js" in paths


def test_a_page_that_is_in_no_navigation_is_drawn_all_the_same() -> None:
    pages = (page("index.md", "# Home"), page("lost.md", "# Lost"))
    html = rendered(site_of(book(*pages, nav=tree_nav(pages[0]))))["lost/index.html"]
    assert "Lost" in article(html)
    assert with_class(html, "md-nav__item--active") == []


@pytest.mark.parametrize(
    ("front", "present"),
    [({"unlisted": True}, True), ({}, False)],
)
def test_robots(front: dict[str, Any], present: bool) -> None:
    html = rendered(site_of(book(page("index.md", **front))))["index.html"]
    assert bool([a for _, a in elements(html, "meta") if a.get("name") == "robots"]) == present


def test_nothing_is_asked_of_another_host() -> None:
    html = rendered(site_of(book(page("index.md", "# Home"), web_url="https://github.com/org/kb")))["index.html"]
    for tag, attributes in elements(html, "script", "link", "img", "iframe", "source"):
        address = (
            attributes.get("src") or (attributes.get("href") if attributes.get("rel") != "canonical" else "") or ""
        )
        assert not address.startswith(("http:", "https:", "//")), (tag, attributes)


@pytest.mark.parametrize(("language", "words"), [("en", "en"), ("pt-BR", "pt-BR"), ("de-AT", "de"), ("DE", "de")])
def test_the_theme_speaks_the_language_of_the_site(language: str, words: str) -> None:
    assert theme_language(language) == words
    assert (
        f'<html lang="{words[:2]}"'
        in rendered(site_of(book(page("a.md")), site={"language": language}))["a/index.html"]
    )


def test_a_language_without_words_is_an_error_of_the_configuration() -> None:
    with pytest.raises(ConfigError, match="'xx'") as caught:
        theme_language("xx")
    assert "de, " in caught.value.problems[0].hint
