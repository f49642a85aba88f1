"""Put articles into the theme: MkDocs' theme environment and Material's templates, in process.

Autoescape is on before the first template is loaded, so every string that is not sanitised HTML is text.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import jinja2
from mkdocs import __version__ as mkdocs_version
from mkdocs.utils import normalize_url
from mkdocs.utils.templates import url_filter

from kbgen import forge, urls
from kbgen.render.filters import day, hue, initials
from kbgen.render.settings import mkdocs_config
from kbgen.render.views import ChartView, NavPart, PageView, Trail, titled
from kbgen.view import Frame, PageInput, RenderedPage, SitePage

THEME_ASSET = re.compile(r"assets/(javascripts|stylesheets|commons)/")


def render_page(given: PageInput, frame: Frame, trail: Trail) -> RenderedPage:
    """Return the HTML file of one page, whose place in the navigation is `trail` (empty: none)."""
    page = PageView.of(given, frame)
    context = _context(frame, page, given.page.dest_uri, given.page.url, trail)
    context["kb"] |= {
        "notices": given.notices,
        "noindex": given.noindex,
        "source_url": given.source_url,
        "history_url": given.history_url,
        "commit_url": forge.commit_url(frame.repo_url, "{commit}"),
        "edit_notice": given.edit_notice,
        "facts": given.facts,
        "lineage": given.lineage,
    }
    return _rendered("main.html", context, frame, given.page.dest_uri)


def render_site_page(given: SitePage, frame: Frame) -> RenderedPage:
    """Return the HTML file of a page made by kbgen itself, such as the portal or the 404 page."""
    url = urls.url(given.dest_uri, use_directory_urls=True)
    meta = {"hide": ["toc"], **titled(given.title, frame)}
    page = PageView(given.title, "" if url == "./" else url, meta=meta, is_homepage=url == frame.home.url)
    context = _context(frame, page, given.dest_uri, url)
    charts = tuple(map(ChartView.of, given.charts))
    context["kb"] |= {"noindex": given.noindex, "charts": charts, **given.values}
    return _rendered(given.template, context, frame, given.dest_uri)


def _rendered(template: str, context: Mapping[str, Any], frame: Frame, dest_uri: str) -> RenderedPage:
    env = environment(frame.theme_dirs, frame.language)
    html = env.get_template(template).render(context)
    return RenderedPage(frame.root + dest_uri, html.encode("utf-8", "replace"))


def _context(frame: Frame, page: PageView, dest_uri: str, url: str, trail: Trail = ()) -> dict[str, Any]:
    """Return what MkDocs gives a template (`mkdocs.commands.build.get_context`), and `kb`, our own part."""
    base, site = urls.to_root(url), urls.to_root(frame.root + url)
    is_anywhere = dest_uri == "404.html"  # served at any depth, so its addresses are absolute
    if is_anywhere:
        base = site = urlsplit(frame.site_url).path.rstrip("/")
    return {
        "nav": NavPart.of(frame, page, trail),
        "pages": (),
        "base_url": base,
        "extra_css": (),
        "extra_javascript": (),
        "mkdocs_version": mkdocs_version,
        "config": mkdocs_config(frame),
        "page": page,
        "kb": {"frame": frame, "root": site, "is_anywhere": is_anywhere, "notices": (), "version": frame.version},
    }


@functools.lru_cache(maxsize=4)
def environment(theme_dirs: tuple[str, ...], language: str) -> jinja2.Environment:
    """Return the theme's Jinja environment, with autoescape on; one for all versions, so templates compile once."""
    theme = mkdocs_config(Frame(root="", site_name="", title="", theme_dirs=theme_dirs, language=language)).theme
    env = theme.get_env()
    env.loader = jinja2.ChoiceLoader([env.loader or jinja2.BaseLoader(), _shipped(theme_dirs[-1])])
    env.autoescape = True
    env.auto_reload = False
    env.filters |= {"url": _url, "day": functools.partial(day, language=language), "initials": initials, "hue": hue}
    return env


def _shipped(directory: str) -> jinja2.BaseLoader:
    """Give the shipped templates a second name, so that a theme's own `main.html` can extend `commons/main.html`."""
    return jinja2.PrefixLoader({"commons": jinja2.FileSystemLoader(directory)})


@jinja2.pass_context
def _url(context: jinja2.runtime.Context, value: object) -> str:
    """Resolve a URL for the page at hand: the theme's own files lie once for all versions, at the site's root."""
    if THEME_ASSET.match(str(value)):
        return f"{context['kb']['root']}/{value}"
    if context["kb"]["is_anywhere"]:
        path, root = str(value).removeprefix("./"), f"{context['kb']['root']}/"
        return normalize_url(path, base=root) if path else root
    return url_filter(context, str(value))  # type: ignore[arg-type]  # MkDocs types it as its own TypedDict
