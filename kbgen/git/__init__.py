"""Git: the only package that starts it, through GitPython's command runner and nothing else of GitPython.

Commands are lists of arguments with machine formats, in a scrubbed environment (`environment`), with a deadline
(`run`). Refs are resolved once (`refs`); after that only full object ids are used (`objects`).
"""

from kbgen.git.environment import Access, Token
from kbgen.git.identity import user_identity
from kbgen.git.objects import TreeEntry, list_changes, list_tree, parse_tree, read_blobs
from kbgen.git.refs import (
    HEAD_REF,
    Listing,
    default_branch,
    is_shallow,
    list_refs,
    list_remote,
    merge_base,
    moment,
    parse_listing,
    parse_refs,
    raw_refs,
    resolve_commit,
)
from kbgen.git.renames import Rename, list_renames, parse_renames
from kbgen.git.run import DEADLINE, GitError, interrupt, opened, run, stream
from kbgen.git.worktree import top_of

__all__ = [
    "DEADLINE",
    "HEAD_REF",
    "Access",
    "GitError",
    "Listing",
    "Rename",
    "Token",
    "TreeEntry",
    "default_branch",
    "interrupt",
    "is_shallow",
    "list_changes",
    "list_refs",
    "list_remote",
    "list_renames",
    "list_tree",
    "merge_base",
    "moment",
    "opened",
    "parse_listing",
    "parse_refs",
    "parse_renames",
    "parse_tree",
    "raw_refs",
    "read_blobs",
    "resolve_commit",
    "run",
    "stream",
    "top_of",
    "user_identity",
]
