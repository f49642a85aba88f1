from __future__ import annotations

import dataclasses
from typing import get_args

import pytest

from kbgen.config.schema import SourceDefaults
from kbgen.forge import KINDS, Addresses, Forge, filled, forge_of, repository_name
from kbgen.model import ForgeSettings

COMMIT = "c" * 40
OLDER, NEWER = "a" * 40, "b" * 40
PATH = "docs/a b/50% c#.md"
QUOTED = "docs/a%20b/50%25%20c%23.md"

GITHUB = "https://github.com/o/n"
GITLAB = "https://gitlab.com/g/s/n"
GITEA = "https://codeberg.org/o/n"
BITBUCKET = "https://bitbucket.org/o/n"
AZURE = "https://dev.azure.com/o/My%20Project/_git/n"
SOURCEHUT = "https://git.sr.ht/~o/n"


def of(web_url: str, **settings: str) -> Addresses:
    return Addresses.of(web_url, ForgeSettings(**settings))


@pytest.mark.parametrize(
    ("web_url", "edit"),
    [
        (GITHUB, f"/edit/main/{QUOTED}"),
        (GITLAB, f"/-/edit/main/{QUOTED}"),
        (GITEA, f"/_edit/main/{QUOTED}"),
        (BITBUCKET, f"/src/main/{QUOTED}?mode=edit&spa=0&at=main"),
        (AZURE, f"?path=/{QUOTED}&version=GBmain&_a=contents"),
    ],
)
def test_where_a_file_is_edited(web_url: str, edit: str) -> None:
    assert of(web_url).edit("main", PATH) == web_url + edit


@pytest.mark.parametrize(
    ("web_url", "edit"),
    [
        (GITHUB, "/edit/release/1%23/a.md"),
        (GITLAB, "/-/edit/release/1%23/a.md"),
        (GITEA, "/_edit/release/1%23/a.md"),
        (BITBUCKET, f"/src/{COMMIT}/a.md?mode=edit&spa=0&at=release/1%23"),
        (AZURE, "?path=/a.md&version=GBrelease/1%23&_a=contents"),
    ],
)
def test_a_branch_with_a_slash(web_url: str, edit: str) -> None:
    assert of(web_url).edit("release/1#", "a.md", COMMIT) == web_url + edit


@pytest.mark.parametrize(
    ("web_url", "file", "history", "commit", "compare"),
    [
        (
            GITHUB,
            f"/blob/{COMMIT}/{QUOTED}",
            f"/commits/{COMMIT}/{QUOTED}",
            f"/commit/{COMMIT}",
            f"/compare/{OLDER}...{NEWER}",
        ),
        (
            GITLAB,
            f"/-/blob/{COMMIT}/{QUOTED}",
            f"/-/commits/{COMMIT}/{QUOTED}",
            f"/-/commit/{COMMIT}",
            f"/-/compare/{OLDER}...{NEWER}",
        ),
        (
            GITEA,
            f"/src/commit/{COMMIT}/{QUOTED}",
            f"/commits/commit/{COMMIT}/{QUOTED}",
            f"/commit/{COMMIT}",
            f"/compare/{OLDER}...{NEWER}",
        ),
        (
            BITBUCKET,
            f"/src/{COMMIT}/{QUOTED}",
            f"/history-node/{COMMIT}/{QUOTED}",
            f"/commits/{COMMIT}",
            f"/branches/compare/{NEWER}%0D{OLDER}",
        ),
        (
            AZURE,
            f"?path=/{QUOTED}&version=GC{COMMIT}&_a=contents",
            f"?path=/{QUOTED}&version=GC{COMMIT}&_a=history",
            f"/commit/{COMMIT}",
            f"/branchCompare?baseVersion=GC{OLDER}&targetVersion=GC{NEWER}&_a=files",
        ),
        (SOURCEHUT, f"/tree/{COMMIT}/item/{QUOTED}", f"/log/{COMMIT}/item/{QUOTED}", f"/commit/{COMMIT}", None),
    ],
)
def test_addresses_on_the_forges(web_url: str, file: str, history: str, commit: str, compare: str | None) -> None:
    web = of(web_url)
    assert web.file(COMMIT, PATH) == web_url + file
    assert web.view(COMMIT).replace("{path}", QUOTED) == web_url + file
    assert web.history(COMMIT, PATH) == web_url + history
    assert web.commit(COMMIT) == web_url + commit
    assert web.commit("{commit}").replace("{commit}", COMMIT) == web_url + commit
    assert web.compare(OLDER, NEWER) == (web_url + compare if compare else "")


@pytest.mark.parametrize(
    ("web_url", "issue"),
    [
        (GITHUB, "https://github.com/o/n/issues/new?title={title}&body={body}"),
        (GITLAB, f"{GITLAB}/-/issues/new?issue%5Btitle%5D={{title}}&issue%5Bdescription%5D={{body}}"),
        (GITEA, "https://codeberg.org/o/n/issues/new?title={title}&body={body}"),
        (BITBUCKET, ""),
        (SOURCEHUT, ""),
        (
            AZURE,
            "https://dev.azure.com/o/My%20Project/_workitems/create/Task"
            "?%5BSystem.Title%5D={title}&%5BSystem.Description%5D={html}",
        ),
    ],
)
def test_where_an_issue_is_opened(web_url: str, issue: str) -> None:
    assert of(web_url).issue == issue


