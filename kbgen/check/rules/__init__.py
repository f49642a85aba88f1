"""The rules of `kbgen check`, one module each. A new one is listed here, in kbgen/codes.py and in docs/codes.md."""

from kbgen.check.rule import Rule
from kbgen.check.rules import (
    anchors,
    code_languages,
    headings,
    images,
    inner_addresses,
    link_texts,
    links,
    schemes,
    tables,
)

RULES: tuple[Rule, ...] = (
    anchors.RULE,
    code_languages.RULE,
    headings.RULE,
    images.RULE,
    inner_addresses.RULE,
    link_texts.RULE,
    links.RULE,
    schemes.RULE,
    tables.RULE,
)
