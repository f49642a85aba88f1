"""What `kbgen init` has done, in lines for people: what came from where, what was left, and what is next."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kbgen.codes import CODES
from kbgen.model import Problem
from kbgen.report_text import Line, Span, Style
from kbgen.scaffold import Adoption, Answers, Ground, Written


@dataclass(frozen=True, slots=True)
class Beginning:
    """What was done: where, with which answers, and in a repository that was made (`is_new`) or was there.

    `file`, `adoption` and `errors` are about the mkdocs.yml that it was made from, if there is one; `others` tell
    services to run MkDocs.
    """

    ground: Ground
    answers: Answers
    files: Written
    is_new: bool
    file: Path | None = None
    adoption: Adoption | None = None
    errors: tuple[Problem, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def written(self) -> tuple[str, ...]:
        """The paths of the new files, from the folder."""
        return self.files.written


def told(done: Beginning) -> Iterator[Line]:
    """Yield what was done and what was not."""
    if done.adoption:
        yield from _adopted(done.adoption, str(done.file))
    yield from _softened(done.errors)
    for path in done.others:
        yield (Span(path, Style.STRONG), Span(": runs MkDocs; let one of the two publish"))
    if done.files.left:
        yield (Span(f"Left as they are: {', '.join(done.files.left)}", Style.FAINT),)
    if done.answers.origin is None and ".kbgen/install.sh" in done.written:
        yield _unknown_origin()
    if done.adoption and done.ground.has_commits:
        yield (Span("To let only new findings count from now on: kbgen check --write-baseline"),)
    made = ", and made it a git repository with a first commit" if done.is_new else ""
    count = len(done.written)
    yield (Span(f"Wrote {count} file{'' if count == 1 else 's'} to {_place(done)}{made}.", Style.GOOD),)


def _adopted(adoption: Adoption, file: str) -> Iterator[Line]:
    for what, keys in (("copied into kbgen.yml", adoption.copied), ("read from here by each build", adoption.read)):
        if keys:
            yield (Span(file, Style.STRONG), Span(f": {what}: {', '.join(keys)}"))
    for left in sorted(adoption.left, key=lambda each: each.line):
        instead = f"instead: {left.instead}" if left.instead else "there is no equivalent"
        yield (Span(f"{file}:{left.line}", Style.STRONG), Span(f": {left.what} is left behind; {instead}"))


def _softened(errors: tuple[Problem, ...]) -> Iterator[Line]:
    for code in sorted({error.code for error in errors}):
        count = sum(error.code == code for error in errors)
        what = f"{code} ({CODES[code].name}) is a warning in kbgen.yml, since it is found today: {count}"
        yield (Span(what, Style.WARNING),)


def _unknown_origin() -> Line:
    what = (
        "This kbgen was not installed from a repository on the web, so .kbgen/install.sh does not know where to get "
        "it: say it there, or with --kbgen URL@COMMIT"
    )
    return (Span(what, Style.WARNING),)


def next_step(done: Beginning, cwd: Path) -> Line:
    """Return the commands that come next."""
    away = done.ground.folder.resolve() != cwd.resolve()
    commands = [f"cd {shlex.quote(str(done.ground.folder))}"] if away else []
    if not done.is_new and not done.ground.has_commits:
        commands.append("git add --all && git commit -m 'Begin the site'")
    commands.append("kbgen serve")
    after = "" if done.is_new or not done.ground.has_commits else "; what you commit is what gets published"
    return (Span(f"Next: {' && '.join(commands)}{after}"),)


def _place(done: Beginning) -> str:
    return "this folder" if str(done.ground.folder) == "." else str(done.ground.folder)
