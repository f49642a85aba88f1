"""The pages of the example site by which contributors learn: they show all that there is, and as it is."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from command_line import kbgen
from repo_builder import RepoBuilder

from kbgen.cli.schema import SchemaName, schema_text
from kbgen.content.defaults import DEFAULT_EXTENSIONS
from kbgen.content.frontmatter import split
from kbgen.links import Targets
from kbgen.model import Extension, Page
from kbgen.render.article import convert
from kbgen.view import Book

REVIEW = "docs/about/review.md"
WRONG = {
    "docs/wrong.md": "---\nownr: Ada\nstatus: publishd\n---\n# Wrong\n\n[a](nowhere.md) [b](about/review.md#nothing)\n",
}
PAGES = Path(__file__).parents[2] / "example-site" / "pages"
WRITING = PAGES / "toolbox" / "docs" / "writing"
EVERY_SIGN = WRITING / "every-sign.md"
FRONT_MATTER = WRITING / "front-matter.md"
TABLE = re.compile(r"(<!-- fields -->\n)(.*?)(<!-- end -->)", re.DOTALL)
EXAMPLE = re.compile(r"^(```|~~~)markdown\n(.*?)^\1$", re.DOTALL | re.MULTILINE)


def html(*extensions: Extension) -> str:
    """Return the article of the page with every sign."""
    uri, body = "every-sign.md", split(EVERY_SIGN.read_text(encoding="utf-8")).body
    page = Page(uri, "every-sign/index.html", "every-sign/", "0" * 40, body, uri)
    return convert(page, Book(extensions, Targets({uri: page.url}))).html


@pytest.fixture(scope="module")
def whole() -> str:
    return html(*DEFAULT_EXTENSIONS)


@pytest.mark.parametrize("extension", DEFAULT_EXTENSIONS, ids=lambda extension: extension.name)
def test_every_sign_of_a_repository_without_settings_is_shown(extension: Extension, whole: str) -> None:
    assert html(*(each for each in DEFAULT_EXTENSIONS if each != extension)) != whole


def test_what_is_shown_below_an_example_is_its_result(whole: str) -> None:
    body = split(EVERY_SIGN.read_text(encoding="utf-8")).body
    examples = list(EXAMPLE.finditer(body))
    for found in examples:
        result = f'\n\n<div class="result" markdown>\n\n{found[2]}\n</div>\n'
        assert body[found.end() :].startswith(result), found[2]
    assert len(examples) == whole.count('<div class="result">') > 10


SIGNS = (
    *("md-button", "grid cards", "<figcaption>", "tabbed-set", "<kbd", "arithmatex", 'class="filename"', 'class="hll"'),
    *("task-list-item", "footnote-ref", "<abbr", "<mark", "<ins", "<del", "<sub", "<sup", "<details", "twemoji"),
)


@pytest.mark.parametrize("sign", SIGNS)
def test_the_features_of_the_theme_arrive(sign: str, whole: str) -> None:
    assert sign in whole


# --- the lines at the top


def rows(properties: Mapping[str, Any], definitions: Mapping[str, Any], above: str = "") -> Iterator[Sequence[str]]:
    """Yield name, kind and meaning of each field of the schema, those of mappings with a point in the name."""
    for name, field in properties.items():
        target = definitions.get(field.get("$ref", "").rpartition("/")[2])
        if target:
            yield from rows(target["properties"], definitions, f"{name}.")
        else:
            yield f"`{above}{name}`", kind(field), field["description"]


def kind(field: Mapping[str, Any]) -> str:
    """Return in the words of authors what a field takes."""
    alternatives = [each for each in field.get("anyOf", [field]) if each.get("type") != "null"]
    found = alternatives[-1]  # the widest
    if words := [word for word in found.get("enum", []) if word]:
        return ", ".join(f"`{word}`" for word in words)
    if found.get("format") == "date":
        return "a day, such as `2027-03-09`"
    if "maximum" in found:
        return f"a number from {found['minimum']} to {found['maximum']}"
    if found["type"] == "string" and "[dwmy" in found.get("pattern", ""):
        return "a time, such as `90d`, `6m` or `1y`"
    kinds = {"string": "text", "integer": "a whole number", "boolean": "`true` or `false`", "array": "a list"}
    return {**kinds, "object": "lines of your own"}[found["type"]]


def test_the_list_of_the_lines_at_the_top_is_the_schema() -> None:
    given = schema_text(SchemaName.FRONTMATTER)
    schema = json.loads(given)
    lines = ["| Line | Takes | Meaning |", "| --- | --- | --- |"]
    lines += [f"| {' | '.join(row)} |" for row in rows(schema["properties"], schema["$defs"])]
    before = FRONT_MATTER.read_text(encoding="utf-8")
    now = TABLE.sub(lambda found: found[1] + "\n" + "\n".join(lines) + "\n\n" + found[3], before)
    if os.environ.get("KBGEN_UPDATE"):
        FRONT_MATTER.write_text(now, encoding="utf-8")
    assert before == now, "run the tests with KBGEN_UPDATE=1 and read the difference"


# --- the check

# The example has a draft that others lead to, and pages whose owners left or whose day of review has come.
TOLD_ON_PURPOSE = {"KB023", "KB070", "KB072"}


@pytest.mark.parametrize("name", ["handbook", "toolbox"])
def test_the_pages_pass_the_check(name: str, tmp_path: Path) -> None:
    repo = repository(name, tmp_path)
    done = kbgen("check", "--offline", "--json", cwd=repo.path, cache=tmp_path / "cache")
    told = [each for each in json.loads(done.out)["problems"] if each["severity"] != "info"]
    assert [each for each in told if each["code"] not in TOLD_ON_PURPOSE] == []


def test_the_page_about_review_quotes_the_check(tmp_path: Path) -> None:
    repo = repository("handbook", tmp_path).commit(WRONG)
    done = kbgen("check", "--offline", "--json", cwd=repo.path, cache=tmp_path / "cache")
    told = [each["message"] for each in json.loads(done.out)["problems"]]
    table = (PAGES / "handbook" / REVIEW).read_text(encoding="utf-8").partition("| It says |")[2]
    quoted = re.findall(r"^\| ([^|]*…[^|]*?) \|", table, re.MULTILINE)
    assert len(quoted) == 4
    for words in quoted:
        pattern = ".*".join(map(re.escape, words.split("…")))
        assert any(re.search(pattern, message) for message in told), (words, told)


def repository(name: str, folder: Path) -> RepoBuilder:
    """Return a repository with the pages of a collection as they are today, and with its address on the web."""
    root = PAGES / name
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    repo = RepoBuilder(folder / name).commit(files)
    repo.git("remote", "add", "origin", f"https://github.com/example-org/{name}.git")
    return repo
