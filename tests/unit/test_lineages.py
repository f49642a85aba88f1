"""Which pages of several versions are one page: what is joined, what is not, and what it is called."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from repo_builder import RepoBuilder
from small_site import book_of, contents_of, page

from kbgen import git
from kbgen.git import Rename
from kbgen.lineage import Lineage
from kbgen.lineages import Edition, Pair, joined
from kbgen.model import Page
from kbgen.similar import join_lineages

A, B, C = "a" * 12, "b" * 12, "c" * 12


def text(src_uri: str, oid: str, **front: Any) -> Page:
    return replace(page(src_uri, **front), oid=oid * 40)


def editions(*versions: tuple[list[Page], dict[str, str]]) -> list[Edition]:
    """Return editions (newest first) from pages and known ids."""
    return [Edition(book_of(*pages, version=f"{9 - n}.0"), Lineage(ids)) for n, (pages, ids) in enumerate(versions)]


def groups(found: tuple[Lineage, ...]) -> set[frozenset[str]]:
    """Return the lineages as sets of `version:src_uri`."""
    by_id: dict[str, set[str]] = {}
    for n, lineage in enumerate(found):
        for uri, name in lineage.ids.items():
            by_id.setdefault(name, set()).add(f"{n}:{uri}")
    return {frozenset(each) for each in by_id.values()}


def sets(*texts: str) -> set[frozenset[str]]:
    return {frozenset(each.split()) for each in texts}


def test_history_joins_pages_across_paths() -> None:
    found = joined(editions(([page("new.md")], {"new.md": A}), ([page("old.md")], {"old.md": A})))
    assert groups(found) == sets("0:new.md 1:old.md")
    assert found[0].ids == {"new.md": A}


def test_another_page_at_an_old_path_is_another_lineage() -> None:
    found = joined(
        editions(([page("new.md"), page("old.md")], {"new.md": A, "old.md": B}), ([page("old.md")], {"old.md": A}))
    )
    assert groups(found) == sets("0:new.md 1:old.md", "0:old.md")


def test_a_page_that_was_written_anew_at_its_path_is_the_same_for_readers() -> None:
    found = joined(editions(([page("a.md")], {"a.md": B}), ([page("a.md")], {"a.md": A})))
    assert groups(found) == sets("0:a.md 1:a.md")
    assert found[1].ids == {"a.md": B}, "it is called as the newest page is"


def test_what_a_page_says_of_itself_wins_over_history() -> None:
    claims = page("c.md", redirect_from=("old.md",))
    found = joined(editions(([page("b.md"), claims], {"b.md": A, "c.md": C}), ([page("old.md")], {"old.md": A})))
    assert groups(found) == sets("0:c.md 1:old.md", "0:b.md")
    assert (found[0].ids["c.md"], found[0].ids["b.md"]) == (C, A)


def test_a_claim_on_a_live_page_joins_nothing() -> None:
    claims = page("c.md", redirect_from=("old.md",))
    found = joined(editions(([claims, page("old.md")], {}), ([page("old.md")], {})))
    assert groups(found) == sets("0:c.md", "0:old.md 1:old.md")


def test_without_common_history_an_equal_text_joins_and_then_an_equal_path() -> None:
    newer = [text("moved.md", "1"), text("same.md", "2"), text("x.md", "3"), text("y.md", "3")]
    older = [text("was.md", "1"), text("same.md", "9"), text("z.md", "3")]
    found = joined(editions((newer, {}), (older, {})))
    assert groups(found) == sets("0:moved.md 1:was.md", "0:same.md 1:same.md", "0:x.md", "0:y.md", "1:z.md")


def test_where_history_knows_better_an_equal_text_joins_nothing() -> None:
    newer, older = [text("a.md", "1"), text("b.md", "2")], [text("a.md", "5"), text("c.md", "2")]
    found = joined(editions((newer, {"a.md": A, "b.md": B}), (older, {"a.md": A, "c.md": C})))
    assert groups(found) == sets("0:a.md 1:a.md", "0:b.md", "1:c.md")


def test_no_lineage_has_two_pages_in_one_version() -> None:
    twice: list[Pair] = [((0, "x.md"), (1, "z.md")), ((0, "y.md"), (1, "z.md"))]
    found = joined(editions(([page("x.md"), page("y.md")], {}), ([page("z.md")], {})), twice)
    assert groups(found) == sets("0:x.md 1:z.md", "0:y.md")


def test_a_symbolic_link_is_a_page_of_its_own() -> None:
    link = replace(page("link.md"), path="real.md")
    found = joined(editions(([link, page("real.md")], {"link.md": A, "real.md": A})))
    assert found[0].ids["real.md"] == A
    assert len(set(found[0].ids.values())) == 2


def test_every_page_has_an_id_that_neither_newer_versions_nor_their_number_change() -> None:
    alone = joined(editions(([page("a.md")], {})))[0].ids["a.md"]
    both = joined(editions(([page("a.md"), page("b.md")], {}), ([page("a.md")], {})))
    assert len(alone) == 12 and set(alone) <= set("0123456789abcdef")
    assert (both[0].ids["a.md"], both[1].ids["a.md"]) == (alone, alone)
    assert both[0].ids["b.md"] != alone


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_where_a_page_is_now_and_was_follows_the_lineage(order: tuple[int, int]) -> None:
    known = [Lineage({"a.md": A}, {A: "a.md"}, {A: {"x.md": 3}}), Lineage({"a.md": B}, {B: ""}, {B: {"x.md": 1}})]
    pages = [Edition(book_of(page("a.md"), version=f"{9 - n}.0"), known[k]) for n, k in enumerate(order)]
    name = known[order[0]].ids["a.md"]
    for lineage in joined(pages):
        assert (lineage.present[name], lineage.former[name]) == ("a.md", {"x.md": 3})


WORDS = "".join(f"This is line {n} of a page that is long enough to be known again.\n" for n in range(20))


def test_an_imported_copy_is_recognised_by_its_text(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "kb").commit({"old.md": WORDS, "index.md": "# Home"}).tag("v1.0")
    repo.checkout("import", orphan=True)
    repo.commit({"old.md": None, "index.md": "# Other", "new.md": WORDS.replace("long", "big", 5)}).tag("v2.0")
    contents = contents_of(repo, tags=["v*"], branches=[]).contents
    found = join_lineages([Edition(content, Lineage()) for content in contents])
    assert groups(found) == sets("0:new.md 1:old.md", "0:index.md 1:index.md")


def test_many_moved_files_are_all_found(tmp_path: Path) -> None:
    files = {f"old/{n}.md": f"page {n}\n" + WORDS for n in range(1100)}
    repo = RepoBuilder(tmp_path / "kb").commit(files).tag("one")
    repo.move("old", "new", {"new/0.md": f"page 0\n{WORDS} more"})
    found = git.list_renames(repo.path / ".git", repo.oid("one"), repo.oid())
    assert len(found) == 1100
    assert Rename(100, "old/7.md", "new/7.md") in found
