from __future__ import annotations

import re
from pathlib import Path

import pytest
from repo_builder import RepoBuilder
from small_site import config_of, content_of, contents_of, found, mirror_of

from kbgen import git
from kbgen.content import Reading, read
from kbgen.content.read import MAX_PAGE_BYTES
from kbgen.model import Content, Problem, Severity
from kbgen.versions import resolve

PNG = b"\x89PNG\r\n\x1a\n rest"


def pages(content: Content) -> dict[str, str]:
    return {page.src_uri: page.url for page in content.pages}


def uris(content: Content) -> list[str]:
    return [*(page.src_uri for page in content.pages), *(asset.src_uri for asset in content.assets)]


def only(problems: tuple[Problem, ...], code: str) -> Problem:
    (problem,) = [problem for problem in problems if problem.code == code]
    return problem


def test_pages_have_the_urls_of_mkdocs(repo: RepoBuilder) -> None:
    repo.commit({"docs/README.md": "# Home", "docs/guide/index.md": "# Guide", "docs/guide/a.markdown": "# A"})
    assert pages(content_of(repo)) == {"README.md": "./", "guide/index.md": "guide/", "guide/a.markdown": "guide/a/"}


def test_a_page_knows_where_its_bytes_lie_and_where_its_body_begins(repo: RepoBuilder) -> None:
    repo.commit({"docs/a.md": "\ufeff---\ntitle: Ä\r\n---\r\n\r\n# A\r\n"})
    (page,) = content_of(repo).pages
    assert (page.path, page.front.title, page.body, page.body_line) == ("docs/a.md", "Ä", "# A\n", 5)
    assert page.oid == repo.oid("HEAD:docs/a.md")


@pytest.mark.parametrize(
    ("files", "source", "docs"),
    [
        ({"docs/a.md": "", "README.md": ""}, {}, "docs"),
        ({"a.md": "", "docs/x.png": PNG}, {}, ""),
        ({"wiki/a.md": "", "docs/b.md": ""}, {"docs": "wiki"}, "wiki"),
        ({"wiki/a.md": "", "docs/b.md": ""}, {"docs": "./wiki/"}, "wiki"),
        ({"a/docs/x.md": "", "mkdocs.yml": "docs_dir: a/docs\n"}, {}, "a/docs"),
        ({"a/x.md": "", "b/y.md": "", "mkdocs.yml": "docs_dir: a\n"}, {"docs": "b"}, "b"),
        ({"docs/a.md": "", "mkdocs.yaml": "site_name: x\n"}, {}, "docs"),
    ],
)
def test_the_docs_folder_is_found_or_given(
    repo: RepoBuilder, files: dict[str, str], source: dict[str, str], docs: str
) -> None:
    repo.commit(files)
    config = config_of({"url": str(repo.path), "name": "kb", **source})
    collection = resolve(config.sources[0], mirror_of(repo)).collection
    assert collection is not None
    (content,) = read(collection, Reading(config.sources[0].docs or "")).contents
    assert content.settings.docs_dir == docs
    assert len(content.pages) == sum(bool(re.match(rf"{docs}/?[^/]+\.md$", path)) for path in files)


def test_index_beats_readme_with_a_warning(repo: RepoBuilder) -> None:
    content = content_of(repo.commit({"docs/README.md": "# R", "docs/index.md": "# I", "docs/a/README.md": "# A"}))
    assert pages(content) == {"a/README.md": "a/", "index.md": "./"}
    assert found(content.problems, Severity.WARNING) == [("KB037", "docs/README.md", 0)]


@pytest.mark.parametrize(
    ("files", "kept"),
    [
        ({"a.md": "1", "a/index.md": "2"}, ["a.md"]),
        ({"A.md": "1", "a/README.md": "2"}, ["A.md"]),
        ({"a.md": "1", "a.mkd": "2"}, ["a.md"]),
        ({"index.md": "1", "index.markdown": "2"}, ["index.markdown"]),
        ({"x.txt": "1", "x.txt.md": "2"}, ["x.txt.md"]),
        ({"X.txt": "1", "x.txt/y.md": "2"}, ["x.txt/y.md"]),
    ],
)
def test_two_files_that_want_one_url_are_an_error(repo: RepoBuilder, files: dict[str, str], kept: list[str]) -> None:
    content = content_of(repo.commit({**files, "z.md": "z"}))
    assert [uri for uri in uris(content) if uri != "z.md"] == kept
    problem = only(content.problems, "KB037")
    assert problem.severity is Severity.ERROR
    assert all(f"'{path}'" in problem.message for path in files)


