"""Which addresses a source may have, and how one is shown without its secrets."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pydantic_core import PydanticCustomError

# First URL segments that the site itself uses: a collection of this name would hide them.
RESERVED: Final = frozenset(
    (
        *("404.html", "_headers", "_redirects", "activity", "assets", "cname", "compare", "curation", "data", "digest"),
        *(
            "experiments",
            "feed.json",
            "feed.xml",
            "gaps",
            "index.html",
            "latest",
            "links.json",
            "llms.txt",
            "opensearch.xml",
        ),
        *("pagefind", "pages.json", "people", "recent", "robots.txt", "search", "sitemap.xml", "sitemaps", "stats"),
        *("sw.js", "tasks", "topics", "use-cases", "versions", "versions.json"),
    )
)

_USERINFO = re.compile(r"//[^/@\s]*@")
_QUERY = re.compile(r"([?#]).*", re.DOTALL)
_SCP_LIKE = re.compile(r"(?:[^/\\:\s]+@)?[^/\\:\s]{2,}:(?!//)")
_ANY_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")


def redact(url: str) -> str:
    """Return `url` without user, password, query and fragment, and without characters that a terminal would obey."""
    plain = "".join(char if char.isprintable() else "·" for char in url)
    return _QUERY.sub(r"\1…", _USERINFO.sub("//…@", plain))


def is_remote(url: str) -> bool:
    """Return whether `url` is reached through the network."""
    return url.startswith("https://")


def check_url(url: str) -> str:
    """Return the address of a source if it may be used: https, or a local path. Raises PydanticCustomError."""
    if any(unicodedata.category(char)[0] == "C" for char in url) or url != url.strip():
        raise _error(url, "has control characters or blanks around it", "write the plain address")
    if not url or url.startswith("-"):
        raise _error(url, "is empty or begins with '-'", "write https://host/path, or a path such as ./folder")
    if "::" in url.split("/", 1)[0]:
        raise _error(url, "asks git to run a helper program", "write https://host/path, or a local path")
    scheme = _ANY_SCHEME.match(url)
    if scheme and scheme[1] != "https":
        raise _error(url, f"uses {scheme[1]}://, which is not accepted", _SCHEME_HINTS.get(scheme[1].lower(), _HTTPS))
    if scheme:
        _check_https(url)
    elif _SCP_LIKE.match(url):
        raise _error(url, "uses ssh, which is not accepted", _HTTPS)
    return url


_HTTPS = "write https://host/path; `token_env` names the variable with the token for a private repository"
_SCHEME_HINTS = {"file": "write the path itself, without file://"}


def _check_https(url: str) -> None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host:
        raise _error(url, "has no valid host", "write https://host/path")
    if "@" in parts.netloc:
        raise _error(
            url,
            "holds a user name or password",
            "remove it; `token_env` in kbgen.yml names the variable that holds a token",
        )
    if parts.query or parts.fragment or url.endswith(("?", "#")):
        raise _error(url, "has a query or fragment, which may hold a secret", "end the address with the path")


def check_web_url(url: str) -> str:
    """Return a URL for readers (http or https, no user name). Raises PydanticCustomError."""
    try:
        parts = urlsplit(url)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        valid = False
    if not valid or re.search(r"[\s\x00-\x1f\"<>\\]", url):
        raise _error(url, "is not a web address", "write https://host/path")
    if parts.query or parts.fragment:
        raise _error(url, "has a query or fragment", "end the address with the path")
    return url


def resolved(url: str, base_dir: Path) -> str:
    """Return a local path as an absolute one, seen from `base_dir`; an https address as it is."""
    return url if is_remote(url) else str((base_dir / url).resolve())


def default_name(url: str) -> str:
    """Return the name of a source: the last part of its address without .git or .bundle, fit for a URL segment."""
    parts = [part for part in re.split(r"[/\\]", url) if part not in ("", ".", "..", ".git")]
    last = parts[-1] if parts else ""
    return slug(re.sub(r"\.(git|bundle)$", "", last)) or "source"


def slug(text: str) -> str:
    """Return `text` as a URL segment of lower-case ASCII letters, digits, `.`, `_` and `-`."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9._]+", "-", ascii_only.lower()).strip("-._")


def in_words(name: str) -> str:
    """Return a name as a title: `team-handbook` is "Team handbook"."""
    words = " ".join(re.split(r"[-_\s]+", name)).strip()
    return words[:1].upper() + words[1:]


def _error(url: str, what: str, hint: str) -> PydanticCustomError:
    shown = redact(url)
    shown = shown if len(shown) <= 80 else shown[:79] + "…"
    return PydanticCustomError("url", "'{shown}' {what}", {"shown": shown, "what": what, "hint": hint})
