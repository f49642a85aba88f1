"""From the values of a page's head to its `FrontMatter`: what is wrong is reported, and only that is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pydantic import ValidationError

from kbgen.codes import problem
from kbgen.content.frontmatter_schema import HIDES, OF_OTHER_TOOLS, REFUSED, STATUSES, TYPES, Fields, one_line
from kbgen.model import FrontMatter, Location, Problem, Severity
from kbgen.suggest import did_you_mean, nearest, shown

_SHARED_TEXTS = ("title", "subtitle", "description", "icon", "lang")
_SHARED_LISTS = ("tags", "use_case", "audience", "reviewers", "authors", "aliases", "redirect_from", "hide")

LONGEST_TEXT = 1_000
"""Characters of one text: titles stand on every page of a site."""
MOST_ITEMS = 100
"""Items of one list: each may become a page of its own."""

Report = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Head:
    """Values of a head by key, and where each path of it stands (line and column); `known` are keys of the site's."""

    values: Mapping[Any, object]
    mark: Callable[[tuple[str | int, ...]], tuple[int, int]]
    written: Callable[[tuple[str | int, ...]], str | None]
    known: frozenset[str] = frozenset()


def typed(head: Head, where: Location, *, of_lines: bool = False) -> tuple[FrontMatter, tuple[Problem, ...]]:
    """Return the front matter of a head; what is wrong is reported and left out."""
    found: list[Problem] = []

    def report(code: str, path: tuple[str | int, ...], message: str, hint: str = "", *, soft: bool = False) -> None:
        line, column = head.mark(path)
        severity = Severity.WARNING if soft else None
        found.append(problem(code, message, replace(where, line=line, column=column), hint=hint, severity=severity))

    data = dict(_known(head, report, of_lines=of_lines))
    front = _validated(data, report).front_matter()
    return front, tuple(found)


def _known(head: Head, report: Report, *, of_lines: bool) -> Iterator[tuple[str, object]]:
    """Yield the fields that are ours, with the forms of other tools turned into ours."""
    for key, value in head.values.items():
        name = str(key)
        if name in REFUSED:
            report("KB016", (name,), f"'{name}' is ignored: a page cannot choose a template", soft=True)
        elif name not in Fields.model_fields:
            if name not in OF_OTHER_TOOLS and name not in head.known:
                _unknown(name, report, of_lines=of_lines)
        elif value is not None:
            for shared, found in _shared(name, value, head, partial(report, "KB011")):
                yield shared, _bounded(shared, found, partial(report, "KB011"))


def _unknown(name: str, report: Report, *, of_lines: bool) -> None:
    """Report a key that nobody reads: a warning where it looks like a slip, else a notice for its many users."""
    slip = did_you_mean(name, (*Fields.model_fields, *OF_OTHER_TOOLS), near=0.8)
    hint = slip
    if of_lines and not slip:
        hint = "the first lines of a page are read as `key: value`; begin the page with an empty line to show them"
    report("KB012", (name,), f"the key '{shown(name)}' is not known and is ignored", hint, soft=bool(slip))


def _shared(name: str, value: object, head: Head, report: Report) -> Iterator[tuple[str, object]]:
    if name in _SHARED_TEXTS:
        value = _text(name, value, head, report)
    elif name in _SHARED_LISTS:
        value = _texts(name, value, head, report)
    elif name == "status":
        value = _status(value, report)
    elif name == "type":
        value = _type(value, report)
    if value is not None:
        yield name, value


def _text(name: str, value: object, head: Head, report: Report) -> str | None:
    if isinstance(value, (dict, list)):
        report((name,), f"'{name}' must be text", "quote text that begins with a bracket or a brace", soft=True)
        return None
    text = value if isinstance(value, str) else head.written((name,)) or str(value)
    text = one_line(text)
    if name in ("icon", "lang") and not _fits(name, text):
        example = "material/school" if name == "icon" else "pt-BR"
        report((name,), f"'{shown(text)}' is no {name} that is known here", f"write it like {example}", soft=True)
        return None
    return text


