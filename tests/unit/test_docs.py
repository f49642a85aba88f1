"""The manual tells all there is and nothing else: commands, options, exit codes, problem codes, configuration keys.

The tables of docs/config.md are made from the schema: `KBGEN_UPDATE=1 pytest tests/unit/test_docs.py` writes them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from typer.main import get_command

from kbgen.authoring.filling import NAMES
from kbgen.cli.app import app
from kbgen.cli.commands.build import EXIT_CODES
from kbgen.cli.schema import SchemaName
from kbgen.codes import CODES
from kbgen.config import load, schema
from kbgen.config.schema import SourceDefaults
from kbgen.content import frontmatter
from kbgen.content.frontmatter_schema import TYPES
from kbgen.errors import ExitCode

DOCS = Path(__file__).parents[2] / "docs"
CONFIG, CLI, CODES_PAGE = DOCS / "config.md", DOCS / "cli.md", DOCS / "codes.md"
WRITING = DOCS / "writing-pages.md"
SECTIONS = {
    **{"Site": "site", "Source": "sources", "SourceDefaults": "source_defaults", "Keep": "keep", "Urls": "urls"},
    **{
        "PeopleRules": "people",
        "MermaidScript": "mermaid",
        "Member": "members",
        "SearchRules": "search",
        "FrontMatterRules": "front_matter",
        "Partner": "partners",
    },
    **{"PublishRules": "publish"},
}
FIELDS = re.compile(r"(<!-- fields -->\n)(.*?)(<!-- end -->)", re.DOTALL)
TABLE = re.compile(r"(<!-- keys: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def rows(text: str) -> list[list[str]]:
    """Return the cells of the tables in `text`, without their heads."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    tables = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    return [cells for cells in tables if not cells[0].istitle() and cells[0] not in ("NAME", "Code")]


