"""A repository of pages that would rather be a program: nothing in it runs, configures, or is served as what it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from repo_builder import RepoBuilder
from small_site import build_site, config_of

from kbgen.errors import ExitCode

MARK = "evil-8c1f"
"""In each file that must not be served."""
PNG = b"\x89PNG\r\n\x1a\n"


def settings(sentinel: Path) -> str:
    return (
        "site_name: KB\nhooks: [hooks.py]\ntheme: {name: material, custom_dir: overrides}\n"
        f"extra: !!python/object/apply:os.system ['touch {sentinel}']\nextra_javascript: [evil.js]\n"
        "plugins: [search, macros, awesome-pages]\n"
    )


def hostile(sentinel: Path) -> dict[str, str | bytes]:
    program = f"import pathlib\npathlib.Path({str(sentinel)!r}).touch()  # {MARK}\n"
    page = f"<html><script>alert('{MARK}')</script></html>"
    served = {
        **dict.fromkeys(("a.html", "a.xhtml", "a.htm", "a.svgz", "a.swf", "sw.js", "a.mjs", "a.css", "a.xml"), page),
        **dict.fromkeys(("CNAME", "_headers", "_redirects", "robots.txt", "404.html", "index.html"), MARK),
        **dict.fromkeys(("versions.json", "pages.json", "data/people.json", "assets/javascripts/x.js"), f'"{MARK}"'),
        "a.svg": f"<svg xmlns='http://www.w3.org/2000/svg'><script>alert('{MARK}')</script></svg>",
        "html.png": page,
        "html.gif": page,
        "html.pdf": page,
        "html.webp": page,
        "html.mp4": page,
        ".pages": f"nav: [a.md]\ntitle: {MARK}\n",
        "hooks.py": program,
        "overrides/main.html": f"{{{{ 7 * 7 }}}} {MARK}",
    }
    return {
        "mkdocs.yml": settings(sentinel),
        "hooks.py": program,
        "main.py": program,
        "overrides/main.html": f"{{% extends 'base.html' %}} {MARK}",
        ".gitattributes": "*.md filter=evil diff=evil export-subst\n",
        ".gitmodules": f"[submodule 'x']\n path = x\n url = ext::sh -c touch% {sentinel}\n",
        "docs/index.md": "---\ntitle: '{{ 7 * 7 }}'\ntemplate: evil.html\n---\n# Home\n\n{{ 7 * 7 }} {% raw %}\n",
        "docs/good.png": PNG,
        **{f"docs/{name}": body for name, body in served.items()},
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[str, str]], Path]:
    """Return the site, the problems as code and message, and the file that no program may make."""
    folder = tmp_path_factory.mktemp("power")
    sentinel = folder / "sentinel"
    RepoBuilder(folder / "kb").commit(hostile(sentinel))
    config = config_of({"url": str(folder / "kb"), "name": "kb"}, search={"engine": "none"}, base_dir=folder)
    site, report = build_site(folder, config)
    assert (report.exit_code, report.published) == (ExitCode.OK, "new")
    return site, [(found.code, found.message) for found in report.problems], sentinel


def test_nothing_of_it_is_in_the_site(built: tuple[Path, list[tuple[str, str]], Path]) -> None:
    site, _, sentinel = built
    files = {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    assert [name for name, body in files.items() if MARK.encode() in body] == []
    assert not sentinel.exists()
    assert files["good.png"] == PNG
    title = files["index.html"].partition(b"<title>")[2].partition(b"</title>")[0]
    assert b"{{ 7 * 7 }}" in title and b"49" not in title
    assert b"<p>{{ 7 * 7 }} {% raw %}</p>" in files["index.html"]
    assert json.loads(files["data/people.json"])["total"] == 1


def test_all_of_it_is_told(built: tuple[Path, list[tuple[str, str]], Path]) -> None:
    _, problems, _ = built
    pages, powerless = sorted(message for code, message in problems if code == "KB054")
    for word in ("hooks", "theme", "extra", "extra_javascript", "macros, awesome-pages"):
        assert word in powerless
    assert pages == "has no effect here: .pages (1)"
    refused = [message for code, message in problems if code == "KB004" and message.startswith("the file is not")]
    assert len(refused) == len(("svg", "png", "gif", "pdf", "webp", "mp4"))
    assert any(code == "KB016" and "template" in message for code, message in problems)
    (others,) = (message for code, message in problems if code == "KB004" and message.startswith("not published"))
    assert ".html" in others
