"""`kbgen search-check` as people run it, on a site of two collections."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import kbgen
from repo_builder import RepoBuilder
from small_site import build_site, config_of

from kbgen.errors import ExitCode

TOPICS = {
    "Watering plants indoors": "Moisture meters tell when roots are thirsty, and leaves show it late.",
    "Sharpening kitchen knives": "A whetstone of medium grit restores most blades within minutes.",
    "Repairing bicycle tubes": "Patches hold when rubber cement has dried before pressing.",
    "Baking sourdough bread": "Hydration decides crumb, and a cold oven spoils the crust.",
    "Folding paper cranes": "Valley folds come first, mountain folds follow from them.",
    "Painting wooden fences": "Primer keeps resin from bleeding through later coats.",
    "Cleaning camera lenses": "Blow dust away before any cloth touches the coating.",
    "Brewing green tea": "Leaves turn bitter when boiling water scalds them.",
    "Knitting winter socks": "A gusset gives the heel room to bend freely.",
    "Growing herb seedlings": "Cotyledons stretch when light comes from one side.",
    "Tuning acoustic guitars": "Harmonics at the seventh fret betray small errors.",
    "Charging old batteries": "Sulphation raises resistance until capacity fades away.",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("checked")
    files: dict[str, str | bytes] = {"index.md": "# Home\n"}
    for title, text in TOPICS.items():
        name = title.split()[-1]
        files[f"how/{name}.md"] = f"# {title}\n\n{text}\n\n## Before {name} fail\n\nCall `keep_{name}()`.\n"
    home = RepoBuilder(root / "home").commit(files)
    more = RepoBuilder(root / "more").commit({"a.md": "# Another page\n", "b.md": "# Some other thing\n"})
    sources = [{"url": str(repo.path)} for repo in (home, more)]
    folder, _ = build_site(root, config_of(*sources))
    return folder


def test_a_site_whose_pages_are_found_passes(site: Path) -> None:
    done = kbgen("search-check", site, "--most", "25", "--json", "-q", cwd=site.parent)
    assert done.code == ExitCode.OK, done.err
    told = json.loads(done.out)
    figures = {each["kind"]: each for each in told["kinds"]}
    assert set(figures) == {"title", "title2w", "typo", "question", "prefix", "heading", "phrase", "kw3", "code"}
    assert figures["title"]["queries"] == len(TOPICS) + 2
    assert told["mean"] > 0.92 and told["not_found"] == [] and told["bytes"]["idle"] == 0
    assert 10_000 < told["bytes"]["first_title"] < told["bytes"]["first_text"]


def test_a_page_that_the_index_lost_is_named(site: Path) -> None:
    titles = site / "home/search/titles.json"
    before = titles.read_bytes()
    data = json.loads(before)
    lost, other = (
        next(page for page in data["pages"] if page[1] == title)
        for title in ("Brewing green tea", "Knitting winter socks")
    )
    lost[1], other[1] = other[1], lost[1]
    try:
        titles.write_text(json.dumps(data))
        done = kbgen("search-check", site, "--kinds", "title", "--collection", "home", "-q", cwd=site.parent)
    finally:
        titles.write_bytes(before)
    shown = done.out
    assert done.code == ExitCode.FINDINGS, done.err
    assert "Not first by their own title:" in shown
    assert "home/how/tea/  Brewing green tea  (place 2)" in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--kinds", "titel"], "did you mean 'title'?"),
        (["--collection", "homes"], "the site has no collection 'homes'"),
        (["--browser", "/bin/false"], "cannot be started as a browser"),
    ],
)
def test_wrong_arguments_are_told(site: Path, arguments: list[str], said: str) -> None:
    done = kbgen("search-check", site, *arguments, cwd=site.parent)
    assert done.code == ExitCode.USAGE
    assert said in done.err
