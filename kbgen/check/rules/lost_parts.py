"""KB043: a change gives another name to a part of a page that others link to, or takes it away.

Links inside the site are told as KB022; those that others have made are not known, and break in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote, urlsplit

from kbgen import paths
from kbgen.check.finding import Finding, finding
from kbgen.check.headings import ShownHeading, headings, places
from kbgen.check.rule import Rule
from kbgen.check.rules.anchors import parts
from kbgen.check.subject import CheckedPage, Subject, Volume
from kbgen.check.titles import title_place
from kbgen.model import BookSettings
from kbgen.suggest import nearest
from kbgen.written import Place

ATTRIBUTE_LISTS = frozenset({"attr_list", "extra", "pymdownx.extra"})
"""Extensions with which a heading can be given an id."""
LIKE = 0.6
"""How alike (difflib's ratio) two texts of headings are of which one has become the other."""


def find(volume: Volume, subject: Subject) -> Iterator[Finding]:
    """Yield every part of a page that a page of the base links to and that is not there now."""
    base = subject.base
    before = base.volume(volume) if base else None
    if base is None or before is None:
        return
    now, can_name = _linked(volume), _can_name(volume.content.settings)
    for uri, linked in _linked(before).items():
        page = base.heir(before.pages[uri], volume)
        if page is not None and page.page.oid != before.pages[uri].page.oid and not page.article.failure:
            known = parts(page)
            lost = [id for id in linked if id not in known and id in parts(before.pages[uri])]
            yield from _lost(lost, before.pages[uri], page, now.get(page.page.src_uri, ()) if can_name else None)


def _linked(volume: Volume) -> Mapping[str, Sequence[str]]:
    """Return the parts of each page that links of other pages name."""
    found: dict[str, dict[str, None]] = {}
    for uri, leads in volume.leads.items():
        for href, target in leads.items():
            if "#" in href and target.page.src_uri != uri:
                found.setdefault(target.page.src_uri, {})[unquote(urlsplit(href).fragment)] = None
    return {uri: tuple(fragments) for uri, fragments in found.items()}


def _lost(lost: Sequence[str], before: CheckedPage, page: CheckedPage, used: Sequence[str] | None) -> Iterator[Finding]:
    """Yield the parts that are lost. `used` are those that links name now; None: headings cannot be given names."""
    if not lost:
        return
    shown = headings(page)
    where = dict(zip(shown, places(shown, page), strict=True))
    for id in lost:
        heir = _heir(id, headings(before), shown)
        place = where[heir] if heir else None
        if heir and place:
            new = _named(place, id) if used is not None and heir.id not in used else None
            message = f"the part '{paths.shown(id)}' is called '{paths.shown(heir.id)}' now, and others link to it"
            hint = f"keep the old name: '{new}'" if new else "keep a heading of this name, or an element with this id"
            yield finding("KB043", message, page.where, place, hint=hint, new=new)
        else:
            message = f"the part '{paths.shown(id)}' is gone, and others link to it"
            hint = "say in its place where it is now, or keep an element with this id"
            yield finding("KB043", message, page.where, title_place(page), hint=hint)


def _heir(id: str, before: Sequence[ShownHeading], now: Sequence[ShownHeading]) -> ShownHeading | None:
    """Return the new heading of the same level that reads most like the one that had `id`, if any is like it."""
    old = next((each for each in before if each.id == id), None)
    known = {each.id for each in before}
    new = {each.text: each for each in now if each.id not in known and old and each.level == old.level}
    text = nearest(old.text, new, LIKE) if old else None
    return new[text] if text is not None else None


def _named(place: Place, id: str) -> str | None:
    """Return a heading with `id` for its name; None if it has a list of attributes already, or is HTML."""
    text = place.text.rstrip()
    is_free = not text.endswith("}") and not text.startswith("<") and not set(id) & set(" {}\"'")
    return f"{text} {{ #{id} }}" if is_free else None


def _can_name(settings: BookSettings) -> bool:
    return not ATTRIBUTE_LISTS.isdisjoint(
        each.name.removeprefix("markdown.extensions.") for each in settings.extensions
    )


RULE = Rule(("KB043",), find)
