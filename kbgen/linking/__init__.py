"""Which pages of a version link to which. Pure."""

from kbgen.linking.graph import linked_from

__all__ = ["linked_from"]
