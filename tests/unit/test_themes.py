"""Which templates win, and that the documented theme of one's own works."""

from __future__ import annotations

import re
from pathlib import Path

import material
import pytest
from repo_builder import RepoBuilder
from small_site import build_site, config_of

from kbgen.errors import ConfigError
from kbgen.themes import theme_dirs

DOCUMENTATION = (Path(__file__).parents[2] / "docs/theme.md").read_text(encoding="utf-8")


def example(language: str) -> str:
    """Return the first example of the documentation in a language."""
    return DOCUMENTATION.partition(f"```{language}\n")[2].partition("```")[0]


def test_the_theme_of_the_documentation_works(tmp_path: Path, repo: RepoBuilder) -> None:
    (tmp_path / "ours/assets/ours").mkdir(parents=True)
    (tmp_path / "ours/main.html").write_text(example("jinja"), encoding="utf-8")
    (tmp_path / "ours/assets/ours/ours.css").write_text(example("css"), encoding="utf-8")
    repo.commit({"index.md": "# Home\n", "a/page.md": "# Page\n"})
    site, _ = build_site(tmp_path, config_of({"url": str(repo.path)}, theme="ours", base_dir=tmp_path))
    page = (site / "a/page/index.html").read_text()
    assert '<link rel="stylesheet" href="../../assets/ours/ours.css">' in page
    assert "assets/commons/commons.css" in page
    assert page.index("kb-facts") < page.index('class="ours-help"')
    assert (site / "assets/ours/ours.css").read_text() == example("css")
    assert len((example("jinja") + example("css")).splitlines()) <= 20


def test_every_documented_block_exists(tmp_path: Path) -> None:
    (commons,) = theme_dirs("commons", tmp_path)
    sources = [Path(commons) / "main.html", Path(material.__file__).parent / "templates/base.html"]
    blocks = {name for path in sources for name in re.findall(r"\{%-? block (\w+)", path.read_text(encoding="utf-8"))}
    table = DOCUMENTATION.partition("| Block of")[2].partition("\n\n")[0]
    documented = {name for row in table.splitlines()[2:] for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert len(documented) > 5
    assert documented <= blocks


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
