"""The folder of a preview: the pages that changed as the site shows them, what changed in each, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from html_page import article, dead_links, elements, runs
from proposal import NEW_SETUP, before, picture, previewed, proposed
from repo_builder import RepoBuilder
from small_site import build_site, config_of

from kbgen.model import FrontMatter
from kbgen.policy import content_security_policy
from kbgen.preview.fields import FieldChange, changed_fields
from kbgen.preview.leads import Leads, target_of
from kbgen.publish.manifest import is_site

LIVE = "https://example.org/kb/"


@dataclass(frozen=True)
class Folder:
    """A preview on disk, and the repository that it is of."""

    path: Path
    repo: RepoBuilder

    def text(self, path: str) -> str:
        return (self.path / path).read_text("utf-8")

    def pages(self) -> set[str]:
        return {page.relative_to(self.path).as_posix() for page in self.path.rglob("*.html")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    root = tmp_path_factory.mktemp("a preview")
    repo = proposed(root / "kb")
    previewed(repo, root, live=LIVE)
    return Folder(root / "preview", repo)


def test_only_pages_that_changed_are_there(folder: Folder) -> None:
    shown = {"accounts", "first-day", "reference/glossary", "setup"}
    assert folder.pages() == {
        "index.html",
        *(f"pages/{name}/index.html" for name in shown),
        "diff/accounts/index.html",
        "diff/setup/index.html",
        "gone/old/index.html",
    }


def test_a_page_is_shown_as_the_site_shows_it(folder: Folder, tmp_path: Path) -> None:
    site, _ = build_site(tmp_path, config_of({"url": str(folder.repo.path), "name": "kb"}), keep_going=True)
    own, published = folder.text("pages/setup/index.html"), (site / "setup/index.html").read_text("utf-8")
    told = texts(re.sub(r'<p class="kb-notice.*?</p>', "", article(own), count=1, flags=re.DOTALL))
    assert told == texts(article(published))[: len(told)]  # facts and related pages follow on the site
    assert told[:2] == ["machines", "Set"] and told[-3:] == ["old", "network.&nbsp;", "↩"]
    assert re.search(
        r"kb-notice--preview.*?this page is changed\.\s*<a href=\"../../diff/setup/index.html\"", own, re.DOTALL
    )
    titles = re.findall(r'<span class="md-ellipsis">([^<]+)</span>', own)
    assert {"Your first day", "Coffee", "Accounts"} <= set(titles)  # of pages, too, that were not converted


def texts(html: str) -> list[str]:
    """Return the text of an article: where links lead is another thing."""
    return re.sub(r"<[^>]*>", " ", html).split()


def test_a_deleted_page_is_shown_as_it_was_and_says_so(folder: Folder) -> None:
    page = folder.text("gone/old/index.html")
    assert "Nobody needs them any more" in page and "this page is deleted. This is how it was." in page


def test_every_link_leads_to_a_file_or_to_the_published_page(folder: Folder) -> None:
    assert dead_links(folder.path) == []
    coffee = [
        a["href"] for _, a in elements(folder.text("pages/setup/index.html"), "a") if "coffee" in a.get("href", "")
    ]
    assert set(coffee) == {f"{LIVE}coffee/"}
    assert f'href="{LIVE}old/"' in folder.text("index.html")


def test_where_no_site_is_known_links_lead_to_a_word_about_it(tmp_path: Path) -> None:
    previewed(proposed(tmp_path / "kb"), tmp_path)
    assert dead_links(tmp_path / "preview") == []
    page = (tmp_path / "preview/pages/first-day/index.html").read_text("utf-8")
    assert 'href="../../index.html#elsewhere"' in page
    assert 'id="elsewhere"' in (tmp_path / "preview/index.html").read_text("utf-8")


def test_no_page_holds_code_or_style_and_each_has_the_policy(folder: Folder) -> None:
    for path in folder.pages():
        html = folder.text(path)
        assert runs(html) == []
        assert not [tag for tag, attributes in elements(html) if tag == "style" or "style" in attributes]
        (policy,) = [
            a["content"] for _, a in elements(html, "meta") if a.get("http-equiv") == "Content-Security-Policy"
        ]
        assert policy == content_security_policy()
        assert 'content="noindex"' in html


def test_nothing_leads_to_the_forge_where_the_text_is_another_one(tmp_path: Path) -> None:
    repo = proposed(tmp_path / "kb")
    previewed(repo, tmp_path, config={"source_defaults": {"web_url": "https://github.com/org/kb"}})
    page = (tmp_path / "preview/pages/setup/index.html").read_text("utf-8")
    assert "https://github.com/org/kb" in page and "/edit/" not in page and "/blob/" not in page


def test_a_picture_that_changed_is_shown_as_it_was_and_as_it_is(folder: Folder) -> None:
    assert (folder.path / "gone/img/parts.png").read_bytes() == picture(40, 60, 200)
    assert (folder.path / "pages/img/parts.png").read_bytes() == picture(200, 90, 40)
    pictures = [a["src"] for _, a in elements(folder.text("diff/setup/index.html"), "img")]
    assert pictures == ["../../gone/img/parts.png", "../../pages/img/parts.png"]


def test_a_picture_that_did_not_change_is_there_once(tmp_path: Path) -> None:
    repo = before(tmp_path / "kb").branch("x").checkout("x")
    repo.commit({"docs/img/other.png": picture(1, 2, 3), "docs/setup.md": NEW_SETUP})
    previewed(repo, tmp_path)
    found = sorted(path.relative_to(tmp_path / "preview").as_posix() for path in (tmp_path / "preview").rglob("*.png"))
    assert found == ["pages/img/other.png", "pages/img/parts.png"]  # the report shows the new one
    diff = (tmp_path / "preview/diff/setup/index.html").read_text("utf-8")
    assert [a["src"] for _, a in elements(diff, "img")] == ["../../pages/img/parts.png"]


def test_what_changed_is_marked_in_the_rendered_page(folder: Folder) -> None:
    diff = folder.text("diff/setup/index.html")
    assert "takes <del>a quarter of an hour</del><ins>about ten minutes</ins>. Ask in" in diff
    assert '<li class="task-list-item"><del>☐</del><ins>☑</ins>' in diff
    assert "<del>Afterwards</del><ins>When you are done</ins>" in diff
    assert '<tr class="kb-diff__row--gone"><td><del>Printers</del></td>' in diff
    assert "Links to <code>#afterwards</code> on this page now lead to its top" in diff


def test_front_matter_is_a_table_of_what_changed(folder: Folder) -> None:
    diff = folder.text("diff/setup/index.html")
    cells = re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td><td>(.*?)</td>', diff)
    assert cells == [
        ("tags", "<del>machines, first steps</del>", "<ins>machines</ins>"),
        ("owner", "<del>ada</del>", "<ins>grace</ins>"),
        ("review_every", "", "<ins>180 days</ins>"),
    ]


def test_fields_are_written_as_in_a_page() -> None:
    old = FrontMatter(nav_order=1, extra={"a": [1, "ö"]}, search_boost=1.0)
    new = FrontMatter(unlisted=True, nav_order=2, extra={}, title="x" * 500)
    assert changed_fields(old, new) == (
        FieldChange("title", "", "x" * 399 + "…"),
        FieldChange("unlisted", "false", "true"),
        FieldChange("nav.order", "1", "2"),
        FieldChange("extra", '{"a": [1, "ö"]}', ""),
    )


def test_a_text_that_looks_the_same_is_said_to(tmp_path: Path) -> None:
    repo = before(tmp_path / "kb").branch("x").checkout("x").commit({"docs/coffee.md": "# Coffee  \n\nIt is\n"})
    repo.branch("y").checkout("y").commit({"docs/coffee.md": "# Coffee\n\n\nIt is\n\n"})
    previewed(repo, tmp_path, "x")
    assert "looks the same" in (tmp_path / "preview/diff/coffee/index.html").read_text("utf-8")


def test_pages_at_html_addresses_are_previewed_too(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "kb").commit(
        {"mkdocs.yml": "docs_dir: d\nuse_directory_urls: false\n", "d/a/b.md": "# B\n"}
    )
    repo.branch("x").checkout("x").commit(
        {"d/a/b.md": "# B\n\n[c](../c.md) ![p](p.png)\n", "d/c.md": "# C\n", "d/a/p.png": picture(1, 1, 1)}
    )
    previewed(repo, tmp_path, live=LIVE)
    folder = Folder(tmp_path / "preview", repo)
    assert folder.pages() == {"index.html", "pages/a/b.html", "diff/a/b.html", "pages/c.html"}
    assert dead_links(folder.path) == []
    assert f'href="{LIVE}a/b.html"' in folder.text("diff/a/b.html")


def test_a_source_that_is_trusted_is_not_trusted_in_a_preview(tmp_path: Path) -> None:
    repo = before(tmp_path / "kb").branch("x").checkout("x").commit({"docs/x.md": "# X\n\n<script>alert(1)</script>\n"})
    script = {"file": "mermaid.min.js", "sha256": "0" * 64}
    previewed(repo, tmp_path, config={"source_defaults": {"trust": "full"}, "mermaid": script})
    page = (tmp_path / "preview/pages/x/index.html").read_text("utf-8")
    assert "alert(1)" not in page and "'unsafe-inline'" not in page and "kbgen:mermaid" not in page


HOSTILE = "# <script>alert('title')</script> \"quoted\" & [x](javascript:alert(1))\n\n<img src=x onerror=alert(1)>\n"


def test_what_a_stranger_wrote_runs_nowhere(tmp_path: Path) -> None:
    name = 'docs/a\'b "c" & <img src=x onerror=alert(1)>.md'
    repo = before(tmp_path / "kb").branch("x").checkout("x")
    head = "---\ntitle: '</title><script>alert(2)</script>'\nowner: \"<b onclick=x>\"\n---\n"
    repo.commit({name: HOSTILE, "docs/coffee.md": head + HOSTILE}, author="[x](https://evil.example)", email="a@b.c")
    document = previewed(repo, tmp_path).document
    assert len(document.pages) == 2
    folder = Folder(tmp_path / "preview", repo)
    for path in folder.pages():
        html = folder.text(path)
        assert runs(html) == [] and "<script>alert" not in html


def test_a_preview_replaces_only_what_it_made(tmp_path: Path) -> None:
    repo = proposed(tmp_path / "kb")
    previewed(repo, tmp_path)
    assert is_site(tmp_path / "preview")
    repo.commit({"docs/first-day.md": None})
    previewed(repo, tmp_path)
    assert not (tmp_path / "preview/pages/first-day").exists()


# --- where links lead


@pytest.mark.parametrize(
    ("address", "at", "target"),
    [
        ("../b/", "pages/a/index.html", "pages/b/index.html"),
        ("../b/?x#y", "pages/a/index.html", "pages/b/index.html"),
        ("#y", "pages/a/index.html", "pages/a/index.html"),
        ("..", "pages/a/index.html", "pages/index.html"),
        (".", "pages/a.html", "pages/index.html"),
        ("./", "a.html", "index.html"),
        ("b%20c.html", "pages/a.html", "pages/b c.html"),
        ("../../../../x", "pages/a.html", "../../../x"),
    ],
)
def test_an_address_means_a_file(address: str, at: str, target: str) -> None:
    assert target_of(address, at) == target


def test_links_and_pictures_are_led_to_what_there_is() -> None:
    leads = Leads({"pages/a/index.html", "assets/x.css"}, {"pages/p.png", "pages/q.pdf", "pages/r.png"}, LIVE)
    html = (
        '<link href="../../assets/x.css"><link rel="next" href="../b/"><a href="../a/#x">a</a><a href="../b/?c#d">b</a>'
        '<a href="../q.pdf">q</a><a href="../p.png">p</a><img src="../r.png" srcset="../r.png 2x, ../s.png">'
        '<a href="/x">x</a><a href="https://e.org/">e</a><li data-kb-part="../n.json"><a href="../../other/">o</a></li>'
    )
    assert leads.page(html, "pages/a/index.html") == (
        f'<link href="../../assets/x.css"><a href="../a/index.html#x">a</a><a href="{LIVE}b/?c#d">b</a>'
        f'<a href="{LIVE}q.pdf">q</a><a href="../p.png">p</a><img src="../r.png" srcset="../r.png 2x, ../s.png">'
        '<a href="/x">x</a><a href="https://e.org/">e</a><li><a href="../../index.html#elsewhere">o</a></li>'
    )
    assert leads.shown == {"pages/p.png", "pages/r.png"}
