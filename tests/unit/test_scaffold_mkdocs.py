"""What becomes of the settings of a MkDocs repository. The files are invented; real ones are in tests/corpus/."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from kbgen.errors import ConfigError
from kbgen.markdown_extensions import EXTENSIONS
from kbgen.model import Location
from kbgen.scaffold.mkdocs import Adoption, read
from kbgen.scaffold.mkdocs.keys import EXTRA, KEYS, READ, THEME, THEME_ITSELF
from kbgen.scaffold.mkdocs.plugins import REPLACED, TAKEN

DOCS = Path(__file__).parents[2] / "docs/adopting.md"

FULL = """\
site_name: Über uns
site_url: https://docs.example.org/
site_description: >-
  Two lines
  become one
repo_url: https://git.example.org/o/r/
edit_uri: edit/main/docs/
exclude_docs: drafts/
nav:
  - index.md
theme:
  name: material
  language: pt-BR
  custom_dir: overrides
  palette:
    - {scheme: default, primary: deep purple, accent: amber}
    - {scheme: slate, primary: deep purple}
plugins:
  - search
  - material/tags
  - redirects: {redirect_maps: {old.md: index.md}}
  - git-committers: {token: !ENV TOKEN}
  - 知識-plugin
markdown_extensions:
  - toc: {permalink: true, slugify: !!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}}
  - pymdownx.emoji: {emoji_index: !!python/name:material.extensions.emoji.twemoji }
  - pymdownx.snippets
  - own.extension
hooks: [hooks.py]
extra:
  analytics: {provider: google, property: !ENV KEY}
  own: 1
