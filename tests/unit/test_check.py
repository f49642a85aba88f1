"""`kbgen check` over real repositories: what is new on a branch, what is mended, and how it is told."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from checked import checked
from command_line import kbgen
from repo_builder import RepoBuilder

from kbgen.check import CheckReport, Edit, Finding, finding, fingerprinted, mended
from kbgen.check.formats import document, job_summary, notices, sarif, schema
from kbgen.check.formats.github import MOST
from kbgen.check.formats.sarif import SCHEMA_URI
from kbgen.checking import CheckRequest, check
from kbgen.cli import main
from kbgen.config import infer, load
from kbgen.errors import ConfigError
from kbgen.model import Location, Severity
from kbgen.progress import Silent
from kbgen.written import Written

TODAY = date(2026, 6, 1)
SARIF = os.environ.get("KBGEN_SARIF_SCHEMA", "")


WORDS = f"\n{'So many words that nobody calls the page thin. ' * 5}\n"


def codes(report: CheckReport) -> list[tuple[str, int, str]]:
    found = (each.problem for each in report.findings)
    return [(p.where.path, p.where.line, p.code) for p in found if p.code in ("KB021", "KB022", "KB043")]


def look(repo: RepoBuilder, since: str = "") -> CheckReport:
    config = infer([str(repo.path)], repo.path.parent)
    return check(CheckRequest(config, repo.path.parent / "cache", TODAY, since=since), Silent())


@pytest.fixture
def repo(tmp_path: Path) -> RepoBuilder:
    pages = {"index.md": "# Start\n\n[old](gone.md)\n", "setup.md": f"# Setup\n\n## Steps\n{WORDS}"}
    return RepoBuilder(tmp_path / "kb").commit(pages)


# --- what is new


def test_only_what_the_branch_brings_in_is_told(repo: RepoBuilder) -> None:
    repo.branch("work").checkout("work")
    repo.commit({"index.md": "# Start\n\nA new line.\n\n[old](gone.md) [new](lost.md)\n"})
    repo.checkout("main").commit({"more.md": "# More\n\n[other](missing.md)\n"}).checkout("work")
    assert codes(look(repo, "main")) == [("index.md", 5, "KB021")], "nothing old, and nothing of the other branch"
    assert len(look(repo).findings) == 2


def test_what_a_change_breaks_elsewhere_is_new(repo: RepoBuilder) -> None:
    repo.commit({"other.md": f"# Other\n\n[steps](setup.md#steps)\n{WORDS}"}).branch("work").checkout("work")
    repo.commit({"setup.md": f"# Setup\n\n## Parts\n{WORDS}"})
    report = look(repo, "main")
    assert codes(report) == [("setup.md", 1, "KB043"), ("other.md", 3, "KB022")]
    assert {path for _, _, path in report.changed} == {"setup.md"}


def test_findings_of_changed_files_come_first_and_what_is_mended_is_named(repo: RepoBuilder) -> None:
    repo.commit({"a.md": f"# A\n\n[steps](setup.md#steps)\n{WORDS}"}).branch("work").checkout("work")
    repo.commit({"index.md": "# Start\n", "setup.md": f"# Setup\n\n[x](y.md)\n{WORDS}"})
    report = look(repo, "main")
    assert codes(report) == [("setup.md", 1, "KB043"), ("setup.md", 3, "KB021"), ("a.md", 3, "KB022")]
    assert [each.problem.message for each in report.mended] == ["link target 'gone.md' not found"]


def test_saved_files_count_though_they_are_not_committed(repo: RepoBuilder) -> None:
    (repo.path / "setup.md").write_text(f"# Setup\n\n[x](y.md)\n{WORDS}")
    assert codes(look(repo, "HEAD")) == [("setup.md", 3, "KB021")]


@pytest.mark.parametrize("committed", [False, True])
def test_what_was_wrong_in_a_page_that_is_renamed_is_not_new(repo: RepoBuilder, committed: bool) -> None:
    text = f"# A\n\n[old](gone.md)\n{WORDS}"
    repo.commit({"a.md": text, "z.md": f"# A\n\n[a](a.md#none)\n{WORDS}"})
    moved = {"a.md": None, "b.md": f"{text}\n[new](lost.md)\n", "z.md": f"# A\n\n[a](b.md#none)\n{WORDS}"}
    if committed:
        repo.commit(moved)
    else:
        (repo.path / "a.md").rename(repo.path / "b.md")
        for name in ("b.md", "z.md"):
            (repo.path / name).write_text(str(moved[name]), encoding="utf-8")
    report = look(repo, "HEAD~1" if committed else "HEAD")
    told = [(each.problem.where.path, each.problem.message) for each in report.findings]
    assert told == [
        ("b.md", "link target 'lost.md' not found"),
        ("z.md", "'b.md' has no part 'none'"),  # its link was written anew
    ]
    assert [each.problem.message for each in report.mended] == ["'a.md' has no part 'none'"]


def test_a_base_that_nobody_knows_is_said(repo: RepoBuilder) -> None:
    with pytest.raises(ConfigError, match="no source has a commit 'nowhere'"):
        look(repo, "nowhere")


def test_tags_are_not_checked_and_branches_are(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "kb").commit({"index.md": "# One\n\n[x](y.md)\n"}).tag("v1.0")
    repo.commit({"index.md": "# Two\n\n[a](b.md)\n"})
    (tmp_path / "kbgen.yml").write_text(
        "site: {name: KB}\nsources: [{url: kb, branches: [main], tags: ['v*']}]\n", encoding="utf-8"
    )
    done = kbgen("check", "--json", cwd=tmp_path)
    problems = json.loads(done.out)["problems"]
    assert done.code == 1
    assert [(p["ref"], p["message"]) for p in problems if p["code"] == "KB021"] == [
        ("main", "link target 'b.md' not found")
    ]


def test_a_link_from_the_root_is_held_against_the_whole_site(tmp_path: Path) -> None:
    good = (
        "/nope/ /kb/one/a/ /kb/one/a /kb/two/1.0/b/ /kb/two/latest/b/ /kb/two/versions/ /kb/people/x/ /kb/ /kb/zoo/y/"
    )
    text = " ".join(f"[to {link}]({link})" for link in ("/kb/nope/", "/kb/two/1.0/x/", *good.split()))
    RepoBuilder(tmp_path / "one").commit({"index.md": f"# One\n\n{text}\n", "a.md": "# A\n"})
    RepoBuilder(tmp_path / "two").commit({"index.md": "# Two\n", "b.md": "# B\n"}).tag("v1.0")
    (tmp_path / "kbgen.yml").write_text(
        "site: {name: KB, url: 'https://example.org/kb/'}\n"
        "sources: [{url: one}, {url: two, tags: ['v*'], branches: []}, {url: 'https://nowhere.invalid/zoo'}]\n",
        encoding="utf-8",
    )
    config = load(tmp_path / "kbgen.yml")
    report = check(CheckRequest(config, tmp_path / "cache", TODAY, offline=True), Silent())
    told = [(each.problem.message, each.problem.severity) for each in report.findings if each.problem.code == "KB021"]
    assert told == [
        ("link target '/kb/nope/' not found", "error"),
        ("link target '/kb/two/1.0/x/' not found", "error"),
    ]


# --- fingerprints


def test_a_fingerprint_survives_lines_before_it_and_counts_what_is_the_same(tmp_path: Path) -> None:
    where = Location("a.md", collection="kb", ref="main")

    def prints(text: str) -> list[str]:
        written = Written(text)
        found = [finding("KB021", "gone", where, place) for place in written.places("b.md")]
        return [each.fingerprint for each in fingerprinted(found, {("kb", "main", "a.md"): written})]

    before = prints("[x](b.md)\n[x](b.md)\n")
    assert len(set(before)) == 2
    assert prints("New.\n\n  [x](b.md)\nMore.\n[x](b.md)\n") == before
    assert prints("[other words](b.md)\n") == before[:1], "the link is the same"


# --- mending


@pytest.mark.parametrize(
    ("before", "edits", "after", "count"),
    [
        (b"a bad b\r\nc\r\n", [Edit(1, 3, "bad", "good")], b"a good b\r\nc\r\n", 1),
        (b"\xef\xbb\xbfx y", [Edit(1, 1, "x", "long"), Edit(1, 3, "y", "z")], b"\xef\xbb\xbflong z", 2),
        (b"x y", [Edit(1, 1, "q", "r"), Edit(7, 1, "x", "y")], b"x y", 0),
        (b"abcd", [Edit(1, 1, "abc", "1"), Edit(1, 3, "cd", "2")], b"ab2", 1),
        ("ü x\n".encode(), [Edit(1, 3, "x", "ß")], "ü ß\n".encode(), 1),
        (b"a\rx\r\nx\n\rx", [Edit(2, 1, "x", "y"), Edit(5, 1, "x", "z")], b"a\ry\r\nx\n\rz", 2),
    ],
)
def test_only_the_edited_text_changes(before: bytes, edits: list[Edit], after: bytes, count: int) -> None:
    assert mended(before, edits) == (after, count)


def test_fix_mends_files_and_tells_what_is_left(repo: RepoBuilder) -> None:
    (repo.path / "setup.md").write_bytes(b"# Setup\r\n\r\n[x](index) and [old](gone.md)\r\n" + WORDS.encode())
    (repo.path / "setup.md").chmod(0o600)
    done = kbgen("check", "--fix", cwd=repo.path)
    assert (repo.path / "setup.md").read_bytes().startswith(b"# Setup\r\n\r\n[x](index.md) and [old](gone.md)\r\n")
    assert (repo.path / "setup.md").stat().st_mode & 0o777 == 0o600
    assert "1 finding mended in 1 file." in done.err
    assert done.code == 1
    assert done.out.splitlines() == [
        "index.md:3:7: KB021 error: link target 'gone.md' not found",
        "setup.md:3:25: KB021 error: link target 'gone.md' not found",
    ]


def test_fix_follows_no_link_out_of_the_repository(repo: RepoBuilder, tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text("# Out\n\n[x](index)\n")
    (repo.path / "link.md").symlink_to(outside)
    kbgen("check", "--fix", cwd=repo.path)
    assert outside.read_text() == "# Out\n\n[x](index)\n"


# --- the command


def test_findings_are_the_answer_and_counts_are_not(repo: RepoBuilder) -> None:
    done = kbgen("check", cwd=repo.path)
    assert (done.code, done.out) == (1, "index.md:3:7: KB021 error: link target 'gone.md' not found\n")
    assert "2 pages checked: 1 error, 0 warnings" in done.err


def test_a_slip_of_the_pen_and_a_page_that_cannot_be_read_are_told_as_such(repo: RepoBuilder) -> None:
    repo.commit({"index.md": "# Start\n\n[a](setpu.md) [b](latin.md)\n", "latin.md": b"# Caf\xe9\n"})
    told = kbgen("check", "index.md", cwd=repo.path).out
    assert "hint: did you mean 'setup.md'?" in told
    assert "link target 'latin.md' is not UTF-8 text" in told


def test_a_clean_repository_ends_with_0(repo: RepoBuilder) -> None:
    repo.commit({"index.md": "# Start\n\n[setup](setup.md)\n"})
    done = kbgen("check", "-q", cwd=repo.path)
    assert (done.code, done.out, done.err) == (0, "", "")


def test_only_the_paths_that_are_named_are_told(repo: RepoBuilder) -> None:
    repo.commit({"guide/a.md": "# A\n\n[x](y.md)\n"})
    assert kbgen("check", "-q", "guide", cwd=repo.path).out.startswith("guide/a.md:3:5: KB021")
    assert kbgen("check", "-q", "guide/a.md", cwd=repo.path).out.count("\n") == 1
    assert kbgen("check", "-q", "a.md", cwd=repo.path / "guide").out.startswith("a.md:3:5: KB021")  # as seen from there
    for form, told in (("github", "file=guide/a.md,line=3"), ("sarif", '"uri": "guide/a.md"')):  # as forges see them
        assert told in kbgen("check", "-q", "--format", form, cwd=repo.path / "guide").out
    assert kbgen("check", "-q", "setup.md", cwd=repo.path).code == 0
    assert kbgen("check", "nothing.md", cwd=repo.path).code == 2


def test_a_baseline_hides_what_was_there_and_nothing_else(repo: RepoBuilder) -> None:
    done = kbgen("check", "--write-baseline", cwd=repo.path)
    assert (done.code, done.out) == (0, "")
    assert "1 finding is recorded in .kbgen-baseline.json" in done.err or "2 findings are recorded" in done.err
    assert kbgen("check", "-q", cwd=repo.path).code == 0
    repo.commit({"setup.md": "# Setup\n\n[x](lost.md)\n"})
    assert kbgen("check", "-q", cwd=repo.path).out.startswith("setup.md:3:5: KB021")
    for part in (("setup.md",), ("--changed", "HEAD")):
        assert kbgen("check", "--write-baseline", *part, cwd=repo.path).code == 2, "it would forget the others"
    (repo.path / ".kbgen-baseline.json").write_text("[]")
    broken = kbgen("check", cwd=repo.path)
    assert (broken.code, ".kbgen-baseline.json" in broken.err) == (2, True)


def test_severities_are_those_of_the_configuration(repo: RepoBuilder) -> None:
    text = "site: {name: KB}\nsources: [{url: .}]\ncheck: {KB021: warning}\n"
    (repo.path / "kbgen.yml").write_text(text, encoding="utf-8")
    assert kbgen("check", "-q", cwd=repo.path).code == 0
    assert kbgen("check", "-q", "--strict", cwd=repo.path).code == 1


def test_a_program_gets_a_document_also_when_nothing_can_be_checked(repo: RepoBuilder) -> None:
    done = kbgen("check", "--json", "--changed", "nowhere", cwd=repo.path)
    told = json.loads(done.out)
    assert (done.code, told["exit_code"], told["problems"][0]["code"]) == (2, 2, "KB101")


# --- formats


@pytest.fixture
def hostile(tmp_path: Path) -> CheckReport:
    """A report in which content tries to be obeyed: by a CI log, by Markdown, by a terminal."""
    body = "# A\n\n[x](::error::%0A##[warning]|*b*`<img>@someone#1.md)\n"
    folder = tmp_path / "in"
    (folder / "we,ird").mkdir(parents=True)
    (folder / "we,ird" / "a:b.md").write_text(body)
    return checked(folder, tmp_path, TODAY).report


def path_of(where: Location) -> str:
    return where.path


def test_the_document_keeps_its_schema(hostile: CheckReport) -> None:
    made = json.loads(document(hostile, path_of))
    jsonschema.Draft202012Validator(schema()).validate(made)
    assert made["summary"]["error"] == len([each for each in hostile.findings if each.problem.severity == "error"])
    assert made["problems"][0]["end_column"] > made["problems"][0]["column"]


def test_annotations_obey_the_limits_and_nothing_in_them_is_obeyed(hostile: CheckReport) -> None:
    lines = list(notices(hostile, path_of))
    assert lines[0].startswith("::error file=we%2Cird/a%3Ab.md,line=3,col=5,endLine=3,endColumn=")
    assert ",title=KB021::link target '%3A" not in lines[0], "the colon is escaped in properties only"
    assert all(line.count("::") >= 2 and "\n" not in line and "##[" not in line for line in lines)
    many = CheckReport(tuple(_many(40, Severity.ERROR)) + tuple(_many(40, Severity.INFO)))
    kinds = [line.partition(" ")[0] for line in notices(many, path_of)]
    assert kinds == ["::error"] * MOST + ["::notice"] * MOST


def _many(count: int, severity: Severity) -> Iterator[Finding]:
    for number in range(count):
        yield finding("KB021", f"link {number}", Location(f"{number}.md", 1, 1), severity=severity)


def test_the_summary_holds_all_and_shows_text_as_text(hostile: CheckReport) -> None:
    text = job_summary(hostile, path_of)
    row = next(line for line in text.splitlines() if "KB021" in line)
    assert row.count("|") == 4
    assert not {"<img>", "@someone", "`", "*b*"} & {part for part in ("<img>", "@someone", "`", "*b*") if part in row}
    huge = job_summary(CheckReport(tuple(_many(30_000, Severity.ERROR))), path_of)
    assert len(huge.encode()) < 1_048_576
    assert huge.rstrip().endswith("more.")


def test_the_log_is_sarif_as_far_as_we_write_it(hostile: CheckReport) -> None:
    log = json.loads(sarif(hostile, path_of))
    assert (log["$schema"], log["version"], len(log["runs"])) == (SCHEMA_URI, "2.1.0", 1)
    run = log["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == sorted(set(rules))
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"] == {"uri": "we%2Cird/a%3Ab.md", "uriBaseId": "%SRCROOT%"}
        region = place["region"]
        assert region["startLine"] <= region["endLine"]
        assert all(number > 0 for number in region.values())


@pytest.mark.skipif(not SARIF, reason="KBGEN_SARIF_SCHEMA names no sarif-schema-2.1.0.json of OASIS")
def test_the_log_keeps_the_schema_of_oasis(hostile: CheckReport) -> None:
    official = json.loads(Path(SARIF).read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(official)(official)
    validator.validate(json.loads(sarif(hostile, path_of)))
    validator.validate(json.loads(sarif(CheckReport(()), path_of)))


def test_github_gets_annotations_and_a_summary(repo: RepoBuilder, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("Before.\n")
    done = kbgen("check", "--format", "github", cwd=repo.path, GITHUB_STEP_SUMMARY=str(summary))
    first, *others = done.out.splitlines()
    place = "file=index.md,line=3,col=7,endLine=3,endColumn=14"
    assert first == f"::error {place},title=KB021::link target 'gone.md' not found"
    assert all(line.startswith(("::warning file=", "::notice file=")) for line in others)
    assert summary.read_text().startswith("Before.\n## kbgen check\n")


def test_a_report_goes_into_a_file(repo: RepoBuilder, capfd: pytest.CaptureFixture[str]) -> None:
    done = kbgen("check", "--format", "sarif", "-O", "out/log.sarif", cwd=repo.path)
    assert (done.code, done.out) == (1, "")
    assert json.loads((repo.path / "out/log.sarif").read_text())["version"] == "2.1.0"
    assert main(["schema", "check"]) == 0
    assert json.loads(capfd.readouterr().out) == schema()


# --- where the command is given


def said(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run the command in this process, and return how it ended and what it printed."""
    code = main(list(arguments))
    told = capfd.readouterr()
    return code, told.out, told.err


