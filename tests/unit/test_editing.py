"""The links of built pages to their forges, read as the forges read them and looked up in the repository with git."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from html_page import elements
from repo_builder import RepoBuilder
from small_site import build_site, config_of

FORGES = {
    "github": "https://github.com/org/kb",
    "gitlab": "https://gitlab.com/org/group/kb",
    "forgejo": "https://code.example.org/org/kb",
    "bitbucket": "https://bitbucket.org/org/kb",
    "azure": "https://dev.azure.com/org/My%20Docs/_git/kb",
}
DOCS = "manual/docs"
NAMES = ("index", "plain", "with blank", "ünï 知", "c#d", "50% off", "e+f", "q&a", "it's (1)", "deep/a b/page")
WHOLE = "{}\n\nThis page is about {} and nothing else at all, so that no other page of the book is like it.\n"
BRANCHES = ("main", "rel/1")
SITE = "https://kb.example.org/"


def text(name: str) -> str:
    return WHOLE.format(f"# Page {name}", name)


def make(path: Path) -> RepoBuilder:
    """Return a repository with a tag, a release branch with a slash, and a mainline in which pages went on to move."""
    files = {f"{DOCS}/{name}.md": text(name) for name in NAMES}
    others = {name: text(name) for name in ("moved", "gone", "target")}
    repo = RepoBuilder(path).commit({**files, **{f"{DOCS}/{name}.md": body for name, body in others.items()}})
    repo.commit({"README.md": text("outside")}).symlink(f"{DOCS}/linked.md", "target.md")
    repo.symlink(f"{DOCS}/outside.md", "../../README.md").tag("v1.0").branch("rel/1")
    repo.move(f"{DOCS}/moved.md", f"{DOCS}/new place/moved #2.md").commit({f"{DOCS}/gone.md": None})
    repo.commit({f"{DOCS}/linked.md": None}).move(f"{DOCS}/target.md", f"{DOCS}/new place/target.md")
    return repo.symlink(f"{DOCS}/linked.md", "new place/target.md")


class Built:
    """One site, in which each forge has two collections of the same repository: with and without versions."""

    def __init__(self, folder: Path) -> None:
        self.repo = make(folder / "kb")
        shared = {"url": str(self.repo.path), "docs": DOCS}
        versioned = {"tags": ["v*"], "branches": ["main", "rel/*"], "versions": {"rel/1": "1.x"}}
        sources = [
            {**shared, **given, "name": f"{kind}{suffix}", "web_url": web_url, "forge": kind}
            for kind, web_url in FORGES.items()
            for suffix, given in (("", versioned), ("-now", {}))
        ]
        self.folder, report = build_site(folder, config_of(*sources, site={"url": SITE}))
        assert report.published == "new", report.problems

    def pages(self, root: str) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield the heading of each page of a version and its links to the forge by their text."""
        for file in sorted((self.folder / root).rglob("index.html")):
            html = file.read_text(encoding="utf-8")
            heading = re.search(r'<h1 id="[^"]*">Page (.*?)<a class="headerlink"', html)
            if heading and (root.endswith("-now") or "kbgen:lineage" in html):
                yield heading[1].replace("&amp;", "&"), dict(links(html))

    def show(self, revision: str, path: str) -> str:
        """Return the text of a file in git, or "" where there is none, or a symbolic link."""
        entry = self.repo.git("ls-tree", "-z", revision, "--", path)
        return self.repo.git("show", f"{revision}:{path}") if entry.startswith("100644") else ""


def links(html: str) -> Iterator[tuple[str, str]]:
    """Yield text and address of each link in the list below an article, and the pencil above it."""
    for _, attributes in elements(html, "a"):
        if attributes.get("title") == "Edit this page":
            yield "pencil", attributes["href"]
    listed = html[html.index('<ul class="kb-facts__list">') :]
    for found in re.finditer(r'<a (?:[^>]* )?href="([^"]*)"[^>]*>([^<]*)</a>', listed[: listed.index("</ul>")]):
        yield found[2], found[1].replace("&amp;", "&").replace("&#39;", "'")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return Built(tmp_path_factory.mktemp("editing"))


def place(url: str, kind: str) -> tuple[str, str]:
    """Return revision and path to which an address leads, as its forge reads it."""
    before, parts = urlsplit(FORGES[kind]), urlsplit(url)
    assert (parts.scheme, parts.netloc) == (before.scheme, before.netloc)
    assert parts.path.startswith(before.path)
    assert not parts.fragment
    if kind == "azure":
        asked = {name: value for name, (value,) in parse_qs(parts.query, strict_parsing=True).items()}
        assert asked["version"][:2] in ("GB", "GC")
        return asked["version"][2:], asked["path"].removeprefix("/")
    below = parts.path.removeprefix(before.path)
    rest = re.sub(r"^/(?:-/(?:edit|blob)|edit|blob|_edit|src/commit|src)/", "", below)
    assert rest != below
    revision = next((name for name in BRANCHES if rest.startswith(f"{name}/")), rest.partition("/")[0])
    at = parse_qs(parts.query).get("at", [revision])[0]
    return at, unquote(rest.removeprefix(f"{revision}/"))


