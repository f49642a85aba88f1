"""Histories that are easily read wrongly, each as a small repository with its right answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from history_traps import authors, changes_of, index, kinds, mirror_of, page_at, word_owners
from repo_builder import RepoBuilder

from kbgen.facts import Kind, Role
from kbgen.model import Mirror

Builder = Callable[..., RepoBuilder]


def numbers(first: int, last: int) -> str:
    return "".join(f"{number}\n" for number in range(first, last + 1))


def test_a_shallow_history_is_not_trusted(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a.md": "a"}).commit({"b.md": "b"})
    history = index(mirror_of(repo.shallow(tmp_path / "shallow")), tmp_path / "cache").history
    assert (history.trusted, history.pages, dict(history.commits)) == (False, (), {})


def test_a_pure_rename_is_a_move_of_the_page(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"old.md": numbers(1, 40)}, author="Ann").move("old.md", "new.md", author="Bob")
    repo.commit({"new.md": numbers(1, 40) + "more\n"}, author="Cid")
    history = index(mirror_of(repo.path), tmp_path / "cache").history
    page = page_at(history, "new.md")
    assert authors(history, page) == ["Ann", "Cid"]
    assert (page.born_path, page.former_paths) == ("old.md", ("old.md",))
    assert kinds(history, page) == [("Ann", Kind.CREATE), ("Bob", Kind.MOVE), ("Cid", Kind.MINOR)]
    assert word_owners(history, page) == {"Ann": 40, "Cid": 1}


def test_the_empty_file_is_no_origin(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"x.md": ""}, author="Ann").commit({"y.md": ""}, author="Bob").commit({"y.md": "hello\n"}, author="Bob")
    history = index(mirror_of(repo.path), tmp_path / "cache").history
    assert authors(history, page_at(history, "y.md")) == ["Bob"]
    assert page_at(history, "y.md").derived_from == ""
    assert page_at(history, "x.md").id != page_at(history, "y.md").id


def test_an_edit_of_the_old_path_on_a_branch_belongs_to_the_moved_page(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"old.md": numbers(1, 40)}, author="Ann").branch("side").move("old.md", "new.md", author="Ann")
    repo.checkout("side").commit({"old.md": numbers(1, 40).replace("20\n", "twenty\n")}, author="Bob")
    repo.checkout("main").commit({"new.md": numbers(1, 40) + "tail\n"}, author="Ann")
    repo.merge("side", author="Maint")
    history = index(mirror_of(repo.path), tmp_path / "cache").history
    page = page_at(history, "new.md")
    assert authors(history, page) == ["Ann", "Bob"]
    assert word_owners(history, page) == {"Ann": 40, "Bob": 1}
    assert ("Maint", Kind.MERGE) in kinds(history, page)
    assert [p.path for p in history.pages] == ["new.md"]


def test_a_page_that_only_a_merge_has_is_the_mergers(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a.md": "a"}, author="Ann").branch("side").commit({"m.md": "m"}, author="Ann")
    repo.checkout("side").commit({"s.md": "s"}, author="Bob").checkout("main")
    repo.commit({"s.md": "s", "evil.md": "written in the merge itself\n"}, author="Mia", merge="side")
    history = index(mirror_of(repo.path), tmp_path / "cache").history
    assert authors(history, page_at(history, "evil.md")) == ["Mia"]
    assert authors(history, page_at(history, "s.md")) == ["Bob"]
    assert word_owners(history, page_at(history, "evil.md")) == {"Mia": 5}


def test_a_change_lands_with_its_merge(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a.md": "one\n"}, author="Ann", when="2020-01-01").branch("pr").checkout("pr")
    repo.commit({"a.md": "one\ntwo\n"}, author="Bob", when="2020-01-02").checkout("main")
    repo.merge("pr", author="Maint", when="2020-01-31")
    history = index(mirror_of(repo.path), tmp_path / "cache").history
    commit = history.commits[repo.oid("pr")]
    assert f"{commit.authored_at:%Y-%m-%d} {commit.landed_at:%Y-%m-%d} {commit.position}" == "2020-01-02 2020-01-31 1"
    assert authors(history, page_at(history, "a.md")) == ["Ann", "Bob"]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (
            "squashed (#9)\n\n* part\n\nCo-authored-by: Bob <bob@example.org>\nco-authored-by: Cid <CID@example.org>\n"
            "Signed-off-by: Dan <dan@example.org>\n",
            [(Role.COAUTHOR, "Bob", "bob@example.org"), (Role.COAUTHOR, "Cid", "CID@example.org")],
        ),
        (
            "early\n\nCo-authored-by: Eve <eve@example.org>\n\nA last paragraph, so that git sees no trailer.\n",
            [(Role.COAUTHOR, "Eve", "eve@example.org")],
        ),
        (
            "message with CRLF\r\n\r\nCo-authored-by: Fay <fay@example.org>\r\n",
            [(Role.COAUTHOR, "Fay", "fay@example.org")],
        ),
        ("review\n\nReviewed-by: Cid <cid@example.org>\n", [(Role.REVIEWER, "Cid", "cid@example.org")]),
        ("verify\n\nVerified-by: Cid <cid@example.org>\n", [(Role.VERIFIER, "Cid", "cid@example.org")]),
        ("no address\n\nCo-authored-by: Nobody\nReviewed-by: <>\n", []),
    ],
)
def test_people_are_named_in_messages(
    repo: RepoBuilder, tmp_path: Path, message: str, expected: list[tuple[Role, str, str]]
) -> None:
    repo.commit({"a.md": "one"}, message)
    history = index(mirror_of(repo.path), tmp_path / "cache").history
    assert [(role, who.name, who.email) for role, who in history.commits[repo.oid()].named] == expected


def test_pages_are_confirmed_by_trailers(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a.md": "one"}).commit(
        {}, "Look\n\nVerified-page: docs/a b.md\nReviewed-page: c.md\nVerified-by: Cid <cid@example.org>\n"
    )
    history = index(mirror_of(repo.path), tmp_path / "cache").history
    assert history.commits[repo.oid()].verified == ("docs/a b.md", "c.md")


def test_identities_stay_raw_and_the_mailmap_comes_beside_them(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a.md": "one"}, author="ann old", email="old@example.org")
    repo.commit({".mailmap": "Ann <ann@example.org> <old@example.org>\n"})
    history = index(mirror_of(repo.path), tmp_path / "cache").history
    page = page_at(history, "a.md")
    assert history.commits[page.born_commit].author.email == "old@example.org"
    assert history.mailmap == "Ann <ann@example.org> <old@example.org>\n"
    assert authors(history, page) == ["Ann"]


def test_listed_commits_are_mechanical_and_own_no_word(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a.md": "one  two  three\nfour  five  six\n"}, author="Ann")
    repo.commit({"a.md": "One Two Three\nFour Five Six\n"}, author="Fmt")
    formatted = repo.oid()
    listed = f"# reformatting\n{formatted}\n{'0123456789' * 4}\ndeadbeef\n"
    repo.commit({".git-blame-ignore-revs": listed}, author="Ann")
    done = index(mirror_of(repo.path), tmp_path / "cache")
    page = page_at(done.history, "a.md")
    assert done.history.commits[formatted].mechanical
    assert kinds(done.history, page) == [("Ann", Kind.CREATE), ("Fmt", Kind.MECHANICAL)]
    assert word_owners(done.history, page) == {"Ann": 6}
    assert [(p.where.line, "deadbeef" in p.message) for p in done.problems if p.code == "KB122"] == [(4, True)]


def test_a_list_that_comes_later_changes_what_was_indexed(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a.md": "one two three\n"}, author="Ann").commit({"a.md": "One Two Three\n"}, author="Fmt")
    before = index(mirror_of(repo.path), tmp_path / "cache").history
    assert word_owners(before, page_at(before, "a.md")) == {"Fmt": 3}
    repo.commit({".git-blame-ignore-revs": f"{repo.oid()}\n"})
    after = index(mirror_of(repo.path), tmp_path / "cache").history
    assert word_owners(after, page_at(after, "a.md")) == {"Ann": 3}
    assert after == index(mirror_of(repo.path), tmp_path / "fresh").history


@pytest.mark.parametrize("message", ["[mechanical] Sort\n", "Sort\n\nMechanical: yes\n"])
def test_commits_that_say_so_are_mechanical(repo: RepoBuilder, tmp_path: Path, message: str) -> None:
    repo.commit({"a.md": "one two\n"}).commit({"a.md": "two one\n"}, message)
    history = index(mirror_of(repo.path), tmp_path / "cache").history
    assert [commit.mechanical for commit in history.commits.values()] == [False, True]


def test_dates_that_cannot_be_are_clamped_and_counted(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"nye.md": "1"}, when="2019-12-31T23:30:00-08:00")
    repo.commit({"future.md": "2"}, when="2099-01-01", committed="2020-01-02")
    repo.commit({"epoch.md": "3"}, when="2001-01-01")
    done = index(mirror_of(repo.path), tmp_path / "cache")
    found = [(f"{c.authored_at:%Y-%m-%d}", f"{c.landed_at:%Y-%m-%d}", c.clamped) for c in done.history.commits.values()]
    assert found == [
        ("2020-01-01", "2020-01-01", False),
        ("2020-01-02", "2020-01-02", True),
        ("2020-01-02", "2020-01-02", True),
    ]
    assert next(p.message for p in done.problems if p.code == "KB121").startswith("2 commits ")


def test_a_late_landing_keeps_both_dates(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a.md": "one"}, author="Ann", when="2020-01-01", committer="Maint", committed="2020-04-10")
    history = index(mirror_of(repo.path), tmp_path / "cache").history
    commit = history.commits[repo.oid()]
    assert (f"{commit.authored_at:%m-%d}", f"{commit.landed_at:%m-%d}", commit.committer.name) == (
        "01-01",
        "04-10",
        "Maint",
    )


def test_odd_paths_and_bytes_survive(repo_builder: Builder, tmp_path: Path) -> None:
    repo = repo_builder(worktree=False)
    paths = ["docs/页 面.md", "docs/tab\there.md", "a|b.md", 'quo"te.md', "new\nline.md", "\udcff.md", "\x01C.md"]
    repo.commit({path: f"{number} text\n" for number, path in enumerate(paths)}, author="Ren\udce9")
    repo.commit({"names.md": "x"}, b"sub\x1eject | with \x1d bytes \xff\n\n\x01C\n", author="An\x1fn|B")
    history = index(mirror_of(repo.path), tmp_path / "cache").history
    assert sorted(page.path for page in history.pages) == sorted([*paths, "names.md"])
    assert [commit.author.name for commit in history.commits.values()] == ["Ren\udce9", "An\x1fn|B"]
    assert history.commits[repo.oid()].subject == "sub\x1eject | with \x1d bytes \udcff"


def test_submodules_are_no_pages_and_no_lines(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a.md": "one\n"}).submodule("docs/sub").submodule("mod.md", "2" * 40)
    history = index(mirror_of(repo.path), tmp_path / "cache").history
    assert [page.path for page in history.pages] == ["a.md"]


def test_a_file_becomes_a_submodule_and_a_page_again(repo_builder: Builder, tmp_path: Path) -> None:
    repo = repo_builder(worktree=False)
    repo.commit({"a.md": "one\n"}).submodule("a.md").commit({"a.md": "one\n"})
    done = index(mirror_of(repo.path), tmp_path / "cache")
    assert [problem for problem in done.problems if problem.code == "KB120"] == []
    assert [kind for _, kind in kinds(done.history, page_at(done.history, "a.md"))] == [
        Kind.CREATE,
        Kind.DELETE,
        Kind.RESTORE,
    ]


def test_a_rename_by_case_is_a_rename(repo_builder: Builder, tmp_path: Path) -> None:
    repo = repo_builder(worktree=False)
    repo.commit({"Readme.md": numbers(1, 20)}, author="Ann").move("Readme.md", "README.md", author="Bob")
    history = index(mirror_of(repo.path), tmp_path / "cache").history
    page = page_at(history, "README.md")
    assert (page.born_path, authors(history, page)) == ("Readme.md", ["Ann"])


def test_a_split_derives_a_page(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"big.md": numbers(1, 60)}, author="Ann")
    repo.commit({"big.md": numbers(1, 30), "part2.md": numbers(31, 60)}, author="Bob")
    history = index(mirror_of(repo.path), tmp_path / "cache").history
    big, part = page_at(history, "big.md"), page_at(history, "part2.md")
    assert part.derived_from == big.id
    assert kinds(history, big) == [("Ann", Kind.CREATE), ("Bob", Kind.SPLIT)]
    assert kinds(history, part) == [("Bob", Kind.DERIVE)]
    assert authors(history, big) == authors(history, part) == ["Ann"]
    assert word_owners(history, part) == {"Ann": 30}


def test_a_move_that_leaves_a_stub_takes_the_identity_along(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"old.md": numbers(1001, 1060)}, author="Ann")
    repo.commit({"new.md": numbers(1001, 1060) + "tail\n", "old.md": "Moved to new.md\n"}, author="Bob")
    history = index(mirror_of(repo.path), tmp_path / "cache").history
    new, stub = page_at(history, "new.md"), page_at(history, "old.md")
    assert (new.born_path, new.former_paths, authors(history, new)) == ("old.md", ("old.md",), ["Ann", "Bob"])
    assert (stub.born_commit, authors(history, stub)) == (repo.oid(), ["Bob"])


def test_an_index_page_keeps_its_identity_when_its_text_moves_out(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"docs/index.md": numbers(1, 60)}, author="Ann")
    repo.commit({"docs/index.md": "See topic\n", "docs/topic.md": numbers(1, 60) + "tail\n"}, author="Bob")
    history = index(mirror_of(repo.path), tmp_path / "cache").history
    home, topic = page_at(history, "docs/index.md"), page_at(history, "docs/topic.md")
    assert home.born_commit == repo.oid("HEAD~1")
    assert topic.derived_from == home.id
    assert (authors(history, topic), word_owners(history, topic)) == (["Ann", "Bob"], {"Ann": 60, "Bob": 1})


def test_the_same_path_anew_is_another_page_and_the_same_text_a_restored_one(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a.md": numbers(1, 20), "b.md": numbers(501, 520)}, author="Ann")
    repo.commit({"a.md": None, "b.md": None}, author="Ann")
    repo.commit({"a.md": numbers(100, 120)}, author="Bob").commit({"b.md": numbers(501, 520)}, author="Bob")
    history = index(mirror_of(repo.path), tmp_path / "cache").history
    assert authors(history, page_at(history, "a.md")) == ["Bob"]
    assert authors(history, page_at(history, "b.md")) == ["Ann"]
    assert kinds(history, page_at(history, "b.md"))[-1] == ("Bob", Kind.RESTORE)
    assert [page.path for page in history.pages] == ["", "b.md", "a.md"]


def test_a_revert_is_credit_for_nobody(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a.md": numbers(1, 20)}, author="Ann")
    repo.commit({"a.md": numbers(1, 20) + numbers(1, 200)}, author="Van")
    repo.commit({"a.md": numbers(1, 20)}, author="Rita")
    history = index(mirror_of(repo.path), tmp_path / "cache").history
    page = page_at(history, "a.md")
    assert kinds(history, page) == [("Ann", Kind.CREATE), ("Van", Kind.REVERTED), ("Rita", Kind.REVERT)]
    assert (authors(history, page), word_owners(history, page)) == (["Ann"], {"Ann": 20})


def test_an_edit_that_stood_for_long_is_not_undone_by_a_revert(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a.md": "one two three four five\n"}, author="Ann", when="2020-01-01")
    repo.commit({"a.md": "six seven eight nine ten\n"}, author="Bob", when="2020-01-02")
    repo.commit({"a.md": "one two three four five\n"}, author="Rita", when="2020-02-01")
    history = index(mirror_of(repo.path), tmp_path / "cache").history
    assert kinds(history, page_at(history, "a.md"))[1:] == [("Bob", Kind.EDIT), ("Rita", Kind.REVERT)]


def test_the_same_change_on_two_branches_is_no_revert(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a.md": "one\n"}, author="Ann").branch("side").commit({"a.md": "one two\n"}, author="Bob")
    repo.checkout("side").commit({"a.md": "one two\n"}, author="Cid").checkout("main").merge("side")
    history = index(mirror_of(repo.path), tmp_path / "cache").history
    assert not {Kind.REVERT, Kind.REVERTED} & {kind for _, kind in kinds(history, page_at(history, "a.md"))}


def test_one_word_of_a_long_line_is_one_word(repo: RepoBuilder, tmp_path: Path) -> None:
    line = " ".join(f"word{number}" for number in range(200))
    repo.commit({"a.md": f"# Title\n\n{line}\n"}, author="Ann")
    repo.commit({"a.md": f"# Title\n\n{line.replace('word7 ', 'wordseven ')}\n"}, author="Bob")
    history = index(mirror_of(repo.path), tmp_path / "cache").history
    page = page_at(history, "a.md")
    assert word_owners(history, page) == {"Ann": 200, "Bob": 1}
    assert [change.substantive for change in page.changes] == [True, False]


def test_a_great_move_is_many_renames_and_mechanical(repo_builder: Builder, tmp_path: Path) -> None:
    repo = repo_builder(worktree=False)
    texts = {number: f"page {number}\n{numbers(number, number + 30)}" for number in range(1100)}
    repo.commit({f"a/p{number}.md": text for number, text in texts.items()}, author="Ann")
    repo.commit(
        {f"a/p{number}.md": None for number in texts}
        | {f"b/p{number}/index.md": f"{text}nav fix\n" for number, text in texts.items()},
        author="Bob",
    )
    done = index(mirror_of(repo.path), tmp_path / "cache")
    assert {page.path for page in done.history.pages} == {f"b/p{number}/index.md" for number in texts}
    page = page_at(done.history, "b/p5/index.md")
    assert (page.former_paths, authors(done.history, page)) == (("a/p5.md",), ["Ann"])
    assert [commit.mechanical for commit in done.history.commits.values()] == [False, True]
    assert [commit.bulk_import for commit in done.history.commits.values()] == [True, False]
    assert [problem.code for problem in done.problems] == ["KB123"]


def test_equal_stubs_that_move_together_are_new_pages(repo: RepoBuilder, tmp_path: Path) -> None:
    stub = "# TODO\n\nTo be written\n"
    for name, author in (("p1", "Ann"), ("p2", "Bea"), ("p3", "Cas")):
        repo.commit({f"a/{name}.md": stub}, author=author)
    repo.commit({"a/p1.md": None, "a/p2.md": None, "b/p8.md": stub, "b/p9.md": stub}, author="Bob")
    history = index(mirror_of(repo.path), tmp_path / "cache").history
    assert authors(history, page_at(history, "b/p8.md")) == authors(history, page_at(history, "b/p9.md")) == ["Bob"]
    assert authors(history, page_at(history, "a/p3.md")) == ["Cas"]


def test_a_subtree_merge_keeps_the_pages_of_the_other_history(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"r.md": "root"}, author="Ann").checkout("up", orphan=True)
    repo.git("rm", "-rq", "--cached", ".")
    repo.commit({"guide.md": "the upstream guide\n"}, author="Uma")
    repo.git("symbolic-ref", "HEAD", "refs/heads/main")
    repo.commit({"docs/up/guide.md": "the upstream guide\n"}, author="Ann", merge="up")
    history = index(mirror_of(repo.path), tmp_path / "cache").history
    page = page_at(history, "docs/up/guide.md")
    assert (authors(history, page), page.born_path, page.former_paths) == (["Uma"], "guide.md", ("guide.md",))
    assert word_owners(history, page) == {"Uma": 3}
    assert {page.path for page in history.pages} == {"docs/up/guide.md", "r.md"}


def test_a_page_that_a_branch_moves_away_keeps_its_identity_when_another_takes_its_path(
    repo: RepoBuilder, tmp_path: Path
) -> None:
    heap, binary = numbers(1, 60), numbers(1, 60) + "more\n"
    repo.commit({"heap.md": heap}, author="Ann").branch("side").checkout("side")
    repo.commit({"heap.md": None, "heap/binary.md": binary, "heap/heap.md": "about heaps\n"}, author="Bob")
    repo.commit({"heap/binary.md": None, "binary.md": binary}, author="Bob")
    repo.commit({"heap/heap.md": None, "heap.md": "about heaps\n"}, author="Bob").checkout("main")
    repo.commit({"a.txt": "x"}).merge("side", author="Maint")
    history = index(mirror_of(repo.path), tmp_path / "cache").history
    assert page_at(history, "binary.md").born_path == "heap.md"
    assert page_at(history, "heap.md").born_path == "heap/heap.md"
    assert authors(history, page_at(history, "binary.md")) == ["Ann", "Bob"]


def test_a_page_that_a_branch_deletes_and_writes_anew_stays_the_page(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a.md": numbers(1, 40)}, author="Ann").branch("side").checkout("side")
    repo.commit({"a.md": None}, author="Bob").commit({"a.md": numbers(1, 41)}, author="Bob").checkout("main")
    repo.commit({"a.txt": "x"}).merge("side", author="Maint")
    history = index(mirror_of(repo.path), tmp_path / "cache").history
    page = page_at(history, "a.md")
    assert (page.born_commit, authors(history, page)) == (repo.oid("main~2"), ["Ann", "Bob"])
    assert word_owners(history, page) == {"Ann": 40, "Bob": 1}
    assert len(history.pages) == 1


def test_rewritten_history_is_forgotten(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a.md": "one\n"}, author="Ann").commit({"a.md": "one\ntwo\n"}, author="Zed")
    index(mirror_of(repo.path), tmp_path / "cache")
    repo.reset("HEAD~1").commit({"a.md": "one\nthree\n"}, author="Bob")
    history = index(mirror_of(repo.path), tmp_path / "cache").history
    assert authors(history, page_at(history, "a.md")) == ["Ann", "Bob"]
    assert history == index(mirror_of(repo.path), tmp_path / "fresh").history


def test_a_clone_without_blobs_gives_no_half_truth(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a.md": numbers(1, 20)}).commit({"a.md": None, "b.md": numbers(1, 21)})
    repo.git("config", "uploadpack.allowFilter", "true")
    partial = tmp_path / "partial.git"
    repo.git("clone", "-q", "--bare", "--filter=blob:none", repo.path.resolve().as_uri(), str(partial))
    done = index(mirror_of(partial), tmp_path / "cache")
    assert (done.history.trusted, [problem.code for problem in done.problems]) == (False, ["KB120"])


def test_generated_pages_are_nobodys(repo: RepoBuilder, tmp_path: Path) -> None:
    attributes = "gen/** linguist-generated\nlib/*.md linguist-vendored=true\nlib/own.md -linguist-vendored\n"
    repo.commit(
        {".gitattributes": attributes, "docs/a.md": "one", "gen/api.md": "1", "lib/x.md": "x", "lib/own.md": "y"}
    )
    repo.commit({"gen/api.md": numbers(1, 100)}, author="Bob")
    history = index(mirror_of(repo.bare(tmp_path / "bare")), tmp_path / "cache").history
    generated = {page.path: page.generated for page in history.pages}
    assert generated == {"docs/a.md": False, "gen/api.md": True, "lib/own.md": False, "lib/x.md": True}
    assert {kind for _, kind in kinds(history, page_at(history, "gen/api.md"))} == {Kind.GENERATED}


def test_a_pull_request_has_not_landed(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a.md": "one\n"}, author="Ann").branch("pr").checkout("pr").commit({"b.md": "new"}, author="Bob")
    repo.checkout("main", detach=True)
    author = {"GIT_AUTHOR_NAME": "GitHub", "GIT_AUTHOR_EMAIL": "noreply@github.com"}
    merge = repo.git("commit-tree", "pr^{tree}", "-p", "main", "-p", "pr", "-m", "x", environment=author)
    repo.git("update-ref", "--no-deref", "HEAD", merge)
    repo.delete("refs/heads/pr")
    mirror = mirror_of(repo.path)
    assert mirror.head == ""
    history = index(mirror, tmp_path / "cache").history
    assert (history.branch, [page.path for page in history.pages]) == ("main", ["a.md"])


HOSTILE = """[log]
follow = true
showSignature = true
diffMerges = first-parent
mailmap = true
[color]
ui = always
[format]
pretty = oneline
[diff]
renames = false
renameLimit = 1
noprefix = true
relative = true
orderFile = /nonexistent
algorithm = histogram
[core]
quotePath = true
abbrev = 4
[i18n]
logOutputEncoding = ISO-8859-1
"""


def test_hostile_settings_change_nothing(repo: RepoBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"a.md": numbers(1, 20)}, author="Änn").commit({"a.md": None, "b.md": numbers(1, 21)}, author="Bob")
    quiet = index(mirror_of(repo.path), tmp_path / "quiet").history
    user = tmp_path / "hostile.gitconfig"
    user.write_text(HOSTILE, encoding="utf-8")
    own = repo.path / ".git" / "config"
    own.write_text(own.read_text(encoding="utf-8") + HOSTILE, encoding="utf-8")
    for name, value in {
        "GIT_CONFIG_GLOBAL": str(user),
        "HOME": str(tmp_path),
        "TZ": "Asia/Tokyo",
        "LC_ALL": "de_DE",
        "GIT_DIFF_OPTS": "-u0",
        "GIT_EXTERNAL_DIFF": "/bin/false",
    }.items():
        monkeypatch.setenv(name, value)
    assert index(mirror_of(repo.path), tmp_path / "loud").history == quiet
    assert authors(quiet, page_at(quiet, "b.md")) == ["Änn", "Bob"]


def raw_commit(repo: RepoBuilder, head: bytes, message: bytes) -> None:
    """Write a commit object that git's own commands would not make."""
    parts = (b"tree ", repo.git("rev-parse", "HEAD^{tree}").encode(), b"\nparent ", repo.oid().encode(), b"\n")
    oid = repo.git(
        "hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=b"".join(parts) + head + message
    )
    repo.git("update-ref", "refs/heads/main", oid)