def test_files_that_differ_in_case_only_are_published_once(repo_builder: object, tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "r", worktree=False).commit({"docs/a.md": "1", "docs/A.md": "2", "docs/b.md": "3"})
    content = content_of(repo)
    assert uris(content) == ["A.md", "b.md"]
    assert "'A.md' differs from it in case only" in only(content.problems, "KB002").message
    assert found(content.problems) == [("KB002", "docs/a.md", 0)]


@pytest.mark.parametrize(
    ("path", "body", "severity"),
    [
        ("robots.txt", "User-agent: *", Severity.WARNING),
        ("data/site.json", "", None),
        ("404.md", "# Lost", None),
        ("assets/commons/x.png", PNG, Severity.WARNING),
        ("sitemaps/kb.md", "# x", Severity.ERROR),
        ("robots.txt.md", "# x", Severity.ERROR),
        ("data/site.json.md", "# x", Severity.ERROR),
        ("cname.md", "# x", None),
        ("sitemap.md", "# x", None),
        ("assets/stylesheets/a.md", "# x", Severity.ERROR),
        ("data/table.csv", "a,b", None),
        ("data/page.md", "# x", None),
    ],
)
def test_what_belongs_to_the_site_is_refused(
    repo: RepoBuilder, path: str, body: str | bytes, severity: Severity | None
) -> None:
    content = content_of(repo.commit({"docs/index.md": "# Home", f"docs/{path}": body}))
    refused = [problem.severity for problem in content.problems if problem.code == "KB037"]
    assert refused == ([severity] if severity else [])
    assert (path in uris(content)) == (severity is None and not path.endswith(".json"))


def test_with_plain_urls_the_error_page_stays_ours(repo: RepoBuilder) -> None:
    repo.commit({"mkdocs.yml": "use_directory_urls: false\n", "docs/index.md": "# Home", "docs/404.md": "# Lost"})
    content = content_of(repo)
    assert pages(content) == {"index.md": "index.html"}
    assert only(content.problems, "KB037").severity is Severity.ERROR


def test_folders_of_other_collections_are_refused(repo: RepoBuilder) -> None:
    repo.commit({"docs/index.md": "# Home", "docs/Toolbox/a.md": "# A"})
    content = content_of(repo, Reading(taken=frozenset({"toolbox"})))
    assert uris(content) == ["index.md"]
    assert found(content.problems, Severity.ERROR) == [("KB037", "docs/Toolbox/a.md", 0)]


def test_the_errors_of_a_tag_are_warnings(repo: RepoBuilder) -> None:
    repo.commit({"docs/a.md": "# A", "docs/b.md": b"\xff"}).tag("v1").commit({"docs/b.md": b"\xfe"})
    branch, tag = contents_of(repo, tags=["v*"]).contents
    assert [found(branch.problems, Severity.ERROR), found(branch.problems, Severity.WARNING)] == [
        [("KB001", "docs/b.md", 1)],
        [],
    ]
    assert [found(tag.problems, Severity.ERROR), found(tag.problems, Severity.WARNING)] == [
        [],
        [("KB001", "docs/b.md", 1)],
    ]


def test_symbolic_links_are_followed_inside_the_commit_only(repo: RepoBuilder) -> None:
    repo.commit({"README.md": "# Read me", "docs/index.md": "# Home", "other/x.png": PNG})
    repo.symlink("docs/about.md", "../README.md").symlink("docs/again.md", "about.md")
    repo.symlink("docs/x.png", "../other/x.png").symlink("docs/etc.md", "/etc/passwd")
    repo.symlink("docs/up.md", "../../up.md").symlink("docs/loop.md", "loop.md").symlink("docs/folder", "../other")
    content = content_of(repo)
    assert uris(content) == ["about.md", "again.md", "index.md", "x.png"]
    assert {page.src_uri: page.path for page in content.pages}["again.md"] == "README.md"
    outside = ["docs/etc.md", "docs/folder", "docs/loop.md", "docs/up.md"]
    assert found(content.problems) == [("KB005", path, 0) for path in outside]


def test_a_submodule_is_reported(repo: RepoBuilder) -> None:
    repo.commit({"docs/index.md": "# Home"}).submodule("docs/theirs").submodule("elsewhere").submodule("docs/b.md")
    assert found(content_of(repo).problems) == [("KB005", "docs/b.md", 0), ("KB005", "docs/theirs", 0)]


