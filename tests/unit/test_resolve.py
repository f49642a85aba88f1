from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kbgen.config import Keep, Source
from kbgen.errors import ConfigError, ExitCode
from kbgen.model import Collection, Mirror, Ref, RefKind, Severity, Version
from kbgen.versions.resolve import Resolved, resolve

START = datetime(2024, 1, 1, tzinfo=UTC)


def kb(branches: Sequence[str] = ("HEAD",), tags: Sequence[str] = (), **given: object) -> Source:
    """Return a versioned source."""
    return Source.model_validate({"url": "kb.git", "name": "kb", "branches": branches, "tags": tags, **given})


def plain_kb(**given: object) -> Source:
    """Return a source without `branches` and `tags`."""
    return Source.model_validate({"url": "kb.git", "name": "kb", **given})


def mirror_of(branches: str = "main", tags: str = "", head: str = "main") -> Mirror:
    """Return a mirror; refs are one day apart in the order given, branches first. The branch `HEAD` is detached."""
    kinds = [(name, RefKind.HEAD if name == "HEAD" else RefKind.BRANCH) for name in branches.split()]
    kinds += [(name, RefKind.TAG) for name in tags.split()]
    refs = tuple(Ref(name, kind, f"{day:040x}", START + timedelta(days=day)) for day, (name, kind) in enumerate(kinds))
    return Mirror("kb", Path("kb.git"), refs, head)


def collection_of(resolved: Resolved) -> Collection:
    assert resolved.collection is not None
    return resolved.collection


def names(versions: Sequence[Version]) -> str:
    return " ".join(version.name for version in versions)


def codes(resolved: Resolved) -> list[tuple[str, Severity]]:
    return [(found.code, found.severity) for found in resolved.problems]


def refusal(source: Source, mirror: Mirror) -> str:
    """Return what the error says, messages and hints; each message names the source."""
    with pytest.raises(ConfigError) as caught:
        resolve(source, mirror)
    assert caught.value.exit_code is ExitCode.USAGE
    assert all("source 'kb'" in found.message and found.where.collection == "kb" for found in caught.value.problems)
    return "\n".join(f"{found.message} / {found.hint}" for found in caught.value.problems)


@pytest.mark.parametrize(
    ("source", "mirror", "order", "latest"),
    [
        (kb(versions={"main": "dev"}, tags=("v*",)), mirror_of(tags="v1.0 v1.1 v2.0-rc.1"),
         "dev 2.0-rc.1 1.1 1.0", "1.1"),
        (kb(branches=(), tags=("*",)), mirror_of(tags="1.9 1.10 v1.2"), "1.10 1.9 1.2", "1.10"),
        (kb(branches=(), tags=("v*", "!*-rc*")), mirror_of(tags="v1.0 v2.0-rc1"), "1.0", "1.0"),
        (kb(branches=("main", "release/*"), versions={"main": "dev", "release/(*)": "$1"}),
         mirror_of("main release/1.2 release/1.10 topic"), "dev 1.10 1.2", "1.10"),
        (kb(branches=("**",)), mirror_of("main feature/x"), "feature-x main", "main"),
        (kb(branches=("**", "!HEAD")), mirror_of("main dev"), "dev", "dev"),
        (kb(branches=("HEAD", "main")), mirror_of("main"), "main", "main"),
        (kb(versions={"HEAD": "dev"}, tags=("v1",)), mirror_of("trunk", "v1", "trunk"), "dev 1", "1"),
        (kb(branches=("HEAD", "*"), versions={"HEAD": "now"}), mirror_of("HEAD dev", head=""), "dev now", "now"),
        (kb(branches=("*",)), mirror_of("HEAD dev", head=""), "dev", "dev"),
        (kb(branches=("*",), latest="1.0"), mirror_of("1.0 2.0"), "2.0 1.0", "1.0"),
        (kb(branches=("*",), mark={"2.0": ["eol"], "1.1": ["hidden"]}), mirror_of("1.0 1.1 2.0", head="1.0"),
         "2.0 1.1 1.0", "1.0"),
        (kb(branches=("*",)), mirror_of("dev main 2.0-rc.1"), "dev main 2.0-rc.1", "main"),
        (kb(branches=("*",), mark={"main": ["hidden"]}), mirror_of("dev main 2.0-rc.1"),
         "dev main 2.0-rc.1", "dev"),
        (kb(branches=("*",), mark={"*": ["hidden"]}), mirror_of("dev main"), "dev main", "main"),
        (kb(branches=(), tags=("*",)), mirror_of(tags="2.0-rc.1 2.0-rc.2"), "2.0-rc.2 2.0-rc.1", "2.0-rc.2"),
        (kb(branches=("*",), versions={"main": "dev", "*": "all", "(?)": "one-$1"}), mirror_of("main a"),
         "dev one-a", "dev"),
        (kb(branches=(), tags=("v*",)),
         mirror_of(tags=" ".join(f"v{major}.{minor}" for major in (0, 1) for minor in range(10)) + " v2.0"),
         " ".join(["2.0", *(f"{major}.{minor}" for major in (1, 0) for minor in range(9, -1, -1))]), "2.0"),
    ],
)  # fmt: skip
def test_versions_in_order_and_latest(source: Source, mirror: Mirror, order: str, latest: str) -> None:
    resolved = resolve(source, mirror)
    collection = collection_of(resolved)
    assert names(collection.versions) == order
    assert collection.latest.name == latest
    assert collection.latest in collection.versions
    assert [version.name for version in collection.versions if "latest" in version.aliases] == [latest]
    assert collection.versioned
    assert resolved.problems == () == resolved.dropped


