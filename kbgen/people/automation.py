"""Which signatures are no people: bots, and assistants that write at someone's request. Pure.

Names that merely end in "bot" prove nothing: people are called Talbot and Le Bot.
"""

from __future__ import annotations

import re
from typing import Final

from kbgen.facts import Identity
from kbgen.signature import Signature, any_matches

BOTS: Final = ("actions-user", "action@github.com", "actions@github.com", "web-flow", "GitHub <noreply@github.com>")
"""Beside everything with `[bot]` in it. The last two sign merges that people make on the forge's web pages."""

ASSISTANTS: Final = (
    "noreply@anthropic.com",  # Claude
    "noreply@openai.com",  # Codex
    "copilot@github.com",
    "cursoragent@cursor.com",
    "noreply@google.com",  # Gemini
    "noreply@aider.chat",
    "aider@aider.chat",
    "amp@ampcode.com",
    "noreply@opencode.ai",
    "openhands@all-hands.dev",
    "qwen-coder@alibabacloud.com",
    "Copilot Autofix powered by AI",
)
"""Signatures of the known coding assistants in the commits and `Co-authored-by` trailers that they write."""

ASSISTANT_LOGINS: Final = frozenset(
    (
        *("copilot", "gemini-cli", "claude[bot]", "cursor[bot]", "copilot-swe-agent[bot]", "devin-ai-integration[bot]"),
        *("copilot-pull-request-reviewer[bot]", "gemini-code-assist[bot]", "google-labs-jules[bot]"),
        *("chatgpt-codex-connector[bot]", "openai-code-agent[bot]", "anthropic-code-agent[bot]"),
    )
)
"""Their accounts on GitHub, as its addresses `123+login@users.noreply.github.com` and the names of its apps tell."""

_LOGIN = re.compile(r"(?:\d+\+)?(?P<login>[^@+]+)@users\.noreply\.github\.com", re.IGNORECASE)
_KNOWN_BOTS = tuple(map(Signature.parse, BOTS))
_KNOWN_ASSISTANTS = tuple(map(Signature.parse, ASSISTANTS))


def is_assistant(identity: Identity, listed: tuple[Signature, ...] = ()) -> bool:
    """Tell whether `identity` is a known coding assistant, or one of `listed`."""
    found = _LOGIN.fullmatch(identity.email)
    logins = {found["login"].lower() if found else ""}
    if "[bot]" in identity.name:
        logins.add(identity.name.strip().lower())  # a person may be called "Copilot", an app's name has its mark
    return bool(logins & ASSISTANT_LOGINS) or any_matches((*_KNOWN_ASSISTANTS, *listed), identity)


def is_bot(identity: Identity, listed: tuple[Signature, ...] = ()) -> bool:
    """Tell whether `identity` is marked as a bot, or is a known or `listed` one."""
    marked = "[bot]" in identity.name.lower() or "[bot]" in identity.email.lower()
    return marked or any_matches((*_KNOWN_BOTS, *listed), identity)
