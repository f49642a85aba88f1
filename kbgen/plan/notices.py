"""The lines above a page that speak of versions and of the state of its source."""

from __future__ import annotations

from kbgen.layout import across
from kbgen.model import Collection, Page, Version
from kbgen.plan.surroundings import Surroundings
from kbgen.view import Notice


def notices(page: Page, around: Surroundings) -> tuple[Notice, ...]:
    """Return the notices of `page`, the gravest first."""
    found = [_stale(around.content.collection), _version_notice(page, around)]
    return tuple(notice for notice in found if notice)


def _stale(collection: Collection) -> Notice | None:
    since = collection.mirror.stale_since
    if since is None:
        return None
    text = f"The source of this page could not be reached. This is how it was on {since:%Y-%m-%d %H:%M} UTC."
    return Notice("stale", text)


def _version_notice(page: Page, around: Surroundings) -> Notice | None:
    version, latest = around.content.version, around.latest
    if not around.content.collection.versioned or latest is None or version == latest.version:
        return None
    kind, text = _status(version, latest.version)
    there = around.in_latest(page)
    if there is None:
        text += f" This page is not in {latest.version.name}."
        return Notice(kind, text, across("./", around.root, around.latest_root), f"Go to {latest.version.name}")
    return Notice(kind, text, across(there, around.root, around.latest_root), f"This page in {latest.version.name}")


def _status(version: Version, latest: Version) -> tuple[str, str]:
    if version.eol:
        return "eol", f"Version {version.name} is no longer maintained."
    if version.prerelease:
        return "prerelease", f"This is {version.name}, which is not released. The current version is {latest.name}."
    return "older", f"This is version {version.name}. The current version is {latest.name}."
