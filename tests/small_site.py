"""Small repositories, read and built without a command line, for the tests of the stages and of the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from repo_builder import RepoBuilder

from kbgen import git, urls
from kbgen.config import Config
from kbgen.config.load import complete
from kbgen.config.schema import ConfigFile
from kbgen.content import Contents, Reading, read
from kbgen.content.defaults import DEFAULT_EXTENSIONS
from kbgen.model import (
    Asset,
    BookSettings,
    Collection,
    Content,
    ForgeSettings,
    FrontMatter,
    Mirror,
    NavItem,
    Page,
    Ref,
    RefKind,
    Severity,
    Version,
)
from kbgen.pipeline import BuildRequest, build
from kbgen.progress import Silent
from kbgen.report import BuildReport
from kbgen.versions import resolve

DAY = datetime(2024, 5, 1, tzinfo=UTC)


def config_of(*sources: Mapping[str, Any], base_dir: Path = Path(), **given: Any) -> Config:
    """Return a configuration as `kbgen.yml` would give it."""
    return complete(ConfigFile.model_validate({"sources": sources, **given}), base_dir)


def mirror_of(repo: RepoBuilder, name: str = "kb", **given: Any) -> Mirror:
    """Return a repository as if it were its own mirror."""
    git_dir = repo.path / ".git" if (repo.path / ".git").exists() else repo.path
    return Mirror(name, git_dir, git.list_refs(git_dir), git.default_branch(git_dir), **given)


def contents_of(repo: RepoBuilder, reading: Reading | None = None, **source: Any) -> Contents:
    """Return the contents of a repository as source `kb`."""
    config = config_of({"url": str(repo.path), "name": "kb", **source})
    collection = resolve(config.sources[0], mirror_of(repo)).collection
    assert collection is not None
    return read(collection, reading or Reading(extensions=DEFAULT_EXTENSIONS))


def content_of(repo: RepoBuilder, reading: Reading | None = None, **source: Any) -> Content:
    """Return the content of a repository's only version."""
    (content,) = contents_of(repo, reading, **source).contents
    return content


def page(src_uri: str, body: str = "# Page\n", *, directory_urls: bool = True, **front: Any) -> Page:
    """Return a page without a repository."""
    dest = urls.dest_uri(src_uri, directory_urls)
    url = urls.url(dest, directory_urls)
    return Page(src_uri, dest, url, "0" * 40, body, src_uri, front=FrontMatter(**front))


def book_of(
    *pages: Page,
    version: str = "",
    kind: RefKind = RefKind.BRANCH,
    collection: str = "kb",
    assets: Sequence[Asset] = (),
    nav: Sequence[NavItem] = (),
    settings: BookSettings | None = None,
    web_url: str = "",
    forge: ForgeSettings | None = None,
    **facts: Any,
) -> Content:
    """Return a content made of `pages`, the only version of its collection; `facts` are those of the version."""
    ref = Ref(version or "main", kind, "a" * 40, DAY)
    made = Version(version, ref, **facts)
    mirror = Mirror(collection, Path("kb.git"), (ref,), "main", web_url, forge=forge or ForgeSettings())
    shelf = Collection(collection, mirror, (made,), made, versioned=bool(version))
    tree = frozenset(page.path for page in pages) | {asset.src_uri for asset in assets}
    return Content(shelf, made, settings or BookSettings(docs_dir=""), pages, tuple(assets), tuple(nav), tree)


def build_site(
    tmp_path: Path, config: Config, *, cache: str = "cache", output: str = "site", jobs: int = 1, **given: Any
) -> tuple[Path, BuildReport]:
    """Build a site below `tmp_path`; return its folder and the report."""
    folder = tmp_path / output
    report = build(BuildRequest(config, folder, tmp_path / cache, jobs=jobs, **given), Silent())
    return folder, report


def found(problems: Sequence[Any], severity: Severity | None = None) -> list[tuple[str, str, int]]:
    """Return code, path and line of each problem, or of those with a severity."""
    return [(p.code, p.where.path, p.where.line) for p in problems if severity in (None, p.severity)]
