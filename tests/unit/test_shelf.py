from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from repo_builder import RepoBuilder
from small_site import config_of, found, mirror_of

from kbgen.errors import ExitCode, SourceError
from kbgen.model import Severity
from kbgen.shelf import Shelf, shelve


def shelf_of(repo: RepoBuilder, *more: dict[str, Any], **source: Any) -> Shelf:
    config = config_of({"url": str(repo.path), "name": "kb", **source}, *more)
    return shelve(config.sources, [mirror_of(repo)], config)[0]


def names(shelf: Shelf) -> list[str]:
    return [content.version.name for content in shelf.contents]


def test_versions_come_newest_first(repo: RepoBuilder) -> None:
    for number in range(1, 12):
        repo.commit({"docs/a.md": f"# {number}"}).tag(f"v1.{number}")
    shelf = shelf_of(repo, branches=[], tags=["v*"])
    assert names(shelf) == [f"1.{number}" for number in range(11, 0, -1)]
    assert shelf.contents[0].collection.latest.name == "1.11"


def test_what_is_empty_is_neither_latest_nor_an_alias(repo: RepoBuilder) -> None:
    repo.commit({"docs/a.md": "# A"}).tag("v1").tag("v2").commit({"docs/a.md": None, "x.c": "x"}).tag("v3")
    shelf = shelf_of(repo, branches=[], tags=["v*"], aliases={"stable": "auto"})
    assert names(shelf) == ["2", "1"]
    newest = shelf.contents[0]
    assert newest.collection.latest == newest.version
    assert newest.version.aliases == ("latest", "stable")
    assert all(content.collection == newest.collection for content in shelf.contents)
    assert [(p.code, p.where.ref) for p in shelf.problems] == [("KB112", "v3")]


def test_what_retention_drops_is_told(repo: RepoBuilder) -> None:
    for name in ("v1.0", "v1.1", "v2.0"):
        repo.commit({"docs/a.md": f"# {name}"}).tag(name)
    shelf = shelf_of(repo, branches=[], tags=["v*"], keep={"minors": 2})
    assert names(shelf) == ["2.0", "1.1"]
    assert [version.name for version in shelf.dropped] == ["1.0"]


def test_a_source_without_a_page_says_so(repo: RepoBuilder) -> None:
    with pytest.raises(SourceError, match="no Markdown file") as caught:
        shelf_of(repo.commit({"x.c": "x"}))
    assert caught.value.exit_code is ExitCode.SOURCE


def test_one_empty_source_does_not_stop_another(repo_builder: Callable[..., RepoBuilder]) -> None:
    full, empty = repo_builder("full").commit({"a.md": "# A"}), repo_builder("empty").commit({"x.c": "x"})
    config = config_of({"url": str(full.path), "name": "full"}, {"url": str(empty.path), "name": "empty"})
    shelves = shelve(config.sources, [mirror_of(full, "full"), mirror_of(empty, "empty")], config)
    assert [len(shelf.contents) for shelf in shelves] == [1, 0]
    assert [p.code for p in shelves[1].problems] == ["KB112"]


def test_a_source_without_a_mirror_is_passed_over(repo: RepoBuilder) -> None:
    config = config_of({"url": "/nowhere", "name": "gone"}, {"url": str(repo.path), "name": "kb"})
    repo.commit({"a.md": "# A"})
    assert len(shelve(config.sources, [mirror_of(repo)], config)) == 1


def test_a_page_in_the_folder_of_another_collection_is_an_error(repo: RepoBuilder) -> None:
    repo.commit({"index.md": "# Home", "toolbox/a.md": "# A"})
    shelf = shelf_of(repo, {"url": "/nowhere", "name": "toolbox"}, prefix="")
    assert found(shelf.contents[0].problems, Severity.ERROR) == [("KB037", "toolbox/a.md", 0)]
    assert shelf_of(repo, {"url": "/nowhere", "name": "toolbox"}).contents[0].problems == ()


def test_trust_and_docs_folder_come_from_the_source(repo: RepoBuilder) -> None:
    repo.commit({"wiki/a.md": "# A", "wiki/x.js": "x()", "docs/b.md": "# B"})
    (content,) = shelf_of(repo, docs="wiki", trust="full").contents
    assert [content.pages[0].src_uri, content.assets[0].src_uri] == ["a.md", "x.js"]
