from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import namedtuple
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from pathlib import Path

import pytest
from command_line import fingerprint, kbgen
from output_folder import put
from packaging.requirements import Requirement
from repo_builder import RepoBuilder

from kbgen.cache import Cache, is_whole, key
from kbgen.config import load
from kbgen.doctor import ENGINES, Case, Check, Finding, State, examine
from kbgen.doctor.cache_folder import cache_folder, size
from kbgen.doctor.declared import Declared, declared
from kbgen.doctor.horizons import MATERIAL_END, PYTHON_ENDS, horizons
from kbgen.doctor.losses import losses
from kbgen.doctor.programs import OLDEST_GIT, git_version, packages, python, themes
from kbgen.doctor.searching import browser, indexer
from kbgen.doctor.site import configuration
from kbgen.doctor.sources import sources
from kbgen.fetch import fetch
from kbgen.progress import Silent
from kbgen.search.service import Binary, find_binary, why_mute

TODAY = date(2026, 11, 26)
ROOM = namedtuple("ROOM", "total used free")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path / "cache", TODAY)


def site(tmp_path: Path, text: str, engine: str = "") -> Case:
    (tmp_path / "kbgen.yml").write_text(text)
    return Case(tmp_path / "cache", TODAY, load(tmp_path / "kbgen.yml"), engine=ENGINES.get(engine))


def found(check: Check, case: Case, *states: State) -> list[str]:
    """Return what a check finds, or what it finds in one of `states`."""
    return [each.what for each in check(case) if not states or each.state in states]


def complete(findings: Iterator[Finding]) -> list[Finding]:
    """Return the findings; one that asks for an action says which, and why."""
    listed = list(findings)
    assert [
        each for each in listed if each.state in (State.WARNING, State.ERROR) and not (each.action and each.what)
    ] == []
    return listed


# --- programs


