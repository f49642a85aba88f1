"""Former addresses lead to where a page is now: from history, other versions, front matter and dropped versions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from repo_builder import RepoBuilder
from small_site import book_of, build_site, config_of, found, page

from kbgen import urls
from kbgen.layout import Layout
from kbgen.lineage import Lineage
from kbgen.model import Content, Page, RefKind
from kbgen.plan import Redirect
from kbgen.plan.redirects import redirects
from kbgen.plan.retired import circles, successors
from kbgen.plan.surroundings import Surroundings

SEARCH = {"engine": "none"}
TEXT = "".join(f"This is line {n}, and it is long enough to be known again.\n" for n in range(20))
SOURCE = {"url": "kb", "name": "kb", "tags": ["v*"], "branches": []}


def shelf(*versions: tuple[Content, Lineage]) -> list[Surroundings]:
    config = config_of(SOURCE)
    return [Surroundings(c, known, config.sources[0], Layout.of(config), None, {}, {}) for c, known in versions]


def version(name: str, ids: Mapping[str, str], *pages: Page, former: Any = None) -> tuple[Content, Lineage]:
    return book_of(*(pages or map(page, ids)), version=name), Lineage(ids, {}, former or {})


def table(*versions: tuple[Content, Lineage]) -> dict[str, str]:
    return {each.path: each.target for each in redirects(shelf(*versions), copied=False)}


def test_a_page_answers_at_the_addresses_that_it_has_in_other_versions() -> None:
    found = table(version("2.0", {"new.md": "A"}), version("1.0", {"old.md": "A"}))
    assert found == {"2.0/old/index.html": "2.0/new/", "1.0/new/index.html": "1.0/old/"}


def test_a_page_answers_where_history_knows_it_to_have_been() -> None:
    found = table(version("2.0", {"c.md": "A"}, former={"A": {"a.md": 1, "b.md": 2}}))
    assert found == {"2.0/a/index.html": "2.0/c/", "2.0/b/index.html": "2.0/c/"}


def test_a_live_page_beats_a_redirect_whatever_its_case() -> None:
    pages = [page("new.md"), page("OLD.md"), page("x.md", redirect_from=("new.md", "old/"))]
    known = {"new.md": "A", "OLD.md": "B", "x.md": "C"}
    assert table(version("2.0", known, *pages), version("1.0", {"old.md": "A"})) == {"1.0/new/index.html": "1.0/old/"}


@pytest.mark.parametrize(("first", "second", "target"), [(1, 2, "2.0/b/"), (3, 2, "2.0/a/")])
def test_of_two_pages_that_had_an_address_the_later_one_gets_it(first: int, second: int, target: str) -> None:
    found = table(version("2.0", {"a.md": "A", "b.md": "B"}, former={"A": {"old.md": first}, "B": {"old.md": second}}))
    assert found == {"2.0/old/index.html": target}


def test_a_newer_version_beats_an_older_one_and_front_matter_beats_both() -> None:
    older = version("1.0", {"old.md": "B"}), version("0.9", {"old.md": "A"})
    plain = version("2.0", {"a.md": "A", "b.md": "B"})
    assert table(plain, *older)["2.0/old/index.html"] == "2.0/b/"
    claimed = version("2.0", {"a.md": "A", "b.md": "B"}, page("a.md", redirect_from=("old.md",)), page("b.md"))
    assert table(claimed, *older)["2.0/old/index.html"] == "2.0/a/"


@pytest.mark.parametrize(
    "written", ["../../outside.md", "/etc/passwd", "..", "//host/x", "C:\\x", "a/con/b.md", "versions.json", "-x/"]
)
def test_no_claim_leads_out_of_the_version_or_over_the_sites_own_files(written: str) -> None:
    for path in table(version("2.0", {}, page("a.md", redirect_from=(written,)))):
        assert path.startswith("2.0/") and path.endswith("/index.html") and ".." not in path, path
        assert "con/" not in path and "/-" not in path and "versions.json" not in path


@pytest.mark.parametrize(
    ("written", "dest"),
    [
        ("setup.md", "setup/index.html"),
        ("setup/", "setup/index.html"),
        ("/setup", "setup/index.html"),
        ("setup.html#steps", "setup.html"),
        ("guide/README.md", "guide/index.html"),
        ("%C3%A9t%C3%A9/", "été/index.html"),
        ("../up.md", "up/index.html"),
        ("", "index.html"),
    ],
)
def test_an_address_that_somebody_wrote_is_understood(written: str, dest: str) -> None:
    assert urls.dest_of_written(written, True) == dest


# --- retired pages and circles


AWAY: dict[str, Any] = {"status": "retired", "superseded_by": "a.md"}


def retired(src_uri: str, successor: str) -> Page:
    return page(src_uri, status="retired", superseded_by=successor)


def test_a_retired_page_leads_to_the_end_of_the_chain() -> None:
    content = book_of(retired("a.md", "sub/b.md"), retired("sub/b.md", "c.md"), page("sub/c.md"), page("d.md"))
    assert {uri: each.src_uri for uri, each in successors(content).items()} == {
        "a.md": "sub/c.md",
        "sub/b.md": "sub/c.md",
    }


def test_a_retired_page_without_a_successor_stays() -> None:
    content = book_of(retired("a.md", "nowhere.md"), retired("b.md", ""), page("c.md", superseded_by="a.md"))
    assert successors(content) == {}


@pytest.mark.parametrize(
    "pages",
    [
        [page("a.md", redirect_from=("b.md",)), page("b.md", redirect_from=("a/",))],
        [retired("a.md", "b.md"), retired("b.md", "a.md")],
        [retired("a.md", "b.md"), page("b.md"), page("c.md", redirect_from=("b.md",), **AWAY)],
    ],
)
def test_a_circle_is_an_error_and_told_once(pages: Sequence[Page]) -> None:
    (problem,) = circles(book_of(*pages))
    assert (problem.code, problem.severity.value, problem.where.path) == ("KB042", "error", "a.md")


def test_what_claims_no_other_page_is_no_circle() -> None:
    pages = [page("a.md", redirect_from=("a.md", "b.md", "x.md")), page("b.md"), retired("c.md", "a.md")]
    assert list(circles(book_of(*pages))) == []


def test_a_circle_in_a_tag_is_a_warning() -> None:
    content = book_of(retired("a.md", "b.md"), retired("b.md", "a.md"), version="1.0", kind=RefKind.TAG)
    assert [each.severity.value for each in circles(content)] == ["warning"]


# --- whole sites


def stub(site: Path, path: str) -> str:
    """Return where the stub at `path` leads, from the site's root."""
    html = (site / path / "index.html").read_text(encoding="utf-8")
    target = html.split('<a id="target" href="')[1].split('"')[0]
    return urls.absolute(target, f"{path}/") if path else target


