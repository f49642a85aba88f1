"""A built site behind an address of its own, watched while pages of it are open in a browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Page


@dataclass
class Site:
    """A built site behind an address, what was asked of it, and what went wrong while pages of it were open.

    `asked` are the paths of all requests, those of workers too; a query is left out.
    """

    folder: Path
    address: str
    trouble: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

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


def served(folder: Path, prefix: str = "", headers: Mapping[str, str] | None = None) -> Iterator[Site]:
    """Serve a folder below `prefix` (such as `/kb`), with `headers` in every answer, while the caller looks at it."""
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

        def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
            """Answer with the site's own page where nothing is found, as static hosts do."""
            own = folder / "404.html"
            if code != 404 or not own.exists():
                return super().send_error(code, message, explain)
            self.send_response(404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(own.read_bytes())

        def translate_path(self, path: str) -> str:
            asked.append(path.partition("?")[0])
            inside = path.startswith(f"{prefix}/")
            return super().translate_path(path.removeprefix(prefix) if inside else "/outside-of-the-site")

        def end_headers(self) -> None:
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            super().end_headers()

    def answering(*args: Any) -> Handler:
        return Handler(*args, directory=str(folder))

    server = ThreadingHTTPServer(("127.0.0.1", 0), answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Site(folder, f"http://127.0.0.1:{server.server_port}{prefix}", asked=asked)
    server.shutdown()
    server.server_close()
