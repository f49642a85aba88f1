"""Fetch: sources -> mirrors. The only stage that reaches the network; writes only below the cache's `mirrors/`."""

from kbgen.fetch.address import web_url
from kbgen.fetch.local import remote_of
from kbgen.fetch.stage import Fetched, Source, doubt, fetch

__all__ = ["Fetched", "Source", "doubt", "fetch", "remote_of", "web_url"]
