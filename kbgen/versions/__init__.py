"""From the refs of a mirror to the versions of a collection: patterns, names, order, aliases, retention. Pure."""

from kbgen.versions.resolve import LATEST, Resolved, resolve

__all__ = ["LATEST", "Resolved", "resolve"]
