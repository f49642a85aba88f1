"""Which files of the docs folder a repository publishes and lists: MkDocs' `exclude_docs` and `not_in_nav`.

Both are in gitignore's pattern language; MkDocs' own defaults (`mkdocs/structure/files.py`) come first.
"""

from __future__ import annotations

from dataclasses import dataclass

from pathspec import GitIgnoreSpec

from kbgen.model import BookSettings

ALWAYS_EXCLUDED = (".*", "/templates/")
TOOLING = ("node_modules/", "__pycache__/", "venv/")


@dataclass(frozen=True, slots=True)
class Inclusion:
    """The two sets of patterns of one version."""

    excluded: GitIgnoreSpec
    unlisted: GitIgnoreSpec

    @classmethod
    def of(cls, settings: BookSettings) -> Inclusion:
        """Return the patterns that `settings` give."""
        tooling = () if settings.docs_dir else TOOLING
        excluded = (*ALWAYS_EXCLUDED, *tooling, *settings.exclude_docs.splitlines())
        return cls(GitIgnoreSpec.from_lines(excluded), GitIgnoreSpec.from_lines(settings.not_in_nav.splitlines()))

    def publishes(self, src_uri: str) -> bool:
        """Tell whether the file becomes part of the site."""
        return not self.excluded.match_file(src_uri)

    def lists(self, src_uri: str) -> bool:
        """Tell whether the file belongs into a navigation made from the folder tree."""
        return not self.unlisted.match_file(src_uri)