@pytest.mark.parametrize("kind", FORGES)
@pytest.mark.parametrize(("root", "branch"), [("-now", "main"), ("/main", "main"), ("/1.x", "rel/1")])
def test_a_page_of_a_branch_is_edited_where_it_lies(built: Built, kind: str, root: str, branch: str) -> None:
    seen = set()
    for name, to in built.pages(f"{kind}{root}"):
        revision, path = place(to["Edit this page"], kind)
        assert (revision, built.show(branch, path)) == (branch, text(name).strip())
        assert to["pencil"] == to["Edit this page"]
        seen.add(name)
    assert seen >= {*NAMES, "moved", "target", "outside"}
    assert ("gone" in seen) == (branch == "rel/1")


@pytest.mark.parametrize("kind", FORGES)
def test_a_page_of_a_tag_is_edited_where_it_lies_now(built: Built, kind: str) -> None:
    seen = {}
    for name, to in built.pages(f"{kind}/1.0"):
        if "Edit this page" in to:
            revision, path = place(to["Edit this page"], kind)
            assert (revision, built.show("main", path)) == ("main", text(name).strip())
            seen[path] = name
        else:
            assert name == "gone"
    assert set(seen.values()) == {*NAMES, "moved", "target", "outside"}
    assert seen[f"{DOCS}/new place/moved #2.md"] == "moved"


@pytest.mark.parametrize("page", ["linked", "target"])
def test_a_page_of_a_tag_says_so_and_a_link_to_it_too(built: Built, page: str) -> None:
    html = (built.folder / "github/1.0" / page / "index.html").read_text(encoding="utf-8")
    assert "<small>(you edit the current version)</small>" in html
    assert place(dict(links(html))["Edit this page"], "github")[1] == f"{DOCS}/new place/target.md"


@pytest.mark.parametrize("kind", FORGES)
@pytest.mark.parametrize(("root", "ref"), [("-now", "main"), ("/1.x", "rel/1"), ("/1.0", "v1.0")])
def test_the_source_is_what_was_built(built: Built, kind: str, root: str, ref: str) -> None:
    for name, to in built.pages(f"{kind}{root}"):
        commit, path = place(to["View source"], kind)
        assert len(commit) == 40
        assert built.show(commit, path) == text(name).strip() == built.show(ref, path)


@pytest.mark.parametrize("kind", ["github", "gitlab", "forgejo", "azure"])
@pytest.mark.parametrize(("root", "version"), [("-now", ""), ("/1.x", "1.x"), ("/1.0", "1.0")])
def test_a_problem_is_reported_with_what_the_page_shows(built: Built, kind: str, root: str, version: str) -> None:
    for name, to in built.pages(f"{kind}{root}"):
        asked = parse_qs(urlsplit(to["Report a problem"]).query, strict_parsing=True)
        (title,), (body,) = asked.values()
        assert title == f'Problem with "Page {name}"'
        told = re.sub(r"<li>(.*?)</li>", r"- \1\n", body).replace("&amp;", "&").replace("&#x27;", "'")
        rows = dict(re.findall(r"- (\w+): (.*)\n", told))
        file = urlsplit(rows["Address"]).path.removeprefix("/") + "index.html"
        assert f">Page {name.replace('&', '&amp;')}<" in (built.folder / unquote(file)).read_text(encoding="utf-8")
        assert rows["Address"].startswith(f"{SITE}{kind}{root}/")
        assert (rows["Page"], rows.get("Version", "")) == (f"Page {name}", version)
        assert rows["Source"] == to["View source"]
        assert set(rows) <= {"Page", "Address", "Version", "Source"}
        assert "Ada" not in body  # who wrote the page is nobody's business here


def test_bitbucket_has_no_issues_to_fill_in(built: Built) -> None:
    assert all("Report a problem" not in to for _, to in built.pages("bitbucket-now"))


def test_a_page_that_cannot_be_edited_can_be_reported(built: Built) -> None:
    (to,) = (to for name, to in built.pages("github/1.0") if name == "gone")
    assert ("Edit this page" in to, "Report a problem" in to) == (False, True)


def test_without_an_address_of_the_site_a_report_names_none(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "kb").commit({"index.md": text("home")})
    source = {"url": str(repo.path), "issue": "mailto:kb@example.org?subject={title}&body={body}"}
    folder, _ = build_site(tmp_path, config_of(source))
    html = (folder / "index.html").read_text(encoding="utf-8")
    address = dict(links(html))["Report a problem"]
    assert unquote(address).endswith("- Page: Page home\n- Source: index.md\n")
    assert "Edit this page" not in html