@pytest.mark.parametrize("date", [b"99999999999999 +0000", b"-2177452800 +0000", b"1 +9999", b"", b"x +0000"])
def test_years_that_no_calendar_has(repo: RepoBuilder, tmp_path: Path, date: bytes) -> None:
    repo.commit({"a.md": "one"}, when="2020-01-01")
    raw_commit(repo, b"author A <a@b> %b\ncommitter C <c@d> %b\n\n" % (date, date), b"odd\n")
    done = index(mirror_of(repo.path), tmp_path / "cache")
    commit = done.history.commits[repo.oid()]
    assert (f"{commit.landed_at:%Y-%m-%d}", f"{commit.authored_at:%Y-%m-%d}") == ("2020-01-01", "2020-01-01")
    assert commit.clamped


def test_a_crowd_and_a_long_message(repo: RepoBuilder, tmp_path: Path) -> None:
    crowd = "".join(f"Co-authored-by: P{number} <p{number}@example.org>\n" for number in range(5000))
    repo.commit({"a.md": "one"}, f"crowd\n\n{crowd}")
    repo.commit({"a.md": "two"}, "long\n\n" + "x y\n" * 2_500_000)
    history = index(mirror_of(repo.path), tmp_path / "cache").history
    crowded, long = history.commits.values()
    assert len(crowded.named) == 5000
    assert long.subject == "long"


def test_a_source_that_cannot_be_read_is_a_problem_of_its_own(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a.md": "one"})
    mirror = mirror_of(repo.path)
    broken = Mirror("kb", tmp_path / "nowhere", mirror.refs, mirror.head)
    done = index(broken, tmp_path / "cache")
    assert [problem.code for problem in done.problems] == ["KB120"]
    assert not done.history.trusted


def test_an_empty_repository_has_no_history(repo: RepoBuilder, tmp_path: Path) -> None:
    done = index(mirror_of(repo.path), tmp_path / "cache")
    assert (done.history.pages, done.problems) == ((), ())


def test_changes_know_their_path_and_words(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a.md": "---\ntitle: not counted\n---\none two\n"}).commit({"a.md": "one three four\n<!-- x -->\n"})
    history = index(mirror_of(repo.path), tmp_path / "cache").history
    assert [(c.path, c.words_added, c.words_removed) for c in changes_of(history, "a.md")] == [
        ("a.md", 2, 0),
        ("a.md", 2, 1),
    ]
