"""Which files of the docs folder a repository publishes and lists: MkDocs' `exclude_docs` and `not_in_nav`.

Both are in gitignore's pattern language; MkDocs' own defaults (`mkdocs/structure/files.py`) come first.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass

from pathspec import GitIgnoreSpec

from kbgen.model import BookSettings

ALWAYS_EXCLUDED = (".*", "/templates/")
TOOLING = ("node_modules/", "__pycache__/", "venv/")
# pathspec matches by backtracking: with n stars in a name of 200 letters it tries up to 200^n splits.
STARS_IN_SEGMENT = 2
DOUBLE_STARS = 3


@dataclass(frozen=True, slots=True)
class Inclusion:
    """The two sets of patterns of one version, and the lines that are no patterns or too costly and are ignored."""

    excluded: GitIgnoreSpec
    unlisted: GitIgnoreSpec
    ignored: tuple[str, ...]

    @classmethod
    def of(cls, settings: BookSettings) -> Inclusion:
        """Return the patterns that `settings` give."""
        excluded, unlisted = settings.exclude_docs.splitlines(), settings.not_in_nav.splitlines()
        ignored = tuple(dict.fromkeys(line for line in (*excluded, *unlisted) if not _is_usable(line)))
        tooling = () if settings.docs_dir else TOOLING
        excluded = [*ALWAYS_EXCLUDED, *tooling, *(line for line in excluded if line not in ignored)]
        unlisted = [line for line in unlisted if line not in ignored]
        return cls(GitIgnoreSpec.from_lines(excluded), GitIgnoreSpec.from_lines(unlisted), ignored)

    def publishes(self, src_uri: str) -> bool:
        """Tell whether the file becomes part of the site."""
        return not self.excluded.match_file(src_uri)

    def lists(self, src_uri: str) -> bool:
        """Tell whether the file belongs into a navigation made from the folder tree."""
        return not self.unlisted.match_file(src_uri)


def _is_usable(line: str) -> bool:
    stars = max(len(re.findall(r"\*+", segment)) for segment in line.split("/"))
    if stars > STARS_IN_SEGMENT or line.count("**") > DOUBLE_STARS:
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            GitIgnoreSpec.from_lines([line])
    except (ValueError, re.error, Warning):
        return False
    return True
