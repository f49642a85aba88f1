"""Who is who: identities to people, and what of a name is shown."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from facts_builder import HistoryBuilder, identity
from hypothesis import given
from hypothesis import strategies as st

from kbgen.config import Member, PeopleRules
from kbgen.facts import Identity, SourceHistory
from kbgen.paths import why_unsafe
from kbgen.people import COMMUNITY_MEMBER, People, PersonKind, resolve_people
from kbgen.people.automation import is_assistant, is_bot
from kbgen.people.display import display_name, slug, slugs, subject_line, without_addresses
from kbgen.signature import Signature

T9 = ("Jo <jo@work.example>", "Jo <jo@home.example>", "Jo <1+jo@users.noreply.github.com>")
T9_WEI = ("Wei Wang <wei.wang@north.example>", "Wei Wang <wwang@south.example>")
T10_BOTS = (
    "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>",
    "24OI-bot <24oi-bot@example.org>",
    "github-actions <41898282+github-actions[bot]@users.noreply.github.com>",
    "pre-commit-ci[bot] <66853113+pre-commit-ci[bot]@users.noreply.github.com>",
    "actions-user <actions@github.com>",
)


def signed(*authors: str, source: str = "kb", mailmap: str = "", create: str = "a.md") -> SourceHistory:
    builder = HistoryBuilder(source, mailmap=mailmap)
    for number, author in enumerate(authors):
        builder.commit(author, number, create=f"{number}{create}")
    return builder.build()


def resolved(*histories: SourceHistory, mailmap: str = "", **rules: object) -> People:
    return resolve_people(histories, PeopleRules.model_validate(rules), mailmap)


def names(people: People) -> list[str]:
    return [person.name for person in people.humans]


# --- what is shown of a name


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Ada Lovelace", "Ada Lovelace"),
        ("  Ada\t Lovelace \n", "Ada Lovelace"),
        ("ada@example.org", "ada"),
        ("<ada@example.org>", "ada"),
        ("12+ada@users.noreply.github.com", "ada"),
        ("Ada (ada@example.org)", "Ada"),
        ("Ada <ada@example.org>", "Ada"),
        ("Ada ada@example.org", "Ada"),
        ("Ren\udce9", "Ren\ufffd"),
        ("An\x1fn|B", "An\ufffdn|B"),
        ("A\u202eda", "Ada"),
        ("王伟", "王伟"),
        ("dependabot[bot]", "dependabot[bot]"),
        ("", "unnamed contributor"),
        ("@ada", "@ada"),
        ("a" * 300, "a" * 100),
    ],
)
def test_a_name_as_it_is_shown(raw: str, shown: str) -> None:
    assert display_name(raw) == shown


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Fix a typo", "Fix a typo"),
        ("Ask ada@example.org about it", "Ask … about it"),
        ("From: Ada <ada.l+x@mail.example.org>, thanks", "From: Ada <…>, thanks"),
        ("see mailto:ada%40example.org", "see …"),
        ("root@localhost broke it", "… broke it"),
        ("ada\uff20example.org", "…"),
        ("Thanks @ada", "Thanks @ada"),
        ("at 5 @ 6", "at 5 @ 6"),
    ],
)
def test_a_text_without_addresses(raw: str, shown: str) -> None:
    assert without_addresses(raw) == shown


@given(st.emails(), st.text(max_size=20))
def test_no_address_survives(address: str, text: str) -> None:
    for shown in (subject_line(f"{text} {address} {text}"), display_name(address), display_name(f"Ada {address}")):
        assert address.lower() not in shown.lower()


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Ada Lovelace", "ada-lovelace"),
        ("José Núñez", "jose-nunez"),
        ("Straße", "strasse"),
        ("王伟", "王伟"),
        ("हिन्दी लेखक", "हिन्दी-लेखक"),
        ("  -- ", "contributor"),
        ("🎉", "contributor"),
        ("../../etc", "etc"),
        ("CON", "con-1"),
        ("A/B\\C:D", "a-b-c-d"),
    ],
)
def test_a_slug(name: str, wanted: str) -> None:
    assert slug(name) == wanted


@given(st.text())
def test_a_slug_is_a_safe_folder(name: str) -> None:
    made = slug(display_name(name))
    assert made and why_unsafe(made) == ""


def test_equal_slugs_get_a_number_that_is_free() -> None:
    assert slugs(["Wei Wang", "wei wang 2", "Wei-Wang", "WEI WANG"]) == (
        *("wei-wang", "wei-wang-2", "wei-wang-3", "wei-wang-4"),
    )


# --- signatures


@pytest.mark.parametrize(
    ("text", "who", "wanted"),
    [
        ("ada@x.org", "Ada <Ada@X.org>", True),
        ("ada@x.org", "Ada <ada@y.org>", False),
        ("Ada Lovelace", "ada lovelace <any@x.org>", True),
        ("Ada", "Ada Lovelace <any@x.org>", False),
        ("Ada <ada@x.org>", "Ada <ada@x.org>", True),
        ("Ada <ada@x.org>", "Bob <ada@x.org>", False),
        ("<ada@x.org>", "Bob <ada@x.org>", True),
    ],
)
def test_a_signature_matches(text: str, who: str, wanted: bool) -> None:
    assert Signature.parse(text).matches(identity(who)) is wanted


@pytest.mark.parametrize("text", ["", "  ", "Ada <ada@x.org", "Ada ada@x.org>", "<>", "A <b> c"])
def test_what_is_no_signature(text: str) -> None:
    with pytest.raises(ValueError, match="names no signature"):
        Signature.parse(text)


# --- bots and assistants (T10, T29)


def test_bots_are_known_and_people_called_so_are_people() -> None:
    people = resolved(signed("Ann", *T10_BOTS, "Bo Talbot", "Yann Le Bot"), bots=["24OI-bot"])
    assert names(people) == ["Ann", "Bo Talbot", "Yann Le Bot"]
    assert [person.kind for person in people.persons].count(PersonKind.BOT) == 5
    assert {person.slug for person in people.persons if not person.is_human} == {""}


@pytest.mark.parametrize(
    "who",
    [
        "Claude <noreply@anthropic.com>",
        "Claude Opus 4.5 <NoReply@Anthropic.com>",
        "Copilot <198982749+Copilot@users.noreply.github.com>",
        "copilot-swe-agent[bot] <198982749+Copilot@users.noreply.github.com>",
        "copilot-swe-agent[bot] <x@example.org>",
        "Cursor Agent <cursoragent@cursor.com>",
        "Codex <noreply@openai.com>",
        "devin-ai-integration[bot] <158243242+devin-ai-integration[bot]@users.noreply.github.com>",
        "gemini-code-assist[bot] <176961590+gemini-code-assist[bot]@users.noreply.github.com>",
        "aider (gpt-5) <noreply@aider.chat>",
        "Copilot Autofix powered by AI <62310815+x@users.noreply.github.com>",
    ],
)
def test_known_assistants(who: str) -> None:
    assert is_assistant(identity(who))


@pytest.mark.parametrize(
    "who", ["Claude Monet <claude@example.org>", "Copilot <p@x.org>", "Devin <d@x.org>", "Bo Talbot"]
)
def test_people_are_no_machines(who: str) -> None:
    assert not is_assistant(identity(who)) and not is_bot(identity(who))


def test_the_forge_that_commits_for_people_is_nobody() -> None:
    assert is_bot(identity("GitHub <noreply@github.com>"))


def test_a_listed_member_is_a_person_whatever_the_name() -> None:
    people = resolved(signed("Robo[bot] <r@x.org>"), members=[{"name": "Robo", "signs_as": ["r@x.org"]}])
    assert names(people) == ["Robo"]


# --- identities (T8, T9)


def test_without_help_each_address_is_a_person_and_nobody_is_merged_by_name() -> None:
    people = resolved(signed(*T9, *T9_WEI))
    assert len(people.persons) == 5
    assert [person.slug for person in people.persons] == ["jo", "jo-2", "jo-3", "wei-wang", "wei-wang-2"]
    assert [(found.name, len(found.people), found.likely) for found in people.suggestions] == [
        *(("Jo", 3, True), ("Wei Wang", 2, False)),
    ]


@pytest.mark.parametrize(
    "people",
    [
        resolved(signed(*T9, *T9_WEI), members=[{"name": "Jo", "signs_as": [t.split("<")[1][:-1] for t in T9]}]),
        resolved(signed(*T9, *T9_WEI), mailmap="".join(f"Jo <jo@work.example> <{t.split('<')[1]}\n" for t in T9)),
        resolved(signed(*T9, *T9_WEI), members=[{"name": "Jo"}]),
    ],
    ids=["members", "mailmap", "by the name that signs_as defaults to"],
)
def test_with_help_three_addresses_are_one_person(people: People) -> None:
    assert [(person.name, person.slug) for person in people.persons] == [
        *(("Jo", "jo"), ("Wei Wang", "wei-wang"), ("Wei Wang", "wei-wang-2")),
    ]


def test_addresses_compare_in_any_case() -> None:
    assert names(resolved(signed("Ann <ann@x.org>", "Ann <ANN@x.org>"))) == ["Ann"]


def test_identities_without_address_are_kept_apart_by_name() -> None:
    assert names(resolved(signed("Ann <>", "Bob <>", "Ann <>"))) == ["Ann", "Bob"]


def test_a_mailmap_counts_for_its_own_repository_only() -> None:
    one = signed("Ann <ann@x.org>", "Old <old@x.org>", source="one", mailmap="Ann <ann@x.org> <old@x.org>")
    two = signed("Old <old@x.org>", source="two")
    people = resolved(one, two)
    assert people.of("one", identity("Old <old@x.org>")).name == "Ann"
    assert people.of("two", identity("Old <old@x.org>")).name == "Old"
    assert len(resolved(one, two, use_mailmap=False).persons) == 2


def test_content_cannot_rename_a_person_of_an_earlier_source() -> None:
    one = signed("Ann <ann@x.org>", source="one")
    two = signed("Rude <ann@x.org>", "Ann <ann@x.org>", source="two", mailmap="Rude Word <ann@x.org>")
    assert names(resolved(one, two)) == ["Ann"]


def test_the_site_wins_over_the_repository() -> None:
    history = signed("old <old@x.org>", mailmap="Wrong <wrong@x.org> <old@x.org>")
    assert names(resolved(history)) == ["Wrong"]
    assert names(resolved(history, mailmap="Right <right@x.org> <old@x.org>")) == ["Right"]
    assert names(resolved(history, members=[{"name": "Listed", "signs_as": ["old@x.org"]}])) == ["Listed"]


def test_a_member_may_be_listed_by_the_present_address_of_a_mailmap() -> None:
    history = signed("old <old@x.org>", mailmap="Ann <ann@x.org> <old@x.org>")
    assert names(resolved(history, members=[{"name": "Ann Lee", "signs_as": ["ann@x.org"]}])) == ["Ann Lee"]


def test_an_exact_signature_beats_an_address_and_that_a_name() -> None:
    members = [
        {"name": "By name", "signs_as": ["Ann"]},
        {"name": "By address", "signs_as": ["a@x.org"]},
        {"name": "By both", "signs_as": ["Ann <a@x.org>"]},
    ]
    history = signed("Ann <a@x.org>", "Eve <a@x.org>", "Ann <b@x.org>")
    assert names(resolved(history, members=members)) == ["By both", "By address", "By name"]


def test_the_latest_name_is_shown() -> None:
    assert names(resolved(signed("Old Name <a@x.org>", "New Name <a@x.org>"))) == ["New Name"]


def test_links_and_organisation() -> None:
    member = {"name": "Ann", "links": {"web": "https://x.org/", "forge": "https://f.org/a"}, "org": "Society"}
    (person,) = resolved(signed("Ann"), members=[member]).persons
    assert (person.links, person.org) == ((("forge", "https://f.org/a"), ("web", "https://x.org/")), "Society")


def test_a_history_that_is_cut_off_names_nobody() -> None:
    assert resolved(HistoryBuilder(trusted=False).commit("Ann", create="a.md").build()).persons == ()


# --- opt-out


OUT: Sequence[Member] = (Member(name="Ann Lee", signs_as=("ann@x.org",), opt_out=True),)


def test_who_opts_out_has_no_name_slug_or_links() -> None:
    history = signed("Ann Lee <ann@x.org>", "Bob <bob@x.org>", "Ann Lee <other@x.org>")
    people = resolve_people([history], PeopleRules(members=tuple(OUT)))
    hidden = people.of("kb", Identity("Ann Lee", "ann@x.org"))
    assert (hidden.name, hidden.slug, hidden.links, hidden.opted_out) == (COMMUNITY_MEMBER, "", (), True)
    assert [person.slug for person in people.persons] == ["", "bob", "ann-lee"]
    assert people.suggestions == ()


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("Add the chapter of Ann Lee", f"Add the chapter of {COMMUNITY_MEMBER}"),
        ("Merge pull request #1 from annlee/fix", f"Merge pull request #1 from {COMMUNITY_MEMBER}/fix"),
        ("By ANN LEE and Joann Leeds", f"By {COMMUNITY_MEMBER} and Joann Leeds"),
    ],
)
def test_subjects_do_not_name_who_opted_out(subject: str, shown: str) -> None:
    members = (Member(name="Ann Lee", signs_as=("1+annlee@users.noreply.github.com",), opt_out=True),)
    history = signed("Ann Lee <1+annlee@users.noreply.github.com>")
    assert resolve_people([history], PeopleRules(members=members)).subject(subject) == shown