@pytest.mark.parametrize(
    ("web_url", "project"),
    [
        ("https://dev.azure.com/o/p/_git/n", "https://dev.azure.com/o/p"),
        ("https://dev.azure.com/o/_git/n", "https://dev.azure.com/o/n"),
        ("https://o.visualstudio.com/p/_git/n", "https://o.visualstudio.com/p"),
        ("https://o.visualstudio.com/DefaultCollection/p/_git/n", "https://o.visualstudio.com/DefaultCollection/p"),
        ("https://o.visualstudio.com/_git/n", "https://o.visualstudio.com/n"),
        ("https://azure.example.org/tfs/Docs/p/_git/n", "https://azure.example.org/tfs/Docs/p"),
    ],
)
def test_the_project_of_a_repository_on_azure(web_url: str, project: str) -> None:
    assert of(web_url).issue.startswith(f"{project}/_workitems/create/Task?")


@pytest.mark.parametrize(
    ("web_url", "kind"),
    [
        ("https://gitlab.example.org/n", "gitlab"),
        ("https://github.example.org/o/n", "github"),
        ("https://git.forgejo.example/o/n", "forgejo"),
        ("https://gitea.com/o/n", "gitea"),
        ("https://o.visualstudio.com/p/_git/n", "azure"),
        ("https://tfs.example.org/Docs/p/_git/n", "azure"),
        ("https://git.example.org/o/n", "none"),
        ("https://bitbucket.example.org/projects/P/repos/n", "none"),
        ("https://example.org/github/n", "none"),
        ("", "none"),
    ],
)
def test_the_forge_behind_a_host(web_url: str, kind: str) -> None:
    assert forge_of(web_url) == KINDS[kind]


def test_a_forge_of_ones_own_is_named() -> None:
    web_url = "https://code.example.org/o/n"
    assert of(web_url, kind="gitlab").edit("main", "a.md") == f"{web_url}/-/edit/main/a.md"
    assert of(GITHUB, kind="none").forge == Forge()


def test_the_kinds_of_the_configuration_are_all_that_there_are() -> None:
    names = get_args(SourceDefaults.model_fields["forge"].annotation)
    assert sorted(names) == sorted(["auto", *KINDS])


@pytest.mark.parametrize("web_url", ["", "https://git.example.org/o/n"])
def test_no_forge_no_link(web_url: str) -> None:
    web = of(web_url)
    known = (web.edit("main", "a.md"), web.view(COMMIT), web.file(COMMIT, "a.md"), web.history(COMMIT, "a.md"))
    assert (*known, web.commit(COMMIT), web.compare(OLDER, NEWER), web.issue) == ("",) * 7


def test_a_pattern_takes_the_place_of_the_forge() -> None:
    edit = "{web_url}/x?branch={branch}&file={path}&all=%7B100%25%7D"
    web = of(GITHUB, edit=edit, view="https://src.example/{commit}/{path}")
    assert web.edit("a#b", "ä?&+.md") == f"{GITHUB}/x?branch=a%23b&file=%C3%A4%3F%26%2B.md&all=%7B100%25%7D"
    assert web.file(COMMIT, "ä.md") == f"https://src.example/{COMMIT}/%C3%A4.md"
    assert web.commit(COMMIT) == f"{GITHUB}/commit/{COMMIT}"


def test_a_pattern_alone_needs_no_repository_on_the_web() -> None:
    web = of("", edit="https://wiki.example/{path}", view="{web_url}/{path}", issue="mailto:kb@example.org")
    assert web.edit("main", "a.md") == "https://wiki.example/a.md"
    assert (web.file(COMMIT, "a.md"), web.issue) == ("", "mailto:kb@example.org")


@pytest.mark.parametrize("key", [each.name for each in dataclasses.fields(Forge)])
def test_each_address_can_be_done_without(key: str) -> None:
    left = dataclasses.asdict(of(GITHUB, **{key: "none"}).forge)
    assert left == {**dataclasses.asdict(KINDS["github"]), key: ""}


def test_a_detached_commit_cannot_be_edited() -> None:
    assert of(GITHUB).edit("", "a.md") == ""


def test_a_name_that_is_not_utf_8_keeps_its_bytes() -> None:
    name = b"caf\xe9.md".decode("utf-8", "surrogateescape")
    assert of(GITHUB).file(COMMIT, name) == f"{GITHUB}/blob/{COMMIT}/caf%E9.md"


def test_what_is_filled_in_is_not_filled_in_again() -> None:
    assert filled("{a}{b}{c}{", {"a": "{b}", "b": "{a}"}) == "{b}{a}{c}{"


@pytest.mark.parametrize(
    ("web_url", "name"),
    [
        (GITHUB, "o/n"),
        ("https://gitlab.com/g/s/n.git", "g/s/n"),
        ("https://dev.azure.com/o/p/_git/n", "o/p/n"),
        ("", ""),
    ],
)
def test_the_name_of_a_repository(web_url: str, name: str) -> None:
    assert repository_name(web_url) == name
