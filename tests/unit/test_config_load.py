from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import yaml
from command_line import kbgen
from jsonschema import Draft202012Validator
from repo_builder import RepoBuilder

from kbgen.config import Config, Level, Mark, check_mermaid, load, redact, schema
from kbgen.errors import ConfigError
from kbgen.model import Extension, Problem

FULL = """\
# yaml-language-server: $schema=./kbgen.schema.json
site: {name: Community KB, url: https://kb.example.org/kb, description: Ours, language: pt-BR}
sources:
  - name: handbook
    title: Handbook
    url: https://git.example/org/handbook.git
    docs: ./docs/
    branches: [main, 'release/*']
    tags: ['v*', '!*-rc*']
    versions: {main: dev, 'release/(*)': '$1'}
    latest: '1.10'
    aliases: {stable: auto, next: dev}
    mark: {'0.*': [eol], dev: [prerelease, hidden]}
    keep: {minors: 3, patches: 1, always: ['1.0']}
    prefix: ''
    web_url: https://git.example/org/handbook
    forge: gitlab
    edit: '{web_url}/edit/{branch}/{path}'
    issue: none
    on_error: fail
    trust: full
  - url: ../toolbox.git
  - {url: notes, versions: none, tags: ['v1']}
source_defaults: {on_error: cache, keep: {minors: 2}}
urls: {latest: copy, noindex_old: true}
theme: ./theme
check: {KB012: off, KB021: error}
markdown_extensions: [admonition, pymdownx.tabbed: {alternate_style: true}, toc: {slugify: pymdownx.slugs.slugify}]
"""
ONE = "sources:\n  - url: https://git.example/a/team-handbook.git\n"


def config_of(text: str, folder: Path) -> Config:
    path = folder / "kbgen.yml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def problems_of(text: str, folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(ConfigError) as caught:
        config_of(text, folder)
    assert all(each.where.path == str(folder / "kbgen.yml") for each in caught.value.problems)
    return caught.value.problems


def said(text: str, folder: Path) -> list[tuple[int, int, str, str]]:
    return [(each.where.line, each.where.column, each.message, each.hint) for each in problems_of(text, folder)]


def test_a_full_file(tmp_path: Path) -> None:
    config = config_of(FULL, tmp_path)
    handbook, toolbox, notes = config.sources
    assert (config.site.name, config.site.url) == ("Community KB", "https://kb.example.org/kb/")
    assert (handbook.docs, handbook.branches, handbook.tags) == ("docs", ("main", "release/*"), ("v*", "!*-rc*"))
    assert handbook.versions == {"main": "dev", "release/(*)": "$1"}
    assert handbook.mark["dev"] == (Mark.PRERELEASE, Mark.HIDDEN)
    assert handbook.keep is not None and (handbook.keep.minors, handbook.keep.always) == (3, ("1.0",))
    assert (handbook.prefix, handbook.trust, handbook.on_error) == ("", "full", "fail")
    assert (toolbox.name, toolbox.url, toolbox.branches) == ("toolbox", str(tmp_path.parent / "toolbox.git"), ("HEAD",))
    assert toolbox.keep is not None and toolbox.keep.minors == 2
    assert [source.versioned for source in config.sources] == [True, False, False]
    assert notes.url == str(tmp_path / "notes")
    assert config.check == {"KB012": Level.OFF, "KB021": Level.ERROR}
    assert config.extensions[1] == Extension("pymdownx.tabbed", {"alternate_style": True})
    assert (config.theme, config.base_dir) == ("./theme", tmp_path)


def test_the_least_file(tmp_path: Path) -> None:
    config = config_of(ONE, tmp_path)
    source = config.sources[0]
    assert (source.name, source.versioned, source.latest, source.trust) == ("team-handbook", False, "auto", "content")
    assert (config.site.name, config.site.named, config.site.url) == ("Team handbook", False, "")
    assert (config.urls.latest, config.extensions) == ("redirect", ())


def test_the_name_of_a_site_of_several_sources(tmp_path: Path) -> None:
    assert config_of(ONE + "  - url: https://git.example/b\n", tmp_path).site.name == "Knowledge base"
    named = config_of("site: {name: Ours}\n" + ONE, tmp_path).site
    assert (named.name, named.named) == ("Ours", True)


