"""KB081: the text of a link does not tell where it leads. Many readers only hear or scan the links of a page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

from kbgen import paths
from kbgen.check.finding import Finding, finding
from kbgen.check.rule import Rule
from kbgen.check.subject import CheckedPage, Subject, Volume


def _texts(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


VAGUE: Final = _texts(
    "here|click|click here|this|this link|this page|link|the link|see here|see this|more|read more|learn more|more info"
    "|hier|hier klicken|dieser link|mehr|weiterlesen|mehr erfahren"
    "|ici|cliquez ici|ce lien|lien|lire la suite|en savoir plus"
    "|aquí|haz clic aquí|haga clic aquí|este enlace|enlace|leer más|más información"
    "|aqui|clique aqui|este link|saiba mais|leia mais|qui|clicca qui|leggi di più"
    "|здесь|тут|ссылка|подробнее|こちら|ここ|リンク|여기|링크"
    "|这里|這裡|这里查看|点击这里|點擊這裡|点此|此处|此處|链接|連結|此链接|点我"
)
"""Texts that say nothing on their own, in the languages in which many pages are written."""
_WRITTEN = re.compile(r"\[(?<![!\\]\[)(?P<text>[^\[\]\n]{1,40})\](?=[(\[])")
_RAW = re.compile(r"<[aA]\s[^>]*>(?P<text>[^<\n]{1,40})</[aA]>")
_SHOWN = re.compile(r"<a\s[^>]*>(?:<(?:em|strong)>)*([^<]{1,40})(?:</(?:em|strong)>)*</a>")


def find(volume: Volume, _: Subject) -> Iterator[Finding]:
    """Yield every link with a text that could be that of any other."""
    hint = "make the words that name the target the link, such as [how to install](install.md)"
    for page in volume.pages.values():
        shown = VAGUE.intersection(_plain(text) for text in _SHOWN.findall(page.article.html))
        for match in _written(page) if shown else ():
            text = _plain(match["text"])
            if text in shown:
                message = f"the link text '{paths.shown(text)}' does not tell where the link leads"
                yield finding("KB081", message, page.where, page.written.place(*match.span("text")), hint=hint)


def _written(page: CheckedPage) -> list[re.Match[str]]:
    prose = page.written.prose
    matches = [*_WRITTEN.finditer(prose), *_RAW.finditer(prose)]
    return sorted(matches, key=lambda match: match.start())


def _plain(text: str) -> str:
    return " ".join(html.unescape(text).strip(" *_.:,…!→»>").casefold().split())


RULE = Rule(("KB081",), find)
