"""What `kbgen stats` can tell of."""

from __future__ import annotations

from enum import StrEnum


class Subject(StrEnum):
    """The tables that there are."""

    SITE = "site"
    COLLECTIONS = "collections"
    TOPICS = "topics"
    PEOPLE = "people"
    PAGES = "pages"
