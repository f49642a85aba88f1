"""What a repository says of itself, completed by what kbgen.yml says of it and by what its files show. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final

from kbgen import urls
from kbgen.content import mkdocs_yml
from kbgen.model import BookSettings, Extension, Location, Problem

SETTINGS_FILES: Final = ("mkdocs.yml", "mkdocs.yaml")


def settings_file(files: Iterable[str]) -> str:
    """Return which of `files`, paths from the repository's root, holds its settings; "" for none."""
    found = set(SETTINGS_FILES).intersection(files)
    return next((name for name in SETTINGS_FILES if name in found), "")


def book_settings(
    path: str,
    text: str,
    files: Collection[str],
    where: Location,
    *,
    docs: str = "",
    extensions: tuple[Extension, ...] = (),
) -> tuple[BookSettings, tuple[Problem, ...]]:
    """Return the settings of a repository with these files, and what is wrong with `text`, its settings file at `path`.

    `docs` is the folder of the pages if kbgen.yml names it; `extensions` are for a repository without such a file.
    """
    if path:
        found, problems = mkdocs_yml.read(text, replace(where, path=path))
    else:
        found, problems = BookSettings(docs_dir=_guess_docs(files), extensions=extensions), ()
    folder = docs.strip("/") if docs else found.docs_dir
    return replace(found, docs_dir="" if folder == "." else folder, path=path), problems


def _guess_docs(files: Iterable[str]) -> str:
    """Return `docs` where that folder holds a page, else the root of the repository."""
    return "docs" if any(path.startswith("docs/") and urls.is_markdown(path) for path in files) else ""
