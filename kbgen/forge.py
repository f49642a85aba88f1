"""Addresses of files on the forges where repositories live. Pure.

A forge is known by its host; self-hosted ones are given by a pattern in `kbgen.yml` (`edit:`). No forge known,
no link.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit


@dataclass(frozen=True, slots=True)
class Forge:
    """The patterns of one forge, with `{web_url}`, `{branch}`, `{commit}`, `{path}`, `{older}` and `{newer}`."""

    edit: str
    view: str
    commit: str
    history: str
    issue: str
    compare: str


GITHUB = Forge(
    "{web_url}/edit/{branch}/{path}",
    "{web_url}/blob/{commit}",
    "{web_url}/commit/{commit}",
    "{web_url}/commits/{commit}/{path}",
    "{web_url}/issues/new?title={{title}}&body={{body}}",
    "{web_url}/compare/{older}...{newer}",
)
GITLAB = Forge(
    "{web_url}/-/edit/{branch}/{path}",
    "{web_url}/-/blob/{commit}",
    "{web_url}/-/commit/{commit}",
    "{web_url}/-/commits/{commit}/{path}",
    "{web_url}/-/issues/new?issue[title]={{title}}&issue[description]={{body}}",
    "{web_url}/-/compare/{older}...{newer}",
)
GITEA = Forge(
    "{web_url}/_edit/{branch}/{path}",
    "{web_url}/src/commit/{commit}",
    "{web_url}/commit/{commit}",
    "{web_url}/commits/commit/{commit}/{path}",
    "{web_url}/issues/new?title={{title}}&body={{body}}",
    "{web_url}/compare/{older}...{newer}",
)
BITBUCKET = Forge(
    "{web_url}/src/{branch}/{path}?mode=edit",
    "{web_url}/src/{commit}",
    "{web_url}/commits/{commit}",
    "{web_url}/history-node/{commit}/{path}",
    "{web_url}/issues/new?title={{title}}&content={{body}}",
    "{web_url}/branches/compare/{newer}%0D{older}",
)

HOSTS = {"github.com": GITHUB, "gitlab.com": GITLAB, "codeberg.org": GITEA, "bitbucket.org": BITBUCKET}


def forge_of(web_url: str) -> Forge | None:
    """Return the forge behind a repository's web address, or None; `gitlab.` and the like in a host count."""
    host = urlsplit(web_url).hostname or ""
    if host in HOSTS:
        return HOSTS[host]
    kinds = {"github": GITHUB, "gitlab": GITLAB, "gitea": GITEA, "forgejo": GITEA}
    return next((forge for name, forge in kinds.items() if name in host), None)


def edit_url(web_url: str, branch: str, path: str, pattern: str = "") -> str:
    """Return the address where a file of a branch is edited, by `pattern` or by the forge; "" when unknown."""
    forge = forge_of(web_url)
    template = pattern or (forge.edit if forge and web_url else "")
    if not template or not branch:
        return ""
    return template.format(web_url=web_url, branch=quote(branch), path=quote(path))


def view_url(web_url: str, commit: str) -> str:
    """Return the address below which the forge shows the files of a commit; "" when unknown."""
    forge = forge_of(web_url)
    return forge.view.format(web_url=web_url, commit=commit) if forge else ""


def commit_url(web_url: str, commit: str) -> str:
    """Return the address of a commit; "" when unknown."""
    forge = forge_of(web_url)
    return forge.commit.format(web_url=web_url, commit=commit) if forge else ""


def history_url(web_url: str, commit: str, path: str) -> str:
    """Return the address where the forge lists the changes of a file up to a commit; "" when unknown."""
    forge = forge_of(web_url)
    return forge.history.format(web_url=web_url, commit=commit, path=quote(path)) if forge else ""


def issue_url(web_url: str) -> str:
    """Return the address of a new issue, in which `{title}` and `{body}` are to be filled in; "" when unknown."""
    forge = forge_of(web_url)
    return forge.issue.format(web_url=web_url) if forge else ""


def compare_url(web_url: str, older: str, newer: str) -> str:
    """Return the address where the forge compares two commits; "" when unknown."""
    forge = forge_of(web_url)
    return forge.compare.format(web_url=web_url, older=older, newer=newer) if forge else ""


def repository_name(web_url: str) -> str:
    """Return `owner/name` of a repository's address, as people write it."""
    return urlsplit(web_url).path.strip("/").removesuffix(".git")
