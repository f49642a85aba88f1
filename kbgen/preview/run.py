"""The whole of `kbgen preview`: from a source and a ref to a folder that shows what changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kbgen.cache import Cache
from kbgen.config import Config, Source
from kbgen.model import Problem
from kbgen.preview.changes import changes
from kbgen.preview.compare import compare
from kbgen.preview.contributors import thanks
from kbgen.preview.describe import describe
from kbgen.preview.document import Document
from kbgen.preview.files import File, files
from kbgen.preview.pages import shown
from kbgen.preview.setting import as_preview
from kbgen.preview.sides import sides
from kbgen.progress import Progress
from kbgen.publish import publish, staging


@dataclass(frozen=True, slots=True)
class PreviewRequest:
    """What to preview, against which ref, into which folder. `jobs` is a number of processes.

    With `working_tree` the files of a folder are shown as they are, committed or not. `live` is the address of the
    source's pages as they are published, "" if it is not known.
    """

    config: Config
    source: Source
    base: str
    output: Path
    cache: Path
    jobs: int = 1
    offline: bool = False
    working_tree: bool = False
    live: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What was found, and the problems of the source as a whole."""

    document: Document
    problems: tuple[Problem, ...]


def preview(request: PreviewRequest, progress: Progress) -> Preview:
    """Write the preview and return what was found.

    The folder changes in one step, or not at all. Raises what `sides` does, and what `kbgen.publish` does for a folder
    that cannot be written or is not ours.
    """
    config, cache = as_preview(request.config, request.source), Cache(request.cache)
    (source,) = config.sources
    with staging(request.output) as staged:
        how = {"offline": request.offline, "working_tree": request.working_tree}
        told = sides(source, config, cache, request.base, progress, **how)
        comparison = compare(told, changes(told), config, request.config, cache, request.jobs, progress)
        document = describe(comparison, thanks(told, request.config), config.check)
        given = list(shown(comparison, document, request.live))
        _write(staged, files(comparison, document, given, request.live))
        publish(staged, request.output, durable=False)
    return Preview(document, told.problems)


def _write(staged: Path, files: Iterable[File]) -> None:
    for path, body in files:
        target = staged / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
