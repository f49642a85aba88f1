from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import _RelativePathTreeprocessor
from small_site import book_of, page

from kbgen import urls
from kbgen.links import Link, Targets, resolve, without_entities
from kbgen.model import Asset, BookSettings

DOCS = ["index.md", "guide/README.md", "guide/install.md", "guide/a b.md", "faq.md", "ü/ä.md", "img/x.png", "v1.0.md"]
VIEW = "https://github.com/org/kb/blob/" + "a" * 40


def targets(directory: bool = True) -> Targets:
    dest = {uri: urls.dest_uri(uri, directory) for uri in DOCS}
    return Targets({uri: urls.url(path, directory) for uri, path in dest.items()})


def by_mkdocs(href: str, src_uri: str, directory: bool) -> str:
    """Return what MkDocs itself makes of a link, or "" where it only warns."""
    config = MkDocsConfig()
    config.load_dict({"site_name": "x", "use_directory_urls": directory})
    config.validate()
    files = Files([File(uri, src_dir="/docs", dest_dir="/site", use_directory_urls=directory) for uri in DOCS])
    page_file = files.get_file_from_path(src_uri)
    assert page_file is not None
    return _RelativePathTreeprocessor(page_file, files, config).path_to_url(href)


@st.composite
def hrefs(draw: st.DrawFn) -> str:
    up = "../" * draw(st.integers(0, 3))
    path = draw(st.sampled_from([*DOCS, "install.md", "./index.md", "missing.md", "a%20b.md", "", ".", "%C3%A4.md"]))
    query, anchor = draw(st.sampled_from(["", "?q=1"])), draw(st.sampled_from(["", "#top", "#ä"]))
    return f"{up}{path}{query}{anchor}"


@given(hrefs(), st.sampled_from([uri for uri in DOCS if uri.endswith(".md")]), st.booleans())
def test_links_inside_the_docs_folder_lead_where_mkdocs_leads_them(href: str, src_uri: str, directory: bool) -> None:
    assert resolve(href, src_uri, targets(directory)).href == by_mkdocs(href, src_uri, directory)


@pytest.mark.parametrize(
    "href",
    ["https://example.org/a.md", "//example.org/x", "/absolute", "mailto:a@b.org", "#top", "?q", "\\share", "tel:1"],
)
def test_what_is_no_relative_path_stays_as_it_is(href: str) -> None:
    assert resolve(href, "index.md", targets()) == Link(href)


def test_a_url_that_cannot_be_parsed_is_reported() -> None:
    assert resolve("http://[::1/", "index.md", targets()) == Link("http://[::1/", False, "this is not a valid URL")


@pytest.fixture(scope="module")
def repository() -> Targets:
    """Return the targets of a docs folder in a larger repository on a forge."""
    settings = BookSettings(docs_dir="docs")
    pages = tuple(dataclasses.replace(page(uri), path=f"docs/{uri}") for uri in ("index.md", "guide/install.md"))
    content = book_of(*pages, settings=settings, assets=[Asset("img/x.png", "img/x.png", "b" * 40, 1)])
    tree = content.tree_uris | {"LICENSE", "src/a b/tool.py", "docs/data.json", "docs/guide/tool.sh"}
    return Targets.of(dataclasses.replace(content, tree_uris=tree), f"{VIEW}/{{path}}")


@pytest.mark.parametrize(
    ("href", "src_uri", "there"),
    [
        ("../LICENSE", "index.md", f"{VIEW}/LICENSE"),
        ("../../src/a%20b/tool.py#L3", "guide/install.md", f"{VIEW}/src/a%20b/tool.py#L3"),
        ("../src", "index.md", f"{VIEW}/src"),
        ("../src/", "index.md", f"{VIEW}/src"),
        ("data.json?plain=1", "index.md", f"{VIEW}/docs/data.json?plain=1"),
        ("tool.sh", "guide/install.md", f"{VIEW}/docs/guide/tool.sh"),
        ("../img/x.png", "guide/install.md", "../../img/x.png"),
        ("guide/install/", "index.md", "guide/install/"),
        ("../../", "guide/install.md", "../../"),
    ],
)
def test_files_of_the_commit_are_shown_on_the_forge(href: str, src_uri: str, there: str, repository: Targets) -> None:
    assert resolve(href, src_uri, repository) == Link(there)


def test_a_link_from_the_root_of_the_repository_leads_to_the_page(repository: Targets) -> None:
    assert resolve("../docs/guide/install.md#x", "index.md", repository) == Link("guide/install/#x")


def test_an_image_outside_of_the_site_is_dead_and_not_a_page_of_the_forge(repository: Targets) -> None:
    assert resolve("../LICENSE", "index.md", repository).found
    assert not resolve("../LICENSE", "index.md", repository, embedded=True).found


