"""KB052: a page shows somebody's e-mail address. Programs that send spam collect what is published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kbgen.check.finding import Finding, finding
from kbgen.check.rule import Rule
from kbgen.check.subject import Subject, Volume

_LOCAL = re.compile(r"[\w.+%-]{1,64}\Z")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LONGEST_LOCAL: Final = 64
_IN_ADDRESS = re.compile(r"[/@]\Z|(?<!mailto):\Z", re.IGNORECASE)
"""What comes before a user in the address of a host, such as that of a repository."""
_DOMAIN = re.compile(r"@((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24})(?![\w@/:]|\.[a-z])")
_EXAMPLES = re.compile(
    r"(?:^|\.)(?:example\.(?:com|org|net|edu)|example|test|invalid|localhost|local|noreply\.github\.com)$|"
    r"(?:^|\.)(?:(?:your|my|some|any)[-_]?(?:company|domain|host|mail|org|server|site|where)|company|domain|email|mail"
    r"|host|server|site|test|acme|foo|bar|baz)\.[a-z]+$|example",
    re.IGNORECASE,
)
"""Domains that are nobody's (RFC 2606), and those that people make up."""
ROLES: Final = _words(
    "abuse accessibility admin alice bar bob conduct contact docs dpo editor editors email feedback foo git hello help"
    " helpdesk hostmaster hr info jane.doe janedoe jobs john.doe johndoe kontakt legal list mail marketing me"
    " moderators membership name news no-reply noreply office postmaster press privacy sales secretary security service"
    " someone support team user username users webmaster you"
)
"""Addresses that belong to a task and not to a person, and names that stand for anybody."""


def find(volume: Volume, _: Subject) -> Iterator[Finding]:
    """Yield the e-mail addresses of people in what is shown as text."""
    for page in volume.pages.values():
        if "@" in page.written.text:
            for start, end in _addresses(page.written.prose):
                message = "an e-mail address is published, perhaps that of a person"
                hint = "name the person by what others know them by, or the address of a team"
                yield finding("KB052", message, page.where, page.written.place(start, end), hint=hint)


def _addresses(prose: str) -> Iterator[tuple[int, int]]:
    for match in _DOMAIN.finditer(prose):
        local = _LOCAL.search(prose, max(0, match.start() - LONGEST_LOCAL), match.start())
        if local and not _is_public(local[0], match[1]) and not _IN_ADDRESS.search(prose[: local.start()][-8:]):
            yield local.start(), match.end()


def _is_public(local: str, domain: str) -> bool:
    role = local.casefold().partition("+")[0]
    return role in ROLES or _EXAMPLES.search(domain) is not None or "example" in role or role.isdigit()


RULE = Rule(("KB052",), find)
