"""From rendered pages to the files of a site: pages, assets, redirects, sitemaps, data."""

from kbgen.compose.site import write_assets, write_pages, write_site_files

__all__ = ["write_assets", "write_pages", "write_site_files"]
