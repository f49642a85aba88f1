"""A configuration without a file: from the repositories that the command line names, or the one we stand in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import ValidationError

from kbgen.config.load import complete
from kbgen.config.schema import Config, ConfigFile, Site, Source
from kbgen.config.urls import RESERVED, default_name, redact
from kbgen.errors import ConfigError, SourceError

_BUNDLE_SIGNATURES = (b"# v2 git bundle", b"# v3 git bundle")  # gitformat-bundle(5)


NAME_ONE = "name a repository: kbgen build https://…"


def infer(arguments: Sequence[str], cwd: Path, name: str = "", *, remedy: str = NAME_ONE) -> Config:
    """Return the configuration for `arguments`: https addresses, folders of repositories, bare ones, bundles.

    Without arguments it is the repository that holds `cwd`. `name` is the site's name; without one it is made from
    the single source. `remedy` says what helps who stands in none. Touches the disk to look whether paths are
    repositories. Raises SourceError for a path that is none, ConfigError for an address that is not accepted.
    """
    urls = [_located(argument, cwd, remedy) for argument in arguments] or [str(_repository_of(cwd, remedy))]
    sources = tuple(Source(url=url, name=each) for url, each in zip(urls, _names(urls), strict=True))
    site = Site(name=name) if name else Site()
    return complete(ConfigFile(site=site, sources=sources), cwd.resolve())


def _located(argument: str, cwd: Path, remedy: str) -> str:
    """Return an address as it is, and a path as the absolute one of the repository or bundle that it means."""
    try:
        check = Source(url=argument)
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        raise ConfigError(detail["msg"], hint=str(detail.get("ctx", {}).get("hint", ""))) from None
    if check.url.startswith("https://"):
        return check.url
    path = cwd / argument
    if not path.exists():
        hint = "check the spelling; repositories on a server begin with https://"
        raise SourceError(f"there is no '{redact(argument)}'", hint=hint)
    if path.is_file():
        if not _is_bundle(path):
            hint = "name the folder of a repository, or a file made by `git bundle create`"
            raise SourceError(f"'{redact(argument)}' is a file, and no git bundle", hint=hint)
        return str(path.resolve())
    return str(_repository_of(path, remedy))


def _repository_of(folder: Path, remedy: str) -> Path:
    """Return the top folder of the repository that holds `folder`, or the bare repository that it is."""
    folder = folder.resolve()
    for candidate in (folder, *folder.parents):
        if candidate.name == ".git" and _is_bare(candidate):
            return candidate.parent
        if (candidate / ".git").exists() or _is_bare(candidate):
            return candidate
    hint = f"make it one with `git init` and commit the pages, or {remedy}"
    raise SourceError(f"not a git repository: '{folder}'", hint=hint)


def _is_bare(folder: Path) -> bool:
    return (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir()


def _is_bundle(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_BUNDLE_SIGNATURES[0])).startswith(_BUNDLE_SIGNATURES)


def _names(urls: Sequence[str]) -> Iterator[str]:
    """Yield a free name for each source: the second `docs` is `docs-2`."""
    taken: set[str] = set()
    for url in urls:
        base = default_name(url)
        base = f"{base}-kb" if base in RESERVED else base
        name, number = base, 1
        while name in taken:
            number += 1
            name = f"{base}-{number}"
        taken.add(name)
        yield name
