"""How a configuration names a signature: by an address, by a name, or by both as `Name <address>`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kbgen.facts import Identity

_BOTH = re.compile(r"(?P<name>[^<>]*?)\s*<(?P<email>[^<>\s]+)>")
FORMS = "write an address, a name, or 'Name <address>'"


@dataclass(frozen=True, slots=True)
class Signature:
    """What an identity must have: this name, this address ("" = any), whatever their case."""

    name: str
    email: str

    @classmethod
    def parse(cls, text: str) -> Signature:
        """Return the signature that `text` means. Raises ValueError."""
        stripped = text.strip()
        if both := _BOTH.fullmatch(stripped):
            return cls(both["name"].strip().casefold(), both["email"].casefold())
        if not stripped or "<" in stripped or ">" in stripped:
            raise ValueError(f"'{text}' names no signature")
        is_address = "@" in stripped and " " not in stripped
        return cls("", stripped.casefold()) if is_address else cls(stripped.casefold(), "")

    @property
    def weight(self) -> int:
        """How exact it is: both parts beat an address, and an address beats a name."""
        return (2 if self.email else 0) + (1 if self.name else 0)

    def matches(self, identity: Identity) -> bool:
        """Tell whether `identity` signs so."""
        name, email = identity.name.strip().casefold(), identity.email.casefold()
        return (not self.name or self.name == name) and (not self.email or self.email == email)


def any_matches(signatures: Iterable[Signature], identity: Identity) -> bool:
    """Tell whether one of `signatures` matches."""
    return any(signature.matches(identity) for signature in signatures)
