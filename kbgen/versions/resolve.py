"""From the refs of a mirror to the versions of a collection: names, order, marks, aliases, `latest`.

Pure: the same configuration and the same refs give the same versions; nothing is read or written.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kbgen.codes import problem
from kbgen.config import AUTO, UNVERSIONED, Source
from kbgen.errors import ConfigError
from kbgen.globs import Pattern, PatternError
from kbgen.model import Collection, Location, Mirror, Problem, Ref, Severity, Version
from kbgen.versions.names import name_refs, version_name
from kbgen.versions.order import is_prerelease, newest_first, number_of
from kbgen.versions.retention import keep
from kbgen.versions.selection import alternatives, captures, default_branch, quoted, select

LATEST = "latest"


@dataclass(frozen=True, slots=True)
class Resolved:
    """The collection of a source (None: all its refs were skipped), the versions that `keep` drops, the findings."""

    collection: Collection | None
    dropped: tuple[Version, ...] = ()
    problems: tuple[Problem, ...] = ()


def resolve(source: Source, mirror: Mirror, *, skip: Container[Ref] = frozenset()) -> Resolved:
    """Return what `source` shows as, given the refs of its mirror; refs in `skip` hold nothing to publish.

    Raises `ConfigError` with all that is wrong at once: malformed patterns, exact names that are missing, clashing
    names, aliases or a `latest` that name no version.
    """
    try:
        return _resolve(source, mirror, skip)
    except PatternError as error:
        raise ConfigError(f"source '{source.name}': {error}", where=Location(collection=source.name)) from error


def _resolve(source: Source, mirror: Mirror, skip: Container[Ref]) -> Resolved:
    head = default_branch(mirror)
    selection = select(source, mirror)
    if selection.errors:
        raise ConfigError.of((*selection.errors, *selection.problems))
    refs = [ref for ref in selection.refs if ref not in skip]
    if not refs or not source.versioned:
        return Resolved(_unversioned(source, mirror, refs), (), selection.problems)
    names = {_plain_pattern(text): name for text, name in source.versions.items()}
    named = [(version_name(ref, head, names), ref) for ref in refs]
    chosen = name_refs(source.name, named, (LATEST, *source.aliases), _by_name(refs, head, source))
    if errors := (*chosen.errors, *_alias_errors(source, chosen.refs)):
        raise ConfigError.of((*errors, *chosen.problems))
    versions, latest = _aliased(source, _marked(source, chosen.refs), head)
    kept, dropped = keep(versions, source.keep, latest)
    unused = _unused(source, names, refs, head, chosen.refs)
    collection = Collection(source.name, mirror, kept, latest, versioned=True)
    return Resolved(collection, dropped, (*selection.problems, *chosen.problems, *unused))


def _by_name(refs: Iterable[Ref], head: Ref | None, source: Source) -> frozenset[Ref]:
    """Return the refs that the configuration names, and not only takes by a pattern."""
    patterns = map(Pattern.parse, (*source.branches, *source.tags, *source.versions))
    exact = [pattern for pattern in patterns if pattern.exact]
    return frozenset(ref for ref in refs if any(captures(pattern, ref, head) is not None for pattern in exact))


def _unversioned(source: Source, mirror: Mirror, refs: Sequence[Ref]) -> Collection | None:
    """Return the collection of the only ref, or None when there is none left."""
    if not refs:
        return None
    if len(refs) > 1:
        message = f"source '{source.name}': '{UNVERSIONED}' makes it unversioned, which takes one ref, not {len(refs)}"
        hint = f"select one of {quoted([ref.name for ref in refs])}, or give each a version name under 'versions'"
        raise ConfigError(message, hint=hint, where=Location(collection=source.name))
    version = Version("", refs[0])
    return Collection(source.name, mirror, (version,), version, versioned=False)


def _marked(source: Source, refs: Mapping[str, Ref]) -> tuple[Version, ...]:
    """Return the versions in order, with their marks; `[]` as a mark says that a version is a plain release."""
    rules = [(_plain_pattern(text), marks) for text, marks in source.mark.items()]

    def version(name: str) -> Version:
        given = [marks for pattern, marks in rules if pattern.matches(name)]
        marks = {mark for each in given for mark in each}
        prerelease = "prerelease" in marks or (is_prerelease(name) and all(given))
        return Version(name, refs[name], prerelease, "eol" in marks, "hidden" in marks)

    return tuple(version(name) for name in newest_first(refs))


def _aliased(source: Source, versions: Sequence[Version], head: Ref | None) -> tuple[tuple[Version, ...], Version]:
    """Return the versions with their aliases, and the one that `latest` means."""
    current = _current(versions, head).name
    targets = {LATEST: source.latest, **source.aliases}
    targets = {alias: current if target == AUTO else target for alias, target in targets.items()}
    latest = next(version for version in versions if version.name == targets[LATEST])
    settled = {version.name: version for version in versions} | {latest.name: _as_latest(source, latest)}
    done = tuple(
        replace(version, aliases=tuple(alias for alias, target in targets.items() if target == version.name))
        for version in settled.values()
    )
    return done, next(version for version in done if LATEST in version.aliases)


def _current(versions: Sequence[Version], head: Ref | None) -> Version:
    """Return what `auto` means: the highest plain release, else the default branch, else the first that is shown."""
    shown = [version for version in versions if not (version.eol or version.hidden)]
    releases = [version for version in shown if number_of(version.name) is not None and not version.prerelease]
    defaults = [version for version in versions if version.ref == head]
    shown_defaults = [version for version in defaults if version in shown]
    return (*releases, *shown_defaults, *shown, *defaults, *versions)[0]


def _as_latest(source: Source, version: Version) -> Version:
    """Return `version` as the latest: a named one is then no prerelease, unless a mark says so.

    Else a site that publishes `main` alone would ask search engines to leave all of it out.
    """
    marks = [marks for text, marks in source.mark.items() if _plain_pattern(text).matches(version.name)]
    marked = any("prerelease" in each for each in marks)
    named = number_of(version.name) is None
    return replace(version, prerelease=False) if named and not marked else version


def _alias_errors(source: Source, names: Iterable[str]) -> Iterator[Problem]:
    where = Location(collection=source.name)
    known = newest_first(names)
    for key, target in ((LATEST, source.latest), *source.aliases.items()):
        if target != AUTO and target not in known:
            message = f"source '{source.name}': '{key}' means version '{target}', which does not exist"
            yield problem("KB101", message, where, hint=alternatives(target, known))


def _unused(
    source: Source, names: Mapping[Pattern, str], refs: Sequence[Ref], head: Ref | None, versions: Iterable[str]
) -> Iterator[Problem]:
    """Yield a notice for each exact name under `versions` or `mark` that stands for nothing."""
    where, known = Location(collection=source.name), tuple(versions)
    for pattern in names:
        if pattern.exact and all(captures(pattern, ref, head) is None for ref in refs):
            message = f"source '{source.name}': 'versions' names the ref '{pattern.body}', which is not selected"
            hint = alternatives(pattern.body, [ref.name for ref in refs])
            yield problem("KB113", message, where, hint=hint, severity=Severity.INFO)
    for text in source.mark:
        if _plain_pattern(text).exact and text not in known:
            message = f"source '{source.name}': 'mark' names the version '{text}', which does not exist"
            yield problem("KB113", message, where, hint=alternatives(text, known), severity=Severity.INFO)


def _plain_pattern(text: str) -> Pattern:
    pattern = Pattern.parse(text)
    if pattern.negated:
        raise PatternError(f"the pattern {text!r} takes something out, which only 'branches', 'tags' and 'always' can")
    return pattern
