"""The configuration of the small site that a preview is. Pure."""

from __future__ import annotations

from typing import Final

from kbgen.config import Config, SearchRules, Source
from kbgen.layout import Layout

PAGES: Final = "pages"
"""The folder of the pages as they are."""
DIFF: Final = "diff"
"""The folder of the pages that show what changed."""
GONE: Final = "gone"
"""The folder of the pages and files that are there no more, as they were."""


def as_preview(config: Config, source: Source) -> Config:
    """Return the configuration of a preview: one source below `pages/`, without a search, to be read from a folder.

    Whoever proposes a change is trusted with nothing, whatever `trust` the source has. Diagrams stay text.
    """
    own = source.model_copy(update={"prefix": PAGES, "trust": "content"})
    site = config.site.model_copy(update={"url": "", "portable": True})
    without = {"search": SearchRules(engine="none"), "mermaid": None}
    return config.model_copy(update={"sources": (own,), "site": site, **without})


def live_address(config: Config, source: Source) -> str:
    """Return where the pages of `source` are published, as far as the configuration tells; "" = nothing is known.

    Of a source with versions it does not tell for which of them a change is meant.
    """
    return "" if source.versioned else Layout.of(config).absolute(Layout.of(config).roots[source.name])
