from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from kbgen.config import Keep
from kbgen.globs import PatternError
from kbgen.model import Ref, RefKind, Version
from kbgen.versions.order import is_prerelease
from kbgen.versions.retention import drop_reasons, keep

REF = Ref("x", RefKind.TAG, "0" * 40, datetime(2024, 1, 1, tzinfo=UTC))


def versions_of(text: str) -> list[Version]:
    """Return versions, newest first; `name=alias` has an alias."""
    parts = [word.partition("=") for word in text.split()]
    return [
        Version(name, REF, is_prerelease(name), aliases=(alias,) if alias else ()) for name, _, alias in parts
    ]  # fmt: skip


def names(versions: Sequence[Version]) -> str:
    return " ".join(version.name for version in versions)


@pytest.mark.parametrize(
    ("versions", "rule", "dropped"),
    [
        ("dev 2.1=latest 2.0 1.0", None, ""),
        ("dev 2.1=latest 2.0 1.0", Keep(), ""),
        ("dev 2.1=latest 2.0 1.1 1.0", Keep(minors=2), "1.1 1.0"),
        ("2.1.1=latest 2.1.0 2.0.3 2.0.2 1.9", Keep(minors=2), "1.9"),
        ("2.1.1=latest 2.1.0 2.0.3 2.0.2 1.9", Keep(patches=1), "2.1.0 2.0.2"),
        ("2.1.1=latest 2.1.0 2.0.3 2.0.2 1.9", Keep(minors=2, patches=1), "2.1.0 2.0.2 1.9"),
        ("2.1=latest 2.0 1.1 1.0", Keep(minors=1, always=("1.0",)), "2.0 1.1"),
        ("2.1=latest 2.0 1.1 1.0", Keep(minors=1, always=("1.*", "!1.1")), "2.0 1.1"),
        ("2.1=latest 2.0 1.1=stable 1.0", Keep(minors=1), "2.0 1.0"),
        ("2.1 2.0 1.1=latest 1.0", Keep(minors=1), "2.0 1.0"),
        ("dev 3.0-rc.1 2.0=latest 2.0-rc.1 1.0", Keep(), "2.0-rc.1"),
        ("dev 3.0-rc.1 2.0=latest 2.0-rc.1=next 1.0", Keep(), ""),
        ("main=latest 3.0-rc.1 2.0 2.0-rc.1", Keep(), "2.0-rc.1"),
        ("main=latest 3.0-rc.2 3.0-rc.1", Keep(minors=1), ""),
        ("a b c 2.0=latest", Keep(minors=1, patches=1), ""),
        ("3.0-rc.1 2.0=latest 1.0", Keep(minors=1), "1.0"),
    ],
)
def test_what_is_dropped(versions: str, rule: Keep | None, dropped: str) -> None:
    given = versions_of(versions)
    latest = next(version for version in given if "latest" in version.aliases)
    stay, gone = keep(given, rule, latest)
    assert names(gone) == dropped
    assert [version for version in given if version not in gone] == list(stay)


def test_each_dropped_version_has_its_reason() -> None:
    given = versions_of("3.0.1=latest 3.0.0 3.0-rc.1 2.0 1.0")
    assert drop_reasons(given, Keep(minors=2, patches=1), given[0]) == {
        "3.0.0": "not one of the newest 1 releases of 3.0",
        "3.0-rc.1": "a prerelease older than 3.0.1",
        "1.0": "not one of the newest 2 minor versions",
    }


def test_a_malformed_pattern_is_refused() -> None:
    given = versions_of("1.0=latest")
    with pytest.raises(PatternError, match=r"'1\.\['"):
        keep(given, Keep(always=("1.[",)), given[0])
