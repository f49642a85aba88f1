"""From the URL of a repository to the address under which people see it in a browser."""

from __future__ import annotations

import re

_SCHEME = re.compile(
    r"(?P<scheme>https?|ssh|git)://(?:[^/@]*@)?(?P<host>[\w.-]+)(?P<port>:\d+)?/(?P<path>[^?#]*)(?:[?#].*)?", re.I
)
_SCP = re.compile(r"(?:[\w.-]+@)(?P<host>[\w.-]+):(?!/)(?P<path>[^?#]+)")
_PATH = re.compile(r"[\w.~%+/-]+")


def web_url(url: str) -> str:
    """Return the https address for a git URL (https, http, ssh, git or `git@host:path`), "" for anything else.

    Without user, password, query and `.git`; the port is kept for http and https only.
    """
    match = _SCHEME.fullmatch(url) or _SCP.fullmatch(url)
    if not match:
        return ""
    parts = match.groupdict()
    path = parts["path"].strip("/").removesuffix(".git")
    if not _PATH.fullmatch(path):
        return ""
    served = (parts.get("scheme") or "").lower() in ("http", "https")
    scheme = parts["scheme"].lower() if served else "https"
    return f"{scheme}://{parts['host']}{parts['port'] or '' if served else ''}/{path}"
