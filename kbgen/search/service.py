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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Final

from kbgen.errors import ExitCode, KbgenError
from kbgen.model import Location
from kbgen.search.output import IncompleteError, written

DEADLINE: Final = 1800.0
"""Seconds after which an indexer is ended; 38,000 pages take about three minutes."""
PROBE: Final = 30.0
"""The same for an index of nothing, which takes a tenth of a second."""
PACKAGES: Final = ("pagefind_bin_extended", "pagefind_bin")
CONFIG: Final[Mapping[str, object]] = {
    # What is drawn beside the text: signs that link to a heading or back from a note, and the labels of tabs.
    "exclude_selectors": [".headerlink", ".footnote-backref", ".tabbed-labels"],
    "include_characters": "+#@",
}
_CHUNK: Final = 1 << 16

Message = Mapping[str, Any]

_live: set[subprocess.Popen[bytes]] = set()
_given_up = threading.Event()


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
            return Binary(path, version(package), "extended" in f"{package} {path.name}")
        except (ImportError, FileNotFoundError, PackageNotFoundError):
            continue
    return None


def why_mute(binary: Binary) -> str:
    """Return why the indexer makes no index here, such as one for another platform; "" if it does."""
    try:
        index([], binary, "en", PROBE)
    except SearchIndexError as error:
        return str(error)
    return ""


def interrupt() -> None:
    """End every indexer that runs now or is started before `resume`: a build that is given up waits for none."""
    _given_up.set()
    for process in tuple(_live):
        process.kill()


def resume() -> None:
    """Let indexers run again: the threads of the build that was given up have ended."""
    _given_up.clear()


def index(entries: Sequence[Entry], binary: Binary, language: str, deadline: float = DEADLINE) -> Indexed:
    """Return the bundle of `entries`, all in one language.

    Raises SearchIndexError, with the place of an entry where it is known: if the indexer cannot be started, answers
    with an error or for another entry, ends early, or takes more than `deadline` seconds.
    """
    with TemporaryDirectory(prefix="kbgen-search-") as folder, _running(binary, deadline) as process:
        feeder = threading.Thread(target=_feed, args=(process.stdin, _requests(entries, language, folder)), daemon=True)
        feeder.start()
        replies = [_payload(frame) for frame in islice(_frames(process.stdout), len(entries) + 2)]
        if len(replies) != len(entries) + 2:
            raise SearchIndexError(f"the indexer ended after {len(replies)} of {len(entries) + 2} answers")
        words = tuple(_acknowledged(reply, entry) for reply, entry in zip(replies[1:-1], entries, strict=True))
        try:
            return Indexed(written(Path(folder)), words)
        except IncompleteError as error:
            raise SearchIndexError(f"the indexer has not finished its file {error}") from error


@contextmanager
def _running(binary: Binary, deadline: float) -> Iterator[subprocess.Popen[bytes]]:
    """Give the service. It is killed in the end: all that it did is read by then, and it has nothing to lose."""
    try:
        pipe = subprocess.PIPE
        process = subprocess.Popen([str(binary.path), "--service"], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
    except OSError as error:
        hint = "install pagefind_bin for this platform, or write `search: {engine: none}` in kbgen.yml"
        raise SearchIndexError(f"the indexer cannot be started: {error.strerror or error}", hint=hint) from error
    _live.add(process)
    if _given_up.is_set():  # after it is listed, so that `interrupt` misses none
        process.kill()
    timer = threading.Timer(deadline, process.kill)
    timer.daemon = True
    timer.start()
    try:
        yield process
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        _live.discard(process)
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):
                if stream is not None:
                    stream.close()


def _requests(entries: Sequence[Entry], language: str, folder: str) -> Iterator[Message]:
    yield {"type": "NewIndex", "config": {**CONFIG, "force_language": language}}
    for entry in entries:
        yield {"index_id": 0, **entry.payload}
    yield {"type": "WriteFiles", "index_id": 0, "output_path": folder}


def _feed(stdin: IO[bytes] | None, requests: Iterable[Message]) -> None:
    # A pipe that breaks means that the indexer has ended, which the reader finds out.
    with suppress(OSError, ValueError):
        if stdin is not None:
            for number, payload in enumerate(requests):
                message = {"message_id": number, "payload": payload}
                stdin.write(base64.b64encode(json.dumps(message).encode()) + b",")
            stdin.flush()


def _frames(stdout: IO[bytes] | None) -> Iterator[bytes]:
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


def _acknowledged(reply: Message, entry: Entry) -> int:
    if reply.get("type") != "IndexedFile" or reply.get("page_url") != entry.payload["url"]:
        raise SearchIndexError(f"the indexer answered for another page: {reply}", where=entry.where)
    return int(reply["page_word_count"])
