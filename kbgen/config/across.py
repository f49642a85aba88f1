"""What no single field of `kbgen.yml` can tell: names that clash, and patterns that cannot be parsed.

Works on values that are not checked yet, so that these problems show in the same run as all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from kbgen.bounded_yaml import Path, YamlDocument
from kbgen.codes import problem
from kbgen.config.urls import RESERVED, default_name, redact
from kbgen.globs import Pattern, PatternError
from kbgen.model import Location, Problem
from kbgen.suggest import shown


def across(value: object, document: YamlDocument, where: Location) -> Iterator[Problem]:
    """Yield what is wrong between the parts of `value`, the content of the file."""
    if isinstance(value, dict):
        yield from _clashes(value, document, where)
        yield from _malformed(value, document, where)
        yield from _double_signatures(value, document, where)


def _malformed(value: Mapping[str, Any], document: YamlDocument, where: Location) -> Iterator[Problem]:
    for path, text, may_negate in _patterns(value):
        line, column = document.mark(path)
        try:
            pattern = Pattern.parse(text)
        except PatternError as error:
            example = "guides/**" if path[0] == "front_matter" else "v*"
            at = replace(where, line=line, column=column)
            yield problem("KB101", str(error), at, hint=f"write a name, or '{example}'")
            continue
        if pattern.negated and not may_negate:
            message = f"the pattern '{shown(text)}' takes something out, which only 'branches', 'tags' and 'always' can"
            yield problem("KB101", message, replace(where, line=line, column=column), hint="write what is meant")


def _patterns(value: Mapping[str, Any]) -> Iterator[tuple[Path, str, bool]]:
    """Yield path and text of each pattern, and whether it may begin with `!`."""
    front_matter = value.get("front_matter")
    if isinstance(front_matter, dict):
        yield from _texts(("front_matter", "required"), front_matter.get("required"))
    listed = value.get("sources")
    places: list[tuple[Path, object]] = [(("source_defaults",), value.get("source_defaults"))]
    places += [(("sources", index), item) for index, item in enumerate(listed if isinstance(listed, list) else ())]
    for at, part in places:
        if not isinstance(part, dict):
            continue
        keep = part.get("keep")
        yield from _texts((*at, "keep", "always"), keep.get("always") if isinstance(keep, dict) else None)
        for name in ("branches", "tags", "versions", "mark"):
            yield from _texts((*at, name), part.get(name))


def _texts(at: Path, value: object) -> Iterator[tuple[Path, str, bool]]:
    """Yield the items of a list, or the keys of a mapping; a list may negate. Empty ones are reported elsewhere."""
    items = list(enumerate(value)) if isinstance(value, list) else []
    keys = [(key, key) for key in value] if isinstance(value, dict) else []
    for step, text in (*items, *keys):
        if isinstance(text, str) and text.removeprefix("!"):
            yield (*at, step), text, isinstance(value, list)


def _clashes(value: Mapping[str, Any], document: YamlDocument, where: Location) -> Iterator[Problem]:
    """Yield a problem for each two sources that want one name, or one place in URLs. Works on unchecked values."""
    listed = value.get("sources")
    names: dict[str, int] = {}
    prefixes: dict[str, int] = {}
    for index, source in enumerate(listed if isinstance(listed, list) else ()):
        if not isinstance(source, dict) or not isinstance(source.get("url"), str):
            continue
        name = source.get("name", default_name(source["url"]))
        if not isinstance(name, str):
            continue
        line, column = document.mark(("sources", index))
        at = replace(where, line=line, column=column)
        yield from _reserved(source, name, at)
        prefix = source.get("prefix", name)
        prefix = prefix if isinstance(prefix, str) else name
        for taken, key, what in ((names, name, "the name"), (prefixes, prefix, "the URL prefix")):
            other = taken.setdefault(key.lower(), index)
            if other != index:
                first = document.mark(("sources", other))[0]
                message = f"the sources in line {first} and line {line} both have {what} '{shown(key)}'"
                yield problem("KB101", message, at, hint="give one of them a `name:` of its own")
                break


def _double_signatures(value: Mapping[str, Any], document: YamlDocument, where: Location) -> Iterator[Problem]:
    """Yield a problem for each signature that two members of `people` claim."""
    people = value.get("people")
    members = people.get("members") if isinstance(people, dict) else None
    claimed: dict[str, Path] = {}
    for index, member in enumerate(members if isinstance(members, list) else ()):
        if not isinstance(member, dict):
            continue
        at: Path = ("people", "members", index)
        for path, text in _signatures(at, member):
            first = claimed.setdefault(" ".join(text.split()).casefold(), path)
            if first[2] == index:
                continue
            line, column = document.mark(path)
            message = f"'{shown(text)}' is said of two people, in line {document.mark(first)[0]} and line {line}"
            yield problem("KB101", message, replace(where, line=line, column=column), hint="leave it with one of them")


def _signatures(at: Path, member: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Yield path and text of what a member signs as; without any, it is the name."""
    listed = member.get("signs_as") or []
    texts = [((*at, "signs_as", n), text) for n, text in enumerate(listed if isinstance(listed, list) else ())]
    yield from (
        (path, text) for path, text in (texts or [((*at, "name"), member.get("name"))]) if isinstance(text, str)
    )


def _reserved(source: Mapping[object, object], name: str, at: Location) -> Iterator[Problem]:
    if "name" not in source and name in RESERVED:
        message = f"the source '{redact(str(source['url']))}' would be named '{name}', which the site itself uses"
        yield problem("KB101", message, at, hint="give it a `name:`")
