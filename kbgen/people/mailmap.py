"""Git's `.mailmap`: old names and addresses to present ones. A pure reading of the text, equal to `check-mailmap`.

Source: gitmailmap(5) and git's mailmap.c (2.39). Names and addresses compare without regard to the case of ASCII
letters. Later lines win, so text that must win is added last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kbgen.facts import Identity

# What git's own isspace() takes for white space.
_BLANKS = " \t\r\n"


@dataclass(frozen=True, slots=True)
class Present:
    """What an entry puts in place of the old signature; None leaves that part as it was."""

    name: str | None = None
    email: str | None = None


@dataclass(slots=True)
class _Entry:
    """All that is said of one old address: for any name, and for certain names."""

    any_name: Present = Present()
    by_name: dict[bytes, Present] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mailmap:
    """The entries by old address, folded."""

    entries: Mapping[bytes, _Entry] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> Mailmap:
        """Return the entries of `text`. Lines that git would not understand are ignored, as git does."""
        entries: dict[bytes, _Entry] = {}
        for present, old_name, old_email in _lines(text):
            entry = entries.setdefault(_folded(old_email), _Entry())
            if old_name is not None:
                entry.by_name[_folded(old_name)] = present
            else:
                entry.any_name = Present(
                    entry.any_name.name if present.name is None else present.name,
                    entry.any_name.email if present.email is None else present.email,
                )
        return cls(entries)

    def lookup(self, identity: Identity) -> Present:
        """Return what the entries say of `identity`: nothing where none is about it."""
        entry = self.entries.get(_folded(identity.email))
        return entry.by_name.get(_folded(identity.name), entry.any_name) if entry else Present()

    def apply(self, identity: Identity) -> Identity:
        """Return the present signature of `identity`, as `git check-mailmap` prints it."""
        found = self.lookup(identity)
        return Identity(
            identity.name if found.name is None else found.name,
            identity.email if found.email is None else found.email,
        )


def _lines(text: str) -> Iterator[tuple[Present, str | None, str]]:
    for line in text.split("\n"):
        first = None if line.startswith("#") else _signature(line, empty_email=False)
        if first is None:
            continue
        name, email, rest = first
        second = _signature(rest, empty_email=True)
        if second is None:
            yield Present(name=name), None, email
        else:
            yield Present(name, email), second[0], second[1]


def _signature(text: str, *, empty_email: bool) -> tuple[str | None, str, str] | None:
    """Return name (None if blank), address and what follows it, or None where there is no `<address>`."""
    left = text.find("<")
    right = text.find(">", left + 1)
    if left < 0 or right < 0 or (right == left + 1 and not empty_email):
        return None
    return text[:left].strip(_BLANKS) or None, text[left + 1 : right], text[right + 1 :]


def _folded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass").lower()  # bytes: only ASCII letters change, as in git
