"""The text of `kbgen.yml`, for a new site and for a MkDocs repository. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

import yaml

from kbgen.config import RESERVED
from kbgen.config.urls import default_name
from kbgen.scaffold.answers import Answers
from kbgen.scaffold.mkdocs import Adoption

SCHEMA_FILE = "kbgen.schema.json"

_HEAD = f"""\
# yaml-language-server: $schema={SCHEMA_FILE}
# What kbgen makes a site of, and how. The file named above lets editors complete the keys, and say what each means.
"""
_READ = "# Navigation, folder of the pages, and Markdown extensions are read from mkdocs.yml at each build.\n"
_LATER = """\
    # tags: ['v*']           # one version of the site for each release,
    # versions: {%s}  # and the branch beside them, under a name of its own
  # - url: https://github.com/org/another-repository    # one site, one search, for as many repositories as you like
# people:
#   members:
#     - {name: Ada Lovelace, signs_as: [ada@old.example.org]}    # one person, however git knows her
"""


def new_settings(answers: Answers, folder_name: str, docs: str) -> str:
    """Return the settings of a new site whose pages lie in `docs` ("" = where a build finds them)."""
    site = {"name": answers.name, "description": "What we know, and how we do things."}
    source = {"name": source_name(folder_name), "url": ".", "docs": docs}
    address = _pages_address(answers.web_url) or "https://example.org/handbook/"
    later = f"  # url: {address}    # where it is published; canonical links, sitemaps and feeds need it\n"
    return f"{_HEAD}{_section('site', site)}{later}{_sources(source)}{_LATER % _version(answers.branch)}"


def adopted_settings(adoption: Adoption, answers: Answers, folder_name: str, softened: Sequence[str] = ()) -> str:
    """Return the settings that a MkDocs repository keeps; what its `mkdocs.yml` says of the book stays there.

    `softened` are the codes of errors that it has today, which must not keep the site from being published.
    """
    site = {
        "name": answers.name,
        "url": adoption.url,
        "description": adoption.description,
        "language": adoption.language,
    }
    source = {"name": source_name(folder_name), "url": ".", "web_url": adoption.web_url, "edit": adoption.edit}
    text = f"{_HEAD}{_section('site', site)}{_READ}{_sources(source)}"
    if softened:
        text += "# Found when this file was made. Mend it, then take the line out, so that it cannot come back.\n"
        text += _section("check", dict.fromkeys(softened, "warning"))
    return text


def source_name(folder_name: str) -> str:
    """Return the name of the collection: the folder's, unless the site itself has pages of that name."""
    name = default_name(folder_name)
    return f"{name}-kb" if name in RESERVED else name


def _section(key: str, values: Mapping[str, str]) -> str:
    kept = {name: value for name, value in values.items() if value}
    return yaml.safe_dump({key: kept}, allow_unicode=True, sort_keys=False, width=float("inf"))


def _sources(source: Mapping[str, str]) -> str:
    kept = {name: value for name, value in source.items() if value}
    text = yaml.safe_dump([kept], allow_unicode=True, sort_keys=False, width=float("inf"))
    return "sources:\n" + "".join(f"  {line}\n" for line in text.splitlines())


def _version(branch: str) -> str:
    return yaml.safe_dump({branch: "dev"}, default_flow_style=True, allow_unicode=True).strip("{}\n ")


def _pages_address(web_url: str) -> str:
    """Return where GitHub Pages publishes a repository unless it is told otherwise, "" for one elsewhere."""
    parts = urlsplit(web_url)
    owner, _, name = parts.path.strip("/").partition("/")
    if parts.hostname != "github.com" or not name:
        return ""
    host = f"{owner.lower()}.github.io"
    return f"https://{host}/" if name.lower() == host else f"https://{host}/{name}/"
