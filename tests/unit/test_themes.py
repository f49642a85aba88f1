from __future__ import annotations

from pathlib import Path

import pytest

from kbgen.errors import ConfigError
from kbgen.themes import theme_dirs


def test_the_shipped_theme(tmp_path: Path) -> None:
    (commons,) = theme_dirs("commons", tmp_path)
    assert (Path(commons) / "main.html").is_file()


def test_a_theme_of_the_sites_own_extends_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    assert theme_dirs("ours", tmp_path) == (str(tmp_path / "ours"), *theme_dirs("commons", tmp_path))


def test_a_theme_that_is_not_there_names_the_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="theme 'comons' was not found") as caught:
        theme_dirs("comons", tmp_path)
    assert str(tmp_path / "comons") in str(caught.value)
    assert "commons" in caught.value.problems[0].hint
