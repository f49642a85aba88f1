"""From mirrors to what history says of each page and of the community: history read, people resolved, facts told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from kbgen.cache import Cache
from kbgen.community import Community
from kbgen.config import Config
from kbgen.config.mailmap import site_mailmap
from kbgen.facts import PageHistory, SourceHistory
from kbgen.history import Indexed, read_history
from kbgen.lineage import Lineage
from kbgen.lineages import Edition
from kbgen.metrics import page_topics, people_facts, statistics
from kbgen.model import Content, Mirror
from kbgen.people import (
    Ledger,
    PageFacts,
    mainline_facts,
    page_reviews,
    resolve_people,
    reviews_of,
    version_facts,
)
from kbgen.plan import collection_title
from kbgen.progress import Progress
from kbgen.similar import join_lineages


def chronicle(contents: Sequence[Content], config: Config, cache: Cache, progress: Progress) -> Community:
    """Return what history says of `contents`. Brings the history index of each source in the cache up to date.

    Raises ConfigError if the site's own mailmap cannot be read. A source whose history cannot be read has no facts.
    """
    mirrors = {content.collection.name: content.collection.mirror for content in contents}
    progress.start("history", len(mirrors))
    indexed = [_indexed(mirror, contents, cache, progress) for mirror in mirrors.values()]
    histories = {each.history.source: each.history for each in indexed}
    people = resolve_people(list(histories.values()), config.people, site_mailmap(config))
    ledger = Ledger.of(list(histories.values()), people)
    progress.finish("history", f"{len(people.humans)} people")
    mainline = mainline_facts(ledger, page_reviews(contents, ledger.histories))
    topics = page_topics(contents, ledger.histories)
    titles = dict(_titles(contents, config))
    of_versions = tuple(_version_facts(content, histories[content.collection.name], ledger) for content in contents)
    return Community(
        of_versions,
        tuple(_lineages(contents, of_versions, histories)),
        mainline,
        topics,
        people_facts(ledger, mainline, topics),
        statistics(ledger, mainline, topics, titles),
        tuple(problem for each in indexed for problem in each.problems),
        ledger,
        tuple(histories.values()),
    )


def _version_facts(content: Content, history: SourceHistory, ledger: Ledger) -> Mapping[str, PageFacts]:
    return version_facts(history, content.version.ref.oid, ledger, content.pages, reviews_of(content))


def _titles(contents: Sequence[Content], config: Config) -> Iterator[tuple[str, str]]:
    """Yield the title of each collection, as its latest version says it."""
    sources = {source.name: source for source in config.sources}
    for content in contents:
        if content.version == content.collection.latest:
            yield content.collection.name, collection_title(sources[content.collection.name], content)


def _lineages(
    contents: Sequence[Content], of_versions: Sequence[Mapping[str, PageFacts]], histories: Mapping[str, SourceHistory]
) -> Iterator[Lineage]:
    """Yield the lineage of each content; those of one collection stand together."""
    told = zip(contents, of_versions, strict=True)
    for name, versions in groupby(told, key=lambda pair: pair[0].collection.name):
        history = histories[name]
        present = {page.id: page.path for page in history.pages}
        former = {page.id: _former_paths(page, history) for page in history.pages if page.former_paths}
        yield from join_lineages([Edition(c, Lineage(_ids(facts), present, former)) for c, facts in versions])


def _ids(facts: Mapping[str, PageFacts]) -> Mapping[str, str]:
    return {src_uri: each.page_id for src_uri, each in facts.items() if each.page_id}


def _former_paths(page: PageHistory, history: SourceHistory) -> Mapping[str, int]:
    """Return the paths that a page has left, each with the position of its last change there; -1 if there was none."""
    last = {change.path: history.commits[change.commit].position for change in page.changes}
    return {path: last.get(path, -1) for path in page.former_paths}


def _indexed(mirror: Mirror, contents: Sequence[Content], cache: Cache, progress: Progress) -> Indexed:
    versions = [content.version for content in contents if content.collection.mirror == mirror]
    found = read_history(mirror, versions, cache.root)
    progress.advance("history", mirror.source)
    return found
