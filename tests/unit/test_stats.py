"""`kbgen stats`, `stats explain` and `stats audit` on a real repository."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from command_line import Done, kbgen
from jsonschema import Draft202012Validator
from repo_builder import RepoBuilder

from kbgen.history.audit import _shortstat
from kbgen.history.seal import seal
from kbgen.metrics import contributions_schema, people_schema, stats_schema
from kbgen.stats_text import columns
from kbgen.stats_text import csv as csv_text

TEXT = "word " * 20


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a repository `kb` of Zoe, Ann, Cid (who only helps) and a bot."""
    folder = tmp_path_factory.mktemp("stats")
    repo = RepoBuilder(folder / "kb")
    repo.commit(
        {"index.md": f"# Home\n\n{TEXT}", "guides/old.md": f"# Guide\n\n{TEXT}"},
        "Begin",
        author="Zoe",
        when="2021-01-01",
    )
    repo.move("guides/old.md", "guides/new.md", author="Ann", when="2021-02-01")
    message = "Say more\n\nCo-authored-by: Cid <cid@example.org>\n\nThat was it.\n"
    repo.commit({"guides/new.md": f"# Guide\n\n{TEXT * 2}"}, message, author="Ann", when="2021-03-01")
    repo.commit(
        {"guides/new.md": f"# Guide\n\n{TEXT * 2} x"}, "[mechanical] Tidy", author="dep[bot]", when="2021-04-01"
    )
    repo.commit({"=cmd.md": "# Formula\n"}, "Add ##[error] ::error::", author="Ann", email="old@example.org")
    return folder


def stats(folder: Path, *arguments: str) -> Done:
    return kbgen("stats", *arguments, "-q", cwd=folder)


def rows(done: Done) -> list[list[str]]:
    assert (done.code, done.err) == (0, "")
    return list(csv.reader(done.out.splitlines()))


# --- stats


def test_the_figures_of_the_site_are_told_and_explained_when_asked(folder: Path) -> None:
    brief, full = stats(folder, "kb"), stats(folder, "kb", "-v")
    assert (brief.code, brief.err, full.code) == (0, "", 0)
    assert brief.out.splitlines()[0] == "The site, as of 2021-04-01: 3 pages, 3 people"
    assert "Retention" in brief.out and "How" not in brief.out and "not visible" not in brief.out
    assert "      retention: Of the people with" in full.out and "Not visible here: " in full.out


@pytest.mark.parametrize(
    ("of", "schema"),
    [
        *((of, stats_schema) for of in ("site", "collections", "topics")),
        *(("people", people_schema), ("pages", contributions_schema)),
    ],
)
def test_json_is_what_a_site_publishes(of: str, schema: object, folder: Path) -> None:
    done = stats(folder, "kb", "--of", of, "--json")
    assert (done.code, done.err) == (0, "")
    Draft202012Validator(schema()).validate(json.loads(done.out))  # type: ignore[operator]  # each is a function
    assert "@" not in done.out.replace("@media", "")


def test_topics_and_collections_are_told_apart(folder: Path) -> None:
    kinds = {of: {each["kind"] for each in json.loads(stats(folder, "kb", "--of", of, "--json").out)["scopes"]}
             for of in ("collections", "topics")}  # fmt: skip
    assert kinds == {"collections": {"collection"}, "topics": {"topic"}}
    assert "Guides (kb/guides), as of 2021-04-01: 1 pages, 3 people" in stats(folder, "kb", "--of", "topics").out


def test_people_are_by_name_and_bots_are_none(folder: Path) -> None:
    table = rows(stats(folder, "kb", "--of", "people", "--csv"))
    assert [row[0] for row in table] == ["name", "Ann", "Ann", "Cid", "Zoe"]
    assert stats(folder, "kb", "--of", "people").out.splitlines()[2].split()[:2] == ["Ann", "ann"]


def test_pages_are_by_path_and_a_formula_is_none(folder: Path) -> None:
    table = rows(stats(folder, "kb", "--of", "pages", "--csv"))
    assert [row[1] for row in table[1:]] == ["'=cmd.md", "guides/new.md", "index.md"]
    assert table[2][2:4] == ["2021-01-01", "2021-04-01"]


def test_figures_as_a_table_hold_every_point(folder: Path) -> None:
    table = rows(stats(folder, "kb", "--csv"))
    points = [dict(zip(table[0], row, strict=True)) for row in table[1:]]
    active = {each["period"]: each["value"] for each in points if each["metric"] == "active_people"}
    assert active["2021-01"] == "1" and active["2021-03"] == "2"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("nowhere",), 3, "nowhere"),
        (("kb", "--of", "nobody"), 2, "--of"),
        (("explain", "retentoin", "kb"), 2, "did you mean 'retention'?"),
        (("explain", "guides/nwe.md", "kb"), 2, "did you mean 'guides/new.md'?"),
        (("explain", "retention", "kb", "--in", "kb/nothing"), 2, "in 'kb/nothing'"),
        (("explain",), 2, "Missing argument"),
    ],
)
def test_what_is_wrong_is_told(arguments: tuple[str, ...], code: int, says: str, folder: Path) -> None:
    done = stats(folder, *arguments)
    assert (done.code, done.out) == (code, ""), done.err
    assert says in done.err