def test_settings_behind_a_symbolic_link_are_read(repo: RepoBuilder) -> None:
    repo.commit({"conf/mk.yml": "site_name: Linked\n", "docs/a.md": "# A"}).symlink("mkdocs.yml", "conf/mk.yml")
    assert content_of(repo).settings.site_name == "Linked"


def test_settings_that_are_no_file_are_none(repo: RepoBuilder) -> None:
    repo.commit({"docs/a.md": "# A"}).submodule("mkdocs.yml").symlink("mkdocs.yaml", "/etc/hostname")
    content = content_of(repo)
    assert content.settings.site_name == ""
    assert uris(content) == ["a.md"]


def test_odd_paths_are_left_out_with_their_names_escaped(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "r", worktree=False)
    odd = ["b\udcff.md", "c\u202ed.md", "nul.md", "g.md ", "g.md."]
    repo.commit({"a.md": "# A", **dict.fromkeys(odd, "x"), "e\nf.png": PNG, "con.xyz": "x"})
    content = content_of(repo)
    assert uris(content) == ["a.md"]
    names = {path for code, path, _ in found(content.problems) if code == "KB002"}
    assert names == {"b\\udcff.md", "c\\u202ed.md", "nul.md", "g.md ", "g.md.", "e\\nf.png"}


def test_a_page_that_is_not_utf8_is_named_with_its_line(repo: RepoBuilder) -> None:
    content = content_of(repo.commit({"docs/a.md": "# A", "docs/b.md": b"# B\n\nGr\xfc\xdfe\n"}))
    assert found(content.problems) == [("KB001", "docs/b.md", 3)]
    assert "0xfc" in content.problems[0].message


def test_files_that_are_too_large_are_left_out(repo: RepoBuilder) -> None:
    big = "x" * (MAX_PAGE_BYTES + 1)
    content = content_of(repo.commit({"docs/a.md": "# A", "docs/big.md": big, "docs/big.txt": big}))
    assert uris(content) == ["a.md", "big.txt"]
    assert found(content.problems) == [("KB003", "docs/big.md", 0)]
    assert "1,000,001" in content.problems[0].message


