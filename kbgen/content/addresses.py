"""One file for each address: what happens when two files, or a file and the site itself, want the same. Pure."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kbgen import paths
from kbgen.codes import problem
from kbgen.model import Asset, Location, Page, Problem, Severity

Locate = Callable[[str], Location]


@dataclass(frozen=True, slots=True)
class Addressed:
    """The pages and assets that have an address of their own, and what is wrong with the others."""

    pages: tuple[Page, ...]
    assets: tuple[Asset, ...]
    problems: tuple[Problem, ...]


def one_for_each(pages: Sequence[Page], assets: Sequence[Asset], locate: Locate, taken: frozenset[str]) -> Addressed:
    """Keep one file for each address; `locate` gives the location of a `src_uri`.

    `index.md` beats `README.md` with a warning, as in MkDocs. `taken` are folders of other collections.
    """
    claims = _Claims(locate, taken)
    files: list[Page | Asset] = [*sorted(pages, key=lambda page: (_is_readme(page.src_uri), page.src_uri)), *assets]
    kept = {file.src_uri for file in files if claims.grant(file)}
    return Addressed(
        tuple(page for page in pages if page.src_uri in kept),
        tuple(asset for asset in assets if asset.src_uri in kept),
        tuple(claims.problems),
    )


@dataclass
class _Claims:
    """Who holds which address, case-folded, since file systems may not tell cases apart.

    `files` and `folders` give the `src_uri` of the first that made one; no path can be both.
    """

    locate: Locate
    taken: frozenset[str]
    files: dict[str, str] = field(default_factory=dict)
    folders: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def grant(self, file: Page | Asset) -> bool:
        """Tell whether `file` gets its address; note why not."""
        if paths.is_reserved(file.dest_uri) or file.dest_uri.partition("/")[0].casefold() in self.taken:
            self.problems.append(_reserved(file, self.locate(file.src_uri)))
            return False
        dest = file.dest_uri.casefold()
        around = [dest[:end] for end, char in enumerate(dest) if char == "/"]
        holders = (self.files.get(dest), self.folders.get(dest), *map(self.files.get, around))
        if holder := next(filter(None, holders), None):
            self.problems.append(_clash(file, holder, self.locate(file.src_uri)))
            return False
        self.files[dest] = file.src_uri
        for folder in around:
            self.folders.setdefault(folder, file.src_uri)
        return True


def _is_readme(src_uri: str) -> bool:
    return posixpath.basename(src_uri).startswith("README.")


def _reserved(file: Page | Asset, where: Location) -> Problem:
    """Return an error for a page; a file such as `robots.txt` is for another generator, so a warning will do."""
    severity = Severity.ERROR if isinstance(file, Page) else Severity.WARNING
    message = f"'{file.src_uri}' is not published: '{file.dest_uri}' belongs to the site itself"
    return problem("KB037", message, where, hint="rename the file", severity=severity)


def _clash(file: Page | Asset, holder: str, where: Location) -> Problem:
    if _is_readme(file.src_uri) and posixpath.basename(holder).startswith("index."):
        message = f"'{file.src_uri}' is not published: '{holder}' is the index of this folder"
        return problem("KB037", message, where, hint="keep one of the two", severity=Severity.WARNING)
    message = f"'{holder}' and '{file.src_uri}' want the same URL"
    return problem("KB037", message, where, hint="rename one of the two")
