"""What a new site is to be called, where it is hosted, and who looks after it: given, or found out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from kbgen.errors import ConfigError
from kbgen.hosting import Host
from kbgen.scaffold.origin import Origin
from kbgen.suggest import shown

LONGEST_NAME: Final = 120
_OWNER = re.compile(r"@[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)*")


@dataclass(frozen=True, slots=True)
class Answers:
    """What `kbgen init` was told or found out.

    `name` is the site's; `branch` the one that is published; `owner` a user or team as forges write it (`@org/team`);
    `web_url` the repository on the web; `origin` where the workflows get kbgen. "" and None: not known.
    """

    name: str
    host: Host = Host.NONE
    branch: str = "main"
    owner: str = ""
    web_url: str = ""
    origin: Origin | None = None


def site_name(text: str) -> str:
    """Return a site's name on one line, without control characters. Raises ConfigError when nothing is left of it."""
    kept = " ".join("".join(char for char in text if char.isspace() or unicodedata.category(char)[0] != "C").split())
    if not kept or len(kept) > LONGEST_NAME:
        hint = f"give one of 1 to {LONGEST_NAME} characters: --name 'Team handbook'"
        raise ConfigError(f"'{shown(text)}' cannot be the name of a site", hint=hint)
    return kept


def owner_name(text: str) -> str:
    """Return a user or team as forges write it. Raises ConfigError for anything else."""
    if text and not _OWNER.fullmatch(text):
        raise ConfigError(
            f"'{shown(text)}' is no user or team", hint="write --owner @name or --owner @organisation/team"
        )
    return text