def test_two_forms_at_once_are_refused(folder: Path) -> None:
    done = stats(folder, "kb", "--json", "--csv")
    assert (done.code, json.loads(done.out)["exit_code"]) == (2, 2)
    assert "--json and --csv cannot be given together" in done.err


def test_a_history_that_is_cut_off_tells_nothing(folder: Path, tmp_path: Path) -> None:
    RepoBuilder(tmp_path / "kb").commit({"a.md": "# A"}).commit({"a.md": "# B"}).shallow(tmp_path / "clone")
    done = stats(tmp_path, "clone")
    assert (done.code, done.out) == (0, "There is no history that can be told.\n")
    audited = stats(tmp_path, "audit", "clone")
    assert (audited.code, "not audited: its history is cut off" in audited.out) == (1, True)


# --- explain


def explained(folder: Path, *arguments: str) -> list[tuple[str, str, str]]:
    """Return date, kind and path of the rows that explain something."""
    done = stats(folder, "explain", *arguments, "--json")
    assert (done.code, done.err) == (0, "")
    return [(row["landed"], row["kind"], row["path"]) for answer in json.loads(done.out) for row in answer["rows"]]


@pytest.mark.parametrize("name", ["guides/new.md", "kb:guides/new.md", "guides/old.md"])
def test_a_page_is_explained_across_its_moves_by_any_of_its_names(name: str, folder: Path) -> None:
    assert explained(folder, name, "kb") == [
        ("2021-01-01", "create", "guides/old.md"),
        ("2021-02-01", "move", "guides/new.md"),
        ("2021-03-01", "edit", "guides/new.md"),
        ("2021-04-01", "mechanical", "guides/new.md"),
    ]


def test_a_person_is_explained_by_name_and_by_slug(folder: Path) -> None:
    assert explained(folder, "Cid", "kb") == [("2021-03-01", "co-author: edit", "guides/new.md")]
    assert explained(folder, "zoe", "kb") == [
        ("2021-01-01", "author: create", "guides/old.md"),
        ("2021-01-01", "author: create", "index.md"),
    ]
    assert len(json.loads(stats(folder, "explain", "ann", "kb", "--json").out)) == 2, "two people are called so"


def test_a_figure_is_explained_for_the_site_a_topic_and_a_period(folder: Path) -> None:
    assert explained(folder, "active_people", "kb", "--period", "2021-03") == [("2021-03-01", "edit", "guides/new.md")]
    assert {path for _, _, path in explained(folder, "orphan_pages", "kb", "--in", "kb/guides")} <= {"guides/new.md"}
    text = stats(folder, "explain", "active_people", "kb", "--period", "2021-03").out.splitlines()
    assert text[0] == "Active people: 2 in 2021-03"
    assert text[-2].split() == ["commit", "landed", "people", "kind", "page", "subject"]
    assert "Ann, Cid" in text[-1]


def test_what_is_printed_is_no_command_to_a_log(folder: Path) -> None:
    assert "##[" not in stats(folder, "explain", "=cmd.md", "kb").out
    assert "##[" not in stats(folder, "explain", "=cmd.md", "kb", "--json").out


# --- audit


def test_an_audit_compares_with_git_and_lists_what_to_look_at(folder: Path) -> None:
    done = stats(folder, "audit", "kb")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0] == "kb"
    assert [line.split()[0] for line in lines[1:8]] == ["ok", "ok", "Cid", "ok", "ok", "ok", "ok"]
    assert "4 here, 4 in git" in lines[1] and "5 here, 4 in git" in lines[2]
    assert "only here, as" in lines[3]
    assert any("[mechanical] Tidy" in line for line in lines)
    assert lines[-1].strip() == "Ann"


def test_an_audit_finds_an_index_that_is_wrong(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert kbgen("stats", "audit", "kb", cwd=folder, cache=cache).code == 0
    (index,) = (cache / "history").glob("*.sqlite")
    with closing(sqlite3.connect(index)) as db:
        db.execute("UPDATE commit_ SET added = added + 1 WHERE subject = CAST('Begin' AS BLOB)")
        db.execute("UPDATE commit_ SET author_name = CAST('Eve' AS BLOB) WHERE subject = CAST('Begin' AS BLOB)")
        db.execute("DELETE FROM derived")  # so that it is worked out again, from what is wrong
        db.commit()
    seal(index)
    done = kbgen("stats", "audit", "kb", "--json", cwd=folder, cache=cache)
    document = json.loads(done.out)
    wrong = [check["title"] for check in document["sources"][0]["checks"] if not check["holds"]]
    assert (done.code, document["holds"]) == (1, False)
    assert wrong == ["Authors, by name and address", "Authors and co-authors", "Lines added and deleted"]


# --- pure parts


def test_a_short_statistic_is_added_up() -> None:
    lines = [" 3 files changed, 5 insertions(+), 2 deletions(-)", "", " 1 file changed, 1 insertion(+)"]
    assert _shortstat("\n".join([*lines, " 1 file changed, 1 deletion(-)", ""])) == (6, 3)


def test_cells_are_aligned_cut_and_inert() -> None:
    assert list(columns([("a", "b"), ("x" * 50, "y" * 99)])) == ["a" + " " * 45 + "b", "x" * 43 + "…  " + "y" * 99]
    assert csv_text([("=1", "+1", "-1", "@x", "a,b")]) == "'=1,'+1,'-1,'@x,\"a,b\"\n"
