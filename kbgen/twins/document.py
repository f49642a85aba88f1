"""The twin of one page: its title and its text, with links that lead where those of the page lead. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from urllib.parse import urljoin

from kbgen.links import Targets, resolve
from kbgen.model import Page
from kbgen.twins.code import parts
from kbgen.twins.inline import pieces
from kbgen.twins.raw_html import TAG, harmless, is_harmless

Leads = Callable[[str], str]

_LINK = re.compile(
    rf"(?P<whole>{TAG})"
    r"|(?P<before>\]\(\s*+)(?P<target><[^<>\n]*+>|[^\s()<>]++(?:\([^\s()<>]*+\)[^\s()<>]*+)*+)"
    r"|(?P<label>^ {0,3}\[[^\[\]\n]++\]:[ \t]*+)(?P<defined><[^<>\n]*+>|\S++)",
    re.MULTILINE,
)
_ADDRESS = re.compile(r'\b(href|src)="([^"]*)"')
_SPECIAL = re.compile(r"([\\`*_\[\]<])")


def twin(page: Page, title: str, leads: Leads, *, has_title: bool = False) -> str:
    """Return the Markdown text of `page`. `has_title` tells that its text begins with a title of its own.

    `leads` gives the address for a link that the page has, as it is written there.
    """
    body = "".join(text if is_code else _prose(text, leads) for is_code, text in parts(page.body))
    plain = _SPECIAL.sub(r"\\\1", " ".join(title.split()))
    return f"{'' if has_title else f'# {plain}'}\n\n{body.strip()}\n".lstrip()


def leads_from(page: Page, targets: Targets, address: str = "") -> Leads:
    """Return what gives where a link of `page` leads, from where its twin lies.

    `targets` are those of its version. `address` is the absolute one of the page, "" = links stay relative.
    """

    def leads(href: str) -> str:
        if href not in targets.crossings and not is_harmless(href):
            return "#"
        found = resolve(href, page.src_uri, targets).href
        try:
            return urljoin(address, found) if address and found and not found.startswith("#") else found
        except ValueError:
            return found

    return leads


def _prose(text: str, leads: Leads) -> str:
    found = pieces(harmless(text))
    return "".join(part if is_code else _LINK.sub(lambda match: _link(match, leads), part) for is_code, part in found)


def _link(match: re.Match[str], leads: Leads) -> str:
    if match["whole"]:
        return _ADDRESS.sub(lambda one: f'{one[1]}="{escape(leads(unescape(one[2])))}"', match[0])
    before, target = match["before"] or match["label"], match["target"] or match["defined"]
    if match["label"] and match["label"].lstrip().startswith("[^"):  # a footnote: what follows is its text
        return match[0]
    pointed = target.startswith("<") and target.endswith(">")
    found = leads(target[1:-1] if pointed else target)
    return f"{before}<{found}>" if pointed else f"{before}{found}"
