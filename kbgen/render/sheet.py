"""A page ready to be rendered, and the key under which its HTML is kept.

The HTML of a page is a function of its sheet and of the theme, and of nothing else. So the key is made of all of the
sheet and of the theme's key, and it changes for the pages that show what has changed: a new title in the navigation
for its neighbours there, a new person for those whose work stands on the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kbgen import urls
from kbgen.cache import key
from kbgen.canonical import Canonical
from kbgen.metrics import Topic
from kbgen.people import Person
from kbgen.render.nav import Navigation, NavItem
from kbgen.view import Frame, PageInput, SitePage


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page, its part of the navigation, and the frame without what only other pages show of it.

    The frame has no `nav` and no `theme_dirs`; `people` are those of it whom the page names.
    """

    given: PageInput | SitePage
    frame: Frame
    nav: tuple[NavItem, ...]

    @property
    def url(self) -> str:
        """The page's URL in its version."""
        given = self.given
        return given.page.url if isinstance(given, PageInput) else urls.url(given.dest_uri, use_directory_urls=True)

    @property
    def dest_uri(self) -> str:
        """The path of the HTML file below the site's root."""
        given = self.given
        return self.frame.root + (given.page.dest_uri if isinstance(given, PageInput) else given.dest_uri)

    @property
    def is_anywhere(self) -> bool:
        """Whether hosts serve the page at any depth, so that its addresses must be absolute."""
        return isinstance(self.given, SitePage) and self.given.dest_uri == "404.html"


@dataclass(slots=True)
class Desk:
    """Makes the sheets of one site, and their keys. What pages have in common is worked on once."""

    theme_key: str
    _canonical: Canonical = field(
        default_factory=lambda: Canonical(shared=frozenset({Person, NavItem, Topic}), noted=frozenset({Person}))
    )
    _frames: dict[int, _Prepared] = field(default_factory=dict)

    def sheet(self, given: PageInput | SitePage, frame: Frame) -> tuple[str, Sheet]:
        """Return the key and the sheet of a page in its frame."""
        known = self._frames.get(id(frame)) or self._prepare(frame)
        place = given.page.url if isinstance(given, PageInput) else given.place
        sheet = Sheet(_shown(given), known.bare, known.navigation.part(place))
        self._canonical.met.clear()
        body = self._canonical.bytes_of((sheet.given, sheet.nav))
        people = known.frame.people.intersection(person.slug for person in self._canonical.met.values())
        own = key(self.theme_key, known.bytes, "\0".join(sorted(people)), body)
        return own, replace(sheet, frame=replace(known.bare, people=people)) if people else sheet

    def _prepare(self, frame: Frame) -> _Prepared:
        bare = replace(frame, nav=(), people=frozenset(), theme_dirs=())
        made = _Prepared(frame, bare, self._canonical.bytes_of(bare), Navigation.of(frame.nav, frame.list_url))
        self._frames[id(frame)] = made
        return made


def _shown(given: PageInput | SitePage) -> PageInput | SitePage:
    """Return a page without its Markdown and the list of its links, which are long and for the stages before."""
    if isinstance(given, SitePage):
        return given
    return replace(given, page=replace(given.page, body=""), article=replace(given.article, links=()))


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A frame, what of it all its pages have, the bytes of that, and its navigation."""

    frame: Frame
    bare: Frame
    bytes: bytes
    navigation: Navigation
