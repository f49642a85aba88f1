from __future__ import annotations

import pytest
from small_site import book_of, config_of, page

from kbgen.layout import Layout, across, joined

ONE = ({"url": "/r/kb", "name": "kb"},)
TWO = (*ONE, {"url": "/r/toolbox", "name": "toolbox"})
AT_ROOT = ({"url": "/r/kb", "name": "kb", "prefix": ""}, TWO[1])


@pytest.mark.parametrize(
    ("sources", "version", "root"),
    [
        (ONE, "", ""),
        (ONE, "2.0", "2.0/"),
        (TWO, "", "kb/"),
        (TWO, "2.0", "kb/2.0/"),
        (AT_ROOT, "", ""),
        (AT_ROOT, "2.0", "2.0/"),
        (({**ONE[0], "prefix": "hand"},), "2.0", "hand/2.0/"),
    ],
)
def test_where_a_version_lies(sources: tuple[dict[str, str], ...], version: str, root: str) -> None:
    content = book_of(page("index.md"), version=version)
    assert Layout.of(config_of(*sources)).version_root(content.collection, content.version) == root


def test_aliases_lie_beside_the_versions() -> None:
    collection = book_of(page("index.md"), version="2.0").collection
    assert Layout.of(config_of(*ONE)).alias_root(collection, "latest") == "latest/"
    assert Layout.of(config_of(*TWO)).alias_root(collection, "latest") == "kb/latest/"


def test_absolute_addresses_need_the_sites() -> None:
    assert Layout.of(config_of(*ONE)).absolute("a/") == ""
    layout = Layout.of(config_of(*ONE, site={"url": "https://kb.example.org/base"}))
    assert (layout.absolute("a/"), layout.absolute("./")) == (
        "https://kb.example.org/base/a/",
        "https://kb.example.org/base/",
    )


@pytest.mark.parametrize(
    ("root", "url", "there"), [("", "./", ""), ("2.0/", "./", "2.0/"), ("2.0/", "a/", "2.0/a/"), ("", "a/", "a/")]
)
def test_a_page_below_the_site(root: str, url: str, there: str) -> None:
    assert joined(root, url) == there


@pytest.mark.parametrize(
    ("url", "from_root", "to_root", "there"),
    [
        ("./", "1.0/", "2.0/", "../2.0/"),
        ("guide/", "kb/1.0/", "kb/2.0/", "../2.0/guide/"),
        ("guide/", "", "kb/", "kb/guide/"),
        ("./", "kb/", "", "../"),
        ("a.html", "1.0/", "2.0/", "../2.0/a.html"),
    ],
)
def test_from_one_version_to_another(url: str, from_root: str, to_root: str, there: str) -> None:
    assert across(url, from_root, to_root) == there