def test_twenty_tags_are_twenty_versions() -> None:
    tags = [f"v{number // 10}.{number % 10}" for number in range(1, 21)]
    collection = collection_of(resolve(kb(branches=(), tags=("v*",)), mirror_of(tags=" ".join(sorted(tags)))))
    assert [version.name for version in collection.versions] == [tag[1:] for tag in reversed(tags)]
    assert len(collection.versions) == 20


@pytest.mark.parametrize(
    ("source", "mirror", "ref"),
    [
        (plain_kb(), mirror_of("main dev", "v1"), "main"),
        (plain_kb(), mirror_of("HEAD main", head=""), "HEAD"),
        (plain_kb(), mirror_of("topic", head="main"), "topic"),
        (kb(branches=("dev",), versions={"dev": "none"}), mirror_of("main dev"), "dev"),
        (kb(branches=("dev",), versions="none"), mirror_of("main dev"), "dev"),
    ],
)
def test_unversioned(source: Source, mirror: Mirror, ref: str) -> None:
    collection = collection_of(resolve(source, mirror))
    assert not collection.versioned
    assert collection.versions == (collection.latest,)
    assert (collection.latest.name, collection.latest.ref.name, collection.latest.aliases) == ("", ref, ())
    assert not collection.latest.prerelease


def test_a_source_with_patterns_stays_versioned_with_one_ref() -> None:
    collection = collection_of(resolve(kb(branches=("main",)), mirror_of()))
    assert (collection.versioned, names(collection.versions)) == (True, "main")


def test_marks_and_prereleases() -> None:
    mark = {"0.*": ["eol"], "0.9": ["hidden"], "dev": ["prerelease"], "spring": []}
    source = kb(branches=("*",), tags=("*",), mark=mark)
    collection = collection_of(resolve(source, mirror_of("dev spring next", "0.8 v0.9 1.0 2.0-rc.1")))
    assert {each.name: (each.prerelease, each.eol, each.hidden) for each in collection.versions} == {
        "dev": (True, False, False),
        "next": (True, False, False),
        "spring": (False, False, False),
        "2.0-rc.1": (True, False, False),
        "1.0": (False, False, False),
        "0.9": (False, True, True),
        "0.8": (False, True, False),
    }
    assert collection.latest.name == "1.0"


@pytest.mark.parametrize(
    ("source", "prerelease"),
    [
        (kb(branches=("main",)), False),
        (kb(branches=("main",), tags=("v1",), latest="main"), False),
        (kb(branches=("main",), mark={"main": ["prerelease"]}), True),
        (kb(branches=("main",), tags=("v1",)), True),
    ],
)
def test_a_named_version_that_is_latest_is_no_prerelease(source: Source, prerelease: bool) -> None:
    collection = collection_of(resolve(source, mirror_of(tags="v1")))
    assert [each.prerelease for each in collection.versions if each.name == "main"] == [prerelease]


def test_aliases() -> None:
    aliases = {"stable": "auto", "next": "dev", "lts": "1.0"}
    source = kb(versions={"main": "dev"}, tags=("v*",), aliases=aliases, latest="1.0")
    collection = collection_of(resolve(source, mirror_of(tags="v1.0 v1.1")))
    assert {version.name: version.aliases for version in collection.versions} == {
        "dev": ("next",),
        "1.1": ("stable",),
        "1.0": ("latest", "lts"),
    }


def test_retention_keeps_what_aliases_mean() -> None:
    source = kb(tags=("v*",), keep=Keep(minors=2), aliases={"lts": "1.0"})
    resolved = resolve(source, mirror_of(tags="v1.0 v1.1 v1.2 v1.3"))
    assert names(collection_of(resolved).versions) == "main 1.3 1.2 1.0"
    assert names(resolved.dropped) == "1.1"