@pytest.mark.parametrize(("key", "value"), [("branches", "[HEAD]"), ("branches", "[]"), ("tags", "['v*']")])
def test_a_source_that_says_branches_or_tags_is_versioned(key: str, value: str, tmp_path: Path) -> None:
    assert config_of(f"{ONE}    {key}: {value}\n", tmp_path).sources[0].versioned
    assert config_of(f"{ONE}source_defaults: {{{key}: {value}}}\n", tmp_path).sources[0].versioned


def test_a_source_wins_over_the_defaults(tmp_path: Path) -> None:
    config = config_of(f"{ONE}    docs: mine\nsource_defaults: {{docs: all, latest: dev}}\n", tmp_path)
    assert (config.sources[0].docs, config.sources[0].latest) == ("mine", "dev")


def test_nothing_changes_after_reading(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="frozen"):
        config_of(ONE, tmp_path).sources[0].docs = "x"


def test_all_problems_in_one_run_with_their_places(tmp_path: Path) -> None:
    text = (
        "sit: {}\nsources:\n  - url: https://git.example/a\n    brnches: [main]\n    latest: 1.0\n"
        "    keep: {minors: x}\nurls: {latest: copyy}\n"
    )
    assert said(text, tmp_path) == [
        (1, 1, "unknown key 'sit'", "did you mean 'site'?"),
        (4, 5, "unknown key 'brnches' in 'sources[0]'", "did you mean 'branches'?"),
        (5, 13, "'sources[0].latest' must be text, and YAML reads 1.0 as another type", "quote it: '1.0'"),
        (6, 20, "'sources[0].keep.minors' must be a whole number", ""),
        (7, 16, "'urls.latest' cannot be 'copyy'", "did you mean 'copy'?"),
    ]


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("versions: {main: 1.10}", "1.10"),
        ("versions: {1.10: dev}", "1.10"),
        ("versions: {main: 2026-01-01}", "2026-01-01"),
        ("tags: [1.10]", "1.10"),
        ("latest: 1.0", "1.0"),
        ("keep: {always: [1.20]}", "1.20"),
        ("aliases: {next: 010}", "010"),
        ("mark: {0.10: [eol]}", "0.10"),
        ("branches: [no]", "no"),
        ("name: 1_000", "1_000"),
        ("title: 1e3", None),
        ("title: 12:30", "12:30"),
    ],
)
def test_a_number_where_text_belongs_says_quote_it(line: str, written: str | None, tmp_path: Path) -> None:
    text = f"{ONE}    {line}\n"
    if written is None:  # YAML 1.1 needs a dot and a sign in 1.0e+3, so this is text
        assert config_of(text, tmp_path).sources[0].title == "1e3"
        return
    assert [(each[0], each[3]) for each in said(text, tmp_path)] == [(3, f"quote it: '{written}'")]


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ("", 1, "'sources' is missing", "add it"),
        ("sources: []\n", 1, "'sources' is empty", "list at least one repository: `- url: https://host/path`"),
        ("- a\n", 1, "'the file' must be a mapping", "write `key: value` lines below it"),
        ("sources: x\n", 1, "'sources' must be a list", "write it in brackets: [one, two]"),
        ("sources:\n  - name: a\n", 2, "'sources[0].url' is missing", "add it"),
        (ONE + "    branches: main\n", 3, "'sources[0].branches' must be a list", "write it in brackets: [one, two]"),
        (ONE + "source_defaults: {name: x}\n", 3, "'name' in 'source_defaults' belongs to one source", "move it below"),
        (ONE + "    edit: '{web_url}/{brnch}'\n", 3, "'edit' does not know '{brnch}'", "did you mean 'branch'?"),
        (
            ONE + "    view: '{web_url}/{branch}'\n",
            3,
            "'view' does not know '{branch}'",
            "expected web_url, commit, path",
        ),
        (
            ONE + "    edit: 'https://x/{path}/{'\n",
            3,
            "'edit' has a brace that encloses no field",
            "write '{web_url}/e",
        ),
        (ONE + "    edit: '{web_url!r}/{path}'\n", 3, "'edit' does not know '{web_url!r}'", "did you mean 'web_url'?"),
        (ONE + "    issue: 'javascript:alert(1)'\n", 3, "'issue' must be a web address", "write '{web_url}/issues/new"),
        (ONE + "    edit: 'mailto:kb@example.org'\n", 3, "'edit' must be a web address", "or none"),
        (ONE + "    commit: 'https://x/\t{commit}'\n", 3, "'commit' must be a web address", "or none"),
        (ONE + "    forge: github.com\n", 3, "cannot be 'github.com'", "did you mean 'github'?"),
        (ONE + "    mark: {dev: [prereleas]}\n", 3, "cannot be 'prereleas'", "did you mean 'prerelease'?"),
        (ONE + "    on_error: ignore\n", 3, "cannot be 'ignore'", "expected 'cache' or 'fail'"),
        (ONE + "    token_env: ghp_a1b2\n", 3, "that is no name of a variable", "never the token"),
        (ONE + "    token_user: 'a\"b'\n", 3, "'a\"b' is no user name", "use letters"),
        (ONE + "    docs: ../x\n", 3, "not a folder inside the repository", "such as docs"),
        (ONE + "    branches: ['--upload-pack=x']\n", 3, "is no pattern", "write a name"),
        (ONE + "    tags: ['v[0']\n", 3, "without its partner", "write a name"),
        (ONE + "    mark: {'!v1': [eol]}\n", 3, "takes something out", "write what is meant"),
        (ONE + "    aliases: {latest: dev}\n", 3, "'latest' is set by its own key", "write `latest:"),
        (ONE + "    aliases: {versions: dev}\n", 3, "the site has pages of its own", "choose another"),
        (ONE + "    name: people\n", 3, "the site has pages of its own at /people/", "choose another"),
        (ONE + "    name: a/b\n", 3, "cannot be the name of a source", "use letters"),
        (ONE + "    keep: {minors: 0}\n", 3, "'sources[0].keep.minors' has a wrong value", ""),
        (ONE + "    title: ''\n    name: ''\n", 4, "'sources[0].name' is empty", "write a value"),
        (ONE + "check: {KB999: off}\n", 3, "there is no check 'KB999'", "codes look like"),
        (ONE + "check: {KB021: loud}\n", 3, "cannot be 'loud'", "expected 'error'"),
        (ONE + "markdown_extensions: [foo]\n", 3, "'foo' is not accepted", ""),
        (ONE + "site: {url: kb.example.org}\n", 3, "is not a web address", "write https://host/path"),
        (ONE + "site: {url: 'javascript://x/%0a'}\n", 3, "is not a web address", "write https://host/path"),
        (ONE + "site: {language: english!}\n", 3, "must be a language code", ""),
        ("sources:\n  - url: https://git.example/x/search\n", 2, "would be named 'search'", "give it a `name:`"),
    ],
)
def test_one_problem(text: str, line: int, message: str, hint: str, tmp_path: Path) -> None:
    found = [each for each in said(text, tmp_path) if message in each[2]]
    assert len(found) == 1 and found[0][0] == line and hint in found[0][3], said(text, tmp_path)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: [\n", "KB010"),
        ("sources: !!python/name:os.system\n", "KB016"),
        (ONE + "sources: []\n", "KB017"),
    ],
)
def test_yaml_that_is_refused_keeps_its_code(text: str, code: str, tmp_path: Path) -> None:
    assert [each.code for each in problems_of(text, tmp_path)] == [code]


