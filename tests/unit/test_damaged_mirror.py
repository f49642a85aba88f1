"""Damage of a mirror that shows only when git reads it: the mirror is replaced, and the site is as it would be."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest
from command_line import fingerprint
from repo_builder import RepoBuilder
from small_site import build_site, config_of

from kbgen.errors import ExitCode, SourceError
from kbgen.pipeline import BuildRequest, build_in
from kbgen.progress import Silent
from kbgen.session import Session

Source = dict[str, str]


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """Return a source whose mirror consists of one pack, in it a picture that cannot be compressed."""
    picture = b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(20_000)
    repo = RepoBuilder(tmp_path / "kb").commit({"docs/a.png": picture, "docs/index.md": "# Home\n\n![a](a.png)\n"})
    repo.commit({"docs/more.md": "# More\n\nWords by somebody else.\n"}, author="Bob")
    return {"url": str(repo.path), "name": "kb"}


def turn_bits(cache: Path, ending: str) -> None:
    """Change the middle of a pack, or of its index, without a trace in size and time."""
    (path,) = cache.glob(f"mirrors/*/objects/pack/*.{ending}")
    status, body = path.stat(), bytearray(path.read_bytes())
    start = len(body) // 2 if ending == "pack" else 8 + 4 * 256  # after the header and the table of first bytes
    for place in range(start, start + 40):
        body[place] ^= 0xFF
    path.chmod(0o644)
    path.write_bytes(body)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.parametrize("ending", ["pack", "idx"])
def test_a_damaged_mirror_is_replaced_in_the_middle_of_a_build(tmp_path: Path, source: Source, ending: str) -> None:
    site, _ = build_site(tmp_path, config_of(source))
    before = fingerprint(site)
    turn_bits(tmp_path / "cache", ending)
    shutil.rmtree(tmp_path / "cache/history")
    _, report = build_site(tmp_path, config_of(source))
    assert (report.exit_code, report.published, report.problems) == (ExitCode.OK, "unchanged", ())
    assert fingerprint(site) == before


def test_a_preview_finds_its_history_again(tmp_path: Path, source: Source) -> None:
    config = config_of(source)
    site, _ = build_site(tmp_path, config)
    before = fingerprint(site)
    turn_bits(tmp_path / "cache", "idx")
    shutil.rmtree(tmp_path / "cache/history")
    with Session() as session:
        for _ in range(2):
            report = build_in(session, BuildRequest(config, site, tmp_path / "cache"), Silent())
            assert (report.published, report.problems) == ("unchanged", ())
    assert fingerprint(site) == before


def test_a_damaged_mirror_whose_source_is_gone_is_told(tmp_path: Path, source: Source) -> None:
    site, _ = build_site(tmp_path, config_of(source))
    before = fingerprint(site)
    turn_bits(tmp_path / "cache", "pack")
    Path(source["url"]).rename(tmp_path / "elsewhere")
    with pytest.raises(SourceError):
        build_site(tmp_path, config_of(source))
    assert fingerprint(site) == before
