"""What the site would lose if another engine rendered its repositories without kbgen, from what they really use."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from kbgen.cache import Cache
from kbgen.config import Config
from kbgen.doctor.case import Case
from kbgen.doctor.declared import declared
from kbgen.doctor.engines import Engine
from kbgen.doctor.finding import Finding, State
from kbgen.errors import KbgenError
from kbgen.model import FrontMatter
from kbgen.scaffold.mkdocs.plugins import REPLACED, plain_name
from kbgen.skim import PageHead, Skimmed, skim
from kbgen.suggest import shown
from kbgen.themes import DEFAULT

CHECK: Final = "engine"
KEEP: Final = "keep kbgen: only what renders an article and a template would change in it"
NEEDLESS: Final = "see that pages need none of it"
MOST: Final = 8
"""How many names one finding lists."""
# Fields of front matter that Material and its relatives do not read.
OURS: Final = ("type", "use_case", "audience", "owner", "reviewers", "aliases", "authors", "superseded_by", "unlisted")
OURS_TOO: Final = ("reviewed", "review_by", "review_every", "redirect_from", "nav_title", "nav_order", "nav_hidden")
_CROSSING = re.compile(r"\]\(kb:")

Loss = Callable[[Engine, Skimmed], Iterator[Finding]]


def losses(case: Case) -> Iterator[Finding]:
    """Yield what is known of the engine, and what of this site it does not do. Nothing without an engine."""
    engine = case.engine
    if engine is None:
        return
    yield Finding(
        CHECK, State.NOTE, engine.about, engine.risk, "see what follows; kbgen itself still renders with MkDocs"
    )
    yield _installed(engine)
    if case.config is None:
        return
    yield from _of_site(engine, case.config)
    for source in case.config.sources:
        found = None
        with suppress(KbgenError, OSError):  # other checks tell
            found = skim(source, Cache(case.cache))
        if found is None:
            what = f"{source.name} is not on this machine, so what it would lose is not known"
            yield Finding(CHECK, State.NOTE, what, action="build once, and ask again")
        else:
            yield from (finding for loss in LOSSES for finding in loss(engine, found))


def _installed(engine: Engine) -> Finding:
    try:
        return Finding(CHECK, State.OK, f"{engine.title} {version(engine.name)} is installed here")
    except PackageNotFoundError:
        action = f"to try it: pip install {engine.name}, in an environment of its own"
        return Finding(CHECK, State.NOTE, f"{engine.title} is not installed here", action=action)


def _of_site(engine: Engine, config: Config) -> Iterator[Finding]:
    """Yield what no engine of one repository does."""
    what = "people, dates, reviews, activity, feeds, topics, redirects of moved pages and the search over all of it"
    why = f"kbgen makes them from git, not {engine.title}"
    yield Finding(CHECK, State.WARNING, f"{what} are lost", why, KEEP)
    if len(config.sources) > 1:
        what = f"{len(config.sources)} collections become as many sites, each with a search of its own"
        yield Finding(CHECK, State.WARNING, what, f"{engine.title} builds one repository", KEEP)
    if config.theme != DEFAULT:
        yield from _theme(engine, config.base_dir / config.theme)


def _theme(engine: Engine, folder: Path) -> Iterator[Finding]:
    """Yield what becomes of the site's own theme."""
    templates = sorted(folder.rglob("*.html")) if folder.is_dir() else []
    if engine.templates and templates:
        what = f"{len(templates)} template{'' if len(templates) == 1 else 's'} of your theme must be tried"
        yield Finding(CHECK, State.WARNING, what, engine.templates, f"look at each page that {folder} changes")
    for path in templates if engine.templates else ():
        text = path.read_text(encoding="utf-8", errors="replace") if path.name == "404.html" else ""
        if "page.meta" in text and not re.search(r"if page and page\.meta", text):
            why = "there is no page behind the error page, and an undefined value ends the build"
            yield Finding(CHECK, State.WARNING, f"{path} reads `page.meta`", why, "write `{% if page and page.meta %}`")


