"""A real Chromium, a real server, and the two sites that the browser tests look at."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from repo_builder import RepoBuilder
from served_site import Site, served

from kbgen.config import load
from kbgen.pipeline import BuildRequest, build
from kbgen.progress import Silent

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NOWHERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"  # no test asks a host that is not its own
TAGS = [f"v{major}.{minor}" for major in (0, 1) for minor in range(10)]  # as in test_versions.py

PAGE = """# Guide in {tag}

Some text with $x^2$ and `code`.

A box is $\\fcolorbox{{red}}{{white}}{{A}}$, and $\\nothing$ is unknown.

## Steps

=== "One"

    First.

=== "Two"

    Second.

- [x] done

[Home](index.md), [below](#steps)
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in this folder, and skip it where there is no browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine (apt-get install -y chromium)"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        flags = [
            "--no-sandbox",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            NOWHERE,
        ]
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture
def desktop(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 850})
    yield context
    context.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    yield context
    context.close()


@pytest.fixture
def without_scripts(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(java_script_enabled=False)
    yield context
    context.close()


@pytest.fixture(scope="session")
def versions_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One repository with twenty tags; the guide is missing in v0.0."""
    root = tmp_path_factory.mktemp("versions")
    repo = RepoBuilder(root / "kb")
    for tag in TAGS:
        guide = None if tag == "v0.0" else PAGE.format(tag=tag)
        repo.commit({"docs/index.md": f"# Home in {tag}\n", "docs/guide.md": guide}).tag(tag)
    config = "sources:\n  - {name: kb, url: kb, tags: ['v*'], branches: []}\n"
    return _built(root, config)


@pytest.fixture(scope="session")
def portal_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two collections, one of them with versions, under a portal."""
    root = tmp_path_factory.mktemp("portal")
    book = {"docs/index.md": "# Book\n", "docs/a/guide.md": PAGE.format(tag="v1")}
    RepoBuilder(root / "book").commit(book).tag("v1.0")
    RepoBuilder(root / "tools").commit({"README.md": "# Tools\n", "deep/folder/page.md": PAGE.format(tag="tools")})
    config = "site: {name: Two books}\nsources:\n  - {url: book, tags: ['v*']}\n  - {url: tools}\n"
    return _built(root, config)


def _built(root: Path, config: str) -> Path:
    (root / "kbgen.yml").write_text(config, encoding="utf-8")
    request = BuildRequest(load(root / "kbgen.yml"), root / "site", root / "cache", keep_going=True)
    report = build(request, Silent())
    assert report.published == "new", report.problems
    return root / "site"


@pytest.fixture
def versions_site(versions_folder: Path) -> Iterator[Site]:
    yield from served(versions_folder)


@pytest.fixture
def portal_site(portal_folder: Path) -> Iterator[Site]:
    yield from served(portal_folder)
