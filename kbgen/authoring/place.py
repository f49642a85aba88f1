"""Where a new page goes: the docs folder of the working folder in which somebody stands, or a folder in it."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path

from kbgen import paths, urls
from kbgen.authoring.naming import file_name
from kbgen.content.inclusion import Inclusion
from kbgen.errors import ConfigError
from kbgen.paths import shown
from kbgen.skim import Checkout


def folder_for(into: Checkout, chosen: Path | None, cwd: Path) -> str:
    """Return the folder for a new page, from the docs folder ("" is that folder itself).

    It is `chosen`, seen from `cwd`; else `cwd` where that is in the docs folder; else the docs folder. Raises
    ConfigError for one outside of the docs folder, or of which no page can be published.
    """
    docs, here = into.docs.resolve(), (cwd / chosen if chosen else cwd).resolve()
    if chosen is None and not here.is_relative_to(docs):
        return ""
    if not here.is_relative_to(docs):
        inside = _shown_from(cwd, docs / chosen.name) if chosen else ""
        message = f"'{shown(str(chosen))}' is not in the folder of the pages, which is '{_shown_from(cwd, docs)}'"
        raise ConfigError(message, hint=f"name a folder in it, such as --dir {inside}")
    folder = "" if here == docs else here.relative_to(docs).as_posix()
    if why := paths.why_unsafe(posixpath.join(folder, "page.md")):
        raise ConfigError(f"no page can be published from '{shown(folder)}': {why}", hint="choose another folder")
    return folder


def uri_for(into: Checkout, folder: str, title: str, kind: str) -> str:
    """Return the path for a new page of this title, from the docs folder.

    Raises ConfigError where a page with its address is there already, or where it would not be published.
    """
    inclusion, directory = Inclusion.of(into.settings), into.settings.use_directory_urls

    def is_usable(name: str) -> bool:
        uri = posixpath.join(folder, name)
        return not (paths.why_unsafe(uri) or paths.is_reserved(urls.dest_uri(uri, directory)))

    uri = posixpath.join(folder, file_name(title, kind, is_usable))
    there = {urls.dest_uri(each, directory).casefold(): each for each in into.src_uris}
    holder = there.get(urls.dest_uri(uri, directory).casefold(), "")
    if not is_usable(posixpath.basename(uri)) or not inclusion.publishes(uri):
        message = f"'{shown(uri)}' would not be published: its folder is left out (see exclude_docs in mkdocs.yml)"
        raise ConfigError(message, hint="choose another folder with --dir")
    if holder or into.path(uri).is_symlink() or into.path(uri).exists():
        raise taken(into.path(holder or uri))
    return uri


def taken(path: Path) -> ConfigError:
    """Return the error for a page that is there already."""
    hint = "add to that page, or give the new one another title or folder (--dir)"
    return ConfigError(f"there is a page of this name already: {shown(_shown_from(Path.cwd(), path))}", hint=hint)


def _shown_from(cwd: Path, path: Path) -> str:
    return os.path.relpath(path, cwd)
