"""A site that has a little of everything: two sources, versions, people, moves, pictures, feeds, search, a dead link.

folder = many_sided(tmp_path / "a")      # then `kbgen build` there
revise(folder)                           # a commit that changes, adds, moves and removes pages
"""

from __future__ import annotations

import zlib
from pathlib import Path

from repo_builder import RepoBuilder

CONFIG = """\
site: {name: Many-sided, url: 'https://kb.example.org/kb/'}
sources:
  - {url: book, title: The Book, branches: [main], tags: ['v*'], versions: {main: dev}, web_url: 'https://github.com/o/book'}
  - {url: notes, title: Notes}
people:
  members: [{name: Ada}, {name: İpek, signs_as: [ipek@old.example]}]
  teams: [Core]
"""
SUBJECTS = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta")
PAGE = """\
---
title: {title}
tags: [{tag}, Ünïcode, ıİ]
owner: Ada
---
# {title}

Revision {revision}. Words about {tag}, [the next one](p{next}.md), `{tag}_function()` and a note.[^1]

{words}

!!! note "Straße"
    An admonition.

```python
def {tag}(): return {number}
```

| a | b |
|---|---|
| {number} | $x^{number}$ |

## Part of {tag}

[^1]: The note.
"""


def many_sided(folder: Path) -> Path:
    """Make the repositories and `kbgen.yml` in `folder`, and return it."""
    folder.mkdir(parents=True)
    (folder / "kbgen.yml").write_text(CONFIG, encoding="utf-8")
    book = RepoBuilder(folder / "book")
    pages = {f"docs/p{number}.md": _page(number, 0) for number in range(len(SUBJECTS))}
    book.commit({**pages, "docs/index.md": "# Home\n\n![](a.png) ![](b.svg)\n", "docs/a.png": _picture()}).tag("v1.0")
    book.commit({"docs/b.svg": '<svg xmlns="http://www.w3.org/2000/svg"><circle r="3"/></svg>'}, author="İpek")
    book.move("docs/p5.md", "docs/moved/p5.md", {"docs/Äpfel.md": "# Äpfel\n\nObst.\n"}, author="Bob").tag("v2.0", True)
    notes = {f"{name}.md": f"# {name.title()}\n\nA note of {name}.\n" for name in SUBJECTS[:3]}
    RepoBuilder(folder / "notes").commit({**notes, "README.md": "# Notes\n\nSee [alpha](alpha.md).\n"}, author="Cyd")
    return folder


def revise(folder: Path, revision: int = 1) -> None:
    """Commit a revision to the main branch of the book, by two people."""
    book = RepoBuilder(folder / "book")
    book.commit({f"docs/p{number}.md": _page(number, revision) for number in range(3)}, author="Dee", when="2024-03-01")
    book.commit({"docs/p4.md": None, f"docs/new{revision}.md": f"# New {revision}\n\nText.\n"}, when="2024-03-02")


def _page(number: int, revision: int) -> str:
    tag = SUBJECTS[number]
    words = " ".join(SUBJECTS[(number * step + step) % len(SUBJECTS)] for step in range(60))
    return PAGE.format(
        title=f"{tag.title()} {number}",
        tag=tag,
        number=number,
        next=(number + 1) % len(SUBJECTS),
        words=words,
        revision=revision,
    )


def _picture() -> bytes:
    """Return a PNG of one pixel."""
    chunks = (
        (b"IHDR", bytes((0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0))),
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    )
    parts = (
        len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big") for kind, body in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
