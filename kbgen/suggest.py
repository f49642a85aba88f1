"""Words for messages: what was written, and the nearest of a few known words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

# Below this likeness (difflib's ratio) a proposal is more often wrong than helpful.
NEAR = 0.7


def nearest(word: str, choices: Iterable[str], near: float = NEAR) -> str | None:
    """Return the choice that is most like `word`, whatever its case, or None when none is as near as `near`."""
    by_folded = {choice.casefold(): choice for choice in choices}
    found = get_close_matches(word[:80].casefold(), by_folded, n=1, cutoff=near)
    return by_folded[found[0]] if found else None


def did_you_mean(word: str, choices: Iterable[str], near: float = NEAR) -> str:
    """Return a hint such as "did you mean 'note.md'?", or "" when no choice is near."""
    found = nearest(word, choices, near)
    return f"did you mean '{found}'?" if found else ""


def meant(hint: str) -> str:
    """Return the choice that a hint of `did_you_mean` proposes, or "" if it proposes none."""
    found = re.fullmatch(r"did you mean '(.+)'\?", hint)
    return found[1] if found else ""


def shown(text: str, limit: int = 60) -> str:
    """Return `text` fit for one line of a message: at most `limit` characters, all of them printable."""
    cleaned = "".join(char if char.isprintable() else "·" for char in text[: limit + 1])
    return cleaned if len(cleaned) <= limit else cleaned[: limit - 1] + "…"
