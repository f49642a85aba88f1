"""The lineages of all versions: from what history knows of each version to one joined value for each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from posixpath import join

from kbgen.dropped import Dropped
from kbgen.facts import PageHistory, SourceHistory
from kbgen.lineage import Lineage
from kbgen.lineages import Edition
from kbgen.model import Content, Page
from kbgen.people import PageFacts
from kbgen.similar import join_lineages

Facts = Mapping[str, PageFacts]
Known = tuple[Content, Mapping[str, str]]
"""A version, and the page ids that history knows, by `src_uri`."""
Place = tuple[str, str]
"""The names of a collection and of a version of it."""


def all_lineages(
    contents: Sequence[Content],
    of_versions: Sequence[Facts],
    dropped: Sequence[Dropped],
    histories: Mapping[str, SourceHistory],
) -> tuple[tuple[Lineage, ...], tuple[Dropped, ...]]:
    """Return the lineage of each content, and the dropped versions with theirs."""
    found: dict[Place, Lineage] = {}
    for name in dict.fromkeys(content.collection.name for content in contents):
        own = [(c, _ids(f)) for c, f in zip(contents, of_versions, strict=True) if c.collection.name == name]
        past = [d for d in dropped if d.content.collection.name == name]
        found |= _of_collection(list(_in_order(own, past, histories[name])), histories[name])
    gone = tuple(replace(each, lineage=found[_place(each.content)]) for each in dropped)
    return tuple(_with_commits(content, found[_place(content)], histories) for content in contents), gone


def _with_commits(content: Content, lineage: Lineage, histories: Mapping[str, SourceHistory]) -> Lineage:
    """Return the lineage of a version with the newest commit that wrote each of its pages as it is, and its links."""
    history = histories[content.collection.name]
    version = history.versions.get(content.version.ref.oid)
    if version is None:
        return lineage
    known = {page.id: page for page in history.pages}
    told = [(page, known.get(version.pages.get(page.path, ""))) for page in content.pages]
    writers = ((page.src_uri, _writer(page, of, version.commits)) for page, of in told if of)
    links = ((page, of) for page, of in told if page.path != join(content.settings.docs_dir, page.src_uri))
    linked = {page.src_uri: of.path for page, of in links if of}
    return replace(lineage, commits={src_uri: commit for src_uri, commit in writers if commit}, linked=linked)


def _writer(page: Page, history: PageHistory, visible: Collection[str]) -> str:
    """Return the newest of the `visible` commits that has exactly this text at this path; "" if none has."""
    same = (change for change in reversed(history.changes) if change.commit in visible)
    return next((each.commit for each in same if (each.blob, each.path) == (page.oid, page.path)), "")


def _place(content: Content) -> Place:
    return content.collection.name, content.version.name


def _in_order(own: Sequence[Known], dropped: Sequence[Dropped], history: SourceHistory) -> Iterator[Known]:
    """Yield the versions of a collection, those that are kept and those that are dropped, newest first."""
    past = [(each.heirs[:1], (each.content, _ids_at(each.content, history))) for each in dropped]
    yield from (known for heir, known in past if not heir)
    for content, ids in own:
        yield content, ids
        yield from (known for heir, known in past if heir == (content.version.name,))


def _of_collection(told: Sequence[Known], history: SourceHistory) -> Mapping[Place, Lineage]:
    present = {page.id: page.path for page in history.pages}
    former = {page.id: _former_paths(page, history) for page in history.pages if page.former_paths}
    lineages = join_lineages([Edition(content, Lineage(ids, present, former)) for content, ids in told])
    return {_place(content): lineage for (content, _), lineage in zip(told, lineages, strict=True)}


def _ids(facts: Facts) -> Mapping[str, str]:
    return {src_uri: each.page_id for src_uri, each in facts.items() if each.page_id}


def _ids_at(content: Content, history: SourceHistory) -> Mapping[str, str]:
    version = history.versions.get(content.version.ref.oid)
    known = version.pages if version else {}
    return {page.src_uri: known[page.path] for page in content.pages if page.path in known}


def _former_paths(page: PageHistory, history: SourceHistory) -> Mapping[str, int]:
    """Return the paths that a page has left, each with the position of its last change there; -1 if there was none."""
    last = {change.path: history.commits[change.commit].position for change in page.changes}
    return {path: last.get(path, -1) for path in page.former_paths}
