"""A page that somebody has found right: the smallest edit of its front matter that says so. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from kbgen.content.frontmatter import read, split
from kbgen.model import FrontMatter, Location

_END: Final = r"(?:\r\n|\r|\n)"
_BLOCK: Final = re.compile(rf"\A\ufeff?-{{3}}[ \t]*{_END}(?P<lines>.*?{_END})(?:\.{{3}}|-{{3}})[ \t]*{_END}", re.DOTALL)
_YEAR: Final = timedelta(days=365)


class UneditableError(ValueError):
    """The front matter of a page cannot be edited without changing more than was meant. The message says why."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The day on which pages were found right, and that of their next review.

    Without the latter, a page that names such a day gets one as far away as its last one was from its last review.
    """

    day: date
    due: date | None = None


def confirmed(text: str, given: Confirmation) -> str:
    """Return the text of a page with `reviewed`, and `review_by` if it has one or is given one. All else stays.

    Raises UneditableError where the front matter is faulty, or not written line by line.
    """
    front, body, _, problems = read(text, Location())
    if problems and any(each.code == "KB010" for each in problems):
        raise UneditableError("its front matter cannot be read")
    if split(text).block is None and front != FrontMatter():
        raise UneditableError("its front matter does not stand between lines of dashes")
    due = given.due or _moved(front, given.day)
    wanted = replace(front, reviewed=given.day, review_by=due)
    made = _with_line(text, "reviewed", given.day)
    made = _with_line(made, "review_by", due) if due else made
    if read(made, Location())[:2] != (wanted, body):
        raise UneditableError("its front matter is not written line by line")
    return made


def _moved(front: FrontMatter, day: date) -> date | None:
    if front.review_by is None:
        return None
    span = front.review_by - front.reviewed if front.reviewed else _YEAR
    return day + (front.review_every or (span if span > timedelta() else _YEAR))


def _with_line(text: str, key: str, value: date) -> str:
    """Return the text with a key of its front matter set: in the line that has it, in a new one, or in a new block."""
    end = found[0] if (found := re.search(_END, text)) else "\n"
    block = _BLOCK.match(text)
    if block is None:
        mark = "\ufeff" if text.startswith("\ufeff") else ""
        return f"{mark}---{end}{key}: {value:%Y-%m-%d}{end}---{end}{end}{text.removeprefix(mark)}"
    lines = block["lines"].replace("\r\n", "\n").replace("\r", "\n")
    lines = block["lines"].replace("\r\n", "\n").replace("\r", "\n")
    written = re.compile(rf"^{key}[ \t]*:[ \t]*[^#\n]*?(?=[ \t]*(?:#.*)?$)", re.MULTILINE)
    made, amount = written.subn(f"{key}: {value:%Y-%m-%d}", lines, count=1)
    made = made if amount else f"{lines}{key}: {value:%Y-%m-%d}\n"
    return text[: block.start("lines")] + made.replace("\n", end) + text[block.end("lines") :]
