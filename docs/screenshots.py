"""Take the pictures of README.md from the built example site: `make screenshots`.

python docs/screenshots.py SITE_FOLDER PICTURE_FOLDER
"""

from __future__ import annotations

import functools
import shutil
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

Scheme = Literal["light", "dark"]

PICTURES: tuple[tuple[str, str, int, int, Scheme], ...] = (
    ("portal", "/", 1100, 560, "light"),
    ("page", "/handbook/2.0/practices/mentoring/", 1280, 800, "light"),
    ("older", "/handbook/1.1/", 1280, 800, "dark"),
    ("phone", "/handbook/2.0/practices/mentoring/", 390, 780, "light"),
)


def main() -> None:
    """Serve the site of the first argument and write the pictures below the second."""
    site, target = Path(sys.argv[1]), Path(sys.argv[2])
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(SimpleHTTPRequestHandler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-background-networking", "--force-color-profile=srgb"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        for name, path, width, height, scheme in PICTURES:
            _shoot(
                browser, f"http://127.0.0.1:{server.server_port}{path}", target / f"{name}.png", width, height, scheme
            )
    server.shutdown()


def _shoot(browser: Browser, url: str, picture: Path, width: int, height: int, scheme: Scheme) -> None:
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    page.goto(url, wait_until="networkidle")
    page.screenshot(path=str(picture))
    context.close()


if __name__ == "__main__":
    main()