def _fits(name: str, text: str) -> bool:
    pattern = next(str(part.pattern) for part in Fields.model_fields[name].metadata if hasattr(part, "pattern"))
    return re.search(pattern, text) is not None


def _texts(name: str, value: object, head: Head, report: Report) -> tuple[str, ...]:
    """Return a list of texts. One text is read as a list: by its commas, but for paths, of which it is one."""
    if not isinstance(value, list):
        if isinstance(value, dict):
            report((name,), f"'{name}' must be a list of texts", f"write `{name}: [one, two]`", soft=True)
            return ()
        written = value if isinstance(value, str) else head.written((name,)) or ""
        if name == "redirect_from":
            return (written,)
        items = tuple(item.strip() for item in written.split(",") if item.strip())
        report((name,), f"'{name}' is read as a list", f"write `{name}: [{shown(', '.join(items))}]`", soft=True)
        return _hides(items, name, report)
    kept = []
    for index, item in enumerate(value):
        text = item if isinstance(item, str) else head.written((name, index))
        if text is None:
            report((name, index), f"an item of '{name}' must be text, and is left out", soft=True)
        elif text.strip():
            kept.append(text)
    return _hides(tuple(dict.fromkeys(kept)), name, report)


def _bounded(name: str, value: object, report: Report) -> object:
    """Return as much of a text or list as is read."""
    if isinstance(value, (list, tuple)):
        if len(value) > MOST_ITEMS:
            report((name,), f"'{name}' has {len(value):,} items; the first {MOST_ITEMS} are read", soft=True)
        return type(value)(item[:LONGEST_TEXT] if isinstance(item, str) else item for item in value[:MOST_ITEMS])
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        report((name,), f"'{name}' has {len(value):,} characters; the first {LONGEST_TEXT:,} are read", soft=True)
        return value[:LONGEST_TEXT]
    return value


def _hides(items: tuple[str, ...], name: str, report: Report) -> tuple[str, ...]:
    if name != "hide":
        return items
    for index, item in enumerate(items):
        if item not in HIDES:
            hint = did_you_mean(item, HIDES) or f"expected one of: {', '.join(HIDES)}"
            report((name, index), f"'hide' does not know '{shown(item)}'", hint, soft=True)
    return tuple(item for item in items if item in HIDES)


def _status(value: object, report: Report) -> object:
    """Return a known status. One that is like a known one is an error; any other may be Material's custom one."""
    if not isinstance(value, str) or value in STATUSES:
        return value
    near = nearest(value, STATUSES)
    hint = f"did you mean '{near}'?" if near else f"expected one of: {', '.join(STATUSES)}"
    report(("status",), f"the status '{shown(value)}' is not known", hint, soft=near is None)
    return None


def _type(value: object, report: Report) -> str | None:
    """Return a known type. Hugo, Obsidian and others have types of their own, so only a slip of the pen is reported."""
    if isinstance(value, str) and value in TYPES:
        return value
    near = nearest(value, TYPES, 0.8) if isinstance(value, str) else None
    if near:
        report(("type",), f"the type '{shown(str(value))}' is not known", f"did you mean '{near}'?", soft=True)
    return None


def _validated(data: dict[str, object], report: Report) -> Fields:
    """Return the fields; those with errors are reported and left out."""
    try:
        return Fields.model_validate(data)
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_input=False, include_context=False):
            name, *rest = detail["loc"]
            message = detail["msg"].removeprefix("Input should be ")
            if detail["type"] == "extra_forbidden":
                inner = {"nav": ("title", "order", "hidden"), "search": ("exclude", "boost")}[str(name)]
                key = str(rest[-1])
                hint = did_you_mean(key, inner) or f"expected one of: {', '.join(inner)}"
                report(
                    "KB012",
                    (name, *rest),
                    f"the key '{name}.{shown(key)}' is not known and is ignored",
                    hint,
                    soft=True,
                )
            else:
                at = ".".join(str(part) for part in (name, *rest))
                report("KB011", (name, *rest), f"'{shown(at)}' has a wrong value: expected {message}")
        bad = {str(detail["loc"][0]) for detail in error.errors(include_input=False, include_context=False)}
        return Fields.model_validate({key: value for key, value in data.items() if key not in bad})
