"""What a site asks of front matter beside what kbgen knows: keys that are known, and a schema of its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from checked import looked_at
from repo_builder import RepoBuilder

from kbgen.config import load
from kbgen.config.front_matter import own_keys, own_schema
from kbgen.errors import ConfigError

TODAY = date(2026, 6, 1)


def site(tmp_path: Path, rules: str, files: dict[str, str] | None = None, page: str = "# Start\n") -> Path:
    """Make a repository with one page and a `kbgen.yml` with these rules, and return its folder."""
    settings = f"sources: [{{url: .}}]\nfront_matter: {rules}\n"
    return RepoBuilder(tmp_path / "kb").commit({"index.md": page, "kbgen.yml": settings, **(files or {})}).path


def found(folder: Path) -> list[str]:
    report = looked_at(folder, folder.parent / "cache", TODAY).report
    return [each.problem.code for each in report.findings if each.problem.code in ("KB011", "KB012", "KB013")]


def test_keys_that_are_ignored_or_described_are_known(tmp_path: Path) -> None:
    schema = {"own.json": '{"properties": {"level": {}}}'}
    page = "---\nlevel: 1\ntheirs: 2\nnobody: 3\n---\n\n# Start\n"
    folder = site(tmp_path, "{ignore: [theirs], json_schema: own.json}", schema, page)
    assert own_keys(load(folder / "kbgen.yml")) == {"theirs", "level"}
    assert found(folder) == ["KB012"]


def test_a_schema_may_be_yaml(tmp_path: Path) -> None:
    folder = site(tmp_path, "{json_schema: own.yml}", {"own.yml": "required: [level]\n"})
    assert own_schema(load(folder / "kbgen.yml")) == {"required": ["level"]}
    assert found(folder) == ["KB013"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("own.json", "{,}", "the JSON cannot be read"),
        ("own.json", "[1]", "must be a mapping"),
        ("own.yml", "a: [", "YAML syntax"),
        ("other.json", "{}", "cannot be read: No such file"),
    ],
)
def test_a_schema_that_cannot_be_read(tmp_path: Path, name: str, text: str, said: str) -> None:
    folder = site(tmp_path, f"{{json_schema: {name.replace('other', 'own')}}}", {name: text})
    with pytest.raises(ConfigError, match=said):
        own_schema(load(folder / "kbgen.yml"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"properties": {"level": {"type": "txt"}}}', "wrong at 'properties/level/type'"),
        (
            '{"properties": {"title": {"$ref": "https://schemas.invalid/title.json"}}}',
            "refers to what it does not have",
        ),
        ('{"properties": {"title": {"$ref": "file:///etc/hostname"}}}', "refers to what it does not have"),
    ],
)
def test_a_schema_that_is_none(tmp_path: Path, text: str, said: str) -> None:
    folder = site(tmp_path, "{json_schema: own.json}", {"own.json": text}, "---\ntitle: Start\n---\n")
    with pytest.raises(ConfigError, match=said):
        found(folder)


def test_mistakes_in_the_rules_are_told_with_their_place(tmp_path: Path) -> None:
    folder = site(tmp_path, "\n  requird: {}\n  required: {'guides/[z-a]': [owner]}")
    with pytest.raises(ConfigError) as caught:
        load(folder / "kbgen.yml")
    told = [(each.where.line, each.where.column, each.hint) for each in caught.value.problems]
    assert told == [(3, 3, "did you mean 'required'?"), (4, 14, "write a name, or 'guides/**'")]
