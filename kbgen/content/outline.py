"""The pages of a version without their texts: enough to know its addresses."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen import git, paths, urls
from kbgen.model import BookSettings, Collection, Content, Page, Version


def outline(collection: Collection, version: Version, settings: BookSettings) -> Content:
    """Return the content of a version without texts, assets and navigation, as if it had `settings`.

    Reads one tree of the mirror; raises `GitError`.
    """
    pages = tuple(_pages(collection, version, settings))
    return Content(collection, version, settings, pages, (), ())


def _pages(collection: Collection, version: Version, settings: BookSettings) -> Iterator[Page]:
    folder = f"{settings.docs_dir}/" if settings.docs_dir else ""
    for entry in git.list_tree(collection.mirror.git_dir, collection.mirror.tree(version.ref)):
        uri = entry.path.removeprefix(folder)
        if entry.path.startswith(folder) and urls.is_markdown(uri) and not paths.why_unsafe(uri):
            dest = urls.dest_uri(uri, settings.use_directory_urls)
            url = urls.url(dest, settings.use_directory_urls)
            yield Page(uri, dest, url, entry.oid, "", entry.path)
