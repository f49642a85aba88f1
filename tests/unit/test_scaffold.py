"""The files of a new site as values, and writing them: whole, and over nothing."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from repo_builder import RepoBuilder

from kbgen import bounded_yaml
from kbgen.authoring.template import BUILT_IN
from kbgen.bounded_yaml import KBGEN_YML
from kbgen.config import load
from kbgen.errors import ConfigError, OutputError
from kbgen.hosting import Host
from kbgen.scaffold import Adoption, Answers, Origin, adopted_site, new_site, owner_name, site_name, survey, write
from kbgen.scaffold.draft import FILES
from kbgen.scaffold.origin import of_direct_url

COMMIT = "0123456789" * 4
NAMES = [
    "Team handbook",
    "Ольга & <b>Søren</b> 知識",
    "yes",
    "1.10",
    "a: b # c",
    "- x",
    "'quoted' \"twice\"",
    "{a: [b",
    "@@name@@",
    r"back\slash *and* _under_",
    "😀",
]


def config_of(draft: dict[str, str], folder: Path) -> Any:
    (folder / "kbgen.yml").write_text(draft["kbgen.yml"], encoding="utf-8")
    return load(folder / "kbgen.yml")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("host", Host)
def test_every_file_is_well_formed_whatever_the_name(name: str, host: Host, tmp_path: Path) -> None:
    draft = dict(new_site(Answers(name, host), "notes"))
    assert config_of(draft, tmp_path).site.name == name
    assert json.loads(draft[".devcontainer/devcontainer.json"])["name"] == name
    for path, text in draft.items():
        if path.endswith((".yml", ".yaml")):
            yaml.safe_load(text)
        assert text.endswith("\n") and not text.endswith("\n\n"), path
        assert "@@" not in text.replace("@@name@@", ""), path


def test_what_is_written_for_a_host() -> None:
    paths = {host: set(new_site(Answers("A", host), "a")) for host in Host}
    common = paths[Host.NONE]
    assert {"kbgen.yml", "kbgen.schema.json", "docs/index.md", ".kbgen/install.sh", ".gitignore"} < common
    assert common < paths[Host.GITHUB] and common < paths[Host.GITLAB]
    assert {path.split("/")[0] for path in paths[Host.GITHUB] - common} == {".github"}
    assert {path.split("/")[0] for path in paths[Host.GITLAB] - common} <= {".gitlab", ".gitlab-ci.yml"}


def test_where_there_are_pages_none_are_added(tmp_path: Path) -> None:
    draft = dict(new_site(Answers("A", Host.GITHUB), "a", has_pages=True))
    assert [path for path in draft if path.startswith(("docs", "templates", "README"))] == []
    assert config_of(draft, tmp_path).sources[0].docs is None


def test_an_editor_finds_the_schema_and_the_settings_satisfy_it() -> None:
    draft = new_site(Answers("A"), "a")
    assert draft["kbgen.yml"].splitlines()[0] == "# yaml-language-server: $schema=kbgen.schema.json"
    schema = json.loads(draft["kbgen.schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(yaml.safe_load(draft["kbgen.yml"]), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"sources": [{"url": ".", "dcos": "docs"}]}, schema)


def test_what_stands_in_comments_is_valid_too(tmp_path: Path) -> None:
    text = new_site(Answers("A", web_url="https://github.com/Org/handbook"), "a")["kbgen.yml"]
    lines = [
        line if n < 2 or not line.lstrip().startswith("#") else line.replace("# ", "", 1)
        for n, line in enumerate(text.splitlines())
    ]
    config = config_of({"kbgen.yml": "\n".join(lines)}, tmp_path)
    assert config.site.url == "https://org.github.io/handbook/"
    assert [source.name for source in config.sources] == ["a", "another-repository"]
    assert config.sources[0].versions == {"main": "dev"}
    assert config.people.members[0].signs_as


@pytest.mark.parametrize(
    ("web_url", "address"),
    [
        ("https://github.com/Org/org.github.io", "https://org.github.io/"),
        ("https://gitlab.com/org/handbook", "https://example.org/handbook/"),
        ("", "https://example.org/handbook/"),
    ],
)
def test_the_address_that_is_proposed(web_url: str, address: str) -> None:
    assert f"# url: {address} " in new_site(Answers("A", web_url=web_url), "a")["kbgen.yml"]


@pytest.mark.parametrize(
    ("folder", "name"),
    [("handbook", "handbook"), ("My Notes", "my-notes"), ("search", "search-kb"), ("知識", "source")],
)
def test_the_collection_has_the_name_of_the_folder(folder: str, name: str, tmp_path: Path) -> None:
    config = config_of(dict(new_site(Answers("A"), folder)), tmp_path)
    assert config.sources[0].name == name


def test_the_settings_of_a_mkdocs_repository(tmp_path: Path) -> None:
    adoption = Adoption(
        name="Ü: #1",
        url="https://example.org/x",
        language="pt-BR",
        web_url="https://git.example.org/a/b",
        edit="{web_url}/edit/{branch}/{path}",
    )
    draft = dict(adopted_site(adoption, Answers("Ü: #1", Host.NONE), "b", ["KB030", "KB010"]))
    tools = {".devcontainer/devcontainer.json", ".gitignore", ".kbgen/install.sh", ".kbgen/requirements.txt"}
    assert set(draft) == {"kbgen.yml", "kbgen.schema.json", ".pre-commit-config.yaml", *tools}
    config = config_of(draft, tmp_path)
    assert (config.site.name, config.site.url, config.site.language) == ("Ü: #1", "https://example.org/x/", "pt-BR")
    (source,) = config.sources
    assert (source.name, source.url, source.docs) == ("b", str(tmp_path), None)
    assert (source.web_url, source.edit) == (adoption.web_url, adoption.edit)
    assert {code: level.value for code, level in config.check.items()} == {"KB030": "warning", "KB010": "warning"}
    bounded_yaml.parse(draft["kbgen.yml"], KBGEN_YML)


@pytest.mark.parametrize("host", Host)
def test_a_mkdocs_repository_gets_what_a_new_site_gets_but_for_pages(host: Host) -> None:
    adopted, new = adopted_site(Adoption(), Answers("A", host), "b"), new_site(Answers("A", host), "b")
    assert [path for path in new if path not in adopted and not path.startswith(("docs/", "templates/"))] == [
        "README.md"
    ]
    assert set(adopted) < set(new)


# --- answers


@pytest.mark.parametrize(
    ("text", "name"), [(" a\n\tb ", "a b"), ("a\x1b[31mb\u202e", "a[31mb"), ("é" * 120, "é" * 120)]
)
def test_the_name_of_a_site_is_one_line(text: str, name: str) -> None:
    assert site_name(text) == name


@pytest.mark.parametrize("text", ["", " \n", "\x00", "a" * 121])
def test_what_cannot_be_the_name_of_a_site(text: str) -> None:
    with pytest.raises(ConfigError, match="cannot be the name"):
        site_name(text)


@pytest.mark.parametrize("text", ["ada", "@", "@a b", "@a/", "@a\n@b", "*"])
def test_what_is_no_owner(text: str) -> None:
    with pytest.raises(ConfigError, match="no user or team"):
        owner_name(text)


def test_an_owner_owns_what_runs_and_without_one_nobody_does() -> None:
    def rules(owner: str) -> list[str]:
        text = new_site(Answers("A", Host.GITHUB, owner=owner_name(owner)), "a")[".github/CODEOWNERS"]
        return [line for line in text.splitlines() if not line.startswith("#")]

    assert rules("@org/docs") == [f"/{path} @org/docs" for path in (".github/", ".kbgen/", "kbgen.yml", "theme/")]
    assert rules("") == []


# --- where kbgen comes from


def direct_url(url: str = "https://git.example/o/kbgen", **info: str) -> str:
    return json.dumps({"url": url, "vcs_info": {"vcs": "git", "commit_id": COMMIT, **info}})


def test_the_record_of_an_installation_tells_repository_and_commit() -> None:
    assert of_direct_url(direct_url()) == Origin("https://git.example/o/kbgen", COMMIT)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"url": "file:///srv/kbgen", "dir_info": {"editable": true}}',
        direct_url("file:///srv/kbgen"),
        direct_url("ssh://git@git.example/o/kbgen"),
        direct_url("https://user:token@git.example/o/kbgen"),
        direct_url("https://git.example/o/kbgen'; rm -rf ~; '"),
        direct_url(vcs="hg"),
        direct_url(commit_id="main"),
    ],
)
def test_records_that_tell_nothing_for_others(text: str) -> None:
    assert of_direct_url(text) is None


@pytest.mark.parametrize(
    "text", ["kbgen", "https://git.example/o/kbgen", "https://git.example/o/kbgen@v1", f"http://h/k@{COMMIT}"]
)
def test_what_does_not_say_where_kbgen_comes_from(text: str) -> None:
    with pytest.raises(ConfigError, match="does not say"):
        Origin.parse(text)


PYTHON = """#!/bin/sh
printf '%s\\n' "$*" >> "$LOG"
"""


def install(folder: Path, origin: Origin | None) -> tuple[int, str, str]:
    """Run `.kbgen/install.sh` of a site with a `python` that only notes what it is told."""
    write(new_site(Answers("A", origin=origin), "a"), folder / "kb")
    (folder / "bin").mkdir()
    (folder / "bin/python").write_text(PYTHON)
    (folder / "bin/python").chmod(0o755)
    environment = {"PATH": f"{folder}/bin:{os.environ['PATH']}", "LOG": str(folder / "log")}
    done = subprocess.run(
        ["bash", "kb/.kbgen/install.sh"], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr, (folder / "log").read_text() if (folder / "log").exists() else ""


def test_kbgen_is_installed_from_hashes_and_one_commit(tmp_path: Path) -> None:
    code, _, told = install(tmp_path, Origin("https://git.example/o/kbgen", COMMIT))
    assert code == 0
    first, second = told.splitlines()
    assert first.endswith("install --quiet --disable-pip-version-check --require-hashes -r requirements.txt")
    assert second.endswith(f"--no-deps --no-build-isolation kbgen @ git+https://git.example/o/kbgen@{COMMIT}")


def test_without_an_origin_nothing_is_installed_and_the_reason_is_said(tmp_path: Path) -> None:
    code, said, told = install(tmp_path, None)
    assert (code, told) == (1, "")
    assert "Say it in .kbgen/install.sh" in said


def test_the_hashes_are_those_of_the_lock_of_this_kbgen() -> None:
    lock = (Path(__file__).parents[2] / "requirements.lock").read_text(encoding="utf-8")
    assert new_site(Answers("A"), "a")[".kbgen/requirements.txt"] == lock


# --- writing


def test_no_file_that_is_there_is_changed(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/1").write_text("mine")
    (tmp_path / "2").symlink_to("nowhere")
    done = write({"a/1": "x", "2": "x", "b/c/3": "new\n"}, tmp_path)
    assert (done.written, done.left) == (("b/c/3",), ("a/1", "2"))
    assert (tmp_path / "a/1").read_text() == "mine" and (tmp_path / "2").is_symlink()
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["1", "2", "3", "a", "b", "c"]
    assert write({"b/c/3": "other"}, tmp_path).written == ()
    assert (tmp_path / "b/c/3").read_bytes() == b"new\n"


def test_a_file_that_comes_meanwhile_is_kept_and_all_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = os.link

    def late(source: Path, place: Path) -> None:
        if place.name == "z":
            place.write_text("somebody else's")
        link(source, place)

    monkeypatch.setattr(os, "link", late)
    with pytest.raises(OutputError, match="cannot be written"):
        write({"a/b/c": "1", "k": "2", "z": "3"}, tmp_path)
    assert [path.name for path in tmp_path.rglob("*")] == ["z"]
    assert (tmp_path / "z").read_text() == "somebody else's"


def test_a_file_system_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(source: Path, place: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    assert write({"a/b": "1\n"}, tmp_path).written == ("a/b",)
    assert (tmp_path / "a/b").read_bytes() == b"1\n"


def test_nothing_is_written_through_a_link_that_leads_away(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "kb").mkdir()
    (tmp_path / "kb/.github").symlink_to(tmp_path / "home")
    with pytest.raises(ConfigError, match="leads out of it"):
        write({"a": "1", ".github/CODEOWNERS": "x"}, tmp_path / "kb")
    assert list((tmp_path / "home").iterdir()) == []
    assert [path.name for path in (tmp_path / "kb").iterdir()] == [".github"]


def test_a_file_in_the_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "docs").write_text("mine")
    with pytest.raises(OutputError, match="Not a directory"):
        write({"a": "1", "docs/index.md": "x"}, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["docs"]


# --- where a site begins


def test_a_repository_tells_its_branch_and_origin(repo: RepoBuilder) -> None:
    empty = survey(repo.path)
    assert (empty.is_repository, empty.has_commits, empty.branch, empty.has_pages) == (True, False, "main", False)
    repo.commit({"README.md": "# A", "notes/a.md": "# A"})
    repo.git("remote", "add", "origin", "https://git.example/o/r.git")
    repo.checkout("work", orphan=True)
    repo.git("update-ref", "refs/remotes/origin/trunk", "main")
    repo.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    found = survey(repo.path)
    assert (found.branch, found.remote, found.has_pages) == ("trunk", "https://git.example/o/r.git", True)


def test_files_that_tell_of_the_repository_are_no_pages_of_a_site(tmp_path: Path) -> None:
    for path in ("README.md", "CONTRIBUTING.md", ".github/a.md", "node_modules/x/README.md"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("# A")
    assert not survey(tmp_path).has_pages
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/README.md").write_text("# A")
    assert survey(tmp_path).has_pages


def test_no_site_begins_in_a_file_or_in_the_middle_of_a_repository(repo: RepoBuilder) -> None:
    repo.commit({"a/b.md": "# B"})
    with pytest.raises(ConfigError, match="inside of the repository"):
        survey(repo.path / "a")
    with pytest.raises(ConfigError, match="is a file"):
        survey(repo.path / "a/b.md")
    assert not survey(repo.path / "new").is_repository, "a new folder becomes a repository of its own"


def test_the_template_of_a_new_site_is_ours() -> None:
    own = (FILES / "pages/templates/how-to.md").read_text(encoding="utf-8")
    assert own == (BUILT_IN / "how-to.md").read_text(encoding="utf-8")
