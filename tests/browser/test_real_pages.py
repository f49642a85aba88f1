"""A hundred pages of a real repository, opened in a real browser under the policy that they carry."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext
from served_site import Site, served

from kbgen.config import infer
from kbgen.pipeline import BuildRequest, build
from kbgen.policy import content_security_policy
from kbgen.progress import Silent

CORPORA = os.environ.get("KBGEN_CORPORA", "")
WANTED = 100
POLICY = "document.querySelector('meta[http-equiv=Content-Security-Policy]').content"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPORA, reason="KBGEN_CORPORA names no folder of real repositories"),
]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    corpus = next(path for path in sorted(Path(CORPORA).iterdir()) if path.suffix in (".bundle", ".git"))
    config = infer([str(corpus)], tmp_path)
    build(BuildRequest(config, tmp_path / "site", tmp_path / "cache", jobs=2, keep_going=True), Silent())
    yield from served(tmp_path / "site")


def test_a_hundred_pages_ask_no_other_host_and_log_no_error(site: Site, desktop: BrowserContext) -> None:
    places = sorted(path.parent.relative_to(site.folder).as_posix() for path in site.folder.rglob("index.html"))
    chosen = places[:: max(1, len(places) // WANTED)][:WANTED]
    assert len(chosen) == WANTED
    page = site.watch(desktop.new_page())
    for place in chosen:
        page.goto(f"{site.address}/{place}/", wait_until="load")
        assert page.evaluate(POLICY) == content_security_policy(), place
    page.wait_for_load_state("networkidle")
    assert site.trouble == []
