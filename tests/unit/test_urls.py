from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mkdocs.structure.files import File
from mkdocs.utils import get_relative_url

from kbgen import urls

NAMES = st.sampled_from(["a", "b", "index", "README", "readme", "v1.0", "ä ö", "100%", "a?b", "x#y", "guide", "ß"])
SUFFIXES = st.sampled_from([".md", ".markdown", ".mkd", ".MD", ".png", ".txt", "", ".tar.gz", ".md.txt"])
FOLDERS = st.lists(NAMES, max_size=3)


@st.composite
def src_uris(draw: st.DrawFn) -> str:
    return "/".join([*draw(FOLDERS), draw(NAMES) + draw(SUFFIXES)])


def mkdocs_file(src_uri: str, directory: bool) -> File:
    return File(src_uri, src_dir="/docs", dest_dir="/site", use_directory_urls=directory)


@given(src_uris(), st.booleans())
def test_files_are_published_where_mkdocs_publishes_them(src_uri: str, directory: bool) -> None:
    theirs = mkdocs_file(src_uri, directory)
    dest = urls.dest_uri(src_uri, directory)
    assert (dest, urls.url(dest, directory)) == (theirs.dest_uri, theirs.url)
    assert urls.is_markdown(src_uri) == theirs.is_documentation_page()
    if urls.is_markdown(src_uri):
        assert urls.page_name(src_uri) == theirs.name


@given(src_uris(), src_uris(), st.booleans())
def test_pages_reach_each_other_as_in_mkdocs(target: str, page: str, directory: bool) -> None:
    there, here = mkdocs_file(target, directory).url, mkdocs_file(page, directory).url
    assert urls.relative(there, here) == get_relative_url(there, here)


@given(src_uris(), src_uris().filter(urls.is_markdown), st.booleans())
def test_a_relative_url_leads_back_to_its_target(target: str, page: str, directory: bool) -> None:
    there, here = mkdocs_file(target, directory).url, mkdocs_file(page, directory).url
    assert urls.absolute(urls.relative(there, here), here) == there


@given(src_uris(), st.booleans())
def test_a_url_leads_back_to_its_file(src_uri: str, directory: bool) -> None:
    dest = urls.dest_uri(src_uri, directory)
    if directory or not dest.endswith("index.html"):
        assert urls.dest_of(urls.url(dest, directory)) == dest


@pytest.mark.parametrize(
    ("page", "up"),
    [
        ("./", "."),
        ("a/", ".."),
        ("a/b/", "../.."),
        ("a.html", "."),
        ("a/b.html", ".."),
        ("2.0/", ".."),
        ("404.html", "."),
    ],
)
def test_the_way_to_the_root(page: str, up: str) -> None:
    assert urls.to_root(page) == up


@pytest.mark.parametrize(
    ("target", "page", "there"),
    [
        ("../b/", "a/", "b/"),
        ("x.png", "a/", "a/x.png"),
        ("../../../b/", "a/", "b/"),
        ("..", "a/b/", "a"),
        ("../", "a/", "./"),
        ("b.html", "a.html", "b.html"),
    ],
)
def test_what_a_relative_url_means(target: str, page: str, there: str) -> None:
    assert urls.absolute(target, page) == there
