"""What pages say of their own reviews in front matter: by version, and for the mainline. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kbgen.facts import SourceHistory
from kbgen.model import Content, FrontMatter, RefKind
from kbgen.people.credit import PageId
from kbgen.people.freshness import REVIEW_EVERY, Review


def review_of(front: FrontMatter) -> Review:
    """Return what the head of a page says."""
    return Review(front.reviewed, front.review_every or REVIEW_EVERY, front.review_by)


def reviews_of(content: Content) -> Mapping[str, Review]:
    """Return what the pages of a version say, by `src_uri`."""
    return {page.src_uri: review_of(page.front) for page in content.pages}


def page_reviews(contents: Sequence[Content], histories: Sequence[SourceHistory]) -> Mapping[PageId, Review]:
    """Return what pages say, by source and page id: the mainline's own text decides, else that of the latest version.

    A page that only older versions hold says nothing of the present.
    """
    by_source = {history.source: history for history in histories}
    found: dict[PageId, Review] = {}
    for content in sorted(contents, key=lambda content: not _is_mainline(content, by_source)):
        history = by_source.get(content.collection.mirror.source)
        if history is None or not (_is_mainline(content, by_source) or content.version == content.collection.latest):
            continue
        version = history.versions.get(content.version.ref.oid)
        for page in content.pages if version else ():
            if version and page.path in version.pages:
                found.setdefault((history.source, version.pages[page.path]), review_of(page.front))
    return found


def _is_mainline(content: Content, histories: Mapping[str, SourceHistory]) -> bool:
    history, ref = histories.get(content.collection.mirror.source), content.version.ref
    return history is not None and ref.kind is not RefKind.TAG and ref.name in (history.branch, "HEAD")
