"""Paths inside a site: where a source file is published, and how one page reaches another. Pure string work.

The rules are those of MkDocs 1.6.1 (`mkdocs/structure/files.py`, `mkdocs.utils.get_relative_url`), so that an
adopted repository keeps its URLs; a test holds them against MkDocs itself.
"""

from __future__ import annotations

import posixpath
import re
from urllib.parse import quote, unquote

MARKDOWN_SUFFIXES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")


def is_markdown(path: str) -> bool:
    """Tell whether MkDocs would treat the file as a page."""
    return path.endswith(MARKDOWN_SUFFIXES)


def page_name(src_uri: str) -> str:
    """Return the file name without suffix; `README` counts as `index`."""
    stem = posixpath.splitext(posixpath.basename(src_uri))[0]
    return "index" if stem == "README" else stem


def page_words(src_uri: str) -> str:
    """Return the title that a page has by its file name alone: `a/how-to.md` is "How to"; an index is its folder's."""
    name = page_name(src_uri)
    if name == "index":
        name = posixpath.basename(posixpath.dirname(src_uri)) or "Home"
    words = name.replace("-", " ").replace("_", " ")
    return words.capitalize() if words.lower() == words else words


def dest_uri(src_uri: str, use_directory_urls: bool) -> str:
    """Return the published path of a source file: `a/b.md` becomes `a/b/index.html` or `a/b.html`."""
    if not is_markdown(src_uri):
        return src_uri
    parent, name = posixpath.dirname(src_uri), page_name(src_uri)
    if use_directory_urls and name != "index":
        return posixpath.join(parent, name, "index.html")
    return posixpath.join(parent, f"{name}.html")


def url(dest: str, use_directory_urls: bool) -> str:
    """Return the percent-encoded URL of a published path, relative to its root (`./` for the root's index)."""
    parent, name = posixpath.split(dest)
    if use_directory_urls and name == "index.html":
        return quote(f"{parent or '.'}/")
    return quote(dest)


def dest_of(page_url: str) -> str:
    """Return the published path behind a URL of this site: the inverse of `url` for pages and folders."""
    path = unquote(page_url).removeprefix("./")
    return f"{path}index.html" if not path or path.endswith("/") else path


def dest_of_written(address: str, use_directory_urls: bool) -> str:
    """Return the published path that an address means which somebody wrote by hand, from the root of the docs folder.

    `setup.md`, `setup/`, `/setup` and `setup.html#steps` are all understood; no result leads out of the folder.
    """
    path = unquote(re.split(r"[?#]", address.strip(), maxsplit=1)[0])
    plain = posixpath.normpath(f"/{path}").lstrip("/")
    if is_markdown(plain):
        return dest_uri(plain, use_directory_urls)
    if not plain or path.endswith("/"):
        return posixpath.join(plain, "index.html")
    return plain if posixpath.splitext(plain)[1] else dest_uri(f"{plain}.md", use_directory_urls)


def relative(target: str, page: str) -> str:
    """Return URL `target` as seen from URL `page`; both are relative to the same root."""
    parent, _, name = page.rpartition("/")
    here = _parts(parent if "." in name else page)
    there = _parts(target)
    common = len(posixpath.commonprefix([here, there]))
    path = "/".join([".."] * (len(here) - common) + there[common:]) or "."
    return path + "/" if target.endswith("/") else path


def absolute(target: str, page: str) -> str:
    """Return the root-relative URL that relative URL `target` means on page `page`."""
    path = posixpath.normpath(posixpath.join("/", posixpath.dirname(page), target)).lstrip("/")
    return f"{path}/" if target.endswith("/") and path else path or "./"


def to_root(page: str) -> str:
    """Return the way from URL `page` up to its root, without a slash at the end: `..`, `../..` or `.`."""
    return relative(".", page)


def _parts(path: str) -> list[str]:
    """Split a URL path into its segments, with `.` and `..` resolved inside the root."""
    normal = posixpath.normpath("/" + path).lstrip("/")
    return normal.split("/") if normal else []
