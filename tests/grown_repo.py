"""A repository that grows at random, the same each time: births, edits, moves, copies, deletions, branches, merges."""

from __future__ import annotations

import random

from repo_builder import RepoBuilder

WORDS = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu"]


def prose(dice: random.Random, lines: int = 12) -> str:
    return "".join(f"{' '.join(dice.choices(WORDS, k=6))}\n" for _ in range(lines))


def edited(dice: random.Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    lines[dice.randrange(len(lines))] = prose(dice, dice.choice([0, 1, 2]))
    return "".join(lines) or "empty no more\n"


def grow(repo: RepoBuilder, dice: random.Random, steps: int) -> None:
    """Commit `steps` random changes: births, edits, moves, copies, deletions, restores, branches and merges."""
    pages: dict[str, str] = {f"p{number}.md": prose(dice) for number in range(6)}
    gone: dict[str, str] = {}
    repo.commit(pages, author="Ann")
    for step in range(steps):
        author = dice.choice(["Ann", "Bob", "Cid"])
        path = dice.choice(sorted(pages))
        what = dice.choice(["edit", "edit", "edit", "move", "copy", "delete", "restore", "new", "merge", "merge"])
        if what == "move":
            new = f"moved/{step}.md"
            pages[new] = edited(dice, pages.pop(path))
            repo.commit({path: None, new: pages[new]}, author=author)
        elif what == "copy":
            pages[f"copy{step}.md"], pages[path] = edited(dice, pages[path]), edited(dice, pages[path])
            repo.commit({f"copy{step}.md": pages[f"copy{step}.md"], path: pages[path]}, author=author)
        elif what == "delete" and len(pages) > 3:
            gone[path] = pages.pop(path)
            repo.commit({path: None}, author=author)
        elif what == "restore" and gone:
            back = dice.choice(sorted(gone))
            pages[back] = gone.pop(back)
            repo.commit({back: pages[back]}, author=author)
        elif what == "merge":
            merge(repo, dice, pages, path, author, step)
        else:
            target = path if what == "edit" else f"new{step}.md"
            pages[target] = edited(dice, pages[path])
            repo.commit({target: pages[target]}, author=author)


def merge(repo: RepoBuilder, dice: random.Random, pages: dict[str, str], path: str, author: str, step: int) -> None:
    """Edit on a branch, perhaps move on the mainline meanwhile, and merge with or without words of the merger."""
    branch = f"side{step}"
    repo.branch(branch).checkout(branch)
    pages[path] = edited(dice, pages[path])
    repo.commit({path: pages[path], f"extra{step}.md": "on the side\n"}, author=author)
    if dice.random() < 0.5:
        repo.move(f"extra{step}.md", f"extra{step}b.md", author=author)
        pages[f"extra{step}b.md"] = "on the side\n"
        wanted: dict[str, str | None] = {f"extra{step}b.md": "on the side\n"}
    else:
        pages[f"extra{step}.md"] = "on the side\n"
        wanted = {f"extra{step}.md": "on the side\n"}
    repo.checkout("main")
    if dice.random() < 0.5:
        repo.commit({"side.txt": f"{step}"}, author="Ann")
    if dice.random() < 0.5:
        pages[path] = edited(dice, pages[path])
    repo.commit({path: pages[path], **wanted}, author="Maint", merge=branch)