strict: true
"""


def adoption(text: str, branch: str = "main") -> Adoption:
    return read(text, Location("mkdocs.yml"), branch)


def left(found: Adoption) -> Mapping[str, tuple[int, str]]:
    return {each.what: (each.line, each.instead) for each in found.left}


def test_a_full_file() -> None:
    found = adoption(FULL)
    assert (found.name, found.url, found.description) == (
        "Über uns",
        "https://docs.example.org/",
        "Two lines become one",
    )
    assert (found.language, found.web_url) == ("pt-BR", "https://git.example.org/o/r")
    assert found.edit == "{web_url}/edit/{branch}/{path}"
    assert found.copied == ("site_name", "site_description", "site_url", "theme.language", "repo_url", "edit_uri")
    assert found.read == ("nav", "markdown_extensions", "exclude_docs", "plugins.search", "plugins.redirects")
    assert left(found) == {
        "theme.custom_dir": (14, THEME["custom_dir"]),
        "theme.palette": (15, f"{THEME['palette']}; here: primary deep purple, accent amber"),
        "plugins.material/tags": (20, REPLACED["tags"]),
        "plugins.git-committers": (22, REPLACED["git-committers"]),
        "plugins.知識-plugin": (23, ""),
        "markdown_extensions.pymdownx.snippets": (
            27,
            "it would let a page include any file of the machine; put the text into the page",
        ),
        "markdown_extensions.own.extension": (28, ""),
        "hooks": (29, ""),
        "extra.analytics": (31, ""),
        "extra.own": (32, ""),
        "strict": (33, KEYS["strict"]),
    }


@pytest.mark.parametrize(
    ("plugins", "names"),
    [
        ("[search, tags]", ["plugins.tags"]),
        ("{search: {lang: en}, tags: {}, rss: }", ["plugins.tags", "plugins.rss"]),
        (
            "\n  - mkdocs-simple-hooks:\n      hooks: {on_env: 'hooks:on_env'}\n  - git_authors",
            ["plugins.mkdocs-simple-hooks", "plugins.git_authors"],
        ),
        ("", []),
        ("search", []),
        ("[1, [a]]", []),
    ],
)
def test_every_form_in_which_plugins_are_written(plugins: str, names: list[str]) -> None:
    assert list(left(adoption(f"site_name: A\nplugins: {plugins}\n"))) == names


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("edit_uri: blob/trunk/src/\ndocs_dir: src", "{web_url}/blob/{branch}/{path}"),
        ("edit_uri: /-/edit/trunk/docs", "{web_url}/-/edit/{branch}/{path}"),
        ("edit_uri: edit/main/docs/", ""),
        ("edit_uri: edit/trunk/other/", ""),
        ("edit_uri: 'https://edit.example.org/?page='", ""),
        ("edit_uri: 'edit/{x}/trunk/docs/'", ""),
        ("edit_uri: ''", ""),
        ("", ""),
    ],
)
def test_an_edit_address_is_copied_if_it_holds_for_every_branch(text: str, edit: str) -> None:
    found = adoption(f"repo_url: https://git.example.org/o/r\n{text}\n", branch="trunk")
    assert found.edit == edit
    assert ("edit_uri" in found.copied) == bool(edit)
    assert ("edit_uri" in found.read) == ("edit_uri" in text and not edit), "a build reads it"
    assert adoption(f"site_name: A\n{text}\n", branch="trunk").edit == "", "without repo_url it leads nowhere"


@pytest.mark.parametrize(
    "value",
    [
        "!ENV [URL, 'https://a.example/']",
        "ftp://a.example/",
        "https://u:p@a.example/",
        "https://a.example/?x",
        "'https://['",
        "[a]",
        "1",
    ],
)
def test_an_address_that_kbgen_yml_does_not_take_is_left_behind(value: str) -> None:
    found = adoption(f"site_name: A\nsite_url: {value}\n")
    assert found.url == "" and list(left(found)) == ["site_url"]


def test_nothing_is_executed_or_included(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    found = adoption(
        f"site_name: !!python/object/apply:os.mkdir ['{mark}']\nsite_description: !ENV HOME\nINHERIT: /etc/passwd\n"
    )
    assert (found.name, found.description, mark.exists()) == ("", "", False)
    assert list(left(found)) == ["site_name", "site_description", "INHERIT"]
    assert os.environ["HOME"] not in repr(found)


@pytest.mark.parametrize(
    ("text", "message"),
    [("a: [", "expected"), ("- a", "holds no settings"), ("", "holds no settings"), ("a: 1\na: 2", "already given")],
)
def test_a_file_that_holds_no_settings(text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as raised:
        adoption(text)
    assert raised.value.problems[0].where.path == "mkdocs.yml"


def test_every_key_of_every_form_is_told_of() -> None:
    text = "".join(f"{key}: x\n" for key in sorted({*KEYS, *READ} - {"theme", "extra"}))
    found = adoption(f"{text}theme: material\nextra: x\n")
    told = {each.what for each in found.left} | {*found.copied, *found.read}
    assert told == {*KEYS, *READ, "extra"} - {"repo_url"} | {"repo_url"}


# --- the manual


def test_the_manual_lists_what_is_read() -> None:
    text = DOCS.read_text(encoding="utf-8")
    listed = {
        name: re.findall(r"`([\w-]+)`", body) for name, body in re.findall(r"<!-- keys: (\w+) -->(.*?)<!--", text)
    }
    assert listed == {"read": list(READ), "taken": sorted(TAKEN)}
    assert "markdown_extensions" in READ and EXTENSIONS


def rows() -> Mapping[str, list[tuple[str, str]]]:
    settings = [*KEYS.items(), *((f"theme.{key}", text) for key, text in THEME.items())]
    settings += [(f"extra.{key}", text) for key, text in EXTRA.items()]
    return {"settings": settings, "plugins": sorted(REPLACED.items())}


@pytest.mark.parametrize("name", ["settings", "plugins"])
def test_the_tables_of_the_manual_are_those_of_the_program(name: str) -> None:
    lines = [f"| {'Setting' if name == 'settings' else 'Plugin'} | What there is instead |", "|---|---|"]
    lines += [f"| `{key}` | {_linked(text)} |" for key, text in rows()[name] if text]
    table = "".join(f"{line}\n" for line in lines)
    before = DOCS.read_text(encoding="utf-8")
    now = re.sub(
        rf"(<!-- table: {name} -->\n).*?(<!-- end -->)", lambda found: found[1] + table + found[2], before, flags=re.S
    )
    if os.environ.get("KBGEN_UPDATE"):
        DOCS.write_text(now, encoding="utf-8")
    assert before == now, "run the tests with KBGEN_UPDATE=1 and read the difference"


def _linked(text: str) -> str:
    return re.sub(r"docs/([\w-]+\.md)", r"[\1](\1)", text)


def test_no_key_is_in_two_tables() -> None:
    assert not set(KEYS) & set(READ) and not set(REPLACED) & TAKEN and not set(THEME) & THEME_ITSELF


@pytest.mark.parametrize(("written", "name"), [("1.10", "1.10"), ("yes", "yes"), ("[a]", ""), ("", "")])
def test_a_name_is_what_was_written(written: str, name: str) -> None:
    assert adoption(f"site_name: {written}\n").name == name
