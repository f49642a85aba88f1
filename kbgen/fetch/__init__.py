"""Fetch: sources -> mirrors. The only stage that reaches the network; writes only below the cache's `mirrors/`."""

from kbgen.fetch.address import web_url
from kbgen.fetch.local import remote_of
from kbgen.fetch.stage import SHALLOW_HINT, Fetched, Source, doubt, fetch
from kbgen.fetch.state import SourceState, state_of

__all__ = ["SHALLOW_HINT", "Fetched", "Source", "SourceState", "doubt", "fetch", "remote_of", "state_of", "web_url"]
