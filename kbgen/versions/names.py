"""From refs to the names that readers see in URLs, one ref for each name. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class _Clash:
    """Refs that cannot be published under the names they have, and why."""

    refs: tuple[Ref, ...]
    message: str
    hint: str


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


def name_refs(
    source: str, named: Iterable[tuple[str, Ref]], aliases: Iterable[str], by_name: Container[Ref] = frozenset()
) -> Named:
    """Give each name one ref: a branch before tags, then the newer tag (KB118 for the others).

    A name that no URL or disk can carry, is reserved or is an alias, two branches of one name, and two names that
    differ only in case are errors where the refs are chosen `by_name`. What only a pattern takes is left out (KB112):
    whoever may push a ref must not be able to hold up the site.
    """
    pairs = [*named]
    clashes = [*_clashes(pairs, {alias.casefold() for alias in aliases}, by_name)]
    out = {ref for clash in clashes for ref in clash.refs}
    stops = all(ref in out for _, ref in pairs)
    errors = [each for each in clashes if stops or any(ref in by_name for ref in each.refs)]
    left_out = [each for each in clashes if each not in errors]
    groups = _grouped((name, ref) for name, ref in pairs if ref not in out)
    chosen = {name: max(refs, key=_strength) for name, refs in groups.items()}
    notices = [_problem(source, "KB112", each) for each in left_out]
    notices += [
        _outdone(source, name, chosen[name], ref)
        for name, refs in groups.items() for ref in refs if ref is not chosen[name]
    ]  # fmt: skip
    return Named(chosen, tuple(_problem(source, "KB101", each) for each in errors), tuple(notices))


def _grouped(pairs: Iterable[tuple[str, Ref]]) -> Mapping[str, Sequence[Ref]]:
    groups: dict[str, list[Ref]] = defaultdict(list)
    for name, ref in pairs:
        groups[name].append(ref)
    return groups


def _clashes(pairs: Sequence[tuple[str, Ref]], aliases: Container[str], by_name: Container[Ref]) -> Iterator[_Clash]:
    """Yield the refs that must not be published under their names, with those that stay out of it."""

    def first(refs: Iterable[tuple[str, Ref]]) -> list[tuple[str, Ref]]:
        """Return those that are chosen by name before others, then those that were called so, then the older."""
        return sorted(refs, key=lambda pair: (pair[1] not in by_name, pair[1].name != pair[0], pair[1].date))

    groups = _grouped(pairs)
    refused = {name: why for name, refs in groups.items() if (why := _why_refused(name, aliases))}
    for name, why in refused.items():
        yield _refused(name, groups[name], why)
    others = {name: refs for name, refs in groups.items() if name not in refused}
    for name, refs in others.items():
        branches = first((name, ref) for ref in refs if ref.kind is not RefKind.TAG)
        if len(branches) > 1:
            yield _ambiguous(name, [ref for _, ref in branches])
    folded: dict[str, list[tuple[str, Ref]]] = defaultdict(list)
    for name, refs in others.items():
        folded[name.casefold()].append(first((name, ref) for ref in refs)[0])
    for alike in folded.values():
        if len(alike) > 1:
            yield _equal_but_for_case([(others[name], ref) for name, ref in first(alike)])


def _describe(ref: Ref) -> str:
    """Return how a message speaks of `ref`."""
    return "the detached HEAD" if ref.kind is RefKind.HEAD else f"{ref.kind.value} '{ref.name}'"


def _why_refused(name: str, aliases: Container[str]) -> str:
    """Return why `name` cannot be the first segment of a URL or a folder on every disk, or ""."""
    if name.casefold() in aliases:
        return "is also an alias"
    if name.casefold() in RESERVED:
        return "is reserved for the site"
    if len(name) > _MOST:
        return f"is longer than {_MOST} characters"
    if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9._+-]*[A-Za-z0-9_+-])?", name):
        return "does not begin with a letter or digit, or ends with a dot"
    return ""


def _refused(name: str, refs: Sequence[Ref], why: str) -> _Clash:
    hint = f"give it another name: versions: {{'{literal(refs[0].name)}': other-name}}"
    return _Clash(tuple(refs), f"{_describe(refs[0])} makes the version name '{name}', which {why}", hint)


def _ambiguous(name: str, branches: Sequence[Ref]) -> _Clash:
    names = quoted(sorted(ref.name for ref in branches))
    message = f"the branches {names} all make the version name '{name}'"
    return _Clash(tuple(branches[1:]), message, _other_name(branches[-1].name))


def _equal_but_for_case(alike: Sequence[tuple[Sequence[Ref], Ref]]) -> _Clash:
    named = " and ".join(sorted(_describe(ref) for _, ref in alike))
    hint = f"many disks cannot tell them apart; {_other_name(alike[-1][1].name)}"
    refs = tuple(ref for group, _ in alike[1:] for ref in group)
    return _Clash(refs, f"the version names of {named} differ only in case", hint)


def _other_name(ref: str) -> str:
    return f"name one of them: versions: {{'{literal(ref)}': other-name}}"


def _strength(ref: Ref) -> tuple[bool, datetime, str]:
    """Return what decides between refs of one name: a branch carries fixes; of two tags the newer, else by name."""
    return ref.kind is not RefKind.TAG, ref.date, ref.name


def _outdone(source: str, name: str, winner: Ref, ref: Ref) -> Problem:
    message = f"source '{source}': {_describe(winner)} and {_describe(ref)} both stand for version '{name}'"
    hint = f"{_describe(winner)} is published; leave the other out with the pattern '!{literal(ref.name)}'"
    return problem("KB118", message, Location(collection=source, ref=ref.name), hint=hint)


def _problem(source: str, code: str, clash: _Clash) -> Problem:
    left_out = "" if code == "KB101" else f"; without {' and '.join(map(_describe, clash.refs))}"
    return problem(code, f"source '{source}': {clash.message}{left_out}", Location(collection=source), hint=clash.hint)
