"""Which versions stay when `keep` limits them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from packaging.version import Version as Number

from kbgen.config import Keep
from kbgen.globs import Pattern, selects
from kbgen.model import Version
from kbgen.versions.order import number_of


def keep(
    versions: Sequence[Version], rule: Keep | None, latest: Version
) -> tuple[tuple[Version, ...], tuple[Version, ...]]:
    """Return the versions that stay and those that are dropped, both in the order of `versions` (newest first)."""
    reasons = drop_reasons(versions, rule, latest)
    stay = tuple(version for version in versions if version.name not in reasons)
    return stay, tuple(version for version in versions if version.name in reasons)


def drop_reasons(versions: Sequence[Version], rule: Keep | None, latest: Version) -> dict[str, str]:
    """Return, for each version that is dropped, its name and a phrase that says why.

    Of the releases the newest `minors` pairs (major, minor) stay, and of each pair the newest `patches`. Prereleases
    older than `latest` go. Named versions, those with an alias and those that `always` matches stay. Raises
    `PatternError` for a malformed pattern.
    """
    if rule is None:
        return {}
    always = [Pattern.parse(pattern) for pattern in rule.always]
    numbers = {version.name: number for version in versions if (number := number_of(version.name)) is not None}
    releases = [version.name for version in versions if version.name in numbers and not version.prerelease]
    prereleases = [version.name for version in versions if version.name in numbers and version.prerelease]
    current = latest.name if latest.name in numbers else next(iter(releases), "")
    dropped = dict(_surplus(releases, numbers, rule)) | dict(_outdated(prereleases, numbers, current))
    stay = {version.name for version in versions if version.aliases or selects(always, version.name)}
    return {name: reason for name, reason in dropped.items() if name not in stay}


def _surplus(releases: Sequence[str], numbers: dict[str, Number], rule: Keep) -> Iterator[tuple[str, str]]:
    """Yield the releases beyond the newest minors and patches; `releases` are newest first."""
    patches: dict[tuple[int, int], int] = {}
    for name in releases:
        minor = (numbers[name].major, numbers[name].minor)
        patches[minor] = patches.get(minor, 0) + 1
        if rule.minors is not None and len(patches) > rule.minors:
            yield name, f"not one of the newest {rule.minors} minor versions"
        elif rule.patches is not None and patches[minor] > rule.patches:
            yield name, f"not one of the newest {rule.patches} releases of {minor[0]}.{minor[1]}"


def _outdated(prereleases: Sequence[str], numbers: dict[str, Number], current: str) -> Iterator[tuple[str, str]]:
    """Yield the prereleases older than the version `current` ("": none is)."""
    for name in prereleases:
        if current and numbers[name] < numbers[current]:
            yield name, f"a prerelease older than {current}"
