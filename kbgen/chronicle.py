"""From mirrors to what history says of each page and of the community: history read, people resolved, facts told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kbgen.cache import Cache
from kbgen.community import Community
from kbgen.config import Config
from kbgen.config.mailmap import site_mailmap
from kbgen.dropped import Dropped
from kbgen.facts import SourceHistory
from kbgen.history import Indexed, read_history
from kbgen.known_lineages import all_lineages
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


def chronicle(
    contents: Sequence[Content],
    config: Config,
    cache: Cache,
    progress: Progress,
    dropped: Sequence[Dropped] = (),
) -> Community:
    """Return what history says of `contents`, and of the addresses of the versions that were `dropped`.

    Brings the history index of each source in the cache up to date. Raises ConfigError if the site's own mailmap cannot
    be read. A source whose history cannot be read has no facts.
    """
    mirrors = {content.collection.name: content.collection.mirror for content in contents}
    progress.start("history", len(mirrors))
    told = [*contents, *(each.content for each in dropped)]
    indexed = [_indexed(mirror, told, cache, progress) for mirror in mirrors.values()]
    histories = {each.history.source: each.history for each in indexed}
    people = resolve_people(list(histories.values()), config.people, site_mailmap(config))
    ledger = Ledger.of(list(histories.values()), people)
    progress.finish("history", people.amount)
    mainline = mainline_facts(ledger, page_reviews(contents, ledger.histories))
    topics = page_topics(contents, ledger.histories)
    titles = dict(_titles(contents, config))
    of_versions = tuple(_version_facts(content, histories[content.collection.name], ledger) for content in contents)
    lineages, gone = all_lineages(contents, of_versions, dropped, histories)
    return Community(
        of_versions,
        lineages,
        mainline,
        topics,
        people_facts(ledger, mainline, topics),
        statistics(ledger, mainline, topics, titles),
        tuple(problem for each in indexed for problem in each.problems),
        ledger,
        tuple(histories.values()),
        gone,
    )


def _version_facts(content: Content, history: SourceHistory, ledger: Ledger) -> Mapping[str, PageFacts]:
    return version_facts(history, content.version.ref.oid, ledger, content.pages, reviews_of(content))


def _titles(contents: Sequence[Content], config: Config) -> Iterator[tuple[str, str]]:
    """Yield the title of each collection, as its latest version says it."""
    sources = {source.name: source for source in config.sources}
    for content in contents:
        if content.version == content.collection.latest:
            yield content.collection.name, collection_title(sources[content.collection.name], content)


def _indexed(mirror: Mirror, contents: Sequence[Content], cache: Cache, progress: Progress) -> Indexed:
    versions = [content.version for content in contents if content.collection.mirror == mirror]
    found = read_history(mirror, versions, cache.root)
    progress.advance("history", mirror.source)
    return found
