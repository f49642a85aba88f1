"""What the tests themselves find in a site."""

from __future__ import annotations

from pathlib import Path

import pytest
from html_page import dead_links


def test_a_dead_link_is_found_with_its_page(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "index.html").write_text('<a href="a/">a</a> <a href="b/">b</a> <a href="https://example.org/c">c</a>')
    (tmp_path / "a" / "index.html").write_text('<a href="../">home</a> <img src="x.png">')
    assert dead_links(tmp_path) == [("a/index.html", "a/x.png"), ("index.html", "b/")]


@pytest.mark.parametrize("name", ["none", "."])
def test_a_site_that_was_not_published_has_no_links_to_judge(tmp_path: Path, name: str) -> None:
    with pytest.raises(AssertionError, match="no site was published"):
        dead_links(tmp_path / name)
