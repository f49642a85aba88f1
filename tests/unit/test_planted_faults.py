"""One run tells everything that is wrong in a file with more than twenty faults, each with its line and column."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from checked import looked_at
from repo_builder import RepoBuilder

from kbgen.model import Severity

TODAY = date(2026, 6, 1)
TOKEN = "ghp" + "_" + "Ab3dE6gH9jK2mN5pQ8sT1vW4xY7zC0eF3hJ6"
SETTINGS = """\
sources: [{url: .}]
people: {teams: [Docs]}
front_matter: {required: {'**': [description]}, values: {audience: [beginners]}}
"""
PLAN = "---\nowner: Docs\ndescription: What is planned\nstatus: draft\n---\n\n# Plan\n"
# In each line the fault stands between ⟦ and ⟧, after the code that is told there.
PAGE = f"""\
KB013⟦---⟧
title: KB055⟦\u200b⟧Faults
owner: KB014⟦Dosc⟧
audience: [KB014⟦beginer⟧]
stauts: published
review_by: KB070⟦2026-01-31⟧
---

# Faults

KB035⟦### Too deep⟧

KB036⟦# A second title⟧

A [dead link](KB021⟦nowhere.md⟧) and [a part](KB022⟦#no-such-part⟧) of this page.

See [the plan](KB023⟦plan.md⟧), [KB081⟦here⟧](KB024⟦../other/⟧) or [run](KB025⟦javascript:alert(1)⟧) this.

KB080⟦![](square.png)⟧ and ![a badge](KB053⟦https://img.example.org/badge.svg⟧)

Write to KB052⟦ada.lovelace@engines.org.uk⟧ with the key KB051⟦{TOKEN}⟧.

Version KB056⟦{{{{ site.version }}}}⟧ of it.

```KB064⟦pythno⟧
print("hello")
```

KB082⟦|   |   |⟧
|---|---|
| a | b |

KB050⟦<script⟧>alert(1)</script>

KB065⟦<!-- kbgen-ignore KB021 -->⟧
"""


def planted(marked: str) -> tuple[str, set[tuple[int, int, int, int, str]]]:
    """Return the page without its marks, and line, column, end and code of each fault."""
    lines, faults = [], set()
    for number, rest in enumerate(marked.split("\n"), start=1):
        line = ""
        while "⟦" in rest:
            before, _, after = rest.partition("⟦")
            fault, _, rest = after.partition("⟧")
            line += before[: -len("KB000")]
            faults.add((number, len(line) + 1, number, len(line) + 1 + len(fault), before[-len("KB000") :]))
            line += fault
        lines.append(line + rest)
    return "\n".join(lines), faults


@pytest.fixture(scope="module")
def square() -> bytes:
    return (Path(__file__).parents[1] / "rules" / "KB080" / "ok" / "one.png").read_bytes()


def test_everything_is_told_in_one_run(tmp_path: Path, square: bytes) -> None:
    page, faults = planted(PAGE)
    other = "---\nowner: Docs\ndescription: Another page\n---\n\n# Other\n\nSee [the faults](faults.md).\n"
    files: dict[str, str | bytes | None] = {
        "faults.md": page,
        "plan.md": PLAN,
        "other.md": other,
        "square.png": square,
        "kbgen.yml": SETTINGS,
    }
    repo = RepoBuilder(tmp_path / "kb").commit(files)
    report = looked_at(repo.path, tmp_path / "cache", TODAY).report
    found = {
        (each.problem.where.line, each.problem.where.column, *each.end, each.problem.code)
        for each in report.findings
        if each.problem.where.path == "faults.md"
    }
    faults.add((5, 1, 0, 0, "KB012"))  # told by a build too, which knows where a key begins
    assert len(faults) >= 20
    assert found == faults
    graves = (each.problem for each in report.findings if each.problem.severity is Severity.ERROR)
    assert [each.code for each in graves if not each.hint] == ["KB021"], (
        "where nothing is near, the message says it all"
    )
    assert all(TOKEN[4:10] not in each.problem.message + each.problem.hint for each in report.findings)
