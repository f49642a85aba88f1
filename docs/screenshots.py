"""Take the pictures of README.md from the built example site: `make screenshots`.

python docs/screenshots.py SITE_FOLDER PICTURE_FOLDER
"""

from __future__ import annotations

import functools
import shutil
import sys
import threading
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, ViewportSize, sync_playwright

Scheme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its name, the page, the size of the window in pixels, and what is asked of the search, if anything."""

    name: str
    path: str
    width: int
    height: int
    scheme: Scheme = "light"
    asked: str = ""


PICTURES = (
    Picture("portal", "/", 1100, 560),
    Picture("page", "/handbook/2.0/practices/mentoring/", 1280, 800),
    Picture("older", "/handbook/1.1/", 1280, 800, "dark"),
    Picture("phone", "/handbook/2.0/practices/mentoring/", 390, 780),
    Picture("search", "/handbook/2.0/", 1280, 800, asked="how do we give feedbck"),
)


def main() -> None:
    """Serve the site of the first argument and write the pictures below the second."""
    site, target = Path(sys.argv[1]), Path(sys.argv[2])
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(SimpleHTTPRequestHandler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-background-networking", "--force-color-profile=srgb"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        for picture in PICTURES:
            _shoot(browser, f"http://127.0.0.1:{server.server_port}", picture, target)
    server.shutdown()


def _shoot(browser: Browser, address: str, picture: Picture, target: Path) -> None:
    size: ViewportSize = {"width": picture.width, "height": picture.height}
    context = browser.new_context(viewport=size, color_scheme=picture.scheme)
    page = context.new_page()
    page.goto(address + picture.path, wait_until="networkidle")
    if picture.asked:
        page.keyboard.press("/")
        page.get_by_role("combobox").fill(picture.asked)
        page.locator("[role=option] mark").first.wait_for()
        page.wait_for_load_state("networkidle")
    page.screenshot(path=str(target / f"{picture.name}.png"))
    context.close()


if __name__ == "__main__":
    main()
