"""Pages that move stay the same page for readers of other versions: notices, canonical addresses, edit links."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from repo_builder import RepoBuilder
from small_site import DAY, build_site, config_of

from kbgen.lineage import Lineage
from kbgen.model import Page

GITHUB = "https://github.com/org/kb"
TEXT = "Enough words to be told from any other page of this little book. " * 4


def page(src_uri: str) -> Page:
    return Page(src_uri, "", "", "", "", f"docs/{src_uri}")


def test_without_history_a_page_is_its_path() -> None:
    nothing = Lineage()
    assert (nothing.identity(page("a.md")), nothing.present_path(page("a.md"))) == ("a.md", "docs/a.md")


def test_history_knows_where_a_page_is_now() -> None:
    known = Lineage({"a.md": "1", "b.md": "2"}, {"1": "docs/new/a.md", "2": ""})
    assert known.identity(page("a.md")) == "1"
    assert [known.present_path(page(uri)) for uri in ("a.md", "b.md", "c.md")] == ["docs/new/a.md", "", "docs/c.md"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page that moved after 1.0, one that was deleted, and one written anew at the place of the moved one."""
    folder = tmp_path_factory.mktemp("lineage")
    repo = RepoBuilder(folder / "kb")
    home = "---\ntitle: Kb\n---\n# Home\n"
    repo.commit({"docs/index.md": home, "docs/a.md": f"# Moved\n\n{TEXT}", "docs/gone.md": f"# Gone\n\n{TEXT} Once"})
    repo.tag("v1.0").move("docs/a.md", "docs/new/a.md").commit({"docs/gone.md": None})
    repo.commit({"docs/a.md": "# Written anew\n\nNothing of the old text stands here."}).tag("v2.0")
    source = {"url": str(repo.path), "name": "kb", "tags": ["v*"], "branches": [], "web_url": GITHUB}
    built, _ = build_site(folder, config_of(source, site={"url": "https://kb.example.org/"}))
    return built


def read(site: Path, path: str) -> str:
    return (site / path / "index.html").read_text(encoding="utf-8")


def test_an_old_page_leads_to_where_it_is_now(site: Path) -> None:
    html = read(site, "1.0/a")
    assert '<a href="../../2.0/new/a/">This page in 2.0</a>' in html
    assert '<link rel="canonical" href="https://kb.example.org/2.0/new/a/">' in html
    assert f"{GITHUB}/edit/main/docs/new/a.md" in html


def test_a_page_that_is_gone_says_so_and_cannot_be_edited(site: Path) -> None:
    html = read(site, "1.0/gone")
    assert "This page is not in 2.0." in html
    assert '<link rel="canonical" href="https://kb.example.org/1.0/gone/">' in html
    assert "/edit/" not in html


def test_a_new_page_at_an_old_place_is_a_page_of_its_own(site: Path) -> None:
    assert '<link rel="canonical" href="https://kb.example.org/2.0/a/">' in read(site, "2.0/a")


def test_only_a_text_that_can_still_be_changed_has_a_term(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "kb").commit({"docs/index.md": f"# Home\n\n{TEXT}"}, when="2020-01-01").tag("v1.0")
    repo.tag("v2.0").commit({"docs/other.md": "# Other"}, when=DAY)
    source = {"url": str(repo.path), "name": "kb", "tags": ["v*"]}
    built, _ = build_site(tmp_path, config_of(source))
    overdue = {name: "was due by" in read(built, name) for name in ("1.0", "2.0", "main")}
    assert overdue == {"1.0": False, "2.0": True, "main": True}


def test_the_window_names_a_home_page_once(site: Path) -> None:
    titles = re.findall("<title>(.*?)</title>", read(site, "2.0"))
    assert titles == ["Kb"]


def test_a_cache_may_be_named_from_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = RepoBuilder(tmp_path / "kb").commit({"index.md": "# Home"})
    monkeypatch.chdir(tmp_path)
    built, report = build_site(Path(os.curdir), config_of({"url": str(repo.path), "name": "kb"}))
    assert report.published == "new" and (built / "index.html").is_file()
