"""A new page, from what is asked for to a file: its place, its text, and the pages that are like it."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import quote

from kbgen.authoring.alike import Alike, alike
from kbgen.authoring.escaping import as_markdown
from kbgen.authoring.filling import Values, fill
from kbgen.authoring.naming import clean
from kbgen.authoring.place import folder_for, taken, uri_for
from kbgen.authoring.template import Template, template
from kbgen.cache import Cache
from kbgen.config import Config, Source
from kbgen.content import frontmatter
from kbgen.content.frontmatter_schema import one_line
from kbgen.errors import ConfigError, KbgenError, OutputError
from kbgen.fetch import remote_of, web_url
from kbgen.model import Severity
from kbgen.skim import Checkout, PageHead, checkout, skim


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A page that somebody wants to write. `folder` is seen from `cwd`; None leaves the choice of the folder to us.

    `top` is the working folder in which the page will lie, and `config_dir` where kbgen.yml is, if there is one.
    """

    kind: str
    title: str
    top: Path
    cwd: Path
    today: date
    folder: Path | None = None
    owner: str = ""
    tags: tuple[str, ...] = ()
    use_cases: tuple[str, ...] = ()
    config_dir: Path | None = None


@dataclass(frozen=True, slots=True)
class NewPage:
    """A page that is not written yet. `nav_entry` is what an author must add to the file `nav_file`, if anything."""

    path: Path
    text: str
    title: str
    template: Template
    alike: tuple[Alike, ...]
    nav_file: str = ""
    nav_entry: str = ""

    def write(self) -> None:
        """Write the file. Raises ConfigError if there is one by now, OutputError if it cannot be written."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if os.path.lexists(self.path):
                raise taken(self.path)
            with self.path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(self.text)
        except OSError as error:
            raise OutputError(f"'{self.path}' cannot be written: {error.strerror or error}") from error


def new_page(request: PageRequest, config: Config, cache: Cache) -> NewPage:
    """Return the page that is asked for, with those like it. Reads working folders and mirrors; writes nothing.

    Raises ConfigError for a title, folder or template that cannot be used, and where the page is there already.
    """
    source = source_of(config, request.top, configured=request.config_dir == request.top)
    title, into = clean(request.title), checkout(request.top, source.docs or "" if source else "")
    homes = (request.config_dir, request.top) if request.config_dir else (request.top,)
    chosen = template(request.kind, homes)
    folder = folder_for(into, request.folder, request.cwd)
    uri = uri_for(into, folder, title, request.kind)
    text = _text(chosen, title, request)
    own = into.pages(lambda path: os.path.relpath(path, request.cwd))
    near = alike(title, (*own, *_elsewhere(config, request.top, cache)))
    return NewPage(into.path(uri), text, title, chosen, near, *_navigation(into, uri, title))


def _elsewhere(config: Config, here: Path, cache: Cache) -> Iterator[PageHead]:
    """Yield the pages of the other sources. One that cannot be read gives none: a build will tell."""
    for source in config.sources:
        if source.url != str(here):
            with suppress(KbgenError, OSError):
                found = skim(source, cache)
                yield from found.pages if found else ()


def source_of(config: Config, top: Path, *, configured: bool) -> Source | None:
    """Return the source that the working folder is, or is a clone of; None if it is none of them.

    Raises ConfigError if it is none and holds the configuration itself: no page of it would be published.
    """
    for source in config.sources:
        if source.url == str(top):
            return source
    origin = remote_of(top)
    found = next((source for source in config.sources if origin and web_url(source.url) == origin), None)
    if found is None and configured:
        hint = "stand in a clone of one of the sources, or name a folder of it with --dir"
        raise ConfigError("this repository holds the configuration and no pages of the site", hint=hint)
    return found


def _text(chosen: Template, title: str, request: PageRequest) -> str:
    values: Values = {
        "title": title,
        "type": request.kind,
        "date": request.today.isoformat(),
        "owner": one_line(request.owner),
        "tags": _items(request.tags),
        "use_case": _items(request.use_cases),
    }
    text = fill(chosen.text, values, chosen.where)
    problems = frontmatter.read(text, chosen.where)[3]
    if errors := [found for found in problems if found.severity is Severity.ERROR]:
        raise KbgenError.of(errors)
    return text


def _items(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the texts, each once; one with commas is a list."""
    parts = (one_line(part) for text in texts for part in text.split(","))
    return tuple(dict.fromkeys(filter(None, parts)))


def _navigation(into: Checkout, uri: str, title: str) -> tuple[str, str]:
    """Return the file that lists the pages by hand, from the top of the working folder, and the line that it needs."""
    settings = into.settings
    if settings.nav is not None:
        return settings.path, f"- {uri}"
    for folder in (posixpath.dirname(uri), ""):
        listing = posixpath.join(folder, settings.nav_file)
        if settings.nav_file and listing in into.src_uris:
            target = posixpath.relpath(uri, folder or ".")
            return posixpath.join(settings.docs_dir, listing), f"* [{as_markdown(title)}]({quote(target)})"
    return "", ""
