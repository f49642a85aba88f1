"""Read the history of a bare repository, and nothing else: python tests/bench/index.py REPOSITORY CACHE [--words]"""

from __future__ import annotations

import sys
from pathlib import Path

from kbgen import git
from kbgen.history import HistorySettings, read_history
from kbgen.model import Mirror


def main() -> None:
    """Bring the index in CACHE up to date; with `--words` find out who wrote each word, too."""
    repository, cache = Path(sys.argv[1]), Path(sys.argv[2])
    mirror = Mirror(repository.stem, repository, git.list_refs(repository), git.default_branch(repository))
    found = read_history(mirror, (), cache, HistorySettings(words="--words" in sys.argv))
    if not found.history.trusted:
        raise SystemExit(f"no history: {found.problems}")


if __name__ == "__main__":
    main()
