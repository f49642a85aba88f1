from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest
from command_line import fingerprint, kbgen
from repo_builder import RepoBuilder

from kbgen import __version__, report_json
from kbgen.cli import main
from kbgen.cli.app import run
from kbgen.cli.build import BuildOptions, configuration, places_of, processors
from kbgen.cli.cache_folder import CacheBrokenError, CacheError, located, usable
from kbgen.cli.failure import failure_of, issue
from kbgen.codes import problem
from kbgen.config import Source, SourceDefaults
from kbgen.errors import ConfigError, ExitCode, KbgenError, LockedError, OutputError, SourceError

# --- without a build


def test_help_leads_with_examples_and_is_the_answer_to_no_command(tmp_path: Path) -> None:
    help_text = kbgen("--help", cwd=tmp_path)
    assert help_text.code == 0
    assert help_text.out.splitlines()[2].startswith("  kbgen build  ")
    assert kbgen(cwd=tmp_path) == help_text
    of_build = kbgen("build", "-h", cwd=tmp_path).out
    assert of_build.splitlines()[2].startswith("  kbgen build  ")
    assert "130  interrupted" in of_build


def test_help_does_not_load_what_only_a_build_needs() -> None:
    code = (
        "import sys; from kbgen.cli import main; main(['--help']); "
        "print({'mkdocs', 'rich', 'pydantic', 'git', 'yaml', 'nh3'} & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "set()\n"


def test_no_module_is_imported_from_the_folder_of_content(tmp_path: Path) -> None:
    for name in ("typer", "pydantic", "git"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('content was run')\n", encoding="utf-8")
    done = kbgen("check", cwd=tmp_path)
    assert (done.code, "content was run" in done.err) == (3, False), done.err


def test_version_names_what_the_output_depends_on(tmp_path: Path) -> None:
    done = kbgen("--version", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert [line.split()[0] for line in done.out.splitlines()] == [
        "kbgen",
        "mkdocs",
        "mkdocs-material",
        "python",
        "git",
    ]
    assert done.out.splitlines()[0] == f"kbgen {__version__}"
    assert "not" not in done.out


@pytest.mark.parametrize(
    ("arguments", "schema_id"),
    [
        ((), "urn:kbgen:schema:kbgen.yml:1"),
        (("config",), "urn:kbgen:schema:kbgen.yml:1"),
        (("frontmatter",), "urn:kbgen:schema:front-matter:1"),
        (("report",), "urn:kbgen:schema:report:1"),
        (("stats",), "urn:kbgen:schema:stats:1"),
        (("people",), "urn:kbgen:schema:people:1"),
        (("contributions",), "urn:kbgen:schema:contributions:1"),
    ],
)
def test_schema_prints_a_json_schema(
    arguments: tuple[str, ...], schema_id: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["schema", *arguments]) == 0
    printed = capfd.readouterr()
    schema = json.loads(printed.out)
    assert (schema["$id"], printed.err) == (schema_id, "")
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["buld"], "No such command 'buld'", "see `kbgen --help`"),
        (["build", "--offlin"], "No such option: --offlin", "see `kbgen build --help`"),
        (["build", "--jobs", "0"], "'--jobs'", "see `kbgen build --help`"),
        (["build", "--wait", "-1"], "'--wait'", "see `kbgen build --help`"),
        (["build", "--jobs", "many"], "'--jobs'", "see `kbgen build --help`"),
    ],
)
def test_a_wrong_command_line_is_a_problem_like_any(
    arguments: list[str], message: str, hint: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run([*arguments, "--json"]) == ExitCode.USAGE
    printed = capfd.readouterr()
    lines = printed.err.splitlines()
    assert lines[0].startswith("kbgen: KB101 error: ")
    assert message in lines[0]
    assert lines[1:] == [f"  hint: {hint}"]
    value = json.loads(printed.out)
    jsonschema.validate(value, report_json.schema())
    assert (value["exit_code"], value["report"], len(value["problems"])) == (2, None, 1)


# --- the configuration that is built


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    RepoBuilder(tmp_path / "kb").commit({"index.md": "# Home\n"})
    return tmp_path


def test_kbgen_yml_is_taken_when_nothing_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    (folder / "kbgen.yml").write_text("site: {name: From file}\nsources: [{url: kb}]\n")
    assert configuration(BuildOptions(), folder).site.name == "From file"
    assert configuration(BuildOptions(sources=("kb",)), folder).site.name == "Kb"
    assert configuration(BuildOptions(sources=("kb",), name="My KB"), folder).site.name == "My KB"
    (folder / "kbgen.yml").rename(folder / "other.yml")
    assert configuration(BuildOptions(config=Path("other.yml")), folder).site.name == "From file"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (BuildOptions(sources=("kb",), config=Path("kbgen.yml")), "SOURCE and --config cannot be given together"),
        (BuildOptions(name="X", config=Path("kbgen.yml")), "--name has no effect beside kbgen.yml"),
    ],
)
def test_options_that_contradict_each_other(options: BuildOptions, message: str, folder: Path) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        configuration(options, folder)
    assert caught.value.problems[0].hint


