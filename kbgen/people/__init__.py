"""People: who they are, what they are credited for, and what a page says of them. Pure functions over `facts`.

people = resolve_people(histories, config.people, site_mailmap(config))
ledger = Ledger.of(histories, people)
facts = version_facts(history, version.ref.oid, ledger, content.pages, reviews)   # src_uri -> PageFacts
"""

from kbgen.people.credit import CommitId, Contribution, Credits, PageId
from kbgen.people.display import COMMUNITY_MEMBER
from kbgen.people.freshness import Freshness, Review
from kbgen.people.ledger import Landed, Ledger
from kbgen.people.mailmap import Mailmap
from kbgen.people.page_facts import mainline_facts, page_facts, version_facts
from kbgen.people.page_values import PageChange, PageContributor, PageFacts, PageRole
from kbgen.people.person import People, Person, PersonKind, Suggestion, by_name
from kbgen.people.resolve import resolve_people
from kbgen.people.reviews import page_reviews, reviews_of
from kbgen.people.written import WrittenBy, words_by_person

__all__ = [
    "COMMUNITY_MEMBER",
    "CommitId",
    "Contribution",
    "Credits",
    "Freshness",
    "Landed",
    "Ledger",
    "Mailmap",
    "PageChange",
    "PageContributor",
    "PageFacts",
    "PageId",
    "PageRole",
    "People",
    "Person",
    "PersonKind",
    "Review",
    "Suggestion",
    "WrittenBy",
    "by_name",
    "mainline_facts",
    "page_facts",
    "page_reviews",
    "resolve_people",
    "reviews_of",
    "version_facts",
    "words_by_person",
]
