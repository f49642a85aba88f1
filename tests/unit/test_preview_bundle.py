"""A preview of a stranger: what passes, and that everything else is refused by name."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import kbgen
from html_page import runs
from proposal import picture, previewed, proposed

from kbgen.preview import Bundle, preview_assets, verify
from kbgen.preview import bundle as limits
from kbgen.themes import DEFAULT, theme_dirs

OURS = preview_assets(theme_dirs(DEFAULT, Path()))
PAGE = "pages/setup/index.html"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("bundle")
    previewed(proposed(root / "kb"), root)
    return root / "preview"


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """Return a copy of a preview, for somebody to tamper with."""
    return Path(shutil.copytree(made, tmp_path / "bundle"))


def refused(folder: Path) -> dict[str, str]:
    """Return why each file is refused."""
    return {each.path: each.reason for each in verify(folder, OURS).refused}


def test_a_preview_passes(folder: Path) -> None:
    found = verify(folder, OURS)
    assert found.refused == () and found.document is not None
    assert len(found.document.pages) == 5
    assert found.files == sum(path.is_file() for path in folder.rglob("*"))


def test_a_preview_without_hidden_files_passes_too(folder: Path) -> None:
    (folder / ".gitignore").unlink()  # artifacts of a job hold none
    assert refused(folder) == {}


# --- files


def linked(folder: Path, path: str) -> None:
    (folder / path).symlink_to("/etc/passwd")


def folder_linked(folder: Path, path: str) -> None:
    (folder / path).symlink_to("/etc", target_is_directory=True)


def hard_linked(folder: Path, path: str) -> None:
    (folder / path).hardlink_to(folder / "index.html")


def pipe(folder: Path, path: str) -> None:
    os.mkfifo(folder / path)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (linked, "symbolic link"),
        (folder_linked, "symbolic link"),
        (hard_linked, "hard link"),
        (pipe, "neither a file nor a folder"),
    ],
)
@pytest.mark.parametrize("path", ["x.html", "pages/x.png", "assets/x.css"])
def test_what_is_no_plain_file_is_refused(
    folder: Path, make: Callable[[Path, str], None], reason: str, path: str
) -> None:
    make(folder, path)
    assert reason in refused(folder)[path]


def test_a_folder_that_is_a_link_or_none_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder)
    for path in (tmp_path / "link", tmp_path / "nothing", folder / "index.html"):
        assert refused(path) == {"": "it is no folder"}


@pytest.mark.parametrize(
    "path",
    [
        *(
            "CNAME",
            "_headers",
            "_redirects",
            ".htaccess",
            ".nojekyll",
            "robots.txt",
            "sw.js",
            "404.html",
            "x/index.html",
        ),
        *("pages/CNAME", "pages/.htaccess", "pages/x.js", "pages/x.css", "pages/x.json", "pages/x.php", "pages/x.xml"),
        *(
            "pages/x.htm",
            "pages/x.xhtml",
            "pages/x.svgz",
            "pages/x.html.gz",
            "pages/setup/x",
            "gone/x.wasm",
            "data/x.json",
        ),
        *("diff/x.png", "assets/evil.js", "assets/commons/evil.css", "data/manifest.json.js"),
    ],
)
def test_files_that_no_preview_has_are_refused(folder: Path, path: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(b"text")
    assert list(refused(folder)) == [path]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("a\nb.html", "control"),
        ("a\u202eb.html", "control or direction"),
        ("a\\..\\b.html", "backslash"),
        ("con.html", "device name"),
        ("-rf.html", "begins with '-'"),
        ("x.html.", "ends with"),
        ("e\u0301.html", "normal form"),
        ("x" * 201 + ".html", "longer than"),
        (b"\xff.html".decode("utf-8", "surrogateescape"), "not UTF-8"),
    ],
)
def test_odd_names_are_refused(folder: Path, name: str, reason: str) -> None:
    (folder / "pages" / name).write_bytes((folder / PAGE).read_bytes())
    assert reason in refused(folder)[f"pages/{name}"]


def test_names_that_differ_in_case_only_are_refused(folder: Path) -> None:
    (folder / "pages/SETUP").mkdir()
    shutil.copy(folder / PAGE, folder / "pages/SETUP/index.html")
    assert "differs from it in case only" in refused(folder)[PAGE]


@pytest.mark.parametrize(
    ("path", "body", "reason"),
    [
        ("pages/x.png", b"GIF89a", "not of the type"),
        ("pages/x.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "<script>"),
        ("gone/x.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "event attribute"),
        ("pages/x.txt", b"\0", "NUL"),
    ],
)
def test_files_that_are_not_what_they_are_called_are_refused(folder: Path, path: str, body: bytes, reason: str) -> None:
    (folder / path).write_bytes(body)
    assert reason in refused(folder)[path]


@pytest.mark.parametrize("path", ["assets/commons/portable.js", "assets/commons/preview.css", ".gitignore"])
def test_our_own_files_must_be_ours_to_the_byte(folder: Path, path: str) -> None:
    with (folder / path).open("ab") as file:
        file.write(b" ")
    assert list(refused(folder)) == [path]


def test_too_much_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (folder / "pages/x.txt").open("wb") as file:
        file.truncate(limits.LARGEST + 1)  # sparse: it is not read
    assert refused(folder) == {"pages/x.txt": "it has 10,000,001 bytes, which is too much"}
    (folder / "pages/x.txt").unlink()
    with monkeypatch.context() as patch:
        patch.setattr(limits, "MOST_TOTAL", 100_000)
        assert any("there are more than" in reason for reason in refused(folder).values())
    monkeypatch.setattr(limits, "MOST_ENTRIES", 20)
    assert any("there are more than 20 files" in reason for reason in refused(folder).values())


# --- pages


POLICY = b'<meta http-equiv="Content-Security-Policy"'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"</article>", b"<script>alert(1)</script></article>"),
        (b"</article>", b"<script type=module>alert(1)</script></article>"),
        (b"</article>", b"<script type=application/json src=x.js></script></article>"),
        (b"</article>", b"<script src=https://evil.example/x.js></script></article>"),
        (b"</article>", b"<script src=//evil.example/x.js></script></article>"),
        (b"</article>", b"<script src=/assets/commons/portable.js></script></article>"),
        (b"</article>", b"<script src=x.png></script></article>"),
        (b"</article>", b"<script src='data:text/javascript,alert(1)'></script></article>"),
        (b"</article>", b"<img src=x onerror=alert(1)></article>"),
        (b"</article>", b"<svg/onload=alert(1)></article>"),
        (b"</article>", b"<p style='position:fixed'></article>"),
        (b"</article>", b"<style>p{}</style></article>"),
        (b"</article>", b"<iframe src=x></iframe></article>"),
        (b"</article>", b"<object data=x></object></article>"),
        (b"</article>", b"<base href=https://evil.example/></article>"),
        (b"</article>", b"<a href='java\nscript:alert(1)'>x</a></article>"),
        (b"</article>", b"<a href='&#106;avascript:alert(1)'>x</a></article>"),
        (b"</article>", b"<form action=' javascript:alert(1)'></form></article>"),
        (b"</article>", b"<a href=x href='javascript:alert(1)'>x</a></article>"),
        (b"</article>", b"<link rel=stylesheet href=https://evil.example/x.css></article>"),
        (b"</article>", b"<link rel=manifest href=x.json></article>"),
        (b"</article>", b"<meta http-equiv=refresh content='0;url=https://evil.example/'></article>"),
        (b"script-src &#39;self&#39;", b"script-src *"),
        (b"object-src &#39;none&#39;; ", b""),
        (POLICY, b"<meta http-equiv=X" + POLICY[17:]),
        (b"<head>", b"<head><script>alert(1)</script>"),
        (b"<head>", b"<head><!-->"),
        (b"<!doctype html>", b""),
        (b"<!doctype html>", b"<!-- --><!doctype html>"),
        (b"<!doctype html>", b"\xff"),
        (b'class="no-js"', b'class="no-js" onload="alert(1)"'),
    ],
)
def test_a_page_that_is_not_like_ours_is_refused(folder: Path, old: bytes, new: bytes) -> None:
    body = (folder / PAGE).read_bytes()
    assert old in body
    (folder / PAGE).write_bytes(body.replace(old, new, 1))
    assert list(refused(folder)) == [PAGE]


def test_what_passes_runs_nothing_of_its_own(folder: Path) -> None:
    for page in folder.rglob("*.html"):
        assert runs(page.read_bytes()) == []


# --- the document


@pytest.mark.parametrize("path", ["preview.json", "index.html"])
def test_what_must_be_there_is_missed(folder: Path, path: str) -> None:
    (folder / path).unlink()
    assert refused(folder) == {path: "it is missing"}


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"[" * 100_000, b"\xff"])
def test_a_document_that_does_not_fit_its_schema_is_refused(folder: Path, body: bytes) -> None:
    (folder / "preview.json").write_bytes(body)
    assert list(refused(folder)) == ["preview.json"]


def test_a_page_that_the_document_names_must_be_there(folder: Path) -> None:
    (folder / "pages/first-day/index.html").unlink()
    assert refused(folder) == {"preview.json": "it names the page 'pages/first-day/index.html', which is not there"}


def test_a_preview_of_another_commit_is_refused(folder: Path) -> None:
    head = json.loads((folder / "preview.json").read_text("utf-8"))["head"]["commit"]
    assert verify(folder, OURS, head).refused == ()
    found: Bundle = verify(folder, OURS, "0" * 40)
    assert found.refused[0].reason == f"it is of commit {head[:10]}, not of 0000000000"


# --- the command line


def test_a_comment_is_made_from_what_passed_alone(folder: Path, tmp_path: Path) -> None:
    given = ("--comment", "c.md", "--live", "https://e.org/kb/", "--at", "https://p.org/7")
    done = kbgen("preview", "--verify-bundle", folder, *given, cwd=tmp_path)
    assert done.code == 0 and "nothing that a preview may not have" in done.err
    comment = (tmp_path / "c.md").read_text("utf-8")
    assert "[page](https://p.org/7/pages/setup/)" in comment and "[live](https://e.org/kb/setup/)" in comment


def test_what_is_refused_is_named_and_no_comment_is_made(folder: Path, tmp_path: Path) -> None:
    (folder / "CNAME").write_text("evil.example")
    (folder / "::error::x\n::y").write_text("")
    done = kbgen("preview", "--verify-bundle", folder, "--comment", "c.md", "--json", cwd=tmp_path)
    assert done.code == 1
    assert not (tmp_path / "c.md").exists()
    (found,) = [line for line in done.err.splitlines() if "KB109" in line]
    assert r"::error::x\n::y" in found and not [1 for line in done.err.splitlines() if line.startswith("::")]
    assert json.loads(done.out)["exit_code"] == 1
    (folder / "::error::x\n::y").unlink()
    done = kbgen("preview", "--verify-bundle", folder, cwd=tmp_path)
    assert (done.code, "bundle/CNAME: KB109 error" in done.err) == (1, True)


def test_many_refusals_are_counted(folder: Path, tmp_path: Path) -> None:
    for number in range(30):
        (folder / f"x{number}.php").write_bytes(picture(1, 2, 3))
    done = kbgen("preview", "--verify-bundle", folder, cwd=tmp_path)
    assert done.err.count("KB109") == 10 and "30 files in all are refused" in done.err


def test_a_bundle_is_not_made_and_verified_at_once(folder: Path, tmp_path: Path) -> None:
    done = kbgen("preview", "--verify-bundle", folder, "--base", "main", cwd=tmp_path)
    assert (done.code, "KB101" in done.err) == (2, True)
