"""From the URL of a repository to the address under which people see it in a browser."""

from __future__ import annotations

import re

_SCHEME = re.compile(
    r"(?P<scheme>https?|ssh|git)://(?:[^/@]*@)?(?P<host>[\w.-]+)(?P<port>:\d+)?/(?P<path>[^?#]*)(?:[?#].*)?", re.I
)
_SCP = re.compile(r"(?:[\w.-]+@)(?P<host>[\w.-]+):(?!/)(?P<path>[^?#]+)")
_SSH_HOSTS = {
    "altssh.bitbucket.org": "bitbucket.org",
    "altssh.gitlab.com": "gitlab.com",
    "ssh.dev.azure.com": "dev.azure.com",
    "ssh.github.com": "github.com",
    "vs-ssh.visualstudio.com": "dev.azure.com",
}
"""Hosts that answer ssh only, and those where browsers find the same repositories."""
_AZURE_SSH_PATH = re.compile(r"v\d/([^/]+/[^/]+)/([^/]+)")
_PATH = re.compile(r"[\w.~%+/-]+")


def web_url(url: str) -> str:
    """Return the https address for a git URL (https, http, ssh, git or `git@host:path`), "" for anything else.

    Without user, password, query and `.git`; the port is kept for http and https only. Hosts that answer ssh only are
    replaced by those that people see.
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
    host = parts["host"] if served else _SSH_HOSTS.get(parts["host"].lower(), parts["host"])
    if host == "dev.azure.com":
        path = _AZURE_SSH_PATH.sub(r"\1/_git/\2", path)
    return f"{scheme}://{host}{parts['port'] or '' if served else ''}/{path}"
