"""A repository's `mkdocs.yml`, and what becomes of each of its keys when kbgen builds the site. Pure.

Read as data, like every file of a repository: a tag is an inert marker, and nothing is executed or included.
"""

from kbgen.scaffold.mkdocs.adoption import Adoption, Left, read

__all__ = ["Adoption", "Left", "read"]