def section(page: Path, title: str) -> str:
    """Return the text from the heading that begins with `title` to the next one of its level."""
    text = page.read_text(encoding="utf-8")
    found = re.search(rf"^## {re.escape(title)}[^\n]*\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found, f"{page.name} has no section {title!r}"
    return found[1]


# --- the command line


def command_options() -> Mapping[str, set[str]]:
    """Return the options of each command as typer knows them."""
    group: Any = get_command(app)
    found = {"`kbgen`": group} | {f"`kbgen {name}": command for name, command in group.commands.items()}
    return {title: set(_options(command)) for title, command in found.items()}


def _options(command: Any) -> Iterator[str]:
    context = typer.Context(command)
    for parameter in command.get_params(context):
        yield from (name for name in (*parameter.opts, *parameter.secondary_opts) if name.startswith("-"))
    yield from ("-h", "--help")


@pytest.mark.parametrize("title", command_options())
def test_the_manual_has_the_options_of_the_command(title: str) -> None:
    written = [cells[0] for cells in rows(section(CLI, title)) if cells[0].startswith("`-")]
    assert {name for cell in written for name in re.findall(r"--?[A-Za-z][\w-]*", cell)} == command_options()[title]


def test_the_manual_has_every_command_and_no_other() -> None:
    titles = re.findall(r"^## (`kbgen[^`\[]*)", CLI.read_text(encoding="utf-8"), re.MULTILINE)
    assert {title.strip(" `") for title in titles} == {title.strip(" `") for title in command_options()}


def test_the_manual_has_every_schema() -> None:
    names = [cells[0].strip("`") for cells in rows(section(CLI, "`kbgen schema")) if not cells[0].startswith("`-")]
    assert names == [name.value for name in SchemaName]


def test_the_exit_codes_are_those_of_the_program() -> None:
    written = {int(cells[0]): cells[1].strip("`") for cells in rows(section(CLI, "Exit codes"))}
    assert written == {code.value: code.name for code in ExitCode}
    assert [int(number) for number in re.findall(r"^ +(\d+)  ", EXIT_CODES, re.MULTILINE)] == list(ExitCode)


# --- problem codes


def test_the_table_of_codes_is_the_catalogue() -> None:
    written = [cells[:4] for cells in rows(CODES_PAGE.read_text(encoding="utf-8"))]
    assert written == [[code, entry.name, entry.severity.value, entry.summary] for code, entry in CODES.items()]


def test_every_code_says_what_to_do() -> None:
    advice = {cells[0]: cells[4] for cells in rows(CODES_PAGE.read_text(encoding="utf-8"))}
    assert [code for code in CODES if not advice[code].endswith(".")] == []


# --- the configuration


def kind(field: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    """Return in words what a field of the schema takes."""
    if "$ref" in field:
        target = field["$ref"].rpartition("/")[2]
        return kind(definitions[target], definitions) if "enum" in definitions[target] else f"see `{SECTIONS[target]}`"
    if "anyOf" in field:
        kinds = [kind(each, definitions) for each in field["anyOf"] if each not in ({"type": "null"},)]
        return " or ".join(dict.fromkeys(kinds))
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"] if value not in (False, ""))
    if "const" in field:
        return f"`{field['const']}`" if field["const"] else "text"
    if field.get("type") == "array":
        return f"list: {kind(field['items'], definitions)}"
    if field.get("type") == "object":
        values = field.get("additionalProperties")
        return f"mapping to {kind(values, definitions)}" if isinstance(values, Mapping) else "mapping"
    return {"string": "text", "integer": "number", "boolean": "true or false"}[field["type"]]


def default(name: str, field: Mapping[str, Any], required: list[str]) -> str:
    """Return the default as YAML; nothing where the description tells it or there is none."""
    if name in required:
        return "required"
    value = field.get("default")
    return f"`{yaml.safe_dump(value, default_flow_style=True).splitlines()[0]}`" if value not in (None, "", []) else ""


def table(name: str) -> str:
    """Return the table of the keys of one section, made from the schema."""
    whole = schema()
    definitions = whole["$defs"]
    part = whole if name == "top" else definitions[name]
    lines = ["| Key | Takes | Default | Meaning |", "|---|---|---|---|"]
    for key, field in part["properties"].items():
        target = definitions.get(field.get("$ref", "").rpartition("/")[2], {})
        meaning = field.get("description") or target["description"]
        cells = (f"`{key}`", kind(field, definitions), default(key, field, part.get("required", [])), meaning)
        lines.append(f"| {' | '.join(cells)} |")
    return "".join(f"{line}\n" for line in lines)


def test_the_tables_of_the_configuration_are_the_schema() -> None:
    before = CONFIG.read_text(encoding="utf-8")
    now = TABLE.sub(lambda found: f"{found[1]}{table(found[2])}{found[4]}", before)
    if os.environ.get("KBGEN_UPDATE"):
        CONFIG.write_text(now, encoding="utf-8")
    assert before == now, "run the tests with KBGEN_UPDATE=1 and read the difference"


def test_every_section_of_the_configuration_has_its_table() -> None:
    sections = {found[2] for found in TABLE.finditer(CONFIG.read_text(encoding="utf-8"))}
    with_keys = {name for name, part in schema()["$defs"].items() if "properties" in part}
    assert with_keys == set(SECTIONS)
    assert sections == {"top", *SECTIONS} - {"SourceDefaults"}, "its keys are listed in one sentence"


def test_the_keys_for_all_sources_are_listed() -> None:
    listed = section(CONFIG, "`source_defaults`").rpartition(":")[2]
    assert re.findall(r"`(\w+)`", listed) == list(SourceDefaults.model_fields)


def test_the_example_of_the_configuration_is_valid(tmp_path: Path) -> None:
    found = re.search(r"```yaml\n(.*?)```", CONFIG.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    (tmp_path / "kbgen.yml").write_text(found[1], encoding="utf-8")
    config = load(tmp_path / "kbgen.yml")
    assert [source.name for source in config.sources] == ["handbook", "tools"]


# --- front matter


def field_kind(field: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    """Return in words what a field of front matter takes."""
    if "$ref" in field:
        keys = definitions[field["$ref"].rpartition("/")[2]]["properties"]
        return "; ".join(f"`{key}`: {each['description'].rstrip('.')}" for key, each in keys.items())
    if field.get("anyOf", [{}])[0].get("format") == "date":
        return "day"
    return "text" if "pattern" in field.get("anyOf", [{}])[0] else kind(field, definitions)


def fields_table() -> str:
    """Return the table of the fields of front matter, made from the schema."""
    whole: Mapping[str, Any] = frontmatter.schema()
    lines = ["| Key | Takes | Meaning |", "|---|---|---|"]
    for key, field in whole["properties"].items():
        target = whole["$defs"].get(field.get("$ref", "").rpartition("/")[2], {})
        meaning = field.get("description") or target["description"]
        lines.append(f"| `{key}` | {field_kind(field, whole['$defs'])} | {meaning} |")
    return "".join(f"{line}\n" for line in lines)


def test_the_table_of_front_matter_is_the_schema() -> None:
    before = WRITING.read_text(encoding="utf-8")
    now = FIELDS.sub(lambda found: f"{found[1]}{fields_table()}{found[3]}", before)
    if os.environ.get("KBGEN_UPDATE"):
        WRITING.write_text(now, encoding="utf-8")
    assert before == now, "run the tests with KBGEN_UPDATE=1 and read the difference"


def test_the_types_and_placeholders_of_templates_are_listed() -> None:
    written = [cells[0].strip("`") for cells in rows(section(WRITING, "Types and templates"))]
    assert written == [*TYPES, *(f"{{{name}}}" for name in ("title", "type", "date", "owner", "tags", "use_case"))]
    assert set(NAMES) == {"title", "type", "date", "owner", "tags", "use_case"}


# --- links


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_links_between_the_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)[)#]", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []
