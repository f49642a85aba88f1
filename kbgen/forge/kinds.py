"""The patterns of each kind of forge, and which kind a host is.

Sources: GitHub "Creating an issue from a URL query", GitLab "Using a URL with prefilled values", the routes of Gitea
(`routers/web`), Microsoft "Use templates to add and update work items". Bitbucket documents no way to fill in an issue,
and Azure DevOps and SourceHut have no address that opens an editor: Azure's shows the file, beside its Edit button.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Forge:
    """Patterns of addresses, "" where there is none.

    `{web_url}` is the repository, `{project_url}` the project around it (Azure DevOps), `{revision}` the branch, or its
    newest commit where the name of the branch has a slash (Bitbucket), `{html}` the body of an issue as HTML.
    """

    edit: str = ""
    view: str = ""
    history: str = ""
    commit: str = ""
    compare: str = ""
    issue: str = ""


GITHUB: Final = Forge(
    edit="{web_url}/edit/{branch}/{path}",
    view="{web_url}/blob/{commit}/{path}",
    history="{web_url}/commits/{commit}/{path}",
    commit="{web_url}/commit/{commit}",
    compare="{web_url}/compare/{older}...{newer}",
    issue="{web_url}/issues/new?title={title}&body={body}",
)
GITLAB: Final = Forge(
    edit="{web_url}/-/edit/{branch}/{path}",
    view="{web_url}/-/blob/{commit}/{path}",
    history="{web_url}/-/commits/{commit}/{path}",
    commit="{web_url}/-/commit/{commit}",
    compare="{web_url}/-/compare/{older}...{newer}",
    issue="{web_url}/-/issues/new?issue%5Btitle%5D={title}&issue%5Bdescription%5D={body}",
)
GITEA: Final = Forge(
    edit="{web_url}/_edit/{branch}/{path}",
    view="{web_url}/src/commit/{commit}/{path}",
    history="{web_url}/commits/commit/{commit}/{path}",
    commit="{web_url}/commit/{commit}",
    compare="{web_url}/compare/{older}...{newer}",
    issue="{web_url}/issues/new?title={title}&body={body}",
)
BITBUCKET: Final = Forge(
    edit="{web_url}/src/{revision}/{path}?mode=edit&spa=0&at={branch}",
    view="{web_url}/src/{commit}/{path}",
    history="{web_url}/history-node/{commit}/{path}",
    commit="{web_url}/commits/{commit}",
    compare="{web_url}/branches/compare/{newer}%0D{older}",
)
AZURE: Final = Forge(
    edit="{web_url}?path=/{path}&version=GB{branch}&_a=contents",
    view="{web_url}?path=/{path}&version=GC{commit}&_a=contents",
    history="{web_url}?path=/{path}&version=GC{commit}&_a=history",
    commit="{web_url}/commit/{commit}",
    compare="{web_url}/branchCompare?baseVersion=GC{older}&targetVersion=GC{newer}&_a=files",
    # Of the types of work items, only Task is part of all processes: Agile, Basic, CMMI and Scrum.
    issue="{project_url}/_workitems/create/Task?%5BSystem.Title%5D={title}&%5BSystem.Description%5D={html}",
)
SOURCEHUT: Final = Forge(
    view="{web_url}/tree/{commit}/item/{path}",
    history="{web_url}/log/{commit}/item/{path}",
    commit="{web_url}/commit/{commit}",
)

KINDS: Final[Mapping[str, Forge]] = {
    "azure": AZURE,
    "bitbucket": BITBUCKET,
    "forgejo": GITEA,
    "gitea": GITEA,
    "github": GITHUB,
    "gitlab": GITLAB,
    "none": Forge(),
    "sourcehut": SOURCEHUT,
}
_HOSTS: Final[Mapping[str, Forge]] = {
    "bitbucket.org": BITBUCKET,
    "codeberg.org": GITEA,
    "dev.azure.com": AZURE,
    "git.sr.ht": SOURCEHUT,
}
_IN_A_HOST: Final = ("github", "gitlab", "gitea", "forgejo")


def forge_of(web_url: str, kind: str = "") -> Forge:
    """Return the forge behind a repository's web address; one without patterns where it is not known.

    `kind` is a key of `KINDS`. Without it the host counts, also one that begins `gitlab.` and the like, and the
    `/_git/` in addresses of Azure DevOps.
    """
    if kind:
        return KINDS[kind]
    parts = urlsplit(web_url)
    host = parts.hostname or ""
    if "/_git/" in parts.path or host.endswith(".visualstudio.com"):
        return AZURE
    named = next((KINDS[name] for name in _IN_A_HOST if name in host), Forge())
    return _HOSTS.get(host, named)
