"""Remove secrets from text that leaves the program: messages, reports, logs, tracebacks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

MASK = "***"
SHORTEST_SECRET = 4
"""Shorter "secrets" would blank out ordinary text, and are none."""

_USERINFO = re.compile(r"(//)[^/\s'\"<>]+@")
_ASSIGNED = re.compile(
    r"(\b[\w.-]*(?:token|secret|passw(?:or)?d|api[_-]?key|access[_-]?key|private[_-]?key|auth|sig|signature|credential)s?="
    r")[^&;\s'\"#<>]+",
    re.IGNORECASE,
)
_HEADER = re.compile(r"(authorization['\"]?\s*[:=]\s*['\"]?)[^\r\n'\"]+", re.IGNORECASE)
_KNOWN_FORMS = re.compile(r"\b(?:gh[opsru]_[A-Za-z0-9]{16,}|github_pat_\w{20,}|glpat-[\w-]{16,})")


def redact(text: str, secrets: Sequence[str] = ()) -> str:
    """Return `text` with `***` in place of every secret.

    Those are: `secrets` themselves (also percent-encoded), the user part of URLs, values of `token=` and the like,
    `Authorization:` headers, and access tokens of GitHub and GitLab, which are known by their prefix.
    """
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= SHORTEST_SECRET:
            text = text.replace(secret, MASK).replace(quote(secret, safe=""), MASK)
    for pattern in (_USERINFO, _HEADER, _ASSIGNED):
        keep_at = "@" if pattern is _USERINFO else ""
        text = pattern.sub(rf"\g<1>{MASK}{keep_at}", text)
    return _KNOWN_FORMS.sub(MASK, text)
