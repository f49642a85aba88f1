"""The comment on a pull request: Markdown made of the document alone, for GitHub, GitLab and Gitea. Pure.

Every text of the document is a stranger's. So all that Markdown knows is escaped, nobody is mentioned, nothing is
linked but what we link, and the whole stays below the length that GitHub takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import quote

from kbgen.people.display import readable
from kbgen.preview.changes import Change
from kbgen.preview.document import ChangedPage, Contributor, Document, Found

MARK: Final = "<!-- kbgen:preview -->"
"""The first line, by which the comment of an earlier run is found."""
MOST_ROWS: Final = 50
LONGEST: Final = 65_535
"""Characters that GitHub takes; bytes are counted here, so that it is less than that in any case."""
LONGEST_TITLE: Final = 80
LONGEST_PATH: Final = 200
MOST_LISTED: Final = 10
_SPECIAL = re.compile(r"[\\`*_{}\[\]#|~!^]")
_ENTITIES: Final = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "$": "&#36;"}
_LINKED = re.compile(r"@(?=[\w-])|#(?=\d)|\bGH-(?=\d)|\bwww(?=\.)|\b(?:mailto|xmpp):|:(?=//)", re.IGNORECASE)
_SPLIT: Final = "\u200b"
"""A blank of no width: it keeps forges from mentioning people, and from linking issues and addresses."""


def comment(document: Document, live: str = "", at: str = "") -> str:
    """Return the comment. `live` is the address of the collection as it is published, `at` that of the preview."""
    head = [f"{MARK}\n### {_title(document)}", *_way(document, at)]
    tail = [*_lost(document), *_findings(document), *_people(document.contributors), _commits(document)]
    room = LONGEST - sum(_size(part) for part in (*head, *tail)) - 500
    return "\n\n".join((*head, *_table(document, live, at, room), *tail)) + "\n"


def _title(document: Document) -> str:
    count = len(document.pages)
    return f"Preview: {count:,} page{'' if count == 1 else 's'} changed" if count else "Preview: no page changed"


def _way(document: Document, at: str) -> Iterator[str]:
    if at:
        yield f"[Everything that changed, word by word]({_address(at, 'index.html')})"
    elif document.pages:
        yield "`index.html` of the preview shows everything that changed, word by word."


def _table(document: Document, live: str, at: str, room: int) -> Iterator[str]:
    """Yield the table, with as many rows as there may be and as fit, and what it leaves out."""
    rows = []
    for page in document.pages[:MOST_ROWS]:
        row = _row(page, live, at)
        room -= _size(row)
        if room < 0:
            break
        rows.append(row)
    if rows:
        yield "\n".join(("| Page | Change | Preview | Live |", "|---|---|---|---|", *rows))
    if rest := len(document.pages) - len(rows):
        yield f"… and {rest:,} more page{'' if rest == 1 else 's'}."
    if other := document.rendered_otherwise:
        what = "page looks" if other == 1 else "pages look"
        yield f"{other:,} more {what} different only around the text (navigation, links, settings)."


def _row(page: ChangedPage, live: str, at: str) -> str:
    title = text(page.title, LONGEST_TITLE) or text(page.path, LONGEST_TITLE)
    name = f"~~{title}~~" if page.change is Change.DELETED else title
    shown = _link("as it was" if page.change is Change.DELETED else "page", page.page, at)
    diff = _link("what changed", page.diff, at) if at else ""
    old = page.old_url if page.old_url and live else ""
    published = f"[live]({_address(live, old)})" if old else ""
    cells = (name, _change(page), " · ".join(filter(None, (shown, diff))), published)
    return f"| {' | '.join(cells)} |"


def _change(page: ChangedPage) -> str:
    said: str = page.change
    if page.change is Change.MOVED and page.old_url != page.url:
        said += f" from {_code(page.old_url)}"
    numbers = (("+", page.words.added), ("−", page.words.removed))
    counted = " ".join(f"{sign}{number:,}" for sign, number in numbers if number)
    return f"{said}, {counted} words" if counted else said


def _link(name: str, path: str, at: str) -> str:
    """Return a link into the preview, or, where nobody can follow one, the path of the file."""
    if not path:
        return ""
    return f"[{name}]({_address(at, path)})" if at else _code(path)


def _code(path: str) -> str:
    """Return an address of the preview as code: it holds nothing that could end it."""
    return f"`{path if len(path) <= LONGEST_PATH else f'{path[: LONGEST_PATH - 1]}…'}`"


def _address(base: str, path: str) -> str:
    """Return an address that ends no link too early. `path` holds none but unreserved characters and `%`."""
    plain = path.removesuffix("index.html") or "./"
    return quote(base, safe=":/?&=%~+,;@-._") + plain.removeprefix("./")


def _lost(document: Document) -> Iterator[str]:
    if document.urls_removed:
        urls = [_code(url) for url in document.urls_removed]
        yield f"Addresses that nothing answers any more: {_listed(urls)}"
    if document.ids_lost:
        ids = [f"{text(each.id, LONGEST_TITLE)} in {_code(each.url)}" for each in document.ids_lost]
        yield f"Headings that links may have led to, and that are gone: {_listed(ids)}"


def _listed(texts: Sequence[str]) -> str:
    shown = ", ".join(texts[:MOST_LISTED])
    return shown + (f", and {len(texts) - MOST_LISTED:,} more" if len(texts) > MOST_LISTED else "")


def _findings(document: Document) -> Iterator[str]:
    new, fixed = document.problems.new, document.problems.fixed
    if new or fixed:
        said = [f"{len(found):,} {what}" for found, what in ((new, "new"), (fixed, "fixed")) if found]
        grave = [each for each in new if each.severity != "info"]
        yield "\n".join((f"Problems: {', '.join(said)}.", *map(_finding, grave[:MOST_LISTED])))


def _finding(each: Found) -> str:
    place = f"{each.path}:{each.line}" if each.line else each.path
    return f"- {each.code} {each.severity}: {text(each.message, 200)} ({text(place, 120)})"


def _people(contributors: Sequence[Contributor]) -> Iterator[str]:
    """Yield a welcome to those who are new, and thanks to all, by name."""
    named = [text(each.name, LONGEST_TITLE) for each in contributors if not each.first][:MOST_LISTED]
    new = [text(each.name, LONGEST_TITLE) for each in contributors if each.first][:MOST_LISTED]
    if new:
        said = "This is your first contribution" if len(new) == 1 else "These are your first contributions"
        yield f"Welcome, {_and(new)}! {said} here: thank you."
    if named:
        yield f"Thank you, {_and(named)}."


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _commits(document: Document) -> str:
    more = "" if document.head.committed else ", with files that are not committed"
    base = f"{text(document.base.ref, LONGEST_TITLE)} at {document.base.commit[:10]}"
    return f"Commit {document.head.commit[:10]}{more}, compared with {base}."


def text(plain: str, most: int) -> str:
    """Return a text that Markdown shows as it is, on one line, cut to so many characters."""
    line = readable(plain)
    cut = line if len(line) <= most else f"{line[: most - 1]}…"
    split = _LINKED.sub(lambda match: match[0] + _SPLIT, cut)
    escaped = _SPECIAL.sub(lambda match: f"\\{match[0]}", split)
    return "".join(_ENTITIES.get(char, char) for char in escaped)


def _size(line: str) -> int:
    return len(line.encode()) + 2
