"""From answers to files: which there are, and what they hold. Reads what kbgen brings along; writes nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from kbgen.config import schema
from kbgen.hosting import Host
from kbgen.scaffold.answers import Answers
from kbgen.scaffold.mkdocs import Adoption
from kbgen.scaffold.settings import SCHEMA_FILE, adopted_settings, new_settings

FILES: Final = Path(__file__).parent / "files"
_PACKAGED = Path(__file__).parent / "requirements.lock"  # in an installed wheel
_CHECKOUT = Path(__file__).parents[2] / "requirements.lock"  # in the repository itself
_PLACE = re.compile(r"@@([a-z-]+)@@")
# What stands for itself in Markdown only behind a backslash (CommonMark 0.31, section 2.4).
_MARKUP = re.compile(r"([\\`*_\[\]<>&#|~])")

Draft = Mapping[str, str]
"""The text of each file, by its path from the folder of the site."""


def new_site(answers: Answers, folder_name: str, *, has_pages: bool = False) -> Draft:
    """Return the files of a site that begins: settings, first pages, and what a team needs around them.

    Where there are pages already (`has_pages`), none are added, and they are looked for where they lie.
    """
    groups = ["site", *_of_host("site", answers), *([] if has_pages else ["pages"])]
    settings = new_settings(answers, folder_name, docs="" if has_pages else "docs")
    made = {"kbgen.yml": settings, **_tools(answers)}
    return dict(sorted({**made, **_filled(groups, answers)}.items()))


def adopted_site(adoption: Adoption, answers: Answers, folder_name: str, softened: Sequence[str] = ()) -> Draft:
    """Return the files that a MkDocs repository needs: those of a site that begins, without pages. Its own stay."""
    made = {"kbgen.yml": adopted_settings(adoption, answers, folder_name, softened), **_tools(answers)}
    return dict(sorted({**made, **_filled(["site", *_of_host("site", answers)], answers)}.items()))


def _tools(answers: Answers) -> Draft:
    """Return the schema, and what installs kbgen on any machine and runs it in continuous integration."""
    found = {SCHEMA_FILE: json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"}
    lock = _PACKAGED if _PACKAGED.is_file() else _CHECKOUT
    found[".kbgen/requirements.txt"] = lock.read_text(encoding="utf-8")
    return {**found, **_filled(["ci", *_of_host("ci", answers)], answers)}


def _of_host(group: str, answers: Answers) -> list[str]:
    return [] if answers.host is Host.NONE else [f"{group}-{answers.host}"]


def _filled(groups: Sequence[str], answers: Answers) -> Draft:
    values = _values(answers)
    return {path: _fill(text, values) for group in groups for path, text in _templates(FILES / group)}


def _templates(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")


def _values(answers: Answers) -> Mapping[str, str]:
    return {
        "name": _MARKUP.sub(r"\\\1", answers.name),
        "name-json": json.dumps(answers.name, ensure_ascii=False),
        "branch": answers.branch,
        "branch-json": json.dumps(answers.branch),
        "owner": answers.owner or "@your-organisation/your-team",
        "owned": "" if answers.owner else "# ",
        "origin": answers.origin.requirement if answers.origin else "",
    }


def _fill(text: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda found: values[found[1]], text)
