"""Where this kbgen came from, so that the workflows of a site can install the same one.

pip, pipx and uv note in `direct_url.json` (PEP 610, https://packaging.python.org/specifications/direct-url/) the
repository and the commit that a package was installed from.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib import metadata
from typing import Final

from kbgen.errors import ConfigError
from kbgen.suggest import shown

_ADDRESS = re.compile(r"https://(?P<host>[\w.-]+(?::\d+)?)/(?P<path>[\w.~/-]+?)(?:\.git)?/?")
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
HINT: Final = "write --kbgen https://HOST/OWNER/kbgen@COMMIT, with the full commit id"


@dataclass(frozen=True, slots=True)
class Origin:
    """A git repository of kbgen on the web, and a full commit id in it."""

    url: str
    commit: str

    @classmethod
    def parse(cls, text: str) -> Origin:
        """Return the origin in `https://…/kbgen@commit`. Raises ConfigError for anything else."""
        url, _, commit = text.removeprefix("git+").rpartition("@")
        if not _ADDRESS.fullmatch(url) or not _COMMIT.fullmatch(commit):
            raise ConfigError(f"'{shown(text)}' does not say where kbgen comes from", hint=HINT)
        return cls(url, commit)

    @property
    def requirement(self) -> str:
        """What pip is told to install."""
        return f"git+{self.url}@{self.commit}"


def installed_from() -> Origin | None:
    """Return where the kbgen that runs was installed from, or None if it was not installed from a commit on the web."""
    try:
        text = metadata.distribution("kbgen").read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return None
    return of_direct_url(text or "")


def of_direct_url(text: str) -> Origin | None:
    """Return the origin that a `direct_url.json` tells, or None if it tells none that others can install from."""
    try:
        told = json.loads(text or "{}")
        return (
            Origin.parse(f"{told['url']}@{told['vcs_info']['commit_id']}") if told["vcs_info"]["vcs"] == "git" else None
        )
    except (ValueError, KeyError, TypeError, ConfigError):
        return None