@pytest.mark.parametrize(
    ("branches", "tags", "winner", "loser"),
    [
        ("main 1.0", "v1.0", "1.0", "v1.0"),
        ("main", "v1.0 1.0", "1.0", "v1.0"),
        ("main", "1.0 v1.0", "v1.0", "1.0"),
    ],
)
def test_one_ref_for_one_name(branches: str, tags: str, winner: str, loser: str) -> None:
    resolved = resolve(kb(branches=("*",), tags=("*",)), mirror_of(branches, tags))
    assert [each.ref.name for each in collection_of(resolved).versions] == ["main", winner]
    assert codes(resolved) == [("KB118", Severity.INFO)]
    assert resolved.problems[0].where.ref == loser
    assert f"'{winner}'" in resolved.problems[0].message
    assert f"'{loser}'" in resolved.problems[0].message


def test_tags_of_one_date_are_told_apart_by_name() -> None:
    refs = tuple(Ref(name, RefKind.TAG, "1" * 40, START) for name in ("v1.0", "1.0"))
    for order in (refs, refs[::-1]):
        mirror = Mirror("kb", Path("kb.git"), order, "")
        assert collection_of(resolve(kb(branches=(), tags=("*",)), mirror)).latest.ref.name == "v1.0"


@pytest.mark.parametrize(
    ("source", "severity", "message"),
    [
        (kb(tags=("v*", "release-*")), Severity.WARNING, "the tag pattern 'release-*' matches nothing"),
        (kb(branches=("HEAD", "stable-?")), Severity.WARNING, "the branch pattern 'stable-?' matches nothing"),
        (kb(versions={"mian": "dev"}), Severity.INFO, "'versions' names the ref 'mian'"),
        (kb(mark={"0.1": ["eol"]}), Severity.INFO, "'mark' names the version '0.1'"),
    ],
)
def test_what_matches_nothing_is_told(source: Source, severity: Severity, message: str) -> None:
    resolved = resolve(source, mirror_of(tags="v1.0"))
    assert codes(resolved) == [("KB113", severity)]
    assert message in resolved.problems[0].message
    assert "source 'kb'" in resolved.problems[0].message


def test_a_pattern_that_takes_nothing_out_is_no_finding() -> None:
    source = kb(tags=("v*", "!*-rc*"), mark={"*-lts": ["hidden"]}, versions={"release/(*)": "$1"})
    assert resolve(source, mirror_of(tags="v1.0")).problems == ()


def test_a_missing_default_branch_is_a_warning_beside_others() -> None:
    resolved = resolve(kb(tags=("v*",)), mirror_of("", "v1.0", ""))
    assert codes(resolved) == [("KB113", Severity.WARNING)]
    assert "branches: []" in resolved.problems[0].hint


def test_skipped_refs_take_no_part() -> None:
    mirror = mirror_of(tags="v1.0 v2.0")
    resolved = resolve(kb(branches=(), tags=("v1.0", "v2.0")), mirror, skip={mirror.refs[2]})
    assert names(collection_of(resolved).versions) == "1.0"
    assert resolve(kb(tags=("v*",)), mirror, skip=set(mirror.refs)).collection is None


