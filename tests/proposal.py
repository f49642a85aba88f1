"""A small knowledge base, and a branch that changes it in every way that a preview tells of."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

from repo_builder import Files, RepoBuilder
from small_site import config_of

from kbgen.preview import Preview, PreviewRequest, preview
from kbgen.progress import Silent

MKDOCS = """site_name: Handbook
markdown_extensions:
  - admonition
  - attr_list
  - footnotes
  - tables
  - pymdownx.arithmatex: {generic: true}
  - pymdownx.details
  - pymdownx.highlight
  - pymdownx.superfences
  - pymdownx.tabbed: {alternate_style: true}
  - pymdownx.tasklist: {custom_checkbox: true}
"""
SETUP = """---
title: Set up a machine
tags: [machines, first steps]
owner: ada
---

# Set up a machine

Every new machine is set up in the same way, and it takes a quarter of an hour. Ask in the room if something fails.

## Before you begin

- [x] You have a desk.
- [ ] You have a badge.

You need an account, see [accounts](accounts.md#passwords), and the diagram:

![How the parts fit together](img/parts.png)

## Install the tools

=== "Linux"

    Use the package manager of your distribution.

=== "macOS"

    Use the packages that the help desk signs.

```python title="setup.py"
import sys

TOOLS = ["git", "make", "python"]


def missing(path):
    for name in TOOLS:
        if not (path / name).exists():
            yield name


def main():
    print(list(missing(sys.argv[1])))
```

## Who can help

| Topic | Person | Room |
|---|---|---|
| Badges | Ada | 101 |
| Network | Grace | 102 |
| Printers | Linus | 103 |
| Screens | Margaret | 104 |
| Telephones | Edsger | 105 |
| Keys | Barbara | 106 |

!!! note "Be patient"

    The network needs an hour to know a new machine[^1].

[^1]: It is an old network.

The time until it does is at most $t = n \\cdot 60$ seconds.

## Afterwards

Tell the help desk that you are done. Then read the first pages of this handbook.
"""
NEW_SETUP = (
    SETUP.replace("tags: [machines, first steps]", "tags: [machines]")
    .replace("owner: ada", "owner: grace\nreview_every: 180d")
    .replace("a quarter of an hour. Ask in the room", "about ten minutes. Ask in **the chat**")
    .replace("- [ ] You have a badge.", "- [x] You have a badge.\n- [ ] You know where the coffee is.")
    .replace("Use the packages that the help desk signs.", "Use the packages that the help desk signs, and no others.")
    .replace('TOOLS = ["git", "make", "python"]', 'TOOLS = ["git", "just", "python"]')
    .replace("    print(list(missing(sys.argv[1])))", "    for name in missing(sys.argv[1]):\n        print(name)")
    .replace("| Topic | Person | Room |\n|---|---|---|", "| Topic | Person | Chat | Room |\n|---|---|---|---|")
    .replace("| Badges | Ada | 101 |", "| Badges | Ada | #badges | 101 |")
    .replace("| Network | Grace | 102 |", "| Network | Grace Hopper | #net | 102 |")
    .replace("| Printers | Linus | 103 |\n", "")
    .replace("| Screens | Margaret | 104 |", "| Screens | Margaret | #screens | 104 |")
    .replace("| Telephones | Edsger | 105 |", "| Telephones | Edsger | | 105 |")
    .replace("| Keys | Barbara | 106 |", "| Keys | Barbara | | 106 |\n| Coffee | Radia | #coffee | 1 |")
    .replace("The network needs an hour", "The network needs half an hour")
    .replace("$t = n \\cdot 60$", "$t = n \\cdot 30$")
    .replace("## Afterwards", "## When you are done")
)
ACCOUNTS = "# Accounts\n\n## Passwords\n\nThey are long.\n\n## Keys\n\nSee [the setup](setup.md).\n"
GLOSSARY = "# Glossary\n\nWords that we use, from A to Z, and what we mean by them.\n\nMachine\n: What you type on.\n"
UNCHANGED = "# Coffee\n\nIt is in the kitchen, beside [the setup](setup.md) and [old things](old.md).\n"


def before(path: Path) -> RepoBuilder:
    """Return a repository whose `main` holds the knowledge base as it was."""
    pages: Files = {
        "mkdocs.yml": MKDOCS,
        "docs/index.md": "# Welcome\n\nBegin with [the setup](setup.md).\n",
        "docs/setup.md": SETUP,
        "docs/accounts.md": ACCOUNTS,
        "docs/coffee.md": UNCHANGED,
        "docs/old.md": "# Old things\n\nNobody needs them any more, and nobody did for long.\n",
        "docs/words.md": GLOSSARY,
        "docs/img/parts.png": picture(40, 60, 200),
    }
    return RepoBuilder(path).commit(pages, "Write a handbook", author="Ada")


def proposed(path: Path) -> RepoBuilder:
    """Return the repository with the branch `change` checked out, which changes it."""
    repo = before(path).branch("change").checkout("change")
    repo.move("docs/words.md", "docs/reference/glossary.md", author="Grace Hopper")
    pages: Files = {
        "docs/setup.md": NEW_SETUP,
        "docs/accounts.md": ACCOUNTS.replace("## Passwords", "## Pass phrases").replace("long", "very long"),
        "docs/old.md": None,
        "docs/first-day.md": "# Your first day\n\nCome at nine. [Set up](setup.md) your machine, then have a coffee.\n",
        "docs/img/parts.png": picture(200, 90, 40),
    }
    return repo.commit(pages, "Make the setup shorter", author="Linus")


def picture(red: int, green: int, blue: int, size: int = 160) -> bytes:
    """Return a PNG of one colour."""
    row = b"\0" + bytes((red, green, blue)) * size
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", size, size // 2, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(row * (size // 2))),
    )
    chunks = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in (*parts, (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def previewed(repo: RepoBuilder | Path, root: Path, base: str = "main", **given: Any) -> Preview:
    """Return the preview of what is checked out in a repository, in `root / "preview"`; `given` is of the request."""
    path = repo if isinstance(repo, Path) else repo.path
    config = config_of({"url": str(path), "name": "kb"}, **given.pop("config", {}))
    request = PreviewRequest(config, config.sources[0], base, root / "preview", root / "cache", **given)
    return preview(request, Silent())