def _versions(engine: Engine, found: Skimmed) -> Iterator[Finding]:
    if found.source.versioned:
        what = f"{found.source.name}: its versions, their menu, notices and comparisons are lost"
        yield Finding(CHECK, State.WARNING, what, f"versions of {engine.title}: {engine.versions}", KEEP)


def _settings(engine: Engine, found: Skimmed) -> Iterator[Finding]:
    if not found.settings.path:
        what = f"{found.source.name} has no mkdocs.yml, which {engine.title} needs"
        action = "write one with `site_name`, `docs_dir`, `markdown_extensions` and `theme: {name: material}`"
        yield Finding(CHECK, State.WARNING, what, "kbgen reads its pages with settings of its own", action)
    elif engine.extensions is not None:
        others = [each.name for each in found.settings.extensions if each.name not in engine.extensions]
        if others:
            what = f"{found.source.name}: Markdown extensions that {engine.title} does not support: {_listed(others)}"
            why = "Python-Markdown still runs them there, but nobody promises that they go on working"
            yield Finding(CHECK, State.NOTE, what, why, "compare pages that use them before a move")


def _plugins(engine: Engine, found: Skimmed) -> Iterator[Finding]:
    asked = declared(found.settings_text)
    unknown = [name for name in asked.plugins if not _is_known(name, engine)]
    for name in unknown:
        instead = REPLACED.get(plain_name(name), "")
        what = f"{found.source.name}: {engine.title} does not know the plugin '{shown(name)}', and {engine.fate}"
        if instead:
            yield Finding(CHECK, State.WARNING, what, f"what kbgen has in its place is lost: {instead}", KEEP)
        else:
            yield Finding(CHECK, State.NOTE, what, "kbgen does not run it either", NEEDLESS)
    if asked.hooks:
        does = "would run them: code of the repository" if engine.runs_hooks else "drops them without a message"
        what = f"{found.source.name}: mkdocs.yml has hooks, and {engine.title} {does}"
        yield Finding(CHECK, State.NOTE, what, "kbgen does not run them either", NEEDLESS)
    if asked.templates and engine.templates:
        what = f"{found.source.name}: the templates of `theme.custom_dir` must be tried"
        yield Finding(CHECK, State.NOTE, what, engine.templates)


def _is_known(name: str, engine: Engine) -> bool:
    return engine.plugins is not None and name.removeprefix("material/").partition("/")[0] in engine.plugins


def _front_matter(engine: Engine, found: Skimmed) -> Iterator[Finding]:
    used = Counter(field for page in found.pages for field in _used(page.front))
    if used:
        fields = [f"{field} ({count})" for field, count in used.most_common()]
        what = f"{found.source.name}: front matter that {engine.title} does not read, by pages: {_listed(fields)}"
        why = "owners, reviews, other names and old addresses are then words in a file"
        yield Finding(CHECK, State.WARNING, what, why, KEEP)


def _used(front: FrontMatter) -> Iterator[str]:
    for field in (*OURS, *OURS_TOO):
        value = getattr(front, field)
        if value is not False and value not in ("", (), None):
            yield field.replace("nav_", "nav.")


def _crossings(engine: Engine, found: Skimmed) -> Iterator[Finding]:
    pages = [page for page in found.pages if _crosses(page)]
    if pages:
        what = f"{found.source.name}: links into other collections (`kb:`) on {len(pages)} pages, first {pages[0].path}"
        yield Finding(CHECK, State.WARNING, what, f"they lead nowhere in a site that {engine.title} builds", KEEP)


def _crosses(page: PageHead) -> bool:
    return _CROSSING.search(page.body) is not None


def _listed(names: Sequence[str]) -> str:
    rest = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return shown(", ".join(names[:MOST]), 400) + rest


LOSSES: Final[tuple[Loss, ...]] = (_versions, _settings, _plugins, _front_matter, _crossings)