def test_the_programs_here_are_well(case: Case) -> None:
    for check in (git_version, python, packages, themes, indexer, browser):
        assert [each for each in check(case) if each.state is State.ERROR] == []
    assert found(git_version, case)[0].startswith("git 2.")
    assert f"mkdocs {installed('mkdocs')}" in " ".join(found(packages, case))


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("git version 1.8.3.1", State.ERROR),
        (f"git version {OLDEST_GIT[0]}.{OLDEST_GIT[1] - 1}.9", State.ERROR),
        ("git version 2.32.0", State.NOTE),
        ("git version 2.39.5 (Apple Git-154)", State.OK),
        ("git version 2.100.0.windows.1", State.OK),
        ("git version 3.0", State.OK),
    ],
)
def test_old_versions_of_git(
    case: Case, tmp_path: Path, said: str, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin/git"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho '{said}'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    assert [each.state for each in complete(git_version(case))] == [state]


def test_without_git(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/env").symlink_to(shutil.which("env") or "/usr/bin/env")
    done = kbgen("doctor", "-q", cwd=tmp_path, PATH=str(tmp_path / "bin"))
    assert (done.code, "error    git: git cannot be started" in done.out) == (1, True)
    assert "Traceback" not in done.err


def test_packages_that_are_missing_or_of_another_release(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [
        "mkdocs>=1.6.1,<2",
        "no-such-package-anywhere>=1",
        "PyYAML<1",
        "playwright; extra == 'check'",
        "x; python_version<'3'",
    ]
    monkeypatch.setattr("kbgen.doctor.programs.requires", lambda _: wanted)
    listed = complete(packages(case))
    assert [(each.state, each.what.split()[0]) for each in listed] == [
        (State.OK, "kbgen"),
        (State.ERROR, "no-such-package-anywhere"),
        (State.WARNING, "PyYAML"),
    ]
    assert listed[2].why == f"kbgen is made for PyYAML{Requirement(wanted[2]).specifier}"

    def raises(name: str) -> list[str]:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("kbgen.doctor.programs.requires", raises)
    assert [each.state for each in packages(case)] == [State.OK, State.OK]


def test_two_packages_of_the_theme(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    both = {"material": ["mkdocs-material", "mkdocs-materialx", "mkdocs-material"]}
    monkeypatch.setattr("kbgen.doctor.programs.packages_distributions", lambda: both)
    (only,) = complete(themes(case))
    assert (only.state, "mkdocs-material, mkdocs-materialx" in only.what) == (State.ERROR, True)


def test_file_names_that_are_not_utf_8(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "getfilesystemencoding", lambda: "ascii")
    assert found(python, case, State.WARNING) == ["names of files are read as ascii"]


# --- dates


@pytest.mark.parametrize(
    ("today", "state", "what"),
    [
        (MATERIAL_END - timedelta(days=500), State.OK, "gets critical fixes until 2027-05-05"),
        (TODAY, State.NOTE, "gets critical fixes until 2027-05-05"),
        (MATERIAL_END, State.NOTE, "gets critical fixes until 2027-05-05"),
        (MATERIAL_END + timedelta(days=1), State.WARNING, "has got no fixes since 2027-05-05"),
    ],
)
def test_the_end_of_the_theme(case: Case, today: date, state: State, what: str) -> None:
    (theme,) = (each for each in complete(horizons(Case(case.cache, today))) if each.check == "theme")
    assert (theme.state, theme.what.endswith(what)) == (state, True)


def test_mkdocs_and_python_have_their_ends_too(case: Case) -> None:
    by_check = {each.check: each for each in horizons(Case(case.cache, date(2040, 1, 1)))}
    assert (by_check["mkdocs"].state, "last release" in by_check["mkdocs"].what) == (State.NOTE, True)
    assert by_check["python"].state is State.WARNING
    assert sys.version_info[:2] in PYTHON_ENDS


# --- the tools of the search


def test_an_indexer_that_is_missing_or_of_another_platform(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert why_mute(find_binary() or Binary(Path(), "", False)) == ""
    broken = tmp_path / "pagefind"
    broken.write_bytes(b"\x7fELF of another machine")
    broken.chmod(0o755)
    for binary, states in ((None, [State.WARNING]), (Binary(broken, "1.5.2", False), [State.ERROR])):
        monkeypatch.setattr("kbgen.doctor.searching.find_binary", lambda binary=binary: binary)
        assert [each.state for each in complete(indexer(case))] == states
    assert found(indexer, case)[0].startswith("Pagefind 1.5.2 does not work: the indexer cannot be started")
    unsearched = site(tmp_path, "sources: [{url: kb}]\nsearch: {engine: none}\n")
    assert found(indexer, unsearched) == []


@pytest.mark.parametrize(
    ("language", "states"),
    [("en", [State.OK]), ("zh-TW", [State.OK, State.WARNING]), ("ja", [State.OK, State.WARNING])],
)
def test_languages_whose_words_are_not_parted(
    tmp_path: Path, language: str, states: list[State], monkeypatch: pytest.MonkeyPatch
) -> None:
    binary = find_binary()
    assert binary
    small = Binary(binary.path, binary.version, extended=False)
    monkeypatch.setattr("kbgen.doctor.searching.find_binary", lambda: small)
    asked = site(tmp_path, f"sources: [{{url: kb}}]\nsite: {{language: {language}}}\n")
    assert [each.state for each in complete(indexer(asked))] == states


def test_a_browser_is_only_good_to_have(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert [each.state for each in browser(case)] == [State.NOTE]
    named = tmp_path / "my-browser"
    named.write_text("#!/bin/sh\n")
    named.chmod(0o755)
    assert found(browser, Case(case.cache, TODAY, browser=str(named))) == [f"Chromium: {named}"]


# --- the cache


def test_a_cache_that_is_not_made_yet_stays_so(case: Case) -> None:
    assert found(cache_folder, case) == [f"{case.cache}: not made yet"]
    assert not case.cache.exists()
    case.cache.write_text("a file")
    assert found(cache_folder, case, State.ERROR) == [f"{case.cache} is no folder"]


def test_what_is_in_the_cache_and_whether_it_is_whole(case: Case) -> None:
    cache = Cache(case.cache)
    for number in range(20):
        cache.put("article", key(f"a{number}"), b"x" * 1000)
        cache.put("sheet", key(f"p{number}"), b"y" * 3000)
    (case.cache / "mirrors/kb-0123456789abcdef.git/objects").mkdir(parents=True)
    (case.cache / "mirrors/kb-0123456789abcdef.git/objects/pack").write_bytes(b"z" * 5_000_000)
    listed = found(cache_folder, case)
    assert listed[0] == f"{case.cache}: 5.1 MB (mirrors 5.0 MB, sheet 61 kB, article 21 kB)"
    assert listed[1:] == ["40 of 40 entries were read: all are whole"]
    before = fingerprint(case.cache)
    damaged = case.cache / "article" / key("a3")[:2] / key("a3")
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"?")
    moved = case.cache / "article" / key("a4")[:2] / key("a4")
    shutil.copyfile(case.cache / "article" / key("a5")[:2] / key("a5"), moved)
    (warning,) = (each for each in complete(cache_folder(case)) if each.state is State.WARNING)
    assert warning.what.startswith("2 of 40 entries that were read are damaged, such as ")
    assert not is_whole(damaged) and not is_whole(moved)
    assert fingerprint(case.cache).keys() == before.keys(), "nothing is removed"


def test_a_large_cache_is_read_in_a_sample(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kbgen.doctor.cache_folder.SAMPLE", 10)
    for number in range(95):
        Cache(case.cache).put("article", key(str(number)), b"")
    assert found(cache_folder, case)[-1] == "11 of 95 entries were read: all are whole"


@pytest.mark.parametrize(("free", "states"), [(5 << 30, []), (900 << 20, [State.WARNING]), (10 << 20, [State.ERROR])])
def test_little_room(case: Case, free: int, states: list[State], monkeypatch: pytest.MonkeyPatch) -> None:
    case.cache.mkdir()
    monkeypatch.setattr("kbgen.doctor.cache_folder.shutil.disk_usage", lambda _: ROOM(1 << 40, 0, free))
    assert [each.state for each in complete(cache_folder(case)) if each.state is not State.OK] == states


def test_logs_of_faults_are_named(case: Case) -> None:
    (case.cache / "logs").mkdir(parents=True)
    (case.cache / "logs/kbgen-20261126-101010-000001.md").write_text("# A fault\n")
    assert found(cache_folder, case, State.NOTE) == [f"1 log of faults of kbgen in {case.cache / 'logs'}"]


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (12_345, "12 kB"), (9_870_000_000, "9.9 GB")],
)
def test_sizes_in_words(count: int, text: str) -> None:
    assert size(count) == text


# --- the site


def test_what_is_wrong_with_the_configuration(tmp_path: Path) -> None:
    good = site(tmp_path, "sources: [{url: kb}]\nsite: {name: Ours, url: 'https://example.org/'}\n")
    assert [(each.state, each.what) for each in configuration(good)] == [(State.OK, "'Ours': 1 source")]
    text = "sources: [{url: kb}]\ntheme: mine\npeople: {mailmap: gone}\nsearch: {synonyms: none.yml}\n"
    bad = complete(configuration(site(tmp_path, text)))
    assert [each.state for each in bad] == [State.ERROR, State.ERROR, State.ERROR, State.NOTE]
    (tmp_path / "kbgen.yml").write_text("sources: []\nsit: {}\n")
    done = kbgen("doctor", "-q", cwd=tmp_path)
    assert done.code == 1
    assert f"error    configuration: {tmp_path}/kbgen.yml:1:1: KB101 " in done.out.replace(
        ": kbgen.yml", f": {tmp_path}/kbgen.yml"
    )
    assert "         hint: did you mean 'site'?\n" in done.out


def test_without_a_site_only_the_machine_is_examined(tmp_path: Path) -> None:
    done = kbgen("doctor", cwd=tmp_path)
    assert done.code in (0, 1)
    assert "note     configuration: there is no kbgen.yml here and no repository" in done.out
    assert "sources" not in done.out
    named = kbgen("doctor", "-q", "-c", "gone.yml", cwd=tmp_path)
    assert (named.code, "there is no configuration file 'gone.yml'" in named.out) == (1, True)


def test_a_token_that_is_not_set_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = site(tmp_path, "sources: [{url: 'https://example.org/far', token_env: FAR_TOKEN}]\n")
    assert [each.what for each in complete(sources(asked))][1:] == ["far: the variable FAR_TOKEN is not set"]
    monkeypatch.setenv("FAR_TOKEN", "x")
    assert len(complete(sources(asked))) == 1


def test_how_the_sources_are(tmp_path: Path) -> None:
    RepoBuilder(tmp_path / "kb").commit({"index.md": "# A\n"}).commit({"b.md": "# B\n"})
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{tmp_path}/kb", tmp_path / "cut"], check=True)
    (tmp_path / "plain").mkdir()
    text = "sources: [{url: kb}, {url: cut}, {url: plain}, {url: gone}, {url: 'https://example.org/far'}]\n"
    asked = site(tmp_path, text)
    listed = complete(sources(asked))
    assert [each.state for each in listed] == [State.OK, State.WARNING, State.ERROR, State.ERROR, State.NOTE]
    assert "fetch-depth: 0" in listed[1].action and "shallow clone" in listed[1].what
    assert not asked.cache.exists(), "nothing is fetched"
    assert asked.config
    mirrored = fetch(asked.config.sources[:1], Cache(asked.cache), progress=Silent()).mirrors[0]
    assert next(sources(asked)).what.endswith(" ago") or next(sources(asked)).what.endswith("fetched today")
    pack = next((mirrored.git_dir / "objects/pack").glob("*.pack"))
    pack.chmod(0o644)
    pack.write_bytes(pack.read_bytes()[:-40])
    assert found(sources, asked, State.WARNING)[0].startswith("the copy of kb (")


# --- other engines


def test_what_a_mkdocs_yml_asks_for() -> None:
    text = "plugins: [search, {material/tags: {a: b}}, 7]\nhooks: [h.py]\ntheme: {custom_dir: o}\n"
    assert declared(text) == Declared(("search", "material/tags"), True, True)
    assert declared("plugins: {search: {}, tags: }\ntheme: material\n") == Declared(("search", "tags"))
    assert declared("plugins: !ENV x\nhooks: []") == declared("a: [") == declared("- a") == declared("") == Declared()


def test_the_losses_are_those_of_what_is_used(tmp_path: Path) -> None:
    mkdocs = "plugins: [search, material/tags, git-authors, toggle-sidebar]\nhooks: [h.py]\ntheme: {custom_dir: o}\n"
    mkdocs += "markdown_extensions: [toc, pymdownx.critic, smarty]\n"
    pages = {
        "docs/index.md": "---\nowner: Ada\n---\n# A\n",
        "docs/b.md": "---\nowner: Bob\nnav: {order: 0}\n---\n[x](kb:tools/a.md)\n",
    }
    RepoBuilder(tmp_path / "kb").commit({"mkdocs.yml": mkdocs, **pages}).tag("v1")
    RepoBuilder(tmp_path / "tools").commit({"a.md": "# A\n"})
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/404.html").write_text("{{ page.meta.title }}")
    text = "sources: [{url: kb, tags: [v1]}, {url: tools}, {url: 'https://example.org/far'}]\ntheme: mine\n"
    zensical = complete(losses(site(tmp_path, text, "zensical")))
    told = "\n".join(f"{each.state.value} {each.what}" for each in zensical)
    for line in (
        "note Zensical 0.1 reads mkdocs.yml",
        "warning people, dates, reviews",
        "warning 3 collections become as many sites",
        "warning 1 template of your theme must be tried",
        f"warning {tmp_path}/mine/404.html reads `page.meta`",
        "warning kb: its versions, their menu, notices and comparisons are lost",
        "note kb: Markdown extensions that Zensical does not support: pymdownx.critic, smarty",
        "warning kb: Zensical does not know the plugin 'git-authors', and drops it without a message",
        "note kb: Zensical does not know the plugin 'toggle-sidebar', and drops it without a message",
        "note kb: mkdocs.yml has hooks, and Zensical drops them without a message",
        "note kb: the templates of `theme.custom_dir` must be tried",
        "warning kb: front matter that Zensical does not read, by pages: owner (2), nav.order (1)",
        "warning kb: links into other collections (`kb:`) on 1 pages, first kb:docs/b.md",
        "warning tools has no mkdocs.yml, which Zensical needs",
        "note far is not on this machine",
    ):
        assert line in told
    assert "'search'" not in told and "tags'" not in told and "tools: " not in told
    properdocs = "\n".join(found(losses, site(tmp_path, text, "properdocs")))
    assert "kb: mkdocs.yml has hooks, and ProperDocs would run them: code of the repository" in properdocs
    assert (
        "kb: ProperDocs does not know the plugin 'git-authors', and stops at it, unless it is installed" in properdocs
    )
    assert "extensions" not in properdocs and "template" not in properdocs


def test_a_theme_that_guards_its_error_page_is_silent(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/404.html").write_text("{% if page and page.meta %}{{ page.meta.title }}{% endif %}")
    listed = found(losses, site(tmp_path, "sources: [{url: kb}]\ntheme: mine\n", "zensical"))
    assert [what for what in listed if "page.meta" in what] == []


def test_without_an_engine_no_loss_is_told(tmp_path: Path) -> None:
    assert found(losses, site(tmp_path, "sources: [{url: kb}]\n")) == []
    done = kbgen("doctor", "--engine", "zensicl", cwd=tmp_path)
    assert (done.code, "hint: did you mean 'zensical'?" in done.err) == (2, True)


# --- the command


def test_all_of_it_as_text_and_for_programs(tmp_path: Path) -> None:
    RepoBuilder(tmp_path / "kb").commit({"index.md": "# A\n"})
    text = kbgen("doctor", cwd=tmp_path / "kb", cache=tmp_path / "cache")
    told = kbgen("doctor", "--json", cwd=tmp_path / "kb", cache=tmp_path / "cache")
    document = json.loads(told.out)
    assert document.keys() == {"schema", "exit_code", "findings", "problems"}
    assert (text.code, told.code, told.err) == (document["exit_code"], document["exit_code"], "")
    assert [line.split()[0] for line in text.out.splitlines() if line[0] != " "] == [
        each["state"] for each in document["findings"]
    ]
    states = [each["state"] for each in document["findings"]]
    assert document["exit_code"] == int("warning" in states or "error" in states)
    assert (
        text.err
        == f"{states.count('error')} errors, {states.count('warning')} warnings, {states.count('note')} notes.\n"
    )
    assert not (tmp_path / "cache").exists(), "an examination changes nothing"


def test_a_published_site_is_held_against_its_manifest(tmp_path: Path) -> None:
    put(tmp_path / "site", {"index.html": "home", "a/page.html": "page"})
    clean = kbgen("doctor", "--site", "site", cwd=tmp_path)
    assert (clean.code, clean.out) == (0, "ok       published site: site: every file is the one that was published\n")
    assert clean.err == "0 errors, 0 warnings, 0 notes.\n"
    (tmp_path / "site/index.html").write_text("Home")
    (tmp_path / "site/a/page.html").rename(tmp_path / "site/a/more")
    told = json.loads(kbgen("doctor", "--site", "site", "--json", cwd=tmp_path).out)
    assert (told["exit_code"], [(each["state"], each["what"]) for each in told["findings"]]) == (
        1,
        [
            ("warning", "site/a/more: KB142 the file was not published"),
            ("error", "site/a/page.html: KB140 the site lacks this file"),
            ("error", "site/index.html: KB141 the file is not the one that was published: one of equal length"),
        ],
    )
    assert all(each["check"] == "published site" and each["action"] for each in told["findings"])
    assert kbgen("doctor", "-q", "--site", "site", cwd=tmp_path).code == 1


@pytest.mark.parametrize("folder", ["empty", "gone"])
def test_a_folder_that_is_no_published_site_is_refused(tmp_path: Path, folder: str) -> None:
    (tmp_path / "empty").mkdir()
    done = kbgen("doctor", "--site", folder, "--json", cwd=tmp_path)
    assert (done.code, json.loads(done.out)["problems"][0]["code"]) == (2, "KB103")
    assert f"{folder} has no manifest" in done.err


def test_every_check_is_run_and_never_raises(case: Case) -> None:
    checks = {each.check for each in examine(case)}
    assert checks >= {
        "git",
        "python",
        "kbgen",
        "packages",
        "mkdocs",
        "theme",
        "pagefind",
        "browser",
        "cache",
        "configuration",
    }
