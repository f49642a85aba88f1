"""From git's objects to the content of a version: settings, front matter, pages, assets and navigation."""

from kbgen.content.read import Contents, Reading, read

__all__ = ["Contents", "Reading", "read"]
