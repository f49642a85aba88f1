"""Pages of versions that share no history, paired by their texts: asks git where nothing else tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kbgen import git
from kbgen.lineage import Lineage
from kbgen.lineages import Edition, Node, Pair, joined, unrelated


def join_lineages(editions: Sequence[Edition]) -> tuple[Lineage, ...]:
    """Return the joined lineages of one collection's versions, newest first. Reads the mirror for unrelated ones."""
    return joined(editions, list(_similar(editions)))


def _similar(editions: Sequence[Edition]) -> Iterator[Pair]:
    for n, m in unrelated(editions):
        newer, older = editions[n].content, editions[m].content
        git_dir = newer.collection.mirror.git_dir
        try:
            found = git.list_renames(git_dir, older.version.ref.oid, newer.version.ref.oid)
        except git.GitError:  # the mirror is damaged, which the history stage has told already
            continue
        new, old = (_by_path(editions[k], k) for k in (n, m))
        yield from ((new[r.new], old[r.old]) for r in sorted(found, reverse=True) if r.new in new and r.old in old)


def _by_path(edition: Edition, number: int) -> dict[str, Node]:
    return {page.path: (number, page.src_uri) for page in edition.content.pages}
