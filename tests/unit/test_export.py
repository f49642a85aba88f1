"""The published data: its form, its order, and that no address is in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import pytest
from facts_builder import HistoryBuilder, identity
from jsonschema import Draft202012Validator

from kbgen.config import Member, PeopleRules
from kbgen.facts import SourceHistory
from kbgen.metrics import (
    Topic,
    contributions_json,
    contributions_schema,
    people_facts,
    people_json,
    people_schema,
    statistics,
    stats_json,
    stats_schema,
)
from kbgen.people import COMMUNITY_MEMBER, Ledger, mainline_facts, resolve_people

PRIVATE = [
    *("Ann.Private@Example.org", "maint.private@example.org", "bob.private@example.org", "cid.private@example.org"),
    *("dan.private@example.org", "eve.private@example.org", "eve.old@example.org", "root@laptop"),
]
MAILMAP = "Eve <eve.private@example.org> <eve.old@example.org>\n"


def history() -> SourceHistory:
    """Addresses in every place where git has them."""
    return (
        HistoryBuilder(mailmap=MAILMAP)
        .commit(
            "Ann <Ann.Private@Example.org>",
            0,
            create=["x/a.md", "y/b.md"],
            committer="Maint <maint.private@example.org>",
            coauthors=["bob.private@example.org <bob.private@example.org>"],
            reviewers=["Cid <cid.private@example.org>"],
            subject="Add pages, as dan.private@example.org asked",
        )
        .commit("Eve (eve.old@example.org) <eve.old@example.org>", 40, pages="x/a.md")
        .commit("root@laptop <root@laptop>", 100, pages="x/a.md", verifiers=["Ann <ann.private@example.org>"])
        .build()
    )


def exported(rules: PeopleRules = PeopleRules()) -> Mapping[str, bytes]:
    found = history()
    ledger = Ledger.of([found], resolve_people([found], rules))
    facts = mainline_facts(ledger, {})
    topics = {("kb", page.id): Topic("kb", page.path[0], page.path[0].upper()) for page in found.pages}
    numbers = statistics(ledger, facts, topics, {"kb": "Knowledge"})
    paths = {("kb", page.id): page.path for page in found.pages}
    return {
        "stats": stats_json(numbers),
        "people": people_json(people_facts(ledger, facts, topics), numbers.as_of),
        "contributions": contributions_json(facts, paths, people_facts(ledger, facts, topics), numbers.as_of),
    }


SCHEMAS = {"stats": stats_schema, "people": people_schema, "contributions": contributions_schema}


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_holds(name: str) -> None:
    schema = SCHEMAS[name]()
    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors(json.loads(exported()[name]))) == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_refuses_what_is_not_listed(name: str) -> None:
    document = json.loads(exported()[name]) | {"email": "x"}
    assert [error.validator for error in Draft202012Validator(SCHEMAS[name]()).iter_errors(document)] == [
        "additionalProperties"
    ]


@pytest.mark.parametrize("address", PRIVATE)
def test_no_address_and_no_hash_of_one_is_published(address: str) -> None:
    everything = b"".join(exported().values()).decode().lower()
    plain = address.lower()
    assert plain not in everything
    for algorithm in ("md5", "sha1", "sha256"):
        assert hashlib.new(algorithm, plain.encode()).hexdigest() not in everything


def test_no_address_is_in_what_pages_get() -> None:
    found = history()
    ledger = Ledger.of([found], resolve_people([found], PeopleRules()))
    shown = repr(mainline_facts(ledger, {})).lower() + repr(ledger.people).lower()
    assert [address for address in PRIVATE if address.lower() in shown] == []


def test_the_same_facts_give_the_same_bytes() -> None:
    assert exported() == exported()


def test_people_are_by_name() -> None:
    people = json.loads(exported()["people"])["people"]
    assert [person["name"] for person in people] == ["Ann", "bob.private", "Cid", "Eve", "root"]


def test_who_opted_out_is_nowhere_and_the_totals_stay() -> None:
    rules = PeopleRules(members=(Member(name="Ann", signs_as=("ann.private@example.org",), opt_out=True),))
    before, after = exported(), exported(rules)
    assert before["stats"] == after["stats"]
    people: dict[str, Any] = json.loads(after["people"])
    assert (people["total"], len(people["people"])) == (5, 4)
    assert b'"ann"' not in after["people"].lower() + after["contributions"].lower()
    pages = json.loads(after["contributions"])["pages"]
    assert {"slug": None, "name": COMMUNITY_MEMBER} in pages[0]["mostly_by"] + pages[0]["with"]


def test_pages_are_by_path_and_have_days_and_no_hours() -> None:
    found = exported()["contributions"]
    pages = json.loads(found)["pages"]
    assert [page["path"] for page in pages] == ["x/a.md", "y/b.md"]
    assert (pages[0]["created"], pages[0]["landed"], pages[0]["reviewed"]) == ("2020-01-01", "2020-04-10", "2020-04-10")
    assert b"T12:" not in b"".join(exported().values())


def test_no_list_is_ordered_by_a_count() -> None:
    page = json.loads(exported()["contributions"])["pages"][0]
    assert [each["first"] for each in page["contributors"]] == sorted(each["first"] for each in page["contributors"])


def test_the_identities_of_this_test_are_real() -> None:
    assert identity("root@laptop <root@laptop>").email == "root@laptop"
