"""The parts of `kbgen serve`: which addresses are answered, and when the search follows."""

from __future__ import annotations

import urllib.request
from pathlib import Path

import pytest

from kbgen.serve import Live, serving


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("", "/"),
        ("https://e.org", "/"),
        ("https://e.org/kb/", "/kb/"),
        ("https://e.org/gr%C3%B6%C3%9Fe%20a/", "/gr%C3%B6%C3%9Fe%20a/"),
    ],
)
def test_a_site_answers_below_the_path_of_its_address(tmp_path: Path, url: str, path: str) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "index.html").write_text("<body>here</body>", encoding="utf-8")
    with serving(Live(tmp_path, url), 0) as address:
        assert address.endswith(path)
        for asked in (f"{address}a/", f"{address}a", f"{address}__kbgen/live.js"):
            with urllib.request.urlopen(asked, timeout=60) as answer:
                assert answer.status == 200
        with urllib.request.urlopen(f"{address}a/", timeout=60) as answer:
            assert f'src="{path}__kbgen/live.js' in answer.read().decode()
