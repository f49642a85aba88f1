"""From refs to the names that readers see in URLs, one ref for each name. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kbgen.codes import problem
from kbgen.config import RESERVED
from kbgen.globs import Pattern, expand, literal
from kbgen.model import Location, Problem, Ref, RefKind
from kbgen.versions.order import cut_prefix
from kbgen.versions.selection import captures, quoted

_MOST = 128  # characters: safe as a folder name on every file system, with room for a suffix


@dataclass(frozen=True, slots=True)
class Named:
    """The refs by version name, and what was found on the way: `errors` stop the run."""

    refs: Mapping[str, Ref]
    errors: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()


def version_name(ref: Ref, head: Ref | None, names: Mapping[Pattern, str]) -> str:
    """Return the version name of `ref`: what `names` maps it to, else its short name without a leading `v`.

    The last pattern that matches decides, an exact name before all others. Characters that do not belong in a URL
    segment become `-`. Raises `PatternError` for a `$2` where only one part is captured.
    """
    mapped = [
        (names[pattern], parts)
        for pattern in sorted(names, key=lambda pattern: pattern.exact)
        if (parts := captures(pattern, ref, head)) is not None
    ]
    name = expand(*mapped[-1]) if mapped else cut_prefix(ref.name)
    return re.sub(r"[^A-Za-z0-9._+-]", "-", name)


def name_refs(source: str, named: Iterable[tuple[str, Ref]], aliases: Iterable[str]) -> Named:
    """Give each name one ref: a branch before tags, then the newer tag (KB118 for the others).

    Errors: a name that no URL or disk can carry, is reserved or is an alias, two branches of one name, two names that
    differ only in case.
    """
    groups: dict[str, list[Ref]] = defaultdict(list)
    for name, ref in named:
        groups[name].append(ref)
    taken = {alias.casefold() for alias in aliases}
    errors = [error for name, refs in groups.items() if (error := _refused(source, name, refs[0], taken))]
    errors += [error for name, refs in groups.items() if (error := _ambiguous(source, name, refs))]
    errors += _equal_but_for_case(source, groups)
    chosen = {name: max(refs, key=_strength) for name, refs in groups.items()}
    notices = [
        _outdone(source, name, chosen[name], ref)
        for name, refs in groups.items() for ref in refs if ref is not chosen[name]
    ]  # fmt: skip
    return Named(chosen, tuple(errors), tuple(notices))


def _describe(ref: Ref) -> str:
    """Return how a message speaks of `ref`."""
    return "the detached HEAD" if ref.kind is RefKind.HEAD else f"{ref.kind.value} '{ref.name}'"


def _why_refused(name: str) -> str:
    """Return why `name` cannot be the first segment of a URL or a folder on every disk, or ""."""
    if name.casefold() in RESERVED:
        return "is reserved for the site"
    if len(name) > _MOST:
        return f"is longer than {_MOST} characters"
    if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9._+-]*[A-Za-z0-9_+-])?", name):
        return "does not begin with a letter or digit, or ends with a dot"
    return ""


def _refused(source: str, name: str, ref: Ref, aliases: Iterable[str]) -> Problem | None:
    reason = "is also an alias" if name.casefold() in aliases else _why_refused(name)
    if not reason:
        return None
    message = f"source '{source}': {_describe(ref)} makes the version name '{name}', which {reason}"
    return _error(source, message, f"give it another name: versions: {{'{literal(ref.name)}': other-name}}")


def _ambiguous(source: str, name: str, refs: Sequence[Ref]) -> Problem | None:
    branches = [ref.name for ref in refs if ref.kind is not RefKind.TAG]
    if len(branches) < 2:
        return None
    message = f"source '{source}': the branches {quoted(branches)} all make the version name '{name}'"
    return _error(source, message, _other_name(branches[-1]))


def _equal_but_for_case(source: str, groups: Mapping[str, Sequence[Ref]]) -> list[Problem]:
    folded: dict[str, list[Ref]] = defaultdict(list)
    for name, refs in groups.items():
        folded[name.casefold()].append(refs[0])
    return [
        _error(
            source,
            f"source '{source}': the version names of {' and '.join(map(_describe, refs))} differ only in case",
            f"many disks cannot tell them apart; {_other_name(refs[-1].name)}",
        )
        for refs in folded.values() if len(refs) > 1
    ]  # fmt: skip


def _other_name(ref: str) -> str:
    return f"name one of them: versions: {{'{literal(ref)}': other-name}}"


def _strength(ref: Ref) -> tuple[bool, datetime, str]:
    """Return what decides between refs of one name: a branch carries fixes; of two tags the newer, else by name."""
    return ref.kind is not RefKind.TAG, ref.date, ref.name


def _outdone(source: str, name: str, winner: Ref, ref: Ref) -> Problem:
    message = f"source '{source}': {_describe(winner)} and {_describe(ref)} both stand for version '{name}'"
    hint = f"{_describe(winner)} is published; leave the other out with the pattern '!{literal(ref.name)}'"
    return problem("KB118", message, Location(collection=source, ref=ref.name), hint=hint)


def _error(source: str, message: str, hint: str) -> Problem:
    return problem("KB101", message, Location(collection=source), hint=hint)