@pytest.mark.parametrize(
    ("source", "mirror", "expected"),
    [
        (kb(branches=("mian",)), mirror_of(), ["no branch 'mian'", "did you mean 'main'?"]),
        (kb(tags=("v1.1",)), mirror_of(tags="v1.0 v1.2"), ["no tag 'v1.1'", "did you mean 'v1."]),
        (kb(tags=("zzz",)), mirror_of(tags="v1.0 v1.2"), ["there is 'v1.0', 'v1.2'"]),
        (kb(tags=("v1",)), mirror_of(), ["no tag 'v1'", "there is none at all"]),
        (kb(branches=("v1",)), mirror_of(tags="v1"), ["there is a tag of this name", "'tags'"]),
        (kb(tags=("main",)), mirror_of(), ["there is a branch of this name", "'branches'"]),
        (kb(branches=("a", "b"), tags=("c",)), mirror_of(), ["no branch 'a'", "no branch 'b'", "no tag 'c'"]),
        (kb(tags=("v[1",)), mirror_of(), ["'v[1'", "without its partner"]),
        (kb(branches=("main", "dev"), versions={"main": "dev"}), mirror_of("main dev"), ["'dev', 'main'"]),
        (kb(branches=("*",), aliases={"main": "auto"}), mirror_of(), ["branch 'main'", "is also an alias"]),
        (kb(branches=("Dev", "dev")), mirror_of("Dev dev"), ["branch 'Dev'", "branch 'dev'", "differ only in case"]),
        (kb(branches=("f/x", "f-x")), mirror_of("f/x f-x"), ["the branches 'f-x', 'f/x' all make", "'f/x'"]),
        (kb(branches=("main", "Assets")), mirror_of("main Assets"), ["branch 'Assets'", "is reserved"]),
        (kb(branches=("*",), versions={"über": "-"}), mirror_of("main über"), ["version name '-'", "does not begin"]),
        (kb(branches=("**",)), mirror_of("-x"), ["nothing to publish"]),
        (kb(branches=("*",)), mirror_of("$(id)"), ["'--id-'", "versions: {'$[(]id[)]'"]),
        (kb(versions={"main": ".."}), mirror_of(), ["'..'", "does not begin with"]),
        (kb(versions={"main": "1."}), mirror_of(), ["ends with a dot"]),
        (kb(versions={"main": "x" * 129}), mirror_of(), ["longer than 128"]),
        (kb(versions={"main": "$1"}), mirror_of(), ["'$1' uses $1", "0 part(s)"]),
        (kb(versions={"!main": "x"}), mirror_of(), ["'!main' takes something out"]),
        (kb(latest="v1.0", tags=("v*",)), mirror_of(tags="v1.0"), ["'latest' means version 'v1.0'", "'1.0'?"]),
        (kb(aliases={"next": "dev"}), mirror_of(), ["'next' means version 'dev'", "there is 'main'"]),
        (kb(branches=(), tags=("v*",)), mirror_of("main dev"), ["nothing to publish", "'main', 'dev'", "'v*'"]),
        (kb(branches=(), tags=("v*",)), mirror_of("a b c d e f"), ["'e' and 1 more"]),
        (kb(branches=(), tags=()), mirror_of(), ["no branch or tag is selected", "'main'"]),
        (plain_kb(), mirror_of("a b", head="main"), ["nothing to publish", "'a', 'b'"]),
        (plain_kb(), mirror_of("", head=""), ["no branch, tag or commit yet"]),
        (
            kb(branches=("*",), versions={"main": "none"}),
            mirror_of("main dev"),
            ["'none'", "not 2", "'main', 'dev'"],
        ),
        (kb(keep=Keep(always=("[",))), mirror_of(), ["'['"]),
    ],
)
def test_what_is_wrong_is_refused_with_a_way_out(source: Source, mirror: Mirror, expected: list[str]) -> None:
    told = refusal(source, mirror)
    assert [part for part in expected if part not in told] == []


@pytest.mark.parametrize(
    ("source", "mirror", "kept", "told"),
    [
        (kb(branches=("**",)), mirror_of("main -x"), "main", ["the ref '-x' is refused", "'!-*'"]),
        (kb(branches=("*",)), mirror_of("dev DEV"), "dev", ["'DEV'", "differ only in case; without branch 'DEV'"]),
        (kb(branches=("*", "DEV")), mirror_of("dev DEV"), "DEV", ["differ only in case; without branch 'dev'"]),
        (kb(tags=("v*",)), mirror_of(tags="v1.A v1.a vx"), "main vx 1.A", ["without tag 'v1.a'"]),
        (kb(branches=("**",)), mirror_of("f/x f-x"), "f-x", ["'f-x', 'f/x' all make", "without branch 'f/x'"]),
        (kb(branches=("**",)), mirror_of("f/x f:x"), "f-x", ["without branch 'f:x'"]),
        (kb(branches=("*",)), mirror_of("main Assets"), "main", ["branch 'Assets'", "is reserved"]),
        (kb(branches=("*",)), mirror_of("main versions.json"), "main", ["'versions.json'", "is reserved"]),
        (kb(branches=("*",)), mirror_of("main latest"), "main", ["branch 'latest'", "is also an alias"]),
        (kb(branches=("*",)), mirror_of("main über"), "main", ["'-ber'", "does not begin with", "{'über'"]),
        (kb(branches=("*",)), mirror_of("main $(id)"), "main", ["'--id-'", "versions: {'$[(]id[)]'"]),
        (kb(branches=("*",), versions={"x(*)": "$1"}), mirror_of("main x"), "main", ["version name ''"]),
    ],
)
def test_a_ref_that_only_a_pattern_takes_does_not_hold_up_the_others(
    source: Source, mirror: Mirror, kept: str, told: list[str]
) -> None:
    resolved = resolve(source, mirror)
    assert names(collection_of(resolved).versions) == kept
    (found,) = resolved.problems
    assert (found.code, found.severity, found.where.collection) == ("KB112", Severity.WARNING, "kb")
    assert [part for part in told if part not in f"{found.message} / {found.hint}"] == []


def test_all_that_is_wrong_is_told_at_once() -> None:
    source = kb(branches=("**",), aliases={"next": "2.0"}, latest="3.0")
    told = refusal(source, mirror_of("main data a/b a-b X x"))
    for part in ("'data'", "'a-b', 'a/b'", "'X'", "'next'", "'latest' means"):
        assert part in told
