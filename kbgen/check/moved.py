"""Where pages are now whose addresses are written in links: by history and by front matter. Pure."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from urllib.parse import unquote

from kbgen import urls
from kbgen.check.subject import CheckedPage, Subject, Volume


def redirected(volume: Volume, subject: Subject) -> Mapping[str, CheckedPage]:
    """Return the pages of a version to which addresses lead, by the published paths below its root."""
    root = subject.plan.layout.version_root(volume.content.collection, volume.content.version)
    found = {}
    for each in subject.plan.redirects:
        target = volume.by_url.get(unquote(each.target.removeprefix(root)) or "./")
        if each.path.startswith(root) and each.target.startswith(root) and target is not None:
            found[each.path.removeprefix(root)] = target
    return found


def moved(href: str, page: CheckedPage, volume: Volume, now: Mapping[str, CheckedPage]) -> CheckedPage | None:
    """Return the page that a dead relative link means, if it has moved: `now` is what `redirected` gives."""
    path = unquote(href.partition("#")[0].partition("?")[0])
    if not now or not path:
        return None
    as_file = posixpath.normpath(posixpath.join("/", posixpath.dirname(page.page.src_uri), path)).lstrip("/")
    in_folders = volume.content.settings.use_directory_urls
    if urls.is_markdown(as_file):
        return now.get(urls.dest_uri(as_file, in_folders))
    return now.get(urls.dest_of(urls.absolute(path, page.page.url))) or now.get(
        urls.dest_of_written(as_file, in_folders)
    )


def instead(href: str, page: CheckedPage, target: CheckedPage) -> str:
    """Return the link to the file of `target` with the query and fragment of `href`."""
    path, mark, fragment = href.partition("#")
    _, asked, query = path.partition("?")
    return urls.relative(target.page.src_uri, page.page.src_uri) + asked + query + mark + fragment
