"""What a check found, as the command prints it."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kbgen.check.finding import FileKey, Finding
from kbgen.errors import ExitCode
from kbgen.model import Problem, Severity


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The findings, in the order of files, and what is wrong with whole sources. `pages` were looked at.

    `changed` are the files that differ from the base, if there was one; their findings come first. `mended` are
    findings of the base that are gone. `paths` are where files can be mended, inside the folder of their source.
    """

    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...] = ()
    pages: frozenset[FileKey] = frozenset()
    changed: frozenset[FileKey] = frozenset()
    mended: tuple[Finding, ...] = ()
    paths: Mapping[FileKey, str] = field(default_factory=dict)

    def since(
        self,
        before: Sequence[Finding],
        files: Mapping[FileKey, str],
        files_before: Mapping[FileKey, str],
        former: Mapping[str, str],
    ) -> CheckReport:
        """Return the report without what was there `before`: findings are the same by their fingerprints.

        `former` has the fingerprints of before for those that are others only because a file was renamed.
        """
        old = {each.fingerprint for each in before}
        now = {former.get(each.fingerprint, each.fingerprint) for each in self.findings}
        changed = frozenset(file for file, oid in files.items() if files_before.get(file) != oid)
        new = [each for each in self.findings if former.get(each.fingerprint, each.fingerprint) not in old]
        ordered = tuple(sorted(new, key=lambda each: each.file not in changed))
        mended = tuple(each for each in before if each.fingerprint not in now)
        return replace(self, findings=ordered, changed=changed, mended=mended)

    def without(self, fingerprints: Container[str]) -> CheckReport:
        """Return the report without the findings that have these fingerprints."""
        return replace(self, findings=tuple(each for each in self.findings if each.fingerprint not in fingerprints))

    def where(self, is_wanted: Callable[[Finding], bool]) -> CheckReport:
        """Return the report of the findings that are wanted."""
        wanted = tuple(filter(is_wanted, self.findings)), tuple(filter(is_wanted, self.mended))
        return replace(self, findings=wanted[0], mended=wanted[1])

    def within(self, is_wanted: Callable[[FileKey], bool]) -> CheckReport:
        """Return the report of the files that are wanted."""
        return replace(self.where(lambda each: is_wanted(each.file)), pages=frozenset(filter(is_wanted, self.pages)))

    @property
    def files(self) -> int:
        """How many pages were looked at."""
        return len(self.pages)

    def exit_code(self, fail_on: Severity = Severity.ERROR) -> ExitCode:
        """Return 3 if a source cannot be read, 1 if a finding weighs as much as `fail_on`, else 0."""
        if any(problem.severity is Severity.ERROR for problem in self.problems):
            return ExitCode.SOURCE
        weights = list(Severity)
        grave = weights[: weights.index(fail_on) + 1]
        return ExitCode.FINDINGS if any(each.problem.severity in grave for each in self.findings) else ExitCode.OK
