from __future__ import annotations

import pytest

from kbgen import forge

COMMIT = "c" * 40


@pytest.mark.parametrize(
    ("web_url", "edit", "view", "commit"),
    [
        ("https://github.com/o/n", "/edit/release/1.x/docs/a%20b.md", f"/blob/{COMMIT}", f"/commit/{COMMIT}"),
        ("https://gitlab.com/g/s/n", "/-/edit/release/1.x/docs/a%20b.md", f"/-/blob/{COMMIT}", f"/-/commit/{COMMIT}"),
        (
            "https://gitlab.example.org/n",
            "/-/edit/release/1.x/docs/a%20b.md",
            f"/-/blob/{COMMIT}",
            f"/-/commit/{COMMIT}",
        ),
        ("https://codeberg.org/o/n", "/_edit/release/1.x/docs/a%20b.md", f"/src/commit/{COMMIT}", f"/commit/{COMMIT}"),
        (
            "https://git.forgejo.example/o/n",
            "/_edit/release/1.x/docs/a%20b.md",
            f"/src/commit/{COMMIT}",
            f"/commit/{COMMIT}",
        ),
        (
            "https://bitbucket.org/o/n",
            "/src/release/1.x/docs/a%20b.md?mode=edit",
            f"/src/{COMMIT}",
            f"/commits/{COMMIT}",
        ),
    ],
)
def test_addresses_on_the_forges(web_url: str, edit: str, view: str, commit: str) -> None:
    assert forge.edit_url(web_url, "release/1.x", "docs/a b.md") == web_url + edit
    assert forge.view_url(web_url, COMMIT) == web_url + view
    assert forge.commit_url(web_url, COMMIT) == web_url + commit


@pytest.mark.parametrize("web_url", ["", "https://git.example.org/o/n", "https://example.org/github/n"])
def test_no_forge_no_link(web_url: str) -> None:
    assert forge.edit_url(web_url, "main", "a.md") == ""
    assert forge.view_url(web_url, COMMIT) == ""
    assert forge.commit_url(web_url, COMMIT) == ""
    assert forge.history_url(web_url, COMMIT, "a.md") == ""


def test_a_pattern_takes_the_place_of_the_forge() -> None:
    pattern = "{web_url}/x?branch={branch}&file={path}"
    assert (
        forge.edit_url("https://g.example", "a#b", "ä?.md", pattern)
        == "https://g.example/x?branch=a%23b&file=%C3%A4%3F.md"
    )


def test_a_detached_commit_cannot_be_edited() -> None:
    assert forge.edit_url("https://github.com/o/n", "", "a.md") == ""


@pytest.mark.parametrize(
    ("web_url", "name"),
    [("https://github.com/o/n", "o/n"), ("https://gitlab.com/g/s/n.git", "g/s/n"), ("", "")],
)
def test_the_name_of_a_repository(web_url: str, name: str) -> None:
    assert forge.repository_name(web_url) == name


@pytest.mark.parametrize(
    ("web_url", "history"),
    [
        ("https://github.com/o/n", f"/commits/{COMMIT}/docs/a%20b.md"),
        ("https://gitlab.com/g/n", f"/-/commits/{COMMIT}/docs/a%20b.md"),
        ("https://codeberg.org/o/n", f"/commits/commit/{COMMIT}/docs/a%20b.md"),
        ("https://bitbucket.org/o/n", f"/history-node/{COMMIT}/docs/a%20b.md"),
    ],
)
def test_the_history_of_a_file(web_url: str, history: str) -> None:
    assert forge.history_url(web_url, COMMIT, "docs/a b.md") == web_url + history
