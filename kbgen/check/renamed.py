"""What pages were called before a change, so that what was wrong with them then is known again. Pure."""

from __future__ import annotations

from kbgen import paths
from kbgen.check.finding import FileKey, Renamed
from kbgen.check.subject import Subject


def renamed_pages(subject: Subject) -> Renamed | None:
    """Return what pages were called in the base of a change; None if there is no base, or none has another name."""
    base = subject.base
    files: dict[FileKey, FileKey] = {}
    uris: dict[str, str] = {}
    for volume in subject.volumes if base and base.moved else ():
        before = base.volume(volume) if base else None
        for old in before.pages.values() if before else ():
            new = base.heir(old, volume) if base else None
            if new and new.page.path != old.page.path:
                files[new.file] = old.file
                uris[paths.shown(new.page.src_uri)] = paths.shown(old.page.src_uri)
    return Renamed(files, uris) if files else None
