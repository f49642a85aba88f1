"""What a rule is, and which rules there are: those of kbgen, and those that other packages bring by entry point.

A rule is a function that looks at one version and yields what it finds. It changes nothing and reads nothing but its
arguments. A package of somebody else brings one so:

    [project.entry-points."kbgen.rules"]
    glossary = "our_rules.glossary:RULE"
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points

from kbgen.check.finding import Finding
from kbgen.check.subject import Subject, Volume
from kbgen.codes import CODES, Code
from kbgen.errors import ConfigError

GROUP = "kbgen.rules"


@dataclass(frozen=True, slots=True)
class Rule:
    """A function that finds something, and the codes of what it finds.

    `own` are codes that are not in kbgen's catalogue; they must not begin with `KB`.
    """

    codes: tuple[str, ...]
    find: Callable[[Volume, Subject], Iterable[Finding]]
    own: Mapping[str, Code] = field(default_factory=dict)


def built_in() -> tuple[Rule, ...]:
    """Return the rules of kbgen, by their codes."""
    from kbgen.check.rules import RULES

    return tuple(sorted(RULES, key=lambda rule: rule.codes))


def all_rules() -> tuple[Rule, ...]:
    """Return the rules of kbgen and those that other packages bring. Raises ConfigError for one that is none."""
    return (*built_in(), *installed())


def installed(points: Iterable[EntryPoint] | None = None) -> tuple[Rule, ...]:
    """Return the rules of all installed packages. Raises ConfigError for one that is none, or that takes our codes."""
    found = entry_points(group=GROUP) if points is None else points
    return tuple(_loaded(point) for point in sorted(found, key=lambda point: point.name))


def _loaded(point: EntryPoint) -> Rule:
    try:
        rule = point.load()
    except Exception as error:  # whatever a strange package raises is told as its fault
        raise _bad(point, f"cannot be loaded: {type(error).__name__}: {error}") from error
    if not isinstance(rule, Rule):
        raise _bad(point, "is no kbgen.check.Rule")
    wrong = [code for code in rule.codes if code not in rule.own or code in CODES or code.startswith("KB")]
    if wrong or not rule.codes:
        raise _bad(
            point, f"must describe its own codes, which do not begin with KB: {', '.join(wrong) or 'none given'}"
        )
    return rule


def _bad(point: EntryPoint, reason: str) -> ConfigError:
    hint = "update or remove the package that brings it"
    return ConfigError(f"the rule '{point.name}' ({point.value}) {reason}", hint=hint)


def findings(rules: Iterable[Rule], subject: Subject) -> Iterator[Finding]:
    """Yield what the rules find in all versions that are checked."""
    for rule in rules:
        for volume in subject.volumes:
            yield from rule.find(volume, subject)
