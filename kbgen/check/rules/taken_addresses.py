"""KB041: `redirect_from` names the address of a page that is there, which keeps it."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen import paths, urls
from kbgen.check.finding import Finding, finding
from kbgen.check.head import head
from kbgen.check.rule import Rule
from kbgen.check.subject import CheckedPage, Subject, Volume


def find(volume: Volume, subject: Subject) -> Iterator[Finding]:
    """Yield every claim of an address that is taken. Circles of claims are told as KB042."""
    as_folders = volume.content.settings.use_directory_urls
    claiming = [page for page in volume.pages.values() if page.page.front.redirect_from]
    taken = {each.page.dest_uri: each.page.src_uri for each in subject.planned(volume).pages} if claiming else {}
    for page in claiming:
        known = head(page)
        for written, place in known.items("redirect_from") if known else ():
            other = taken.get(urls.dest_of_written(written, as_folders), page.page.src_uri)
            if other != page.page.src_uri and not _claims(volume.pages[other], page, as_folders):
                message = f"the address '{paths.shown(written)}' is that of '{paths.shown(other)}', which keeps it"
                yield finding("KB041", message, page.where, place, hint="remove it, or retire the other page")


def _claims(page: CheckedPage, other: CheckedPage, as_folders: bool) -> bool:
    """Tell whether `page` claims the address of `other`, as in a circle."""
    claimed = (urls.dest_of_written(each, as_folders) for each in page.page.front.redirect_from)
    return other.page.dest_uri in claimed


RULE = Rule(("KB041",), find)
