"""What a site says of itself beside its pages: facts on each page, people, activity, data.

Reads and fills the cache of pictures; touches nothing else.

Each area is a module with `generate(site, community, cache) -> Area`; a further one is a further module.
"""

from kbgen.generate.stage import generate

__all__ = ["generate"]