@pytest.mark.parametrize("href", ["../../LICENSE", "../nothing", "gone.md", "../../../../etc/passwd"])
def test_what_the_commit_does_not_hold_is_dead(href: str, repository: Targets) -> None:
    link = resolve(href, "index.md", repository)
    assert not link.found
    assert link.href == href


def test_without_a_forge_a_file_of_the_commit_is_dead(repository: Targets) -> None:
    assert not resolve("../LICENSE", "index.md", dataclasses.replace(repository, view_url="")).found


@pytest.mark.parametrize(
    ("href", "src_uri", "hint"),
    [
        ("guide/install", "index.md", "did you mean 'guide/install.md'?"),
        ("guide/install.html", "index.md", "did you mean 'guide/install.md'?"),
        ("../faq/", "guide/install.md", "did you mean '../faq.md'?"),
        ("guide", "faq.md", "did you mean 'guide/README.md'?"),
        ("../../faq/x/../", "guide/install.md", "did you mean '../faq.md'?"),
        ("install.md", "faq.md", "did you mean 'guide/install.md'?"),
        ("nowhere.md", "faq.md", ""),
    ],
)
def test_a_dead_link_gets_the_hint_that_helps(href: str, src_uri: str, hint: str) -> None:
    assert resolve(href, src_uri, targets(directory=False)).hint == hint


@given(st.text(max_size=30))
def test_no_link_makes_it_raise(href: str) -> None:
    resolve(href, "guide/install.md", targets())


# --- what is written in HTML


RAW = [
    ("../faq/", "guide/install.md", "../faq/"),  # no file, and from guide/install/ no address either
    ("../../faq/", "guide/install.md", "../../faq/"),
    ("../faq.md#a", "guide/install.md", "../../faq/#a"),
    ("../img/x.png", "guide/install.md", "../../img/x.png"),
    ("../../img/x.png", "guide/install.md", "../../img/x.png"),
    ("../../../beside/", "guide/install.md", "../../../beside/"),
    ("img/x.png", "index.md", "img/x.png"),
    ("guide/install", "index.md", "guide/install"),
]


@pytest.mark.parametrize(("href", "src_uri", "there"), RAW)
def test_html_names_an_address_and_else_a_file(href: str, src_uri: str, there: str) -> None:
    found = resolve(href, src_uri, addressed(), raw=True)
    assert found.href == there
    assert found.found == (href != "../faq/")


def test_a_picture_beside_the_site_is_dead_and_one_of_another_version_may_be_there() -> None:
    href = "../../../img/x.png"
    assert not resolve(href, "guide/install.md", addressed(), embedded=True, raw=True).found
    versioned = dataclasses.replace(addressed(), root="2.0/")
    assert resolve(href, "guide/install.md", versioned, embedded=True, raw=True).found


def addressed() -> Targets:
    """Return the targets of the pages and the picture of DOCS, with all their addresses."""
    uris = [uri for uri in DOCS if uri.endswith(".md")]
    return Targets.of(book_of(*map(page, uris), assets=[Asset("img/x.png", "img/x.png", "b" * 40, 1)]), "")


# --- lists and parts of the site


@pytest.mark.parametrize(
    ("href", "src_uri", "there"),
    [
        ("a/", "index.md", "a/"),
        ("a", "index.md", "a/"),
        ("../a/#x", "guide/install.md", "../../a/#x"),
        ("../../a/", "guide/install.md", "../../a/"),
        ("../ü/", "guide/install.md", "../../%C3%BC/"),
        ("../../%C3%BC/%C3%A4/", "guide/install.md", "../../%C3%BC/%C3%A4/"),
        ("people/ada/", "index.md", "people/ada/"),
        ("../../people/", "guide/install.md", "../../people/"),
    ],
)
def test_a_folder_leads_to_its_list_and_what_kbgen_writes_is_there(href: str, src_uri: str, there: str) -> None:
    assert resolve(href, src_uri, listed()) == Link(there)


@pytest.mark.parametrize("href", ["guide/", "people.md", "b/", "people/ada.md"])
def test_a_folder_with_an_index_and_one_without_pages_have_no_list(href: str) -> None:
    assert not resolve(href, "ü/ä.md", listed()).found


def listed() -> Targets:
    pages = [page(uri) for uri in ("index.md", "a/x.md", "guide/index.md", "guide/install.md", "ü/ä.md")]
    return dataclasses.replace(Targets.of(book_of(*pages), ""), areas=frozenset({"people"}))


@pytest.mark.parametrize(("written", "meant"), [("a&amp;b.md", "a&b.md"), ("?a&copy=1", "?a&copy=1"), ("&#x2f;", "/")])
def test_entities_stand_for_characters(written: str, meant: str) -> None:
    assert without_entities(written) == meant
