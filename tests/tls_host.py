"""A git host on this machine: real repositories behind https, with a certificate that only who is told trusts.

    with git_host(folder, ca_dir) as host:      # host.address + "/kb.git", trusted with GIT_SSL_CAINFO=host.ca

It speaks git's smart protocol by `git http-backend` (gitprotocol-http), and can be told to misbehave.
"""

from __future__ import annotations

import os
import ssl
import subprocess
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@dataclass
class GitHost:
    """A host, and how it behaves: `status` answers everything so, `location` redirects everything below it.

    `hangs` lets every request wait for ever, `drips` answers with a byte a second, `cuts` breaks off in the middle of a
    pack, `dumb` serves files only. `password` is asked of everybody, as `user:password`; who has none is told what was
    sent. `close` ends it.
    """

    folder: Path
    ca: Path
    address: str = ""
    status: int = 0
    location: str = ""
    hangs: bool = False
    drips: bool = False
    cuts: bool = False
    dumb: bool = False
    password: str = ""
    seen: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    close: Callable[[], None] = lambda: None


class _Handler(BaseHTTPRequestHandler):
    host: GitHost

    def do_GET(self) -> None:
        self.host.seen.append(self.path)
        self.host.sent += filter(None, [self._sent()])
        if self.host.hangs:
            self.host.released.wait()
        elif self.host.drips:
            self._drip()
        elif self.host.location:
            self._nothing(301, "Location", self.host.location + self.path)
        elif self.host.status:
            self._nothing(self.host.status, "WWW-Authenticate", 'Basic realm="private"')
        elif self.host.password and self._sent() != f"Basic {b64encode(self.host.password.encode()).decode()}":
            self._nothing(401 if not self._sent() else 403, "WWW-Authenticate", 'Basic realm="private"', self._sent())
        else:
            self._git()

    do_POST = do_GET  # noqa: N815 - as http.server calls it

    def _sent(self) -> str:
        return self.headers.get("Authorization", "")

    def _nothing(self, status: int, name: str, value: str, said: str = "") -> None:
        self.send_response(status)
        self.send_header(name, value)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said.encode())

    def _drip(self) -> None:
        """Answer as a git host begins to, with a byte a second."""
        self.send_response(200)
        self.send_header("Content-Type", "application/x-git-upload-pack-advertisement")
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        with suppress(OSError):  # until who asked has had enough
            while not self.host.released.wait(1):
                self.wfile.write(b"0")

    def _git(self) -> None:
        """Answer as CGI (RFC 3875): the head ends with an empty line, and `Status:` stands for the status line."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        done = subprocess.run(
            ["git", "http-backend"],
            input=body,
            env={**os.environ, **self._variables()},
            capture_output=True,
            check=True,
        )
        head, _, answer = done.stdout.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        self.send_response(int(fields.pop("Status", "200").split()[0]))
        for name, value in fields.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        is_pack = b"PACK" in answer
        self.wfile.write(answer[: len(answer) // 2] if self.host.cuts and is_pack else answer)

    def _variables(self) -> dict[str, str]:
        path, _, query = self.path.partition("?")
        return {
            "GIT_PROJECT_ROOT": str(self.host.folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": "" if self.host.dumb else query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
        }

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    def shutdown_request(self, request: Any) -> None:
        """End the TLS session before the connection: some clients take anything else for an attack."""
        with suppress(OSError, ValueError):
            request.settimeout(1)
            request.unwrap()
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that leave, or that do not trust the certificate."""


@contextmanager
def git_host(folder: Path, secrets: Path) -> Iterator[GitHost]:
    """Serve the bare repositories below `folder`; the key and the certificate are made in `secrets`."""
    host = GitHost(folder, secrets / "certificate.pem")
    handler = type("Handler", (_Handler,), {"host": host})
    server = _Server(("127.0.0.1", 0), handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    key = _certified(secrets)
    context.load_cert_chain(host.ca, key)
    # The handshake waits until a thread reads, so that one client cannot keep others from being accepted.
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    host.address = f"https://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()

    def close() -> None:
        host.released.set()
        server.shutdown()
        server.server_close()
        thread.join()

    host.close = close
    try:
        yield host
    finally:
        close()


def _certified(folder: Path) -> Path:
    """Make a certificate for 127.0.0.1 that signs itself, and return its key."""
    key = folder / "key.pem"
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    )
    files = ["-keyout", str(key), "-out", str(folder / "certificate.pem")]
    subprocess.run([*command.split(), *files], check=True, capture_output=True)
    return key
