"""The addresses of one repository, made from patterns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final
from urllib.parse import quote, urlsplit

from kbgen.forge.kinds import Forge, forge_of
from kbgen.model import ForgeSettings

NONE: Final = "none"
"""What is configured for an address that there shall not be."""
_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a repository is on the web. Its methods return absolute addresses, "" for what is not known."""

    web_url: str
    forge: Forge

    @classmethod
    def of(cls, web_url: str, settings: ForgeSettings | None = None) -> Addresses:
        """Return the addresses of the repository at `web_url`: by `settings`, else by its forge."""
        given = settings or ForgeSettings()
        known = forge_of(web_url, given.kind) if web_url else Forge()
        patterns = {each.name: getattr(given, each.name) or getattr(known, each.name) for each in fields(Forge)}
        return cls(web_url, Forge(**{name: "" if text == NONE else text for name, text in patterns.items()}))

    def edit(self, branch: str, path: str, tip: str = "") -> str:
        """Return where a file of a branch is edited. `tip` is the newest commit of the branch."""
        revision = tip if "/" in branch and tip else branch
        values = {"branch": _quoted(branch), "revision": _quoted(revision), "path": _quoted(path)}
        return self._filled(self.forge.edit, **values) if branch else ""

    def view(self, commit: str) -> str:
        """Return the pattern of the addresses at which files of a commit are seen; `{path}` is to be filled in."""
        return self._filled(self.forge.view, commit=commit)

    def file(self, commit: str, path: str) -> str:
        """Return where a file of a commit is seen."""
        return filled(self.view(commit), {"path": _quoted(path)})

    def history(self, commit: str, path: str) -> str:
        """Return where the changes of a file up to a commit are listed."""
        return self._filled(self.forge.history, commit=commit, path=_quoted(path))

    def commit(self, commit: str) -> str:
        """Return the address of a commit."""
        return self._filled(self.forge.commit, commit=commit)

    def compare(self, older: str, newer: str) -> str:
        """Return where two commits are compared."""
        return self._filled(self.forge.compare, older=older, newer=newer)

    @property
    def issue(self) -> str:
        """The pattern of the address of a new issue: `{title}`, and `{body}` or `{html}`, are to be filled in."""
        return self._filled(self.forge.issue)

    def _filled(self, pattern: str, **values: str) -> str:
        if not self.web_url and ("{web_url}" in pattern or "{project_url}" in pattern):
            return ""
        return filled(pattern, {"web_url": self.web_url, "project_url": _project_url(self.web_url), **values})


def filled(pattern: str, values: Mapping[str, str]) -> str:
    """Return `pattern` with its `{fields}` filled in; fields without a value stay."""
    return _FIELD.sub(lambda found: values.get(found[1], found[0]), pattern)


def repository_name(web_url: str) -> str:
    """Return `owner/name` of a repository's address, as people write it."""
    return urlsplit(web_url).path.strip("/").removesuffix(".git").replace("/_git/", "/")


def _quoted(text: str) -> str:
    """Return `text` for a path or a query: only `/` and what is never encoded stay as they are."""
    return quote(text, errors="surrogateescape")


def _project_url(web_url: str) -> str:
    """Return the address of the project around a repository of Azure DevOps.

    In the address of a repository that is called as its project, the project is left out.
    """
    around, _, name = web_url.partition("/_git/")
    parts = urlsplit(around)
    folders = [part for part in parts.path.split("/") if part and part != "DefaultCollection"]
    least = 2 if parts.hostname == "dev.azure.com" else 1
    return around if len(folders) >= least else f"{around}/{name}"
