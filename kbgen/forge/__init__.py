"""Addresses of files, commits and issues on the forges where repositories live. Pure.

A forge is known by its host, or by `forge:` in `kbgen.yml`; patterns given there win. No forge known, no link.
"""

from kbgen.forge.addresses import Addresses, filled, repository_name
from kbgen.forge.kinds import KINDS, Forge, forge_of

__all__ = ["KINDS", "Addresses", "Forge", "filled", "forge_of", "repository_name"]
