"""Which files of a commit a version publishes: in the docs folder, of a published type, under a safe path."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kbgen import git, paths, urls
from kbgen.codes import problem
from kbgen.content.assets import is_publishable, suffix
from kbgen.content.inclusion import Inclusion
from kbgen.git import TreeEntry
from kbgen.model import BookSettings, Location, Problem, Severity
from kbgen.suggest import shown

SYMLINK = "120000"
LINK_STEPS = 8
LINK_BYTES = 4096  # PATH_MAX: a longer link leads nowhere
TYPES_NAMED = 5
NAV_FILES = (".nav.yml", ".pages")  # of the plugins awesome-nav and awesome-pages

Entries = Mapping[str, TreeEntry]


@dataclass(frozen=True, slots=True)
class Selection:
    """The files to publish by their path in the docs folder, and what is wrong with others."""

    files: Entries
    problems: tuple[Problem, ...]


def followed(entries: Entries, git_dir: Path) -> Entries:
    """Return the entries with each symbolic link to a file of the same commit replaced by that file."""
    links = {path: e.oid for path, e in entries.items() if e.mode == SYMLINK and e.size <= LINK_BYTES}
    texts = dict(git.read_blobs(git_dir, sorted(set(links.values()))))
    targets = {path: texts[oid].decode("utf-8", "surrogateescape") for path, oid in links.items()}
    return {**entries, **{path: _end_of(path, targets, entries) for path in links}}


def _end_of(path: str, targets: Mapping[str, str], entries: Entries) -> TreeEntry:
    """Return the file that a link leads to in at most `LINK_STEPS` steps inside the commit, else the link itself."""
    at = path
    for _ in range(LINK_STEPS):
        if at not in targets:
            return entries.get(at, entries[path])
        at = posixpath.normpath(posixpath.join(posixpath.dirname(at), targets[at]))
    return entries[path]


def select(entries: Entries, settings: BookSettings, where: Location, *, any_type: bool) -> Selection:
    """Return the files of the docs folder that are published, of `any_type` or of the types that need no trust."""
    inclusion = Inclusion.of(settings)
    problems = [_ignored(line, replace(where, path=settings.path)) for line in inclusion.ignored]
    safe: dict[str, TreeEntry] = {}
    others: list[str] = []
    for uri, entry in _in_docs(entries, settings, inclusion):
        finding = _unpublishable(uri, entry, replace(where, path=paths.shown(posixpath.join(settings.docs_dir, uri))))
        if finding and (finding.code == "KB005" or _has_type(uri.rstrip(" ."), any_type)):
            problems.append(finding)
        elif _has_type(uri, any_type):
            safe[uri] = entry
        else:
            others.append(uri)
    clashes = paths.case_clashes(safe)
    problems += [_clash(uri, first, settings, where) for uri, first in clashes.items()]
    problems += [_not_published(others, settings, where)] if others else []
    problems += _without_effect(entries, settings, where)
    return Selection({uri: entry for uri, entry in safe.items() if uri not in clashes}, tuple(problems))


def _in_docs(entries: Entries, settings: BookSettings, inclusion: Inclusion) -> Iterator[tuple[str, TreeEntry]]:
    prefix = f"{settings.docs_dir}/" if settings.docs_dir else ""
    for path, entry in entries.items():
        uri = path.removeprefix(prefix)
        if path.startswith(prefix) and path != settings.path and inclusion.publishes(uri):
            yield uri, entry


def _has_type(uri: str, any_type: bool) -> bool:
    return any_type or urls.is_markdown(uri) or is_publishable(uri)


def _unpublishable(uri: str, entry: TreeEntry, where: Location) -> Problem | None:
    if entry.mode == SYMLINK:
        message = "the symbolic link does not lead to a file of this repository and is not published"
        return problem("KB005", message, where, hint="commit the file itself")
    if entry.kind != "blob":
        hint = "make the other repository a source of its own"
        return problem("KB005", "a submodule is not published", where, hint=hint)
    reason = paths.why_unsafe(uri)
    return problem("KB002", f"the file is not published: {reason}", where, hint="rename the file") if reason else None


def _ignored(line: str, where: Location) -> Problem:
    message = f"the pattern '{shown(line)}' is ignored: it is no pattern of gitignore, or has too many stars"
    return problem("KB011", message, where, hint="write one simple pattern a line", severity=Severity.WARNING)


def _clash(uri: str, first: str, settings: BookSettings, where: Location) -> Problem:
    there = replace(where, path=posixpath.join(settings.docs_dir, uri))
    message = f"'{uri}' is not published: '{first}' differs from it in case only"
    return problem("KB002", message, there, hint="rename one of the two")


def _not_published(uris: Iterable[str], settings: BookSettings, where: Location) -> Problem:
    """Return the one notice of a version about files of types that are not published."""
    counts = Counter(suffix(uri) or "without suffix" for uri in uris)
    named = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:TYPES_NAMED]
    rest = counts.total() - sum(count for _, count in named)
    listed = ", ".join([f"{count} {paths.shown(kind)}" for kind, count in named] + ([f"{rest} others"] if rest else []))
    message = f"not published, since they are no pages and no media: {listed}"
    hint = "links to them lead to the repository on the web"
    return problem("KB004", message, replace(where, path=settings.docs_dir), hint=hint, severity=Severity.INFO)


def _without_effect(entries: Entries, settings: BookSettings, where: Location) -> Iterator[Problem]:
    """Yield the one notice of a version about files with which plugins for MkDocs order its pages."""
    prefix = f"{settings.docs_dir}/" if settings.docs_dir else ""
    counts = Counter(posixpath.basename(path) for path in entries if path.startswith(prefix))
    if found := [f"{name} ({counts[name]})" for name in NAV_FILES if counts[name]]:
        message = f"has no effect here: {', '.join(found)}"
        hint = "order the pages by `nav` in mkdocs.yml, a SUMMARY.md, or `nav.order` in their front matter"
        yield problem("KB054", message, replace(where, path=settings.docs_dir), hint=hint)
