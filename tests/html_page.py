"""Look into HTML as a browser would: elements, attributes, what would run, and where links lead."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

Element = tuple[str, dict[str, str]]

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))


def elements(html: str | bytes, *tags: str) -> list[Element]:
    """Return the elements of a page, or those with one of the names `tags`, in order."""
    parser = _Parser()
    parser.feed(html if isinstance(html, str) else html.decode())
    return [element for element in parser.elements if not tags or element[0] in tags]


def with_class(html: str | bytes, name: str) -> list[Element]:
    """Return the elements of a class."""
    return [element for element in elements(html) if name in element[1].get("class", "").split()]


def runs(html: str | bytes) -> list[Element]:
    """Return the elements that run code which stands in the page: there must be none."""
    return [
        (tag, attributes)
        for tag, attributes in elements(html)
        if (tag == "script" and "src" not in attributes and attributes.get("type") != "application/json")
        or any(name.startswith("on") for name in attributes)
        or any(value.strip().lower().startswith("javascript:") for value in attributes.values())
    ]


def article(html: str) -> str:
    """Return what stands inside <article>."""
    start = html.index(">", html.index("<article")) + 1
    return html[start : html.rindex("</article>")].strip()


def targets(html: str | bytes, at: str) -> Iterator[str]:
    """Yield the path of each address on the page `at` that leads to the same site."""
    for tag, attributes in elements(html):
        for name in ("href", "src"):
            address = urljoin(f"https://site.invalid/{at}", attributes.get(name, ""))
            if name in attributes and urlsplit(address).netloc == "site.invalid" and tag != "base":
                yield unquote(urlsplit(address).path).removeprefix("/")


def dead_links(site: Path, base: str = "") -> list[tuple[str, str]]:
    """Return page and target of each link of a built site that leads to no file; `base` is the path it is served at.

    A site without pages, as one that was refused, has no links that could be dead: that is an AssertionError.
    """
    dead, pages = [], sorted(site.rglob("*.html"))
    assert pages, f"no site was published to {site}"
    for page in pages:
        at = base + page.relative_to(site).as_posix()
        for target in targets(page.read_bytes(), at):
            inside = target.removeprefix(base)
            file = site / inside / "index.html" if inside.endswith("/") or not inside else site / inside
            if not target.startswith(base) or not file.is_file():
                dead.append((page.relative_to(site).as_posix(), target))
    return dead
