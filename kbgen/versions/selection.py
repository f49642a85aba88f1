"""From a source's patterns to the refs they take. Pure: reads values, touches nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kbgen.codes import problem
from kbgen.config import Source
from kbgen.globs import Pattern, PatternError
from kbgen.model import Location, Mirror, Problem, Ref, RefKind
from kbgen.suggest import did_you_mean

_SHOWN = 5  # refs named in a message


@dataclass(frozen=True, slots=True)
class Selection:
    """The refs that are taken, in the mirror's order, and what was found on the way: `errors` stop the run."""

    refs: tuple[Ref, ...]
    errors: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()


def select(source: Source, mirror: Mirror) -> Selection:
    """Return the branches and tags of `mirror` that the patterns of `source` take.

    Errors: a malformed pattern, an exact name that is missing, nothing at all. A pattern without a match is a warning
    (KB113), and so is a missing default branch while other refs remain, and a ref that git could take for an option,
    which is left out (KB112).
    """
    head = default_branch(mirror)
    branches = [ref for ref in mirror.refs if ref.kind is RefKind.BRANCH or ref is head]
    tags = [ref for ref in mirror.refs if ref.kind is RefKind.TAG]
    parts = (_part(source.name, "branch", source.branches, branches, tags, head),
             _part(source.name, "tag", source.tags, tags, branches, None))  # fmt: skip
    taken = tuple(ref for part in parts for ref in part.refs)
    refs = tuple(ref for ref in taken if not ref.name.startswith("-"))
    errors = tuple(error for part in parts for error in part.errors)
    if not refs and not errors:
        errors = (_nothing(source, mirror),)
    problems = tuple(found for part in parts for found in part.problems)
    return Selection(refs, errors, (*problems, *(_option_like(source.name, ref) for ref in taken if ref not in refs)))


def default_branch(mirror: Mirror) -> Ref | None:
    """Return what `HEAD` means: the named branch, else a detached commit, else the only branch there is."""
    branches = [ref for ref in mirror.refs if ref.kind is RefKind.BRANCH]
    named = [ref for ref in branches if ref.name == mirror.head]
    detached = [ref for ref in mirror.refs if ref.kind is RefKind.HEAD]
    return next(iter(named or detached or (branches if len(branches) == 1 else [])), None)


def captures(pattern: Pattern, ref: Ref, head: Ref | None) -> tuple[str, ...] | None:
    """Return what `pattern` captures in the short name of `ref`, or None; `HEAD` stands for the ref `head`."""
    if pattern.body == "HEAD":
        return () if ref is head else None
    return None if ref.kind is RefKind.HEAD else pattern.captures(ref.name)


def _part(
    source: str, kind: str, texts: Iterable[str], refs: Sequence[Ref], others: Sequence[Ref], head: Ref | None
) -> Selection:
    """Select among the refs of one kind; `others` are those of the other kind."""
    where = Location(collection=source)
    patterns, errors, problems = [], [], []
    for text in texts:
        try:
            pattern = Pattern.parse(text)
        except PatternError as error:
            errors.append(problem("KB101", f"source '{source}': {error}", where))
            continue
        patterns.append(pattern)
        if pattern.negated or any(captures(pattern, ref, head) is not None for ref in refs):
            continue
        if pattern.exact and (kind, text) != ("branch", "HEAD"):
            errors.append(_missing(source, kind, text, refs, others))
        else:
            problems.append(_unmatched(source, kind, text, refs))
    taken = tuple(ref for ref in refs if _takes(patterns, ref, head))
    return Selection(taken, tuple(errors), tuple(problems))


def _takes(patterns: Sequence[Pattern], ref: Ref, head: Ref | None) -> bool:
    """Say whether the last pattern that matches `ref` takes it."""
    decisive = next((pattern for pattern in reversed(patterns) if captures(pattern, ref, head) is not None), None)
    return decisive is not None and not decisive.negated


def _missing(source: str, kind: str, name: str, refs: Sequence[Ref], others: Sequence[Ref]) -> Problem:
    if name in {ref.name for ref in others}:
        key, other = ("tags", "tag") if kind == "branch" else ("branches", "branch")
        hint = f"there is a {other} of this name: write it under '{key}'"
    else:
        hint = alternatives(name, [ref.name for ref in refs])
    return problem("KB101", f"source '{source}' has no {kind} '{name}'", Location(collection=source), hint=hint)


def _unmatched(source: str, kind: str, text: str, refs: Sequence[Ref]) -> Problem:
    where = Location(collection=source)
    if text == "HEAD":
        message = f"source '{source}' has no default branch"
        return problem("KB113", message, where, hint="name a branch under 'branches', or write 'branches: []'")
    message = f"source '{source}': the {kind} pattern '{text}' matches nothing"
    return problem("KB113", message, where, hint=alternatives(text, [ref.name for ref in refs]))


def _option_like(source: str, ref: Ref) -> Problem:
    message = f"source '{source}': the ref '{ref.name}' is refused: git could take it for an option"
    where = Location(collection=source, ref=ref.name)
    return problem("KB112", message, where, hint="leave it out with the pattern '!-*'")


def _nothing(source: Source, mirror: Mirror) -> Problem:
    where = Location(collection=source.name)
    if not mirror.refs:
        return problem("KB101", f"source '{source.name}' has no branch, tag or commit yet", where, hint="commit a page")
    message = f"source '{source.name}': no branch or tag is selected, so there is nothing to publish"
    hint = f"name some of its refs under 'branches' or 'tags': {quoted([ref.name for ref in mirror.refs])}"
    return problem("KB101", message, where, hint=hint)


def alternatives(name: str, names: Sequence[str]) -> str:
    """Return a hint that offers the one of `names` that is near `name`, else the first few."""
    return did_you_mean(name, names) or (f"there is {quoted(names)}" if names else "there is none at all")


def quoted(names: Sequence[str]) -> str:
    """Return the first few `names` in quotes, and how many more there are."""
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(f"'{name}'" for name in names[:_SHOWN]) + more
