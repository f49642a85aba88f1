"""`kbgen doctor`: from options to a case, and from its findings to lines or a document."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kbgen.cli.build import CONFIG_FILE, BuildOptions, configuration
from kbgen.cli.cache_folder import located
from kbgen.cli.console import Console
from kbgen.cli.failure import tell_failure
from kbgen.errors import ConfigError, ExitCode, KbgenError, SourceError
from kbgen.report_text import Line, Span, Style
from kbgen.suggest import did_you_mean

if TYPE_CHECKING:
    from kbgen.doctor import Case, Engine, Finding

SCHEMA = 1
ACTED_ON = ("warning", "error")


@dataclass(frozen=True, slots=True)
class DoctorOptions:
    """The options of `kbgen doctor` as they were given."""

    engine: str = ""
    config: Path | None = None
    cache: Path | None = None
    browser: str = ""
    as_json: bool = False
    quiet: bool = False
    no_color: bool = False
    site: Path | None = None


def doctor(options: DoctorOptions, argv: Sequence[str]) -> ExitCode:
    """Examine, tell what was found, and return the exit code; `argv` is for the log of a fault."""
    console = Console.of(no_color=options.no_color)
    try:
        return _doctor(options, console)
    except (Exception, KeyboardInterrupt) as error:
        return tell_failure(error, argv, console, options.cache, as_json=options.as_json)


def _doctor(options: DoctorOptions, console: Console) -> ExitCode:
    from kbgen.doctor import examine, published

    findings = []
    for finding in published(options.site) if options.site else examine(_case(options, Path.cwd())):
        findings.append(finding)
        if not options.as_json and (not options.quiet or finding.state in ACTED_ON):
            console.show(_lines(finding))
    code = ExitCode.FINDINGS if any(each.state in ACTED_ON for each in findings) else ExitCode.OK
    if options.as_json:
        console.data(_document(findings, code))
    elif not options.quiet:
        console.say([_summary(findings)])
    return code


def _case(options: DoctorOptions, cwd: Path) -> Case:
    from kbgen.doctor import Case

    engine, cache = _engine(options.engine), located(options.cache)
    try:
        config = configuration(BuildOptions(config=options.config), cwd)
    except SourceError as error:
        named = options.config is not None or (cwd / CONFIG_FILE).exists()
        return Case(cache, date.today(), None, error.problems if named else (), engine, options.browser)
    except KbgenError as error:
        return Case(cache, date.today(), None, error.problems, engine, options.browser)
    return Case(cache, date.today(), config, (), engine, options.browser)


def _engine(name: str) -> Engine | None:
    from kbgen.doctor import ENGINES

    if name and name not in ENGINES:
        hint = did_you_mean(name, ENGINES) or f"known engines: {', '.join(ENGINES)}"
        raise ConfigError(f"nothing is known of an engine '{name}'", hint=hint)
    return ENGINES.get(name)


def _lines(finding: Finding) -> list[str]:
    lines = [f"{finding.state.value:<8} {finding.check}: {finding.what}"]
    lines += [f"         {finding.why}"] if finding.why else []
    return [*lines, *([f"         hint: {finding.action}"] if finding.action else [])]


def _summary(findings: Sequence[Finding]) -> Line:
    counts = Counter(finding.state.value for finding in findings)
    text = ", ".join(
        f"{counts[state]} {state}{'' if counts[state] == 1 else 's'}" for state in ("error", "warning", "note")
    )
    return (Span(f"{text}.", Style.STRONG if any(counts[state] for state in ACTED_ON) else Style.GOOD),)


def _document(findings: Sequence[Finding], code: ExitCode) -> str:
    value = {"schema": SCHEMA, "exit_code": int(code), "findings": [asdict(each) for each in findings], "problems": []}
    return json.dumps(value, indent=1) + "\n"
