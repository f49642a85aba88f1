"""From sources to findings: what `kbgen check` does. Reads as a build does, with the files of folders as they are, and
publishes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kbgen import git
from kbgen.cache import Cache
from kbgen.codes import CODES, problem
from kbgen.config import Config
from kbgen.errors import ConfigError
from kbgen.fetch import SHALLOW_HINT, Fetched, fetch
from kbgen.git import GitError
from kbgen.mapper import mapper
from kbgen.model import Mirror, Problem, Severity
from kbgen.paths import shown
from kbgen.progress import Progress
from kbgen.suggest import did_you_mean

if TYPE_CHECKING:
    from kbgen.check import CheckReport, Rule

IRRELEVANT = frozenset({"KB117"})
"""Problems of a build that do not matter here: what is not committed is checked too."""


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What to check. `jobs` is a number of processes. `today` decides what is overdue.

    With a ref in `since`, only what came after it is told: what it has in common with what is here now is not.
    """

    config: Config
    cache: Path
    today: date
    jobs: int = 1
    offline: bool = False
    since: str = ""


def check(request: CheckRequest, progress: Progress) -> CheckReport:
    """Return all findings. Raises ConfigError and SourceError when nothing can be checked."""
    config, cache = request.config, Cache(request.cache)
    with ThreadPoolExecutor(1) as beside:  # git is at work while the larger part of the program is imported
        later = beside.submit(_fetched, request, cache, progress)
        from kbgen.check import CheckReport, all_rules
        from kbgen.examine import Examined, Examiner

        rules, fetched = all_rules(), later.result()
    bases = as_of(request.since, config, fetched.mirrors) if request.since else ()
    with mapper(request.jobs) as do_map:
        examiner = Examiner(config, cache, do_map, rules, request.today, progress)
        before = examiner.examine(bases) if bases else Examined()
        now = examiner.examine(fetched.mirrors, before)
    told = (*_unknown(config, rules), *(each for each in fetched.problems if each.code not in IRRELEVANT))
    report = CheckReport(now.findings, told, pages=frozenset(now.files), paths=now.paths)
    return report.since(before.findings, now.files, before.files, now.former) if bases else report


def _fetched(request: CheckRequest, cache: Cache, progress: Progress) -> Fetched:
    return fetch(request.config.sources, cache, offline=request.offline, working_tree=True, progress=progress)


def _unknown(config: Config, rules: Sequence[Rule]) -> Iterator[Problem]:
    """Yield the codes that `check:` names and that no rule has which is installed here."""
    known = {*CODES, *(code for rule in rules for code in rule.codes)}
    for code in config.check:
        if code not in known:
            message = f"`check:` names '{shown(code)}', which no rule has that is installed"
            hint = did_you_mean(code, known) or "install the package that brings it, or remove the line"
            yield problem("KB101", message, hint=hint, severity=Severity.WARNING)


def as_of(ref: str, config: Config, mirrors: Sequence[Mirror]) -> tuple[Mirror, ...]:
    """Return the mirrors with the files of the commit from which the work began that is here, seen from `ref`.

    Sources that do not know the ref are as they are. Raises ConfigError if none knows it.
    """
    folders = {source.name: Path(source.url) for source in config.sources}
    bases = {name: _base(folder, ref) for name, folder in folders.items() if folder.is_absolute()}
    if not any(bases.values()):
        is_cut = any(_is_shallow(folder) for folder in folders.values() if folder.is_absolute())
        hint = SHALLOW_HINT if is_cut else "name a branch or commit that is here, or fetch it: `git fetch origin main`"
        raise ConfigError(f"no source has a commit '{shown(ref)}' that this work began from", hint=hint)
    return tuple(replace(m, working_tree=bases.get(m.source) or m.working_tree) for m in mirrors)


def _base(folder: Path, ref: str) -> str:
    """Return the merge base of `ref` and what is checked out; "" if there is none."""
    try:
        return git.merge_base(_git_dir(folder), ref, "HEAD")
    except GitError:
        return ""


def _is_shallow(folder: Path) -> bool:
    try:
        return git.is_shallow(_git_dir(folder))
    except GitError:
        return False


def _git_dir(folder: Path) -> Path:
    return dot_git if (dot_git := folder / ".git").exists() else folder
