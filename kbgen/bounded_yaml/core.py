"""The core schema of YAML, and what is read instead of a tag outside of it."""

from __future__ import annotations

from dataclasses import dataclass

import yaml

CORE_PREFIX = "tag:yaml.org,2002:"
CORE = frozenset(CORE_PREFIX + name for name in ("str", "int", "float", "bool", "null", "map", "seq", "timestamp"))
NUMBERS = frozenset({CORE_PREFIX + "int", CORE_PREFIX + "float"})
MERGE, TIMESTAMP, TEXT = (CORE_PREFIX + name for name in ("merge", "timestamp", "str"))


# No number of more characters is meant as one, and Python refuses to print integers of over 4,300 digits.
LONGEST_NUMBER = 64


@dataclass(frozen=True, slots=True)
class Tagged:
    """A value whose tag we do not act on: `!ENV HOME` is `Tagged("!ENV", "HOME")`, and nothing more."""

    tag: str
    value: object


def core_value(node: yaml.ScalarNode) -> object:
    """Return the value of a scalar of the core schema. Raises what PyYAML raises for text that only looks like it."""
    if node.tag not in CORE:  # `=` and `<<` as plain values: YAML 1.1 gives them types that nobody means
        return node.value
    if any("\ud800" <= char <= "\udfff" for char in node.value):
        raise ValueError("half a character: it cannot be written as UTF-8")
    if node.tag in NUMBERS and len(node.value) > LONGEST_NUMBER:
        raise ValueError("the number is too long")
    return yaml.constructor.SafeConstructor().construct_object(node)


def is_core(node: yaml.Node) -> bool:
    """Tell whether a node has a tag of the core schema."""
    return node.tag in CORE or node.tag in (MERGE, CORE_PREFIX + "value")


def short_tag(tag: str) -> str:
    """Return a tag as people write it."""
    return tag.replace(CORE_PREFIX, "!!", 1) if tag.startswith(CORE_PREFIX) else tag
