"""Write a planned site into the staging folder: pages, assets, redirects, and the files that machines read.

Writes below `staged` only. Each writer takes values and gives (path, bytes) pairs; `_write` is the one place
that touches the disk.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kbgen import git
from kbgen.cache import Cache
from kbgen.compose.link_list import links_json
from kbgen.compose.nav_parts import nav_files
from kbgen.compose.opensearch import OPENSEARCH, opensearch
from kbgen.compose.page_list import pages_json
from kbgen.compose.portable import as_written, data_scripts, module_scripts, theme_files
from kbgen.compose.redirect_table import redirect_table
from kbgen.compose.redirects import redirect_page
from kbgen.compose.server_rules import rule_files
from kbgen.compose.sitemaps import sitemap_files
from kbgen.compose.twins import twin_files
from kbgen.compose.version_list import versions_json
from kbgen.plan import Redirect, SitePlan, VersionPlan
from kbgen.policy import headers_file
from kbgen.view import RenderedPage

File = tuple[str, bytes]


def write_pages(
    pages: Iterable[RenderedPage], version: VersionPlan, plan: SitePlan, staged: Path
) -> Iterator[RenderedPage]:
    """Write rendered pages as they come, under each alias too where `latest` is copied; yield each one."""
    for page in pages:
        body = as_written(page.body, plan)
        _write(staged, page.dest_uri, body)
        for root in version.alias_roots if plan.latest_is_copied else ():
            _write(staged, root + page.dest_uri.removeprefix(version.frame.root), body)
        yield page


def write_assets(version: VersionPlan, plan: SitePlan, staged: Path) -> None:
    """Write the assets of a version, read from git."""
    places: dict[str, list[str]] = {}
    roots = (version.frame.root, *(version.alias_roots if plan.latest_is_copied else ()))
    for asset in version.content.assets:
        places.setdefault(asset.oid, []).extend(root + asset.dest_uri for root in roots)
    for oid, body in git.read_blobs(version.content.collection.mirror.git_dir, sorted(places)):
        for path in places[oid]:
            _write(staged, path, body)


def write_site_files(
    plan: SitePlan, site_pages: Sequence[RenderedPage], theme: Sequence[tuple[str, Path]], cache: Cache, staged: Path
) -> None:
    """Write everything else: kbgen's own pages, the theme's files, redirects, sitemaps, data and twins."""
    for page in site_pages:
        _write(staged, page.dest_uri, as_written(page.body, plan))
    for path, source in theme_files(theme, plan):
        _write(staged, path, source.read_bytes())
    table = redirect_table(plan)
    rules = rule_files(plan.redirect_facilities, table, plan.layout.site_url)
    stubs = _redirects(table, plan, staged)
    data = (*_data(plan), *plan.files)
    for path, body in (*stubs, *sitemap_files(plan), *data, *rules.items()):
        _write(staged, path, body)
    for path, body in nav_files(plan):
        _write(staged, path, body)
    if plan.portable:
        for path, body in (*module_scripts(theme), *data_scripts((*data, *nav_files(plan)))):
            _write(staged, path, body)
    if plan.layout.site_url and plan.frame.search_url:
        _write(staged, OPENSEARCH, opensearch(plan))
    for path, body in twin_files(plan, cache):
        if not (staged / path).exists():  # a file of that name in a repository wins
            _write(staged, path, body)


def _redirects(table: Sequence[Redirect], plan: SitePlan, staged: Path) -> Iterator[File]:
    """Yield a stub for each address that leads to another, unless a file is there already, or in its way."""
    for redirect in table:
        if _is_free(staged, redirect.path):
            yield redirect.path, as_written(redirect_page(redirect.target, redirect.path, plan.layout), plan)


def _is_free(staged: Path, path: str) -> bool:
    target = staged / path
    nearest = next(folder for folder in target.parents if folder.exists())
    return nearest.is_dir() and not target.exists()


def _data(plan: SitePlan) -> Iterator[File]:
    collections: dict[str, list[VersionPlan]] = {}
    for version in plan.versions:
        collections.setdefault(version.content.collection.name, []).append(version)
    for name, versions in collections.items():
        if versions[0].frame.versioned:
            yield f"{plan.layout.roots[name]}versions.json", versions_json([v.content for v in versions])
            yield f"{plan.layout.roots[name]}pages.json", pages_json(versions)
        yield f"{plan.layout.roots[name]}links.json", links_json(versions)
    frames = [plan.frame, *(version.frame for version in plan.versions)]
    yield "_headers", headers_file(plan.frame.policy if len({frame.policy for frame in frames}) == 1 else "")
    yield (
        "data/site.json",
        _json({"schema": 1, "collections": [_collection(name, v, plan) for name, v in collections.items()]}),
    )


def _collection(name: str, versions: Sequence[VersionPlan], plan: SitePlan) -> dict[str, object]:
    first = versions[0]
    stale = first.content.collection.mirror.stale_since
    return {
        "name": name,
        "title": first.frame.title,
        "root": plan.layout.roots[name],
        "repository": first.frame.repo_url,
        "latest": first.content.collection.latest.name,
        "stale_since": f"{stale:%Y-%m-%dT%H:%M:%SZ}" if stale else None,
        "versions": [_version(version) for version in versions if not version.content.version.hidden],
    }


def _version(version: VersionPlan) -> dict[str, object]:
    facts = version.content.version
    return {
        "version": facts.name,
        "root": version.frame.root,
        "ref": facts.ref.name,
        "commit": facts.ref.oid,
        "date": f"{facts.ref.date:%Y-%m-%dT%H:%M:%SZ}",
        "aliases": list(facts.aliases),
        "pages": [
            {"path": page.page.src_uri, "url": page.page.url, "title": page.title}
            for page in version.pages
            if not page.page.front.unlisted
        ],
    }


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _write(staged: Path, path: str, body: bytes) -> None:
    target = staged / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(body)
