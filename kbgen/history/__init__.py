"""Git history to values: which commits landed when, by whom, and what they did to which page.

    git ── passes, log ──> rows ── index, store ──> SQLite ── replay, identity, merges ──> pages and events
                                                        └──── wording, words, owners ──> who wrote each word
    events ── kinds, mechanical, dates ──> values ──> `facts.SourceHistory`
    advance ── from what was worked out (derived, packing) to the present tip, through all of the above

The database holds what git said, what is dear to compute, and what was worked out from both up to the last tip. A
first index and one more commit take the same way, from nothing or from there, so that an index which grew step by
step is, byte for byte, the one made at once.
"""

from kbgen.history.settings import HistorySettings
from kbgen.history.stage import Indexed, index_path, mainline, read_history

__all__ = ["HistorySettings", "Indexed", "index_path", "mainline", "read_history"]
