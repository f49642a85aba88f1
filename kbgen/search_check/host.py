"""A published site behind an address on this machine, as a static host serves it: compressed, and every byte counted.

Bytes are counted here because a browser does not tell of what its workers load.
"""

from __future__ import annotations

import gzip
import mimetypes
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

PREFIX: Final = "/kb/"
"""Sites are served below a folder, because many are."""
PACKED: Final = frozenset(("text/html", "text/css", "text/javascript", "application/json", "image/svg+xml"))
TYPES: Final = {".js": "text/javascript", ".json": "application/json"}


class Host:
    """A server of one folder. `sent` counts the bytes of bodies by path below the site's root."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.sent: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())

    @property
    def address(self) -> str:
        """The address of the site's root."""
        return f"http://127.0.0.1:{self._server.server_port}{PREFIX}"

    def taken(self) -> Counter[str]:
        """Return what was sent since the last call."""
        with self._lock:
            sent, self.sent = self.sent, Counter()
        return sent

    def body(self, path: str) -> tuple[bytes, str, bool] | None:
        """Return a file as it is sent, its type, and whether it is compressed; None if there is none."""
        found = (self.folder / path).resolve()
        found = found / "index.html" if found.is_dir() else found
        if not found.is_file() or self.folder not in found.parents:
            return None
        kind = TYPES.get(found.suffix) or mimetypes.guess_type(found.name)[0] or "application/octet-stream"
        return (_packed(found), kind, True) if kind in PACKED else (found.read_bytes(), kind, False)

    def note(self, path: str, size: int) -> None:
        """Count the bytes of an answer."""
        with self._lock:
            self.sent[path] += size

    def run(self) -> None:
        """Serve until `close` is called."""
        self._server.serve_forever(poll_interval=0.05)

    def close(self) -> None:
        """End the server."""
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        host = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                path = unquote(urlsplit(self.path).path)
                found = host.body(path.removeprefix(PREFIX)) if path.startswith(PREFIX) else None
                body, kind, is_packed = found or (b"", "text/plain", False)
                self.send_response(200 if found else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Cache-Control", "max-age=600")
                if is_packed:
                    self.send_header("Content-Encoding", "gzip")
                self.end_headers()
                host.note(path.removeprefix(PREFIX), len(body))  # before a reader can have it
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        return Handler


@lru_cache(maxsize=4096)
def _packed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), compresslevel=6, mtime=0)


@contextmanager
def hosted(folder: Path) -> Iterator[Host]:
    """Give a server of `folder` that runs meanwhile."""
    host = Host(folder)
    thread = threading.Thread(target=host.run, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        host.close()
        thread.join()
