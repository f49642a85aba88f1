"""From mirrors to findings: read, converted, planned as for a site, and looked at by rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from kbgen import git
from kbgen.cache import Cache
from kbgen.check import (
    Base,
    CheckedPage,
    FileKey,
    Finding,
    Rule,
    Subject,
    Volume,
    findings,
    fingerprinted,
    of_problem,
    renamed_pages,
    without_ignored,
)
from kbgen.config import Config
from kbgen.convert import convert
from kbgen.crossing_problems import location
from kbgen.lineage import Lineage
from kbgen.links import SCHEME
from kbgen.mapper import Mapper
from kbgen.model import Content, Extension, Mirror, Problem, RefKind
from kbgen.outlook import Outlook, outlook
from kbgen.people import PageFacts
from kbgen.plan import SitePlan, plan
from kbgen.progress import Progress
from kbgen.shelf import Shelf, shelve
from kbgen.themes import theme_dirs
from kbgen.view import Articles
from kbgen.written import Written

REPLACED = frozenset({"KB021"})
"""Problems of articles that a rule finds too, with every place where they are written."""
COLOURED, PLAIN = "pymdownx.highlight", "kbgen.render.plain_code"
"""The Markdown extension that colours code, and ours that does all else that it does."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found, the object ids of the pages that were looked at, and where on disk they can be mended.

    `subject` is what was looked at. `former` are the fingerprints that findings had before files were renamed, by those
    that they have now.
    """

    findings: tuple[Finding, ...] = ()
    files: Mapping[FileKey, str] = field(default_factory=dict)
    paths: Mapping[FileKey, str] = field(default_factory=dict)
    subject: Subject | None = None
    former: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Examiner:
    """Looks at a site as `config` describes it, on the day `today`."""

    config: Config
    cache: Cache
    mapper: Mapper
    rules: Sequence[Rule]
    today: date
    progress: Progress

    def examine(self, mirrors: Sequence[Mirror], before: Examined = Examined()) -> Examined:
        """Return what is wrong with the files of `mirrors`, also in comparison with what was there `before`.

        Raises SourceError when none holds a page.
        """
        shelves = shelve(self.config.sources, mirrors, self.config, self.progress, self.cache)
        contents = [_plain(content) for shelf in shelves for content in shelf.contents]
        known, articles = self._known(contents)
        theme = theme_dirs(self.config.theme, self.config.base_dir)
        site = plan(self.config, contents, articles, theme, known.lineages)
        subject = self._subject(contents, articles, known, site)
        if before.subject:
            subject = replace(subject, base=Base(before.subject, dict(_moved(before.subject, subject))))
        texts = {page.file: page.written for volume in subject.volumes for page in volume.pages.values()}
        found = [*self._told(shelves, articles, site, contents), *findings(self.rules, subject)]
        files = {page.file: page.page.oid for volume in subject.volumes for page in volume.pages.values()}
        told = tuple(without_ignored(found, texts))
        kept = fingerprinted(told, texts, self.config.check)
        was = fingerprinted(told, texts, self.config.check, renamed) if (renamed := renamed_pages(subject)) else kept
        former = {now.fingerprint: each.fingerprint for now, each in zip(kept, was, strict=True)}
        here = {file: path for volume in subject.volumes for file, path in _here(volume)}
        return Examined(kept, files, here, subject, former)

    def _known(self, contents: Sequence[Content]) -> tuple[Outlook, tuple[Articles, ...]]:
        """Return what history says, and the articles: both at once, where no link asks history where a page is now."""
        read = partial(outlook, contents, self.config, self.cache, self.today, self.progress)
        make = partial(convert, contents, config=self.config, cache=self.cache, progress=self.progress)
        if _may_cross(contents):
            known = read()
            return known, make(known.lineages, mapper=self.mapper)
        self.mapper.begin()
        with ThreadPoolExecutor(1) as beside:
            later = beside.submit(read)
            articles = make([Lineage()] * len(contents), mapper=self.mapper)
            return later.result(), articles

    def _subject(
        self, contents: Sequence[Content], articles: Sequence[Articles], known: Outlook, site: SitePlan
    ) -> Subject:
        told = zip(contents, articles, known.of_versions, strict=True)
        volumes = tuple(_volume(*each) for each in told if _can_be_mended(each[0]))
        return Subject(self.config, volumes, site, known.people, self.today, known.last_active)

    def _told(
        self, shelves: Sequence[Shelf], articles: Sequence[Articles], site: SitePlan, contents: Sequence[Content]
    ) -> Iterator[Finding]:
        """Yield what a build would tell of the versions that can be mended, and of whole sources."""
        problems: list[Problem] = [p for shelf in shelves for p in shelf.problems]
        problems += [p for shelf in shelves for content in shelf.contents for p in content.problems]
        problems += [p for found in articles for p in found.problems if p.code not in REPLACED]
        fixed = {(c.collection.name, c.version.ref.name) for c in contents if not _can_be_mended(c)}
        for each in (*problems, *site.problems):
            if (each.where.collection, each.where.ref) not in fixed:
                yield of_problem(each)


def _plain(content: Content) -> Content:
    """Return the content with settings that leave code as it is: colours take half of the time and hide nothing."""
    given = content.settings.extensions
    options = {key: value for each in given if each.name == COLOURED for key, value in each.options.items()}
    others = (_uncoloured(each) for each in given if each.name != COLOURED)
    return replace(content, settings=replace(content.settings, extensions=(Extension(PLAIN, options), *others)))


def _uncoloured(extension: Extension) -> Extension:
    is_coloured = extension.name.removeprefix("markdown.extensions.") == "codehilite"
    return replace(extension, options={**extension.options, "use_pygments": False}) if is_coloured else extension


def _may_cross(contents: Sequence[Content]) -> bool:
    """Tell whether a link may lead from one collection or version into another."""
    return len(contents) > 1 or any(SCHEME in page.body for content in contents for page in content.pages)


def _can_be_mended(content: Content) -> bool:
    return content.version.ref.kind is not RefKind.TAG


def _volume(content: Content, articles: Articles, facts: Mapping[str, PageFacts]) -> Volume:
    texts = dict(git.read_blobs(content.collection.mirror.git_dir, sorted({page.oid for page in content.pages})))
    pages = {
        page.src_uri: CheckedPage(
            page,
            articles.by_uri[page.src_uri],
            Written.of(texts[page.oid], page.body_line),
            location(page, content),
            facts.get(page.src_uri),
        )
        for page in content.pages
    }
    return Volume.of(content, pages)


def _moved(before: Subject, now: Subject) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield which file has become which, by collection and path: as git pairs those that are alike."""
    trees = {volume.content.collection.name: _tree(volume) for volume in before.volumes}
    for volume in now.volumes:
        name = volume.content.collection.name
        if trees.get(name, "") not in ("", _tree(volume)):
            git_dir = volume.content.collection.mirror.git_dir
            yield from (((name, each.old), each.new) for each in git.list_renames(git_dir, trees[name], _tree(volume)))


def _tree(volume: Volume) -> str:
    return volume.content.collection.mirror.tree(volume.content.version.ref)


def _here(volume: Volume) -> Iterator[tuple[FileKey, str]]:
    """Yield the path of each page inside its repository, if the version is shown from a working folder."""
    mirror = volume.content.collection.mirror
    if mirror.working_tree and mirror.tree(volume.content.version.ref) == mirror.working_tree:
        for page in volume.pages.values():
            yield page.file, page.page.path
