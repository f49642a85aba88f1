"""Pagefind as a service: its binary is started here and nowhere else.

A message is base64 of JSON, then a comma, both ways, on stdin and stdout; replies come in the order of the requests
(https://github.com/Pagefind/pagefind, `pagefind/src/service/`). The Python API of Pagefind is not used: it sleeps a
tenth of a second before each reply.
"""

from __future__ import annotations

import base64
import binascii
import importlib
import json
import subprocess
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Final

from kbgen.errors import ExitCode, KbgenError
from kbgen.model import Location

DEADLINE: Final = 1800.0
"""Seconds after which an indexer is ended; 38,000 pages take about three minutes."""
PACKAGES: Final = ("pagefind_bin_extended", "pagefind_bin")
CONFIG: Final[Mapping[str, object]] = {
    # What is drawn beside the text: signs that link to a heading, labels that a tab repeats, numbers of lines.
    "exclude_selectors": [".headerlink", ".tabbed-labels", ".linenos", ".footnote-backref", "[data-search-exclude]"],
    "include_characters": "+#@",
}
_CHUNK: Final = 1 << 16

Message = Mapping[str, Any]


class SearchIndexError(KbgenError):
    """The indexer failed. The message says what it said."""

    exit_code = ExitCode.BUG
    code = "KB107"


@dataclass(frozen=True, slots=True)
class Binary:
    """The indexer: where it is, which release, and whether it can segment Chinese, Japanese and Korean."""

    path: Path
    version: str
    extended: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to index: the payload of its request without `index_id`, and where it comes from."""

    payload: Message
    where: Location


@dataclass(frozen=True, slots=True)
class Indexed:
    """A bundle as it was written, by path, and the number of words of each entry, in their order."""

    files: Mapping[str, bytes]
    words: tuple[int, ...]


def find_binary() -> Binary | None:
    """Return the indexer that is installed with kbgen, the extended one first; None where there is none."""
    for package in PACKAGES:
        try:
            path = Path(importlib.import_module(package).get_executable())
            return Binary(path, version(package), "extended" in path.name)
        except (ImportError, FileNotFoundError, PackageNotFoundError):
            continue
    return None


def index(entries: Sequence[Entry], binary: Binary, language: str) -> Indexed:
    """Return the bundle of `entries`, all in one language. Raises SearchIndexError, with the place of an entry."""
    with TemporaryDirectory(prefix="kbgen-search-") as folder:
        replies = converse(_requests(entries, language, folder), binary)
        words = tuple(_acknowledged(reply, entry) for reply, entry in zip(replies[1:-2], entries, strict=True))
        root = Path(folder)
        files = {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}
    return Indexed(files, words)


def _requests(entries: Sequence[Entry], language: str, folder: str) -> list[Message]:
    return [
        {"type": "NewIndex", "config": {**CONFIG, "force_language": language}},
        *({"index_id": 0, **entry.payload} for entry in entries),
        {"type": "WriteFiles", "index_id": 0, "output_path": folder},
        {"type": "DeleteIndex", "index_id": 0},
    ]


def _acknowledged(reply: Message, entry: Entry) -> int:
    if reply.get("type") != "IndexedFile" or reply.get("page_url") != entry.payload["url"]:
        raise SearchIndexError(f"the indexer took a page for another: {reply}", where=entry.where)
    return int(reply["page_word_count"])


def converse(requests: Sequence[Message], binary: Binary, deadline: float = DEADLINE) -> list[Message]:
    """Send `requests` while replies are read, and return the payloads of the replies, one for each.

    Raises SearchIndexError if the indexer cannot be started, fails, answers with an error, or takes too long.
    """
    process = _started(binary)
    timer = threading.Timer(deadline, process.kill)
    errors: list[bytes] = []
    feeder = threading.Thread(target=_feed, args=(process.stdin, requests))
    listener = threading.Thread(target=lambda: errors.append(_all(process.stderr)))
    for thread in (timer, feeder, listener):
        thread.daemon = True
        thread.start()
    try:
        replies = [_payload(frame) for frame in islice(_frames(process.stdout), len(requests))]
        feeder.join()
        _close(process.stdin)  # only now: the indexer ends with its input, and drops what it has not answered
        status = process.wait()
    finally:
        process.kill()
        timer.cancel()
        for thread in (feeder, listener):
            thread.join()
        for stream in (process.stdin, process.stdout, process.stderr):
            _close(stream)
        process.wait()
    if status or len(replies) != len(requests):
        said = b"".join(errors).decode(errors="replace").strip()[-500:] or "it said nothing"
        raise SearchIndexError(f"the indexer answered {len(replies)} of {len(requests)} requests and ended: {said}")
    return replies


def _started(binary: Binary) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    try:
        return subprocess.Popen([str(binary.path), "--service"], stdin=pipe, stdout=pipe, stderr=pipe)
    except OSError as error:
        raise SearchIndexError(f"the indexer cannot be started: {error.strerror or error}") from error


def _feed(stdin: IO[bytes] | None, requests: Iterable[Message]) -> None:
    # A pipe that breaks means that the indexer has ended, which the reader finds out.
    with suppress(OSError, ValueError):
        if stdin is not None:
            for number, payload in enumerate(requests):
                message = {"message_id": number, "payload": payload}
                stdin.write(base64.b64encode(json.dumps(message).encode()) + b",")
            stdin.flush()


def _frames(stdout: IO[bytes] | None) -> Iterable[bytes]:
    waiting = b""
    while stdout is not None and (chunk := stdout.read1(_CHUNK)):  # type: ignore[attr-defined]  # a buffered reader
        *complete, waiting = (waiting + chunk).split(b",")
        yield from complete


def _payload(frame: bytes) -> Message:
    try:
        payload: Message = json.loads(base64.b64decode(frame, validate=True))["payload"]
    except (binascii.Error, ValueError, LookupError, TypeError) as error:
        raise SearchIndexError("the indexer answered what is no message") from error
    if payload.get("type") == "Error":
        raise SearchIndexError(f"the indexer refused a request: {payload.get('message')}")
    return payload


def _all(stream: IO[bytes] | None) -> bytes:
    return stream.read() if stream is not None else b""


def _close(stream: IO[bytes] | None) -> None:
    with suppress(OSError):
        if stream is not None:
            stream.close()