def test_two_sources_of_one_name_name_both_lines(tmp_path: Path) -> None:
    text = "sources:\n  - url: https://git.example/a/docs\n  - url: https://git.example/b/Docs.git\n  - nme: x\n"
    found = said(text, tmp_path)
    assert found[0][:3] == (3, 5, "the sources in line 2 and line 3 both have the name 'docs'")
    assert len(found) == 3


def test_two_sources_of_one_prefix(tmp_path: Path) -> None:
    text = "sources:\n  - {url: https://git.example/a, prefix: ''}\n  - {url: https://git.example/b, prefix: ''}\n"
    assert "both have the URL prefix ''" in said(text, tmp_path)[0][2]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc",
        "http://git.example/a",
        "HTTPS://git.example/a",
        "git://git.example/a",
        "ssh://git@git.example/a",
        "ssh://-oProxyCommand=x/a",
        "git@git.example:a/b.git",
        "git.example:a/b.git",
        "ext::sh -c id",
        "fd::17",
        "--upload-pack=id",
        "-x",
        "https://",
        "https://host:port/x",
        "https://user:s3cret@git.example/a",
        "https://s3cret@git.example/a",
        "https://git.example/a?access_token=s3cret",
        "https://git.example/a#s3cret",
        "https://git.example/a\\nb",
        " https://git.example/a",
        "HTTP://git.example/a",
    ],
)
def test_addresses_that_are_refused_without_their_secret(url: str, tmp_path: Path) -> None:
    problems = problems_of(f'sources:\n  - url: "{url}"\n', tmp_path)
    assert [(each.code, each.where.line) for each in problems] == [("KB101", 2)]
    assert problems[0].hint
    assert "s3cret" not in str(problems)


