"""A built site behind an address of its own, watched while pages of it are open in a browser."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Page


@dataclass
class Site:
    """A built site behind an address, and what went wrong while pages of it were open."""

    folder: Path
    address: str
    trouble: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> Page:
        """Record console errors, script errors, failed answers, and every request to another host."""
        page.on("console", lambda message: self._note(message.type == "error", message.text))
        page.on("pageerror", lambda error: self._note(True, str(error)))
        page.on("response", lambda answer: self._note(answer.status >= 400, f"{answer.status} {answer.url}"))
        page.on("request", lambda request: self._note(self._is_foreign(request.url), f"foreign {request.url}"))
        return page

    def _is_foreign(self, url: str) -> bool:
        return not url.startswith((self.address, "data:", "blob:"))

    def _note(self, bad: bool, text: str) -> None:
        if bad:
            self.trouble.append(text)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def served(folder: Path) -> Iterator[Site]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Site(folder, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    server.server_close()
