"""Who signed what: identities to people, by the site's own list, its mailmap, and each repository's mailmap.

A repository's `.mailmap` counts for its own commits only: content is data, and must not reassign credit elsewhere.
People are never merged by name. Addresses compare in lower case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kbgen.config import Member, PeopleRules
from kbgen.facts import Commit, Identity, SourceHistory
from kbgen.people.automation import is_assistant, is_bot
from kbgen.people.display import COMMUNITY_MEMBER, display_name, names_of, slugs
from kbgen.people.mailmap import Mailmap
from kbgen.people.person import People, Person, PersonKind
from kbgen.people.suggestions import suggestions
from kbgen.signature import Signature

Key = tuple[str, str]
"""What makes two identities one person: the place in the site's list, or kind and address."""
Landing = tuple[datetime, int, int, datetime, str]
"""The order of commits: landing date, source, position, author date, id."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A resolved identity: whose it is, the name it gives them, and how much that name is worth (more is better)."""

    key: Key
    name: str
    name_weight: tuple[bool, int, bool]


class _Resolver:
    """Resolves the identities of one source."""

    def __init__(self, index: int, history: SourceHistory, rules: PeopleRules, site_mailmap: str) -> None:
        own = history.mailmap + "\n" if rules.use_mailmap else ""
        self._index = index
        self._site = Mailmap.parse(site_mailmap)
        self._all = Mailmap.parse(own + site_mailmap)  # what comes last wins
        self._bots = tuple(map(Signature.parse, rules.bots))
        self._assistants = tuple(map(Signature.parse, rules.assistants))
        self._claims = tuple(_claims(rules.members))

    def resolve(self, identity: Identity) -> _Known:
        present = self._all.apply(identity)
        weight = (
            self._site.lookup(identity).name is not None,
            -self._index,
            self._all.lookup(identity).name is not None,
        )
        return _Known(self._key(identity, present), display_name(present.name), weight)

    def _key(self, raw: Identity, present: Identity) -> Key:
        for identity in (raw, present):
            claims = [claim for claim in self._claims if claim[0].matches(identity)]
            if claims:
                return ("member", str(max(claims, key=lambda claim: claim[0].weight)[1]))
        kind = self._kind(raw, present)
        return (kind.value, present.email.lower() or f" {display_name(present.name)}")  # no address begins so

    def _kind(self, *identities: Identity) -> PersonKind:
        if any(is_assistant(identity, self._assistants) for identity in identities):
            return PersonKind.ASSISTANT
        if any(is_bot(identity, self._bots) for identity in identities):
            return PersonKind.BOT
        return PersonKind.HUMAN


def _claims(members: Sequence[Member]) -> Iterator[tuple[Signature, int]]:
    for index, member in enumerate(members):
        if member.signs_as:
            yield from ((Signature.parse(text), index) for text in member.signs_as)
        else:
            yield Signature(member.name.strip().casefold(), ""), index


def resolve_people(histories: Sequence[SourceHistory], rules: PeopleRules, mailmap: str = "") -> People:
    """Return who signed the commits of all trusted `histories`, which are in the order of the configuration.

    `mailmap` is the site's own, in git's format; see `site_mailmap` of the configuration.
    """
    known: dict[tuple[str, Identity], _Known] = {}
    first: dict[Key, Landing] = {}
    names: dict[Key, tuple[tuple[bool, int, bool], bool, Landing, str]] = {}
    for index, history in enumerate(histories):
        if not history.trusted:
            continue
        resolver = _Resolver(index, history, rules, mailmap)
        for commit in history.commits.values():
            landing = _landing(commit, index)
            for identity, is_author in signatures(commit):
                at = (history.source, identity)
                found = known[at] if at in known else known.setdefault(at, resolver.resolve(identity))
                first[found.key] = min(landing, first.get(found.key, landing))
                candidate = (found.name_weight, is_author, landing, found.name)
                names[found.key] = max(candidate, names.get(found.key, candidate))
    persons = _persons(first, {key: found[3] for key, found in names.items()}, rules.members)
    members = {at: persons[found.key] for at, found in known.items()}
    hidden = _hidden(members) | {member.name for member in rules.members if member.opt_out}
    return People(tuple(sorted(persons.values())), suggestions(members), members, hidden)


def _hidden(members: Mapping[tuple[str, Identity], Person]) -> frozenset[str]:
    """Return the names and logins of all who opted out."""
    out = (identity for (_, identity), person in members.items() if person.opted_out)
    return frozenset(name for identity in out for name in names_of(identity.name, identity.email))


def signatures(commit: Commit) -> Iterator[tuple[Identity, bool]]:
    """Yield every identity in a commit, and whether it is the author."""
    yield commit.author, True
    yield commit.committer, False
    yield from ((identity, False) for _, identity in commit.named)


def _landing(commit: Commit, index: int) -> Landing:
    return (commit.landed_at, index, commit.position, commit.authored_at, commit.oid)


def _persons(first: Mapping[Key, Landing], names: Mapping[Key, str], members: Sequence[Member]) -> Mapping[Key, Person]:
    order = sorted(first, key=lambda key: (first[key], key))
    made = {key: _person(number, key, names[key], members) for number, key in enumerate(order, 1)}
    shown = [key for key in order if made[key].is_human and not made[key].opted_out]
    by_key = dict(zip(shown, slugs(made[key].name for key in shown), strict=True))
    return {key: replace(person, slug=by_key.get(key, "")) for key, person in made.items()}


def _person(number: int, key: Key, name: str, members: Sequence[Member]) -> Person:
    if key[0] != "member":
        return Person(number, name, kind=PersonKind(key[0]))
    member = members[int(key[1])]
    if member.opt_out:
        return Person(number, COMMUNITY_MEMBER, opted_out=True)
    return Person(number, display_name(member.name), links=tuple(sorted(member.links.items())), org=member.org)
