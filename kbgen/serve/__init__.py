"""A site on this machine that follows what is written: built, served, watched, built again.

with Session() as session, serving(live, port) as address:
    follow(attempt, live)
"""

from kbgen.serve.follow import Attempt, follow
from kbgen.serve.live import Live
from kbgen.serve.server import serving
from kbgen.serve.watch import Watched

__all__ = ["Attempt", "Live", "Watched", "follow", "serving"]