@pytest.mark.parametrize(
    ("name", "body", "published"),
    [
        ("x.png", PNG, True),
        ("X.PNG", PNG, True),
        ("x.png", b"<script>alert(1)</script>", False),
        ("x.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>', True),
        ("x.svg", b"<svg onload='x()'/>", False),
        ("x.txt", b"text \xc3\xa4", True),
        ("x.txt", b"\xff\xfe", False),
        ("x.csv", b"a\0b", False),
        ("x.pdf", b"%PDF-1.7", True),
    ],
)
def test_assets_must_be_what_their_name_says(repo: RepoBuilder, name: str, body: bytes, published: bool) -> None:
    content = content_of(repo.commit({"docs/a.md": "# A", f"docs/{name}": body}))
    assert [asset.src_uri for asset in content.assets] == ([name] if published else [])
    assert found(content.problems) == ([] if published else [("KB004", f"docs/{name}", 0)])


def test_files_of_other_types_are_counted_in_one_notice(repo: RepoBuilder) -> None:
    others = ["a.py", "b.py", "c.html", "d.js", "e.css", "f.yml", "g.toml", "Makefile", "h.tar.gz"]
    repo.commit({"docs/index.md": "# Home", **{f"docs/{name}": "x" for name in others}, "src/x.c": "x"})
    notice = only(content_of(repo).problems, "KB004")
    assert (notice.severity, notice.where.path) == (Severity.INFO, "docs")
    assert notice.message.endswith(": 2 .py, 1 .css, 1 .gz, 1 .html, 1 .js, 3 others")


def test_with_full_trust_files_of_all_types_are_published(repo: RepoBuilder) -> None:
    repo.commit({"docs/index.md": "# Home", "docs/app.js": "x()", "docs/x.png": b"no png"}).symlink("docs/l.md", "/etc")
    content = content_of(repo, Reading(trusted=True))
    assert uris(content) == ["index.md", "app.js", "x.png"]
    assert found(content.problems) == [("KB005", "docs/l.md", 0)]


@pytest.mark.parametrize(
    ("docs_dir", "exclude", "kept"),
    [
        ("docs", "", ["a.md", "drafts/b.md", "node_modules/c.md"]),
        ("docs", "drafts/", ["a.md", "node_modules/c.md"]),
        ("docs", "*.md\n!a.md", ["a.md"]),
        ("docs", "!.hidden.md", [".hidden.md", "a.md", "drafts/b.md", "node_modules/c.md"]),
    ],
)
def test_what_exclude_docs_names_is_left_out(repo: RepoBuilder, docs_dir: str, exclude: str, kept: list[str]) -> None:
    lines = "".join(f"  {line}\n" for line in exclude.splitlines())
    settings = f"docs_dir: {docs_dir}\n" + (f"exclude_docs: |\n{lines}" if exclude else "")
    names = ["a.md", ".hidden.md", "drafts/b.md", "node_modules/c.md", "templates/t.md", ".github/x.md"]
    content = content_of(repo.commit({"mkdocs.yml": settings, **{f"docs/{name}": "# x" for name in names}}))
    assert sorted(uris(content)) == sorted(kept)


@pytest.mark.parametrize("pattern", ["!", "a\\", "[z-a]", "*a*a*a*a*a*a*b", "**/a/**/b/**/c/**/d", "[[:alpha:]]x"])
def test_a_pattern_that_is_none_or_too_costly_is_ignored(repo: RepoBuilder, pattern: str) -> None:
    settings = f"exclude_docs: |\n  {pattern}\n  b.md\nnot_in_nav: |\n  {pattern}\n"
    repo.commit({"mkdocs.yml": settings, "docs/a.md": "# A", "docs/b.md": "# B", f"docs/{'a' * 190}.md": "# long"})
    content = content_of(repo)
    assert uris(content) == ["a.md", f"{'a' * 190}.md"]
    assert found(content.problems, Severity.WARNING) == [("KB011", "mkdocs.yml", 0)]


def test_a_path_that_is_too_deep_is_left_out(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "r", worktree=False).commit({"a.md": "# A", "d/" * 1200 + "b.md": "# B"})
    content = content_of(repo)
    assert uris(content) == ["a.md"]
    assert [code for code, _, _ in found(content.problems)] == ["KB002"]


def test_a_repository_without_docs_folder_leaves_tooling_out(repo: RepoBuilder) -> None:
    repo.commit({"a.md": "# A", "node_modules/x/README.md": "# X", "a/venv/y.md": "# Y", ".github/z.md": "# Z"})
    assert uris(content_of(repo)) == ["a.md"]


def test_a_ref_without_pages_is_skipped(repo: RepoBuilder) -> None:
    repo.commit({"src/x.c": "x", "docs/x.png": PNG}).tag("v0").commit({"docs/a.md": "# A"})
    result = contents_of(repo, tags=["v*"])
    assert [content.version.name for content in result.contents] == ["main"]
    skipped = only(result.problems, "KB112")
    assert (skipped.severity, skipped.where.ref) == (Severity.WARNING, "v0")
    assert "'v0' of 'kb' is skipped" in skipped.message


def test_a_blob_of_several_versions_is_read_once(repo: RepoBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"docs/a.md": "# A", "docs/copy.md": "# A"}).tag("v1").commit({"docs/b.md": "# B"})
    asked: list[str] = []
    real = git.read_blobs

    def counting(git_dir: Path, oids: list[str]) -> object:
        asked.extend(oids)
        return real(git_dir, oids)

    monkeypatch.setattr(git, "read_blobs", counting)
    assert len(contents_of(repo, tags=["v*"]).contents) == 2
    assert len(asked) == len(set(asked)) == 2


def test_links_out_of_the_docs_folder_can_be_told_from_dead_ones(repo: RepoBuilder) -> None:
    repo.commit({"docs/a.md": "# A", "LICENSE": "x", "src/x.c": "x"})
    assert content_of(repo).tree_uris == {"docs/a.md", "LICENSE", "src/x.c"}


def test_the_sites_extensions_are_for_repositories_without_settings(repo: RepoBuilder) -> None:
    repo.commit({"docs/a.md": "# A"}).tag("v1").commit({"mkdocs.yml": "markdown_extensions: [toc]\n"})
    branch, tag = contents_of(repo, tags=["v*"]).contents
    assert [extension.name for extension in branch.settings.extensions] == ["toc"]
    assert len(tag.settings.extensions) > 10


@pytest.mark.parametrize(
    "address", ["https://[x", "https://github.com]/a", "http://", "javascript:x()", "https://h:x/"]
)
def test_an_address_of_a_repository_that_is_none_is_ignored(repo: RepoBuilder, address: str) -> None:
    content = content_of(repo.commit({"mkdocs.yml": f"repo_url: '{address}'\n", "docs/a.md": "# A"}))
    assert content.settings.repo_url == ""
    assert found(content.problems, Severity.WARNING) == [("KB011", "mkdocs.yml", 1)]
