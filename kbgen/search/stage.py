"""The stage: from the planned site to the files by which a browser searches it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain

from kbgen.cache import Cache, key
from kbgen.codes import problem
from kbgen.community import Community
from kbgen.config import Config
from kbgen.model import Problem, RefKind
from kbgen.plan import SitePlan, VersionPlan
from kbgen.portable import data_script
from kbgen.progress import Progress
from kbgen.search.bundle import KEY_DIGITS, Bundle, bundle
from kbgen.search.documents import page_entries
from kbgen.search.language import language_of, script_of
from kbgen.search.lint import alias_problems, lost_pages
from kbgen.search.names import beginnings
from kbgen.search.overview import INDEX, OWN_ROOT, VersionSearch, bundle_files, index_json, is_latest, site_titles
from kbgen.search.pages import SearchPage, search_pages
from kbgen.search.records import Searched, record_entries, records
from kbgen.search.service import Binary, find_binary, interrupt, resume
from kbgen.search.synonyms import synonyms
from kbgen.search.texts import texts
from kbgen.search.titles import File, Synonyms, dump, title_files
from kbgen.search.words import words

WORDS_FORMAT = "1"  # of the cache entry: raise it when other words count as identifiers


@dataclass(frozen=True, slots=True)
class SearchFiles:
    """What the search of a site needs, as (path below the site's root, bytes), and what was found on the way."""

    files: tuple[File, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Tools:
    """What all versions are made with. `binary` is None where no indexer is installed."""

    community: Community
    cache: Cache
    synonyms: Synonyms
    binary: Binary | None
    portable: bool


@dataclass(frozen=True, slots=True)
class _Made:
    """One version with its files and problems; `segmented` tells of pages that only the extended indexer reads."""

    told: VersionSearch
    files: tuple[File, ...]
    problems: tuple[Problem, ...]
    segmented: bool


def index_site(
    site: SitePlan, community: Community, config: Config, cache: Cache, progress: Progress, *, jobs: int = 1
) -> SearchFiles:
    """Return the files of both tiers for every version and for the site. With `engine: none` there are none.

    Reads and fills the cache; runs at most `jobs` indexers at a time. Raises SearchIndexError if one fails, and
    ConfigError if the synonyms cannot be read.
    """
    if config.search.engine == "none":
        return SearchFiles()
    tools = _Tools(community, cache, synonyms(config), find_binary(), config.site.portable)
    progress.start("search", len(site.versions))
    with _threads(jobs) as threads:
        made = list(threads.map(lambda version: _version(version, tools, progress), site.versions))
    own = tuple(_of_site(site, config, [each.told for each in made], tools))
    progress.finish("search", f"{sum(len(each.told.pages) for each in made)} pages")
    files = tuple(chain(chain.from_iterable(each.files for each in made), own))
    problems = chain(chain.from_iterable(each.problems for each in made), _of_indexer(made, tools))
    return SearchFiles(files, tuple(problems))


@contextmanager
def _threads(jobs: int) -> Iterator[ThreadPoolExecutor]:
    """Give threads that wait for indexers, which do the work. When a run is given up, both end at once."""
    pool = ThreadPoolExecutor(jobs)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        interrupt()
        raise
    finally:
        pool.shutdown()
        resume()


def _version(version: VersionPlan, tools: _Tools, progress: Progress) -> _Made:
    pages = search_pages(version, tools.community.topics)
    root = version.frame.root
    found = _words(pages, tools.cache)
    files = [*title_files(root, pages, tools.synonyms), *([(f"{root}search/words.json", found)] if found else [])]
    scripts = [script_of(page.html) for page in pages]
    full = _bundle(version, pages, language_of(scripts, version.frame.language), tools)
    told = VersionSearch(
        version,
        pages,
        key(*(body for _, body in files))[:KEY_DIGITS],
        found is not None,
        full.key if full else "",
    )
    files += [(f"{root}search/text.json.js", data_script(texts(pages)))] if tools.portable else []
    problems = [] if version.content.version.ref.kind is RefKind.TAG else list(alias_problems(pages))
    if full:
        files += bundle_files(root, full.files)
        problems += lost_pages(pages, full.words)
    progress.advance("search", root or version.frame.title)
    return _Made(told, tuple(files), tuple(problems), any(scripts))


def _bundle(version: VersionPlan, pages: Sequence[SearchPage], language: str, tools: _Tools) -> Bundle | None:
    if tools.binary is None or not pages:
        return None
    content = version.content
    entries = tuple(page_entries(pages, content.collection.name, content.version.name, language))
    return bundle(entries, tools.binary, language, tools.cache)


def _words(pages: Sequence[SearchPage], cache: Cache) -> bytes | None:
    """Return `words.json`, None if there is no identifier. It is kept: to look through all code takes a while."""
    at = key(WORDS_FORMAT, *chain.from_iterable((page.url, page.html) for page in pages))
    body = cache.get("words", at)
    if body is None:
        body = dump({"schema": 1, "words": words(pages)})
        cache.put("words", at, body)
    return None if body.endswith(b"{}}") else body


def _of_site(site: SitePlan, config: Config, found: Sequence[VersionSearch], tools: _Tools) -> Iterator[File]:
    """Yield what belongs to the site as a whole: the overview, its titles, and the bundle of people and topics."""
    known = records(site, tools.community, [_searched(each) for each in found if is_latest(each.version)])
    entries = record_entries(known, site.frame.language.lower())
    made = bundle(entries, tools.binary, site.frame.language.lower(), tools.cache) if tools.binary and entries else None
    yield INDEX, index_json(site, config, found, tools.synonyms, made.key if made else "")
    yield f"{OWN_ROOT}titles.json", site_titles(found, known)
    if made:
        yield f"{OWN_ROOT}names.json", dump({"schema": 1, "begin": " ".join(beginnings(each.title for each in known))})
        yield from bundle_files(OWN_ROOT, made.files)


def _searched(each: VersionSearch) -> Searched:
    return Searched(each.version.content.collection.name, each.version.frame.root, each.pages)


def _of_indexer(made: Sequence[_Made], tools: _Tools) -> Iterator[Problem]:
    if tools.binary is None:
        hint = "install pagefind_bin for this platform, or write `search: {engine: none}`"
        yield problem("KB130", "no indexer is installed: readers find titles and headings only", hint=hint)
    elif not tools.binary.extended and any(each.segmented for each in made):
        message = "pages in Chinese, Japanese or Korean are indexed without telling their words apart"
        yield problem("KB131", message, hint="install kbgen[cjk]; titles and headings are found anyway")


def with_search(site: SitePlan, found: SearchFiles) -> SitePlan:
    """Return the plan with the files of the search in it."""
    return replace(site, files=(*site.files, *found.files))