@pytest.mark.parametrize(
    ("source", "prefix"),
    [
        (Source(name="a", url="/here"), ""),
        (Source(name="a", url="/here/kb"), "kb/"),
        (Source(name="a", url="/near"), "../near/"),
        (Source(name="a", url="/bare.git"), "a:"),
        (Source(name="a", url="https://host/x"), "a:"),
        (Source(name="a", url="/here", branches=("HEAD",)), None),
        (Source(name="a", url="/here", versions={"**": "none"}, branches=("main",)), "a:"),
    ],
)
def test_only_files_that_are_checked_out_are_shown_by_their_path(source: Source, prefix: str | None) -> None:
    source = source.completed(SourceDefaults(), source.url)
    places = places_of([source], Path("/here"), lambda path: path.suffix != ".git")
    assert places.prefixes.get("a") == prefix


def test_there_is_a_processor() -> None:
    assert processors() >= 1


# --- the cache


def test_a_cache_folder_is_made_and_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert located(Path("c")) == tmp_path / "c"
    assert located(None).is_absolute()
    with usable(tmp_path / "deep/cache") as cache:
        assert cache.is_dir()
        assert list(cache.iterdir()) == []


def test_a_cache_that_cannot_be_used_is_the_users_choice(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CacheError, match="cannot be used: Not a directory") as caught, usable(tmp_path / "file/cache"):
        pass
    assert caught.value.exit_code is ExitCode.USAGE
    assert "--cache" in caught.value.problems[0].hint


def test_a_cache_that_fails_later_is_told_from_other_faults(tmp_path: Path) -> None:
    inside = OSError(28, "No space left on device", str(tmp_path / "cache/x"))
    with pytest.raises(CacheBrokenError, match="No space left") as caught, usable(tmp_path / "cache"):
        raise inside
    assert caught.value.exit_code is ExitCode.BUG
    for other in (OSError(28, "No space left on device", str(tmp_path / "site")), OSError("no file at all")):
        with pytest.raises(OSError) as passed, usable(tmp_path / "cache"):
            raise other
        assert passed.value is other


# --- failures


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (KbgenError("x"), 2),
        (ConfigError("x"), 2),
        (SourceError("x"), 3),
        (OutputError("x"), 4),
        (LockedError("x"), 75),
        (KeyboardInterrupt(), 130),
        (RuntimeError("x"), 4),
    ],
)
def test_exit_codes(error: BaseException, code: int, tmp_path: Path) -> None:
    assert failure_of(error, [], tmp_path).exit_code == code


def test_what_stops_a_run_is_an_error(tmp_path: Path) -> None:
    failure = failure_of(SourceError.of([problem("KB112", "skipped")]), [], tmp_path)
    assert [found.severity for found in failure.problems] == ["error"]


def fault() -> Exception:
    local_secret = "in-a-variable"
    try:
        raise RuntimeError(f"https://u:p@host/x \x1b[31m {len(local_secret)}")
    except RuntimeError as error:
        return error


def test_a_fault_leaves_an_issue_without_secrets(tmp_path: Path) -> None:
    failure = failure_of(fault(), ["build", "--name", "token=abc"], tmp_path / "logs")
    (log,) = (tmp_path / "logs").iterdir()
    assert failure.problems[0].hint == f"please report it with what is in {log}"
    text = log.read_text(encoding="utf-8")
    for wanted in ("# RuntimeError: ", "kbgen build --name", f"kbgen {__version__}", "Traceback", "test_cli.py"):
        assert wanted in text
    for secret in ("u:p@", "abc", "in-a-variable", "\x1b", str(Path.home())):
        assert secret not in text


