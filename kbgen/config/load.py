"""`kbgen.yml` from disk to a `Config`. All that is wrong is found in one run, with line and column.

A first line such as `# yaml-language-server: $schema=…`, by which editors find the schema, is a comment like any.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from kbgen import bounded_yaml
from kbgen.bounded_yaml import KBGEN_YML, YamlDocument, YamlError
from kbgen.codes import problem
from kbgen.config.across import across
from kbgen.config.schema import (
    Config,
    ConfigFile,
    FrontMatterRules,
    Keep,
    Member,
    Partner,
    PeopleRules,
    SearchRules,
    Site,
    Source,
    SourceDefaults,
    Urls,
)
from kbgen.config.urls import in_words, resolved
from kbgen.errors import ConfigError
from kbgen.model import Location, Problem
from kbgen.suggest import did_you_mean, shown

DEFAULT_SITE_NAME: Final = "Knowledge base"

Loc = tuple[str | int, ...]

# Key -> type of the mapping below it, to tell which keys are known there.
_SECTIONS: Final[Mapping[str, type[BaseModel]]] = {
    "site": Site,
    "sources": Source,
    "source_defaults": SourceDefaults,
    "urls": Urls,
    "keep": Keep,
    "people": PeopleRules,
    "members": Member,
    "search": SearchRules,
    "front_matter": FrontMatterRules,
    "partners": Partner,
}
_WANTED: Final[Mapping[str, tuple[str, str]]] = {
    "string_type": ("text", ""),
    "tuple_type": ("a list", "write it in brackets: [one, two]"),
    "mapping_type": ("a mapping", "write `key: value` lines below it"),
    "dict_type": ("a mapping", "write `key: value` lines below it"),
    "model_type": ("a mapping", "write `key: value` lines below it"),
    "bool_type": ("true or false", ""),
    "int_type": ("a whole number", ""),
}
_PATTERNS: Final[Mapping[str, str]] = {"language": "a language code such as en or pt-BR"}


def load(path: Path) -> Config:
    """Return the configuration in the file at `path`. Raises ConfigError, which carries all problems of the file."""
    where = Location(str(path))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        hint = "name the file with -c, or name the repositories to build"
        raise ConfigError(f"there is no configuration file '{path}'", hint=hint, where=where) from None
    except (OSError, UnicodeDecodeError) as error:
        reason = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror or str(error)
        raise ConfigError(f"the configuration file '{path}' cannot be read: {reason}", where=where) from error
    try:
        document = bounded_yaml.parse(text, KBGEN_YML)
    except YamlError as error:
        raise ConfigError.of((error.problem(where),)) from error
    return _config(document, path.absolute().parent, where)


def _config(document: YamlDocument, base_dir: Path, where: Location) -> Config:
    value = {} if document.value is None else document.value
    problems: list[Problem] = []
    file = None
    try:
        file = ConfigFile.model_validate(value)
    except ValidationError as error:
        problems += [_problem(detail, document, where) for detail in error.errors() if not _is_echo(detail)]
    problems += across(value, document, where)
    if problems or file is None:
        raise ConfigError.of(tuple(sorted(problems, key=lambda each: (each.where.line, each.where.column))))
    return complete(file, base_dir)


def complete(file: ConfigFile, base_dir: Path) -> Config:
    """Return the configuration with complete sources: defaults, names, and local paths seen from `base_dir`."""
    sources = tuple(source.completed(file.source_defaults, resolved(source.url, base_dir)) for source in file.sources)
    site = file.site if file.site.named else _unnamed(file.site, sources)
    given = {name: getattr(file, name) for name in ConfigFile.model_fields}
    return Config.model_construct(**{**given, "site": site, "sources": sources, "base_dir": base_dir})


def _unnamed(site: Site, sources: tuple[Source, ...]) -> Site:
    """Return `site` with a name from its sources; it stays `named == False`."""
    name = (sources[0].title or in_words(sources[0].name)) if len(sources) == 1 else DEFAULT_SITE_NAME
    values = {field: getattr(site, field) for field in Site.model_fields} | {"name": name}
    return Site.model_construct(set(site.model_fields_set), **values)


def _problem(detail: ErrorDetails, document: YamlDocument, where: Location) -> Problem:
    path = document.known(tuple(part for part in detail["loc"] if part != "[key]"))
    is_key = "[key]" in detail["loc"]
    message, hint = _words(detail, path, document, is_key=is_key)
    line, column = document.mark(path) if is_key or not path else _place(document, path)
    return problem("KB101", message, replace(where, line=line, column=column), hint=hint)


def _is_echo(detail: ErrorDetails) -> bool:
    """Return whether a list only counts as empty because its items are wrong, which is reported already."""
    return detail["type"] == "too_short" and bool(detail["input"])


def _place(document: YamlDocument, path: Loc) -> tuple[int, int]:
    """Return where the value stands; for a list or mapping, its key."""
    node = document.node(path)
    if isinstance(node, yaml.ScalarNode) and node.start_mark is not None and node.value:
        return node.start_mark.line + document.first_line, node.start_mark.column + 1
    return document.mark(path)


def _words(detail: ErrorDetails, path: Loc, document: YamlDocument, *, is_key: bool) -> tuple[str, str]:
    """Return message and hint for one error of pydantic."""
    kind, context = detail["type"], detail.get("ctx", {})
    label = _label(path)
    if kind == "extra_forbidden":
        return _unknown_key(detail["loc"], str(detail["loc"][-1]))
    if kind == "missing":
        return f"'{_label((*path, str(detail['loc'][-1])))}' is missing", "add it"
    if (kind == "string_type" and isinstance(detail["input"], (int, float))) or _is_date(detail["input"], kind):
        written = document.written_key(path) if is_key else document.written(path) or str(detail["input"])
        return f"'{label}' must be text, and YAML reads {shown(written)} as another type", f"quote it: '{written}'"
    if kind in _WANTED:
        wanted, hint = _WANTED[kind]
        return f"'{label}' must be {wanted}", hint
    if kind in ("enum", "literal_error"):
        return _unknown_value(label, detail["input"], str(context.get("expected", "")))
    if kind == "string_pattern_mismatch":
        return f"'{label}' must be {_PATTERNS.get(str(path[-1]), 'of another form')}", ""
    if kind == "too_short":
        return f"'{label}' is empty", "list at least one repository: `- url: https://host/path`"
    if kind == "string_too_short":
        return f"'{label}' is empty", "write a value, or remove the key"
    if kind in ("kbgen", "url"):
        return f"'{label}': {detail['msg']}", str(context.get("hint", ""))
    return f"'{label}' has a wrong value: expected {detail['msg'].removeprefix('Input should be ')}", ""


def _is_date(value: object, kind: str) -> bool:
    return kind == "string_type" and hasattr(value, "isoformat")


def _label(path: Loc) -> str:
    """Return a path as people write it: `sources[0].versions.main`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return shown(text.removeprefix("."), 120) or "the file"


def _unknown_key(loc: Loc, key: str) -> tuple[str, str]:
    section: type[BaseModel] = ConfigFile
    for part in loc[:-1]:
        section = _SECTIONS.get(str(part), section)
    known = [name for name in section.model_fields if name != key]
    inside = f" in '{_label(loc[:-1])}'" if len(loc) > 1 else ""
    if section is SourceDefaults and key in Source.model_fields:
        return f"'{key}'{inside} belongs to one source", "move it below `sources:`"
    return f"unknown key '{shown(key)}'{inside}", did_you_mean(key, known) or f"known keys: {', '.join(known)}"


def _unknown_value(label: str, value: Any, expected: str) -> tuple[str, str]:
    choices = [part.strip().strip("'") for part in expected.replace(" or ", ",").split(",")]
    near = did_you_mean(value, choices) if isinstance(value, str) else ""
    written = f"'{shown(str(value))}'" if isinstance(value, (str, int, float)) else "the value"
    return f"'{label}' cannot be {written}", near or f"expected {expected}"
