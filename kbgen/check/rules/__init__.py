"""The rules of `kbgen check`, one module each. A new one is listed here, in kbgen/codes.py and in docs/codes.md."""

from kbgen.check.rule import Rule
from kbgen.check.rules import (
    anchors,
    code_languages,
    embeds,
    headings,
    hidden_text,
    images,
    inner_addresses,
    link_texts,
    links,
    personal_data,
    schemes,
    secrets,
    tables,
    template_syntax,
)

RULES: tuple[Rule, ...] = (
    anchors.RULE,
    code_languages.RULE,
    embeds.RULE,
    headings.RULE,
    hidden_text.RULE,
    images.RULE,
    inner_addresses.RULE,
    link_texts.RULE,
    links.RULE,
    personal_data.RULE,
    schemes.RULE,
    secrets.RULE,
    tables.RULE,
    template_syntax.RULE,
)
