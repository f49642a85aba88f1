"""Put articles into the theme: MkDocs' theme environment and Material's templates, in process.

Autoescape is on before the first template is loaded, so every string that is not sanitised HTML is text.
"""

from __future__ import annotations

import functools
import re
from posixpath import basename
from typing import Any
from urllib.parse import quote, urlsplit

import jinja2
from mkdocs import __version__ as mkdocs_version
from mkdocs.utils import normalize_url
from mkdocs.utils.templates import url_filter

from kbgen import urls
from kbgen.excerpt import description
from kbgen.reading_time import minutes
from kbgen.render.filters import day, hue, initials
from kbgen.render.settings import mkdocs_config
from kbgen.render.sheet import Sheet
from kbgen.render.theme import Theme
from kbgen.render.views import ChartView, NavPart, PageView
from kbgen.twins import twin_uri
from kbgen.view import Frame, PageInput, SitePage

THEME_ASSET = re.compile(r"assets/(javascripts|stylesheets|commons)/")


def render(sheet: Sheet, theme: Theme) -> bytes:
    """Return the HTML of one page: of a repository's, or of one that kbgen itself makes."""
    given, frame = sheet.given, sheet.frame
    page, own, template = _of_repository(given, frame) if isinstance(given, PageInput) else _own(given, frame)
    context = _context(sheet, page)
    context["kb"] |= own
    context["tags"] = own.get("tags", ())
    html = environment(theme, frame.language).get_template(template).render(context)
    return html.encode("utf-8", "replace")


def _of_repository(given: PageInput, frame: Frame) -> tuple[PageView, dict[str, Any], str]:
    """Return the page as its template sees it, what stands in `kb` for it, and its template."""
    values = {
        "notices": given.notices,
        "noindex": given.noindex,
        "source_url": given.source_url,
        "history_url": given.history_url,
        "issue_url": given.issue_url,
        "commit_url": frame.commit_url,
        "edit_notice": given.edit_notice,
        "facts": given.facts,
        "lineage": given.lineage,
        "linked_from": given.linked_from,
        "related": given.related,
        "tags": [{"name": tag.title, "url": tag.url} for tag in given.tags],  # as MkDocs' tags plugin gives them
        "minutes": minutes(given.article.html),
        "about": description(given.page, given.article),
        "markdown_url": quote(basename(twin_uri(given.page.dest_uri))),
        "comparison": given.comparison,
    }
    return PageView.of(given, frame), values, "main.html"


def _own(given: SitePage, frame: Frame) -> tuple[PageView, dict[str, Any], str]:
    """Return the same for a page such as the portal or the 404 page."""
    page = PageView.own(given, frame)
    charts = tuple(map(ChartView.of, given.charts))
    return page, {"noindex": given.noindex, "charts": charts, **given.values}, given.template


def _context(sheet: Sheet, page: PageView) -> dict[str, Any]:
    """Return what MkDocs gives a template (`mkdocs.commands.build.get_context`), and `kb`, our own part."""
    frame, url = sheet.frame, sheet.url
    base, site = urls.to_root(url), urls.to_root(frame.root + url)
    is_anywhere = sheet.is_anywhere
    if is_anywhere:
        base = site = urlsplit(frame.site_url).path.rstrip("/")
    return {
        "nav": NavPart.of(sheet.nav, frame.home, page),
        "pages": (),
        "base_url": base,
        "extra_css": (),
        "extra_javascript": (),
        "mkdocs_version": mkdocs_version,
        "config": mkdocs_config(frame),
        "page": page,
        "kb": {"frame": frame, "root": site, "is_anywhere": is_anywhere, "notices": (), "version": frame.version},
    }


_environments: dict[tuple[str, str], jinja2.Environment] = {}


def environment(theme: Theme, language: str) -> jinja2.Environment:
    """Return the theme's Jinja environment, with autoescape on; one for all versions, so templates compile once."""
    known = theme.key, language
    if known not in _environments:
        _environments.clear()  # a site has one theme, until somebody edits it
        _environments[known] = _environment(theme, language)
    return _environments[known]


def _environment(theme: Theme, language: str) -> jinja2.Environment:
    material = mkdocs_config(Frame(root="", site_name="", title="", language=language)).theme
    env = material.get_env()
    env.loader = theme.loader(env.loader or jinja2.BaseLoader())
    env.autoescape = True
    env.auto_reload = False
    env.filters |= {"url": _url, "day": functools.partial(day, language=language), "initials": initials, "hue": hue}
    return env


@jinja2.pass_context
def _url(context: jinja2.runtime.Context, value: object) -> str:
    """Resolve a URL for the page at hand: the theme's own files lie once for all versions, at the site's root."""
    if THEME_ASSET.match(str(value)):
        return f"{context['kb']['root']}/{value}"
    if context["kb"]["is_anywhere"]:
        path, root = str(value).removeprefix("./"), f"{context['kb']['root']}/"
        return normalize_url(path, base=root) if path else root
    if str(value).startswith("../"):  # out of the version: MkDocs would compare what follows with the page's own path
        return f"{context['base_url']}/{value}".removeprefix("./")
    return url_filter(context, str(value))  # type: ignore[arg-type]  # MkDocs types it as its own TypedDict