def test_pages_that_moved_with_changes_answer_at_their_old_addresses(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "kb").commit({"index.md": "# Home", "a.md": TEXT, "gone.md": "# Gone\n"}).tag("v1.0")
    changed = TEXT.replace("This", "That", 6)
    repo.move("a.md", "guide/b.md", {"guide/b.md": changed, "gone.md": None}).tag("v2.0")
    site, report = build_site(tmp_path, config_of(SOURCE, base_dir=tmp_path, search=SEARCH))
    assert report.published == "new", report.problems
    assert stub(site, "2.0/a") == stub(site, "latest/a") == "2.0/guide/b/"
    assert stub(site, "1.0/guide/b") == "1.0/a/"
    assert not (site / "2.0/gone").exists()
    listed = json.loads((site / "pages.json").read_bytes())
    (moved,) = [each for each in listed["lineages"] if each["title"] == "B" or len(each["at"]) == 2]
    assert moved["at"] == [["guide/b/", "0"], ["a/", "1"]] and moved["changed"] == [0]


def test_the_addresses_of_a_version_that_is_not_kept_lead_on(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "kb").commit({"docs/index.md": "# Home", "docs/a.md": TEXT, "docs/x.md": "# X"})
    repo.tag("v1.0").move("docs/a.md", "docs/b.md", {"docs/x.md": None}).tag("v1.1").move("docs/b.md", "docs/c.md")
    repo.tag("v1.2")
    config = config_of({**SOURCE, "keep": {"minors": 2}}, base_dir=tmp_path, search=SEARCH)
    site, report = build_site(tmp_path, config)
    assert report.published == "new", report.problems
    assert [each["version"] for each in json.loads((site / "versions.json").read_bytes())] == ["1.2", "1.1"]
    assert stub(site, "1.0/a") == "1.1/b/"
    assert (stub(site, "1.0"), stub(site, "1.0/x")) == ("1.1/", "1.2/")
    assert not any(path.is_symlink() for path in site.rglob("*"))


