"""Where the text of a new page comes from: a team's own `templates/<type>.md`, else one of ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kbgen.content.frontmatter_schema import TYPES
from kbgen.errors import ConfigError
from kbgen.model import Location
from kbgen.suggest import did_you_mean, shown

FOLDER: Final = "templates"
BUILT_IN: Final = Path(__file__).parent / FOLDER
MOST_BYTES: Final = 1 << 20
_KIND = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Template:
    """The text of a template. `where` is its file; one of ours has no place."""

    kind: str
    text: str
    where: Location


def template(kind: str, homes: Sequence[Path]) -> Template:
    """Return the template of the type `kind` from the first of `homes` with one in its folder `templates/`, else ours.

    Raises ConfigError when there is none, or it cannot be read.
    """
    known = kinds(homes)
    if kind not in known:
        hint = did_you_mean(kind, known) or f"there are: {', '.join(known)}"
        raise ConfigError(f"there is no template for pages of the type '{shown(kind)}'", hint=hint)
    own = next((path for home in homes if (path := home / FOLDER / f"{kind}.md").is_file()), None)
    if own is None:
        return Template(kind, (BUILT_IN / f"{kind}.md").read_text(encoding="utf-8"), Location())
    where = Location(str(own))
    return Template(kind, _text(own, where), where)


def kinds(homes: Sequence[Path]) -> tuple[str, ...]:
    """Return the types that there are templates for: ours, then those of `homes` by name."""
    found = {path.stem for home in homes for path in (home / FOLDER).glob("*.md") if _KIND.fullmatch(path.stem)}
    return (*TYPES, *sorted(found - set(TYPES)))


def _text(path: Path, where: Location) -> str:
    try:
        with path.open("rb") as file:
            text = file.read(MOST_BYTES + 1)
        if len(text) > MOST_BYTES:
            raise ConfigError(f"the template has more than {MOST_BYTES:,} bytes", where=where)
        return text.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror or str(error)
        raise ConfigError(f"the template cannot be read: {reason}", where=where) from error
