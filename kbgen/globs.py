"""The pattern language for refs and versions.

`*` is any run of characters without `/`, `**` also with `/`, `?` one character but `/`, `[a-z]` one of a set
(`[!a-z]` one not in it), `{a,b}` one of several, `(...)` a part that `$1`, `$2` ... stand for, and a `!` in front
takes out what the rest matches. A pattern matches a whole name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?P<deep>\*\*+)|(?P<star>\*)|(?P<one>\?)"
    r"|\[(?P<outside>[!^]?)(?P<set>\]?[^\]]*)\]|(?P<bracket>[\[{}()])|(?P<comma>,)|(?P<plain>.)",
    re.DOTALL,
)
_CLOSERS = {"}": "{", ")": "("}


class PatternError(ValueError):
    """The pattern or the template is malformed; the message says where."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A parsed pattern: `body` is its text without the `!`, `exact` means that it can match one name only."""

    body: str
    negated: bool
    exact: bool
    regex: re.Pattern[str]

    @classmethod
    def parse(cls, text: str) -> Pattern:
        """Return the pattern that `text` describes; raise `PatternError` when a bracket is open or a range is empty."""
        body = text.removeprefix("!")
        if not body:
            raise PatternError(f"the pattern {text!r} is empty")
        tokens = list(_TOKEN.finditer(body))
        try:
            regex = re.compile(_regex(body, tokens), re.DOTALL)
        except re.error as error:
            raise PatternError(f"the pattern {text!r} has a wrong character set: {error}") from error
        return cls(body, body != text, all(token.lastgroup in _LITERALS for token in tokens), regex)

    def matches(self, name: str) -> bool:
        """Say whether the whole `name` matches, whatever the `!`."""
        return self.regex.fullmatch(name) is not None

    def captures(self, name: str) -> tuple[str, ...] | None:
        """Return what the `(...)` parts matched in `name` ("" for one in a branch not taken), or None: no match."""
        match = self.regex.fullmatch(name)
        return None if match is None else match.groups(default="")


def selects(patterns: Sequence[Pattern], name: str) -> bool:
    """Say whether `patterns` take `name`: the last one that matches decides, and without a match it is not taken."""
    decisive = next((pattern for pattern in reversed(patterns) if pattern.matches(name)), None)
    return decisive is not None and not decisive.negated


def literal(name: str) -> str:
    """Return the pattern that matches `name` alone. A `!` in front of it cannot be told from the sign."""
    return re.sub(r"[*?\[{}()]", lambda sign: f"[{sign[0]}]", name)


def expand(template: str, captures: Sequence[str]) -> str:
    """Return `template` with `$1` ... `$9` replaced by `captures`; raise `PatternError` for one that is not there."""

    def value(reference: re.Match[str]) -> str:
        number = int(reference[1])
        if not 1 <= number <= len(captures):
            raise PatternError(f"{template!r} uses ${number}, but the pattern has {len(captures)} part(s) in (...)")
        return captures[number - 1]

    return re.sub(r"\$([0-9])", value, template)


_LITERALS = frozenset({"comma", "plain"})


def _regex(body: str, tokens: Sequence[re.Match[str]]) -> str:
    opened: list[str] = []
    regex = "".join(_translate(body, token, opened) for token in tokens)
    if opened:
        raise _unbalanced(body, opened[-1])
    return regex


def _translate(body: str, token: re.Match[str], opened: list[str]) -> str:
    """Return the regular expression of one token; `opened` is the stack of open brackets."""
    match token.lastgroup:
        case "deep":
            return ".*"
        case "star":
            return "[^/]*"
        case "one":
            return "[^/]"
        case "set":
            return _set(token["set"], outside=bool(token["outside"]))
        case "bracket":
            return _bracket(body, token[0], opened)
        case "comma" if opened and opened[-1] == "{":
            return "|"
    return re.escape(token[0])


def _bracket(body: str, bracket: str, opened: list[str]) -> str:
    if bracket in "{(":
        opened.append(bracket)
        return "(?:" if bracket == "{" else "("
    if not opened or opened.pop() != _CLOSERS.get(bracket):
        raise _unbalanced(body, bracket)
    return ")"


def _set(items: str, *, outside: bool) -> str:
    """Return the expression of `[items]`; every character is escaped, for Python's sets mean more than a glob's."""

    def item(part: re.Match[str]) -> str:
        return f"{re.escape(part[1])}-{re.escape(part[2])}" if part[1] else re.escape(part[0])

    return f"(?!/)[{'^' if outside else ''}{re.sub(r'(.)-(.)|.', item, items)}]"


def _unbalanced(body: str, bracket: str) -> PatternError:
    return PatternError(f"the pattern {body!r} has a {bracket!r} without its partner; write '[{bracket}]' for the sign")
