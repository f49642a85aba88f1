"""The site over http on this machine, each page with a script that loads it anew when it has changed.

The script stands in what is served, never in a file. It needs nothing that the policy of the pages forbids: it and its
style come from the same address, and so does the stream of messages.
"""

from __future__ import annotations

import mimetypes
import posixpath
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from kbgen.errors import ConfigError
from kbgen.serve.live import Live

HOST = "127.0.0.1"
OWN = "__kbgen/"
"""The folder of the preview's own addresses, below the site's."""
HEARTBEAT = 10.0
"""Seconds after which something is sent to a page that waits, so that one that is gone is noticed."""
_LOCAL_NAMES = (HOST, "localhost")
_TYPES = {".js": "text/javascript", ".json": "application/json", ".wasm": "application/wasm", ".md": "text/markdown"}
_NOTHING_YET = b"<!doctype html><html lang=en><title>kbgen</title><p>There is no site yet.</p><body></body></html>"


@contextmanager
def serving(live: Live, port: int) -> Iterator[str]:
    """Serve the site of `live` while the block runs, and give its address. Raises ConfigError if the port is taken.

    Port 0 is any that is free.
    """
    handler = type("Handler", (_Handler,), {"live": live})
    try:
        server = _Server((HOST, port), handler)
    except (OSError, OverflowError) as error:
        message = f"cannot serve on port {port}: {getattr(error, 'strerror', None) or error}"
        raise ConfigError(message, hint="choose another with --port, or --port 0 for any that is free") from error
    threading.Thread(target=server.serve_forever, name="kbgen-serve", daemon=True).start()
    try:
        yield f"http://{HOST}:{server.server_port}{quote(live.base)}"
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True  # a page that waits for messages must not keep the process alive
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: browsers close connections all the time."""


class _Handler(BaseHTTPRequestHandler):
    live: Live

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal is for what the builds say."""

    def do_HEAD(self) -> None:
        """Answer without a body."""
        self.do_GET()

    def do_GET(self) -> None:
        """Answer with a file of the site, one of our own, or the stream of messages."""
        path = unquote(urlsplit(self.path).path)
        if urlsplit(f"//{self.headers.get('Host', '')}").hostname not in _LOCAL_NAMES:
            # Another name that leads here: a page of somebody else must not read what is not published.
            self._send(HTTPStatus.FORBIDDEN, "text/plain", b"This preview is for this machine only.\n")
        elif not path.startswith(self.live.base):
            self._redirect(self.live.base)
        else:
            self._answer(path.removeprefix(self.live.base))

    def _answer(self, path: str) -> None:
        if path == f"{OWN}events":
            self._stream()
        elif path in (f"{OWN}live.js", f"{OWN}live.css"):
            file = Path(__file__).with_name(posixpath.basename(path))
            self._send(HTTPStatus.OK, mimetypes.guess_type(path)[0] or "text/plain", file.read_bytes())
        else:
            self._file(path)

    def _file(self, path: str) -> None:
        folder = self.live.folder
        is_plain = all(part not in ("", ".", "..") and "\\" not in part for part in path.rstrip("/").split("/") if path)
        file = folder / path if is_plain else folder / "404.html"
        if is_plain and file.is_dir() and path and not path.endswith("/"):
            self._redirect(f"{self.live.base}{path}/")
            return
        body = _read(file / "index.html" if file.is_dir() or path.endswith("/") else file) if is_plain else None
        if body is not None:
            kind = _TYPES.get(posixpath.splitext(path)[1]) or mimetypes.guess_type(path or "index.html")[0]
            is_page = path.endswith("/") or not path or kind == "text/html"
            self._send(HTTPStatus.OK, "text/html" if is_page else kind or "application/octet-stream", body)
        else:
            self._send(HTTPStatus.NOT_FOUND, "text/html", _read(folder / "404.html") or _NOTHING_YET)

    def _send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        body = self._with_script(body) if kind == "text/html" else body
        charset = "; charset=utf-8" if kind.startswith("text/") or kind == "application/json" else ""
        self.send_response(status)
        self.send_header("Content-Type", kind + charset)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _with_script(self, body: bytes) -> bytes:
        """Put the script before the end of a page, with the name of the site that the page belongs to."""
        script = f'<script type="module" src="{quote(self.live.base)}{OWN}live.js?site={self.live.site}"></script>'
        before, end, after = body.rpartition(b"</body>")
        return before + script.encode() + end + after

    def _redirect(self, path: str) -> None:
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", quote(path))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _stream(self) -> None:
        """Send messages as they come (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        message = self.live.message
        while self.command != "HEAD":
            self.wfile.write(f"data: {message}\n\n".encode())
            self.wfile.flush()
            message = self.live.after(message, HEARTBEAT)


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None