@pytest.mark.parametrize("url", ["../a", "a.git", "b.bundle", "./x y", "C:/x", "https://git.example:8443/a/b.git"])
def test_addresses_that_are_accepted(url: str, tmp_path: Path) -> None:
    assert config_of(f"sources:\n  - {{url: '{url}', name: a}}\n", tmp_path).sources[0].name == "a"


def test_a_secret_is_never_shown() -> None:
    assert redact("https://me:s3cret@git.example/a?token=s3cret") == "https://…@git.example/a?…"


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "kbgen.yml")
    assert "there is no configuration file" in str(caught.value)
    assert "with -c" in caught.value.problems[0].hint
    (tmp_path / "kbgen.yml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load(tmp_path / "kbgen.yml")


def test_the_schema_accepts_what_we_read_and_describes_every_field() -> None:
    document = schema()
    Draft202012Validator.check_schema(document)
    validator = Draft202012Validator(document)
    for text in (FULL, ONE):
        assert list(validator.iter_errors(yaml.safe_load(text))) == []
    for text in ("{}", "sources: []", ONE + "sit: {}", ONE + "check: {KB999: off}", ONE + "    latest: 1.0"):
        assert not validator.is_valid(yaml.safe_load(text)), text
    sections = [document, *document["$defs"].values()]
    fields = [field for part in sections for field in part.get("properties", {}).items()]
    assert [name for name, field in fields if not {"description", "$ref"} & set(field)] == []
    assert "base_dir" not in document["properties"]


def test_the_script_for_diagrams_is_the_one_that_was_chosen(tmp_path: Path) -> None:
    RepoBuilder(tmp_path / "kb").commit({"index.md": "# Home\n"})
    (tmp_path / "m.js").write_text("drawn")
    right = hashlib.sha256(b"drawn").hexdigest()
    text = "sources: [{url: kb}]\nsearch: {engine: none}\nmermaid: {file: FILE, sha256: HASH}\n"
    for file, chosen, told in (("m.js", "0" * 64, f"its sha256 is {right}"), ("gone.js", right, "cannot be read")):
        (tmp_path / "kbgen.yml").write_text(text.replace("FILE", file).replace("HASH", f"'{chosen}'"))
        with pytest.raises(ConfigError, match=told):
            check_mermaid(load(tmp_path / "kbgen.yml"))
    refused = kbgen("build", "-j", "1", cwd=tmp_path)
    assert (refused.code, (tmp_path / "site").exists()) == (2, False)
    (tmp_path / "kbgen.yml").write_text(text.replace("FILE", "m.js").replace("HASH", right))
    assert kbgen("build", "-j", "1", cwd=tmp_path).code == 0
    assert (tmp_path / "site/assets/javascripts/mermaid.min.js").read_text() == "drawn"
    page = (tmp_path / "site/index.html").read_text()
    assert 'name="kbgen:mermaid" content="./assets/javascripts/mermaid.min.js"' in page
