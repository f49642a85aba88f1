#!/usr/bin/env python3
"""Print the skills of a matrix that depend on one person.

Usage: python scripts/count-skills.py templates/skills-matrix.csv
"""

import csv
import sys
from pathlib import Path


def main(path: str) -> None:
    """Read the matrix, and print one line per skill with a single keeper."""
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for skill in [column for column in rows[0] if column != "name"]:
        able = [row["name"] for row in rows if row[skill].rstrip("?") in ("2", "3")]
        keen = [row["name"] for row in rows if row[skill].endswith("?")]
        if len(able) == 1:
            print(f"{skill}: only {able[0]}; wants to learn it: {', '.join(keen) or 'nobody yet'}")


if __name__ == "__main__":
    main(sys.argv[1])
