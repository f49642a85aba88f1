"""A page of `kbgen serve` in a real browser follows what is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from preview import LONGEST, Preview

from kbgen.serve.server import OWN


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    made = Preview(tmp_path)
    made.start()
    yield made
    made.stop()


def test_an_open_page_is_loaded_anew_and_shows_what_is_wrong(preview: Preview, browser: Browser) -> None:
    page = browser.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda message: trouble.append(message.text) if "Security Policy" in message.text else None)
    page.on(
        "response", lambda answer: trouble.append(answer.url) if answer.status >= 400 and OWN in answer.url else None
    )
    page.goto(preview.address)
    preview.write("docs/index.md", "# Home\n\nThis is the second text.\n")
    expect(page.get_by_text("This is the second text.")).to_be_visible(timeout=LONGEST * 1000)
    preview.write("docs/two.md", "---\ntitle: [\n---\n")
    expect(page.get_by_role("alert")).to_contain_text("KB010", timeout=LONGEST * 1000)
    assert page.get_by_text("This is the second text.").is_visible()
    preview.write("docs/two.md", "# Two\n")
    expect(page.get_by_role("alert")).to_have_count(0, timeout=LONGEST * 1000)
    assert trouble == []
    page.close()
