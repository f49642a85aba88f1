"""Mend what can be mended: the smallest edits of a text, from the last to the first. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kbgen.check.finding import Edit

_LINE_END = re.compile(r"(\r\n|\r|\n)")


def mended(data: bytes, edits: Iterable[Edit]) -> tuple[bytes, int]:
    """Return a file's bytes with the edits made, and how many were made.

    One whose old text is not where it should be is left out, and so is one that overlaps another. Line ends and all
    else stay as they are. Raises UnicodeDecodeError when the file is not UTF-8 text.
    """
    text = data.decode("utf-8")
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    parts = _LINE_END.split(text.removeprefix(mark))
    lines = parts[::2]
    done, taken = 0, (len(lines) + 1, 0)
    for edit in sorted(set(edits), key=lambda each: (each.line, each.column), reverse=True):
        start, end = edit.column - 1, edit.column - 1 + len(edit.old)
        is_free = (edit.line, end) <= taken and 0 < edit.line <= len(lines)
        if is_free and lines[edit.line - 1][start:end] == edit.old:
            line = lines[edit.line - 1]
            lines[edit.line - 1] = line[:start] + edit.new + line[end:]
            done, taken = done + 1, (edit.line, start)
    parts[::2] = lines
    return (mark + "".join(parts)).encode(), done
