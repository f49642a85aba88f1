"""What a build did: the value that the command line prints and `--report` writes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from kbgen.errors import ExitCode
from kbgen.model import Problem, Severity
from kbgen.plan import SitePlan, VersionPlan
from kbgen.view import Articles, RenderedPage

SOURCE_TROUBLE = frozenset({"KB102", "KB110", "KB111"})
SHRUNK = "KB108"
HISTORY = "KB120"


@dataclass(frozen=True, slots=True)
class VersionReport:
    """One version as it was built. `root` is its folder below the site's root.

    Of its pages `articles_converted` were converted from Markdown, and `pages_rendered` rendered into the theme; what
    is equal in another build or version came from the cache.
    """

    collection: str
    version: str
    ref: str
    commit: str
    root: str
    pages: int
    assets: int
    articles_converted: int
    stale_since: str = ""
    pages_rendered: int = 0


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """An HTML file that was rendered anew, and the parts of it that had changed."""

    page: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The outcome of a build. `published` is `new`, `replaced`, `unchanged`, or "" when the output was left alone.

    Of all HTML pages, with those that kbgen itself makes, `rendered` were rendered and `reused` came from the cache;
    `rebuilt` says why, for those that were rendered over another edition of the site.
    """

    output: str
    published: str
    versions: tuple[VersionReport, ...]
    problems: tuple[Problem, ...]
    seconds: Mapping[str, float] = field(default_factory=dict)
    strict: bool = False
    rendered: int = 0
    reused: int = 0
    rebuilt: tuple[Rebuilt, ...] = ()

    @classmethod
    def of(
        cls, output: Path, site: SitePlan, articles: Sequence[Articles], problems: Sequence[Problem], strict: bool
    ) -> BuildReport:
        """Return the report of a site that is planned and not yet published."""
        pairs = zip(site.versions, articles, strict=True)
        versions = tuple(_version(version, found.converted) for version, found in pairs)
        return cls(str(output), "", versions, tuple(problems), strict=strict)

    @property
    def exit_code(self) -> ExitCode:
        """Return the documented exit code: 3 for trouble with a source, 1 for errors, and for warnings if strict."""
        weighty = [p for p in self.problems if p.severity is Severity.ERROR or (self.strict and is_warning(p))]
        if any(p.code in SOURCE_TROUBLE for p in weighty):
            return ExitCode.SOURCE
        return ExitCode.FINDINGS if weighty else ExitCode.OK


@dataclass(frozen=True, slots=True)
class Rendering:
    """The pages of each version, and those that kbgen itself makes, without their bodies."""

    of_versions: tuple[tuple[RenderedPage, ...], ...]
    own: tuple[RenderedPage, ...]

    @property
    def pages(self) -> tuple[RenderedPage, ...]:
        """All pages of the site, in the order in which they were written."""
        return (*chain.from_iterable(self.of_versions), *self.own)

    @property
    def keys(self) -> Iterator[tuple[str, str]]:
        """The path of each HTML file, and its key."""
        return ((page.dest_uri, page.key) for page in self.pages)

    def on(self, report: BuildReport) -> BuildReport:
        """Return the report of the same versions with these numbers, and why pages were rendered."""
        pairs = zip(report.versions, self.of_versions, strict=True)
        versions = tuple(replace(version, pages_rendered=_rendered(pages)) for version, pages in pairs)
        rendered = _rendered(self.pages)
        rebuilt = tuple(Rebuilt(page.dest_uri, page.because) for page in self.pages if page.because)
        return replace(report, versions=versions, rendered=rendered, reused=len(self.pages) - rendered, rebuilt=rebuilt)


def _rendered(pages: Sequence[RenderedPage]) -> int:
    return sum(not page.cached for page in pages)


def is_warning(problem: Problem) -> bool:
    """Tell whether a problem is a warning."""
    return problem.severity is Severity.WARNING


def weighed(problems: Sequence[Problem], levels: Mapping[str, str]) -> tuple[Problem, ...]:
    """Return the problems with the severities that the site's `check:` gives them, sorted; `off` drops them."""
    kept = (p for p in problems if levels.get(p.code) != "off")
    changed = {replace(p, severity=Severity(levels[p.code])) if p.code in levels else p for p in kept}
    return tuple(sorted(changed, key=_order))


def _order(problem: Problem) -> tuple[object, ...]:
    where = problem.where
    return where.collection, where.ref, where.path, where.line, where.column, problem.code, problem.message


def refuses(report: BuildReport, keep_going: bool) -> bool:
    """Tell whether the site must not be published: content has errors, or much of it or a collection would vanish.

    A source that is down and was never fetched is left out of a new site; it must not drop out of one that is
    already published. Nor must many pages at once, which `keep_going` does not allow either.
    """
    errors = [p for p in report.problems if p.severity is Severity.ERROR]
    lost = {p.where.collection for p in errors if p.code in SOURCE_TROUBLE} & published_collections(Path(report.output))
    shrunk = any(p.code == SHRUNK for p in errors)
    return bool(lost) or shrunk or (not keep_going and any(p.code not in SOURCE_TROUBLE for p in errors))


def published_collections(output: Path) -> frozenset[str]:
    """Return the names of the collections of the site in `output`; none if there is no site."""
    try:
        data = json.loads((output / "data" / "site.json").read_bytes())
        return frozenset(collection["name"] for collection in data["collections"])
    except (OSError, ValueError, LookupError, TypeError):
        return frozenset()


def _version(version: VersionPlan, converted: int) -> VersionReport:
    content = version.content
    ref, stale = content.version.ref, content.collection.mirror.stale_since
    return VersionReport(
        collection=content.collection.name,
        version=content.version.name,
        ref=ref.name,
        commit=ref.oid,
        root=version.frame.root,
        pages=len(content.pages),
        assets=len(content.assets),
        articles_converted=converted,
        stale_since=f"{stale:%Y-%m-%dT%H:%M:%SZ}" if stale else "",
    )