def test_a_retired_page_is_no_page_but_its_address_works(tmp_path: Path) -> None:
    head = "---\nstatus: retired\nsuperseded_by: b.md\nredirect_from: [older.md]\n---\n"
    RepoBuilder(tmp_path / "kb").commit({"index.md": "# Home\n[a](a.md)", "a.md": f"{head}# A", "b.md": "# B"})
    site, report = build_site(tmp_path, config_of({"url": "kb", "name": "kb"}, base_dir=tmp_path, search=SEARCH))
    assert report.published == "new" and found(report.problems) == []
    assert stub(site, "a") == stub(site, "older") == "b/"


def test_the_redirects_of_mkdocs_yml_lead_to_their_pages(tmp_path: Path) -> None:
    maps = "{was/a.md: a.md, b.md: 'a.md#part', index.md: a.md, lost.md: gone.md, away.md: 'https://example.org/'}"
    settings = f"site_name: X\nplugins: [search, {{redirects: {{redirect_maps: {maps}}}}}]\n"
    pages = {"docs/index.md": "# Home\n[a](a.md)", "docs/a.md": "# A"}
    RepoBuilder(tmp_path / "kb").commit({"mkdocs.yml": settings, **pages})
    site, report = build_site(tmp_path, config_of({"url": "kb", "name": "kb"}, base_dir=tmp_path, search=SEARCH))
    assert report.published == "new"
    assert stub(site, "was/a") == stub(site, "b") == "a/"
    assert b'id="target"' not in (site / "index.html").read_bytes(), "a page beats a redirect"
    (dead,) = [each for each in report.problems if each.code == "KB021"]
    assert (dead.where.path, dead.message) == (
        "mkdocs.yml",
        "the redirect from 'lost.md' leads to 'gone.md', which does not exist",
    )


def test_a_page_of_a_version_that_is_not_kept_leads_to_what_has_replaced_it(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "kb").commit({"index.md": "# Home", "a.md": TEXT, "b.md": "# B"}).tag("v1.0")
    repo.commit({"a.md": f"---\nstatus: retired\nsuperseded_by: b.md\n---\n{TEXT}"}).tag("v2.0")
    config = config_of({**SOURCE, "keep": {"minors": 1}}, base_dir=tmp_path, search=SEARCH)
    site, report = build_site(tmp_path, config)
    assert report.published == "new", report.problems
    assert (stub(site, "2.0/a"), stub(site, "1.0/a"), stub(site, "1.0/b")) == ("2.0/b/",) * 3


def test_a_circle_stops_the_publication(tmp_path: Path) -> None:
    claims = {"a.md": "---\nredirect_from: [b.md]\n---\n", "b.md": "---\nredirect_from: [a.md]\n---\n"}
    RepoBuilder(tmp_path / "kb").commit(claims)
    _, report = build_site(tmp_path, config_of({"url": "kb", "name": "kb"}, base_dir=tmp_path, search=SEARCH))
    assert ("KB042", "a.md", 0) in found(report.problems) and not report.published


def test_every_redirect_leads_to_a_page(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "kb").commit({"a.md": TEXT, "b/c.md": "# C"}).tag("v1.0").move("a.md", "b/a.md")
    repo.tag("v1.1").move("b", "d").tag("v1.2")
    site, _ = build_site(tmp_path, config_of(SOURCE, base_dir=tmp_path, search=SEARCH))
    stubs = [p for p in site.rglob("*.html") if b'id="target"' in p.read_bytes()]
    assert len(stubs) > 8
    for path in stubs:
        target = site / stub(site, path.parent.relative_to(site).as_posix().removeprefix(".")) / "index.html"
        assert b'id="target"' not in target.read_bytes(), path


def test_a_redirect_is_ordered_by_its_path() -> None:
    assert Redirect("a", "z", "") < Redirect("b", "a", "")
