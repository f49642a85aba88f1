"""The rules of `kbgen check`, one module each. A new one is listed here, in kbgen/codes.py and in docs/codes.md."""

from kbgen.check.rule import Rule
from kbgen.check.rules import anchors, inner_addresses, links, schemes

RULES: tuple[Rule, ...] = (anchors.RULE, inner_addresses.RULE, links.RULE, schemes.RULE)