def test_a_fault_with_an_unusable_log_folder_still_leaves_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    failure = failure_of(fault(), [], tmp_path / "file/logs")
    assert str(tmp_path / "temporary") in failure.problems[0].hint


def test_an_issue_of_an_error_with_a_cause_holds_both() -> None:
    try:
        raise ValueError("outer") from fault()
    except ValueError as error:
        text = issue(error, [])
    assert "RuntimeError" in text
    assert text.startswith("# ValueError: outer\n")


def test_a_fault_in_a_build_is_one_line_and_exit_code_4(folder: Path) -> None:
    code = (
        "import sys; from kbgen import pipeline; from kbgen.cli import main\n"
        "def fail(*_): raise RuntimeError('broken')\n"
        "pipeline.build = fail; sys.exit(main(['build', 'kb', '--json']))"
    )
    environment = {**os.environ, "KBGEN_CACHE": str(folder / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    lines = done.stderr.splitlines()
    assert done.returncode == 4
    assert lines[0] == "kbgen: KB106 error: kbgen itself failed: RuntimeError: broken"
    assert str(folder / "cache/logs/kbgen-") in lines[1]
    assert lines[2:] == ["Nothing was published: 1 error, 0 warnings."]
    assert json.loads(done.stdout)["exit_code"] == 4


# --- builds


def test_a_build_and_what_it_says(folder: Path) -> None:
    first = kbgen("build", "kb", "-j", "2", cwd=folder)
    assert (first.code, first.out) == (0, ""), first.err
    lines = first.err.splitlines()
    assert [line.partition(":")[0] for line in lines[:4]] == ["Fetching", "Reading", "Looking back", "Converting"]
    assert lines[-2].startswith("Published to site: 1 page, 1 version, ")
    assert lines[-2].endswith("; 0 errors, 0 warnings.")
    assert lines[-1] == "To see it: python -m http.server -d site"
    before = fingerprint(folder / "site")
    assert "index.html" in before

    again = kbgen("build", "-j", "1", "-o", "../site", cwd=folder / "kb", cache=folder / ".cache")
    assert again.code == 0
    assert again.err.splitlines()[-2].startswith("Nothing changed in ../site: ")
    assert fingerprint(folder / "site") == before


def test_json_is_the_only_thing_on_stdout_and_the_report_is_the_same(folder: Path) -> None:
    RepoBuilder(folder / "links").commit({"index.md": "# Home\n\n[a](nope.md)\n"})
    done = kbgen("build", "links", "-j", "1", "--json", "-q", "--report", "out/report.json", cwd=folder)
    assert (done.code, done.err) == (0, "")
    value = json.loads(done.out)
    jsonschema.validate(value, report_json.schema())
    assert json.loads((folder / "out/report.json").read_text()) == value
    assert value["report"]["published"] == "new"
    assert [(found["code"], found["path"], found["line"]) for found in value["problems"]] == [("KB021", "index.md", 3)]


def test_a_failed_build_has_its_report_too(folder: Path) -> None:
    done = kbgen("build", "nowhere", "--json", "--report", "report.json", cwd=folder)
    assert done.code == 3
    value = json.loads(done.out)
    jsonschema.validate(value, report_json.schema())
    assert (value["exit_code"], value["report"], value["problems"][0]["code"]) == (3, None, "KB102")
    assert json.loads((folder / "report.json").read_text()) == value


def test_a_report_that_cannot_be_written_is_told(folder: Path) -> None:
    done = kbgen("build", "kb", "-j", "1", "-q", "--report", "kb/index.md/report.json", cwd=folder)
    assert done.code == 2
    assert done.err.startswith("kbgen: KB101 error: the report kb/index.md/report.json cannot be written: ")
    assert (folder / "site/index.html").exists()


def test_quiet_shows_what_matters(folder: Path) -> None:
    RepoBuilder(folder / "links").commit({"index.md": "# Home\n\n[a](nope.md)\n"})
    assert kbgen("build", "links", "-j", "1", "-q", cwd=folder).err == ""
    strict = kbgen("build", "links", "-j", "1", "-q", "--strict", cwd=folder)
    assert strict.code == 1
    assert strict.err == "links/index.md:3:5: KB021 warning: link target 'nope.md' not found\n"
    assert kbgen("build", "nowhere", "-q", cwd=folder).err.startswith("kbgen: KB102 error: there is no 'nowhere'\n")


def test_many_problems_are_capped_unless_verbose(folder: Path) -> None:
    links = "".join(f"[a](nope{number}.md)\n" for number in range(12))
    RepoBuilder(folder / "links").commit({"index.md": f"# Home\n\n{links}"})
    short = kbgen("build", "links", "-j", "1", cwd=folder).err
    assert short.count("KB021 warning") == 10
    assert "… and 2 more KB021 (link-target); -v shows all, --report FILE keeps all" in short
    assert kbgen("build", "links", "-j", "1", "-v", cwd=folder).err.count("KB021 warning") == 12


def test_nothing_from_content_acts_on_the_terminal(folder: Path) -> None:
    RepoBuilder(folder / "nasty").commit(
        {"index.md": "# Home\n", "::error::x.md": "[\x1b[31m](<no\x1b]0;pwned\x07.md>)\n[a](\u202e.md)\n"}
    )
    done = kbgen("build", "-j", "1", "-v", "-o", "../site", cwd=folder / "nasty", cache=folder / "cache")
    assert "KB021" in done.err
    assert not any(line.lstrip().startswith("::") for line in done.err.splitlines())
    assert not any(char in done.err for char in "\x1b\x07\u202e")


def test_a_cache_that_is_a_file(folder: Path) -> None:
    (folder / "file").write_text("")
    done = kbgen("build", "kb", "--cache", "file", cwd=folder)
    assert done.code == 2
    assert done.err.startswith(f"kbgen: KB105 error: the cache folder {folder}/file cannot be used: ")


def test_a_relative_cache_is_seen_from_the_working_folder(folder: Path) -> None:
    assert kbgen("build", "kb", "-j", "1", "--cache", "my-cache", cwd=folder).code == 0
    assert (folder / "my-cache/mirrors").is_dir()


def test_the_output_is_not_a_place_of_others(folder: Path) -> None:
    (folder / "site").mkdir()
    (folder / "site/mine.txt").write_text("mine")
    done = kbgen("build", "kb", "-j", "1", cwd=folder)
    assert done.code == 2
    assert "KB103 error" in done.err
    assert fingerprint(folder / "site").keys() == {"mine.txt"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_interrupted_build_cleans_up(number: signal.Signals, folder: Path) -> None:
    many = {f"page{index}.md": f"# Page {index}\n\n" + "Text and *more*.\n\n" * 200 for index in range(300)}
    RepoBuilder(folder / "many").commit(many)
    # The test may itself run where SIGINT is ignored, which a child inherits.
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from kbgen.cli import main; sys.exit(main(['build', 'many', '-j', '2']))"
    )
    environment = {**os.environ, "KBGEN_CACHE": str(folder / "cache")}
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # a group of its own: Ctrl-C reaches the workers too
    ) as process:
        assert process.stderr
        first = process.stderr.readline()  # a stage is done: the workers come next
        while process.poll() is None and not (folder / "cache/article").exists():
            time.sleep(0.01)
        os.killpg(process.pid, number)
        rest = process.stderr.read()
    assert process.returncode == 130, rest
    assert first.startswith("Fetching: ")
    assert rest.splitlines()[-1] == "Nothing was published: the build was interrupted."
    assert "Traceback" not in rest
    assert [path.name for path in folder.iterdir() if "site" in path.name] == []


def test_a_build_on_a_terminal_shows_bars(folder: Path) -> None:
    pty = pytest.importorskip("pty", reason="there are no pseudo-terminals here")
    main_end, terminal = pty.openpty()
    environment = {**os.environ, "KBGEN_CACHE": str(folder / "cache"), "TERM": "xterm", "COLUMNS": "100"}
    environment.pop("NO_COLOR", None)
    command = [sys.executable, "-m", "kbgen", "build", "kb", "-j", "2"]
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=terminal) as process:
        os.close(terminal)
        shown = bytearray()
        try:
            while chunk := os.read(main_end, 4096):
                shown += chunk
        except OSError:  # Linux: EIO when the other end is closed
            pass
    os.close(main_end)
    assert process.returncode == 0
    text = shown.decode()
    for stage in ("Fetching", "Converting", "Rendering"):
        assert stage in text
    assert "1/1" in text
    assert "\x1b[32mPublished to site: " in text