@pytest.fixture
def here(repo: RepoBuilder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> RepoBuilder:
    """A repository with a folder, in which we stand; and a cache of our own."""
    monkeypatch.setenv("KBGEN_CACHE", str(tmp_path / "cache"))
    repo.commit({"guide/a.md": f"# A\n\n[x](y.md)\n{WORDS}"})
    monkeypatch.chdir(repo.path / "guide")
    return repo


@pytest.mark.parametrize("argument", ["", ".", "a.md"])
def test_a_subfolder_heeds_the_configuration_of_its_repository(
    here: RepoBuilder, argument: str, capfd: pytest.CaptureFixture[str]
) -> None:
    text = "site: {name: KB}\nsources: [{url: .}]\ncheck: {KB021: 'off'}\n"
    (here.path / "kbgen.yml").write_text(text, encoding="utf-8")
    assert said(capfd, "check", "-q", *filter(None, [argument])) == (0, "", "")


def test_a_check_of_one_page_says_so(here: RepoBuilder, capfd: pytest.CaptureFixture[str]) -> None:
    assert "1 page checked: 1 error" in said(capfd, "check", "a.md")[2]


def test_a_bare_repository_cannot_be_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    bare = RepoBuilder(tmp_path / "bare.git", worktree=False).commit({"index.md": "# A\n\n[b](b)\n", "b.md": "# B\n"})
    code, out, told = said(capfd, "check", str(bare.path), "--cache", str(tmp_path / "cache"))
    assert (code, "did you mean 'b.md'?" in out, "can be mended" in told) == (1, True, False)
    assert "2 pages checked" in told


def test_a_base_beyond_the_cut_of_a_clone_says_how_to_fetch_it(here: RepoBuilder, tmp_path: Path) -> None:
    here.shallow(tmp_path / "cut")
    config = infer([str(tmp_path / "cut")], tmp_path)
    with pytest.raises(ConfigError) as caught:
        check(CheckRequest(config, tmp_path / "cache", TODAY, since="HEAD~1"), Silent())
    assert "fetch-depth: 0" in caught.value.problems[0].hint


@pytest.mark.parametrize("command", [("check",), ("new", "how-to", "A title")])
def test_outside_of_a_repository_the_command_names_itself(
    tmp_path: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, told = said(capfd, *command)
    assert (code, "kbgen build" in told, f"kbgen {command[0]}" in told) == (3, False, True)


def test_a_subfolder_heeds_the_baseline_of_its_repository(here: RepoBuilder, capfd: pytest.CaptureFixture[str]) -> None:
    assert said(capfd, "check", "-q", "a.md")[:2] == (1, "a.md:3:5: KB021 error: link target 'y.md' not found\n")
    code, _, told = said(capfd, "check", "--write-baseline")
    assert (code, ".kbgen-baseline.json" in told) == (0, True)
    assert (here.path / ".kbgen-baseline.json").is_file()
    assert said(capfd, "check", "-q")[0] == said(capfd, "check", "-q", "a.md")[0] == 0
