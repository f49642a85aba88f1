"""Fetch: sources -> mirrors. The only stage that reaches the network; writes only below the cache's `mirrors/`."""

from kbgen.fetch.address import web_url
from kbgen.fetch.stage import Fetched, Source, fetch

__all__ = ["Fetched", "Source", "fetch", "web_url"]
