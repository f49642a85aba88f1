"""What tokens, keys and passwords look like. Pure.

The forms of tokens are those that their makers document, each beginning with letters of its own; what is an example is
told from what is real by its letters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import log2
from typing import Final

_DUMMY: Final = re.compile(
    r"example|sample|placeholder|dummy|fake|redacted|secret|token|your|insert|change|xxxx|aaaa|0000|1111|12345|abcde|\*\*|\.\.\.",
    re.IGNORECASE,
)
"""What is in a value that nobody should take for a real one."""
LEAST_BITS: Final = 3.0
"""Bits a character (Shannon's entropy of the letters of the value itself) that a real token has at least."""
LEAST_BITS_OF_A_PASSWORD: Final = 3.5
_JWT_SAMPLE: Final = "eyJzdWIiOiIxMjM0NTY3ODkw"  # {"sub":"1234567890 …, as in every introduction


@dataclass(frozen=True, slots=True)
class Secret:
    """Where something secret stands, what it is, and whether its form leaves no doubt."""

    start: int
    end: int
    what: str
    certain: bool


@dataclass(frozen=True, slots=True)
class _Form:
    """A kind of token: letters that are in each, its pattern (group 1 is what is random), and what it is called."""

    mark: str
    pattern: re.Pattern[str]
    what: str
    certain: bool = True


def _form(mark: str, pattern: str, what: str, *, certain: bool = True) -> _Form:
    return _Form(mark, re.compile(rf"(?<![A-Za-z0-9]){pattern}(?![A-Za-z0-9])"), what, certain)


_FORMS: Final = (
    *(_form(f"gh{kind}_", rf"gh{kind}_([A-Za-z0-9]{{36,255}})", "a GitHub token") for kind in "pousr"),
    _form("github_pat_", r"github_pat_([A-Za-z0-9]{22}_[A-Za-z0-9]{59})", "a GitHub token"),
    _form("glpat-", r"glpat-([A-Za-z0-9_-]{20,64}(?:\.[A-Za-z0-9.]{2,40})?)", "a GitLab token"),
    _form("glrt-", r"glrt-([A-Za-z0-9_-]{20,64})", "a GitLab token"),
    _form("AKIA", r"AKIA([A-Z2-7]{16})", "an AWS access key"),
    _form("ASIA", r"ASIA([A-Z2-7]{16})", "an AWS access key"),
    _form("AIza", r"AIza([A-Za-z0-9_-]{35})", "a Google API key"),
    _form("GOCSPX-", r"GOCSPX-([A-Za-z0-9_-]{28})", "a Google client secret"),
    _form("xox", r"xox[abeoprs]-([A-Za-z0-9-]{24,250})", "a Slack token"),
    _form("hooks.slack.com", r"hooks\.slack\.com/services/(T\w{8,12}/B\w{8,12}/\w{23,25})", "a Slack webhook"),
    *(_form(f"{kind}_live_", rf"{kind}_live_([A-Za-z0-9]{{24,247}})", "a Stripe key") for kind in ("sk", "rk")),
    _form("npm_", r"npm_([A-Za-z0-9]{36})", "an npm token"),
    _form("pypi-AgE", r"pypi-AgE([A-Za-z0-9_-]{50,500})", "a PyPI token"),
    _form("SG.", r"SG\.([A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43})", "a SendGrid key"),
    _form("dop_v1_", r"dop_v1_([a-f0-9]{64})", "a DigitalOcean token"),
    _form("hf_", r"hf_([A-Za-z]{34})", "a Hugging Face token"),
    _form("sk-ant-", r"sk-ant-([A-Za-z0-9_-]{60,200})", "an Anthropic key"),
    _form("sk-proj-", r"sk-proj-([A-Za-z0-9_-]{60,250})", "an OpenAI key"),
    _form("AccountKey=", r"AccountKey=([A-Za-z0-9+/]{86}==)", "an Azure storage key"),
    _form(
        "PRIVATE KEY",
        r"-----BEGIN [A-Z ]{0,20}PRIVATE KEY(?: BLOCK)?-----(?=\s((?:[^\n]*\n){0,6}?[ \t>]*[A-Za-z0-9+/=]{60,76}\s))",
        "a private key",
    ),
    _form(
        "eyJ",
        r"eyJ[A-Za-z0-9_-]{8,2000}\.(eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{20,2000})",
        "a JSON web token",
        certain=False,
    ),
)
_NAMES: Final = (
    "password",
    "passwd",
    "secret",
    "token",
    "api_key",
    "apikey",
    "api-key",
    "access_key",
    "accesskey",
    "credential",
)
_ASSIGNED: Final = re.compile(
    r"""[A-Za-z_]{0,12}["'`]?[ \t]{0,3}(?:=>|:=|==?|:)[ \t]{0,3}["'`]?"""
    r"""(?P<value>[A-Za-z0-9+/_=.~!@#%^&*-]{16,200})(?=["'`\s,;]|$)""",
    re.MULTILINE,
)
_MIXED: Final = (re.compile("[a-z]"), re.compile("[A-Z]"), re.compile("[0-9]"))


def secrets(text: str) -> Iterator[Secret]:
    """Yield what looks secret in a text, in its order; of two that overlap the surer one."""
    kept: list[Secret] = []
    for each in sorted(_all(text), key=lambda each: (not each.certain, each.start)):
        if all(each.end <= other.start or each.start >= other.end for other in kept):
            kept.append(each)
    yield from sorted(kept, key=lambda each: each.start)


def _all(text: str) -> Iterator[Secret]:
    for form in _FORMS:
        if form.mark in text:
            yield from (
                Secret(*match.span(), form.what, form.certain)
                for match in form.pattern.finditer(text)
                if not is_dummy(match[1])
            )
    yield from _assigned(text)


def is_dummy(value: str) -> bool:
    """Tell whether a value is an example: by words, by rows of letters, or because it has too few different ones."""
    return _DUMMY.search(value) is not None or value.startswith(_JWT_SAMPLE) or bits(value) < LEAST_BITS


def bits(value: str) -> float:
    """Return Shannon's entropy of the letters of `value`, in bits a character."""
    return -sum(n / len(value) * log2(n / len(value)) for n in Counter(value).values()) if value else 0.0


def _assigned(text: str) -> Iterator[Secret]:
    """Yield values that are given to something called password, token and the like, and look random."""
    lower = text.lower()
    if len(lower) != len(text):  # a few letters have two in lower case
        return
    for name in _NAMES:
        at = lower.find(name)
        while at >= 0:
            match = _ASSIGNED.match(text, at + len(name))
            if match and _is_random(match["value"]):
                yield Secret(*match.span("value"), "a password or token", certain=False)
            at = lower.find(name, at + len(name))


def _is_random(value: str) -> bool:
    """Tell whether nobody would write this as words, a path or a piece of a program."""
    is_mixed = all(kind.search(value) for kind in _MIXED)
    return is_mixed and "/" not in value[:1] and not is_dummy(value) and bits(value) >= LEAST_BITS_OF_A_PASSWORD
