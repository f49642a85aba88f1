"""Markdown to articles, and articles to pages: the only package that imports MkDocs and Material."""

from kbgen.render.articles import Converted, convert_pages
from kbgen.render.pages import render_pages, theme_assets, warm

__all__ = ["Converted", "convert_pages", "render_pages", "theme_assets", "warm"]
