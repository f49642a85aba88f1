"""Publish small sites and read them back, for the tests of the output folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kbgen.publish import MANIFEST, Published, publish, staging


def put(output: Path, files: Mapping[str, str]) -> Published:
    """Publish a site of these files (path: text)."""
    with staging(output) as staged:
        for name, text in files.items():
            (staged / name).parent.mkdir(parents=True, exist_ok=True)
            (staged / name).write_text(text, encoding="utf-8")
        return publish(staged, output)


def contents(site: Path) -> dict[str, str]:
    """Return the files of a site without its manifest (path: text)."""
    paths = (path for path in site.rglob("*") if path.is_file() and path != site / MANIFEST)
    return {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def names(folder: Path) -> list[str]:
    """Return the names in a folder, hidden ones too, sorted."""
    return sorted(path.name for path in folder.iterdir())
