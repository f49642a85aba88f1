"""Git history to values: which commits landed when, by whom, and what they did to which page.

    git ── passes, log ──> rows ── index, store ──> SQLite ── replay, identity, merges ──> pages and events
                                                        └──── wording, words, owners ──> who wrote each word
    events ── kinds, mechanical, dates ──> `facts.SourceHistory`

The database holds what git said and what is dear to compute; all else is replayed from it by pure functions, so that
an index which grew step by step gives what one made at once gives.
"""

from kbgen.history.settings import HistorySettings
from kbgen.history.stage import Indexed, index_path, mainline, read_history

__all__ = ["HistorySettings", "Indexed", "index_path", "mainline", "read_history"]
