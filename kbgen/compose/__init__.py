"""From rendered pages to the files of a site: pages, assets, redirects, sitemaps, data."""

from kbgen.compose.redirect_table import redirect_table
from kbgen.compose.server_rules import rules, source_of
from kbgen.compose.site import write_assets, write_pages, write_site_files

__all__ = ["redirect_table", "rules", "source_of", "write_assets", "write_pages", "write_site_files"]
