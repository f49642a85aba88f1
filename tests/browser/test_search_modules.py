"""The parts of the search that need no site, against figures that are worked out here in another way."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import cbor2
import pytest
from markdown.extensions.toc import slugify
from playwright.sync_api import Browser, Page, Route
from served_site import served

from kbgen.search.titles import slug

MODULES = Path(__file__).parents[2] / "themes" / "commons" / "assets" / "commons" / "search"
PAGES: list[list[Any]] = [
    ["", "Welcome to the handbook", [], [], "", 1, []],
    ["install/", "Install the program", ["set up"], [], "", 1, [["On Windows", "w"], ["From source", "s"]]],
    [
        "restore/",
        "Restore a database backup",
        [],
        [],
        "",
        1,
        [["Before the restore", "b"], ["Database on Windows", "d"]],
    ],
    ["data/", "Database design", [], [], "", 2, [["Keys", "k"]]],
]


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """Return an empty page of the folder of the modules."""
    context = browser.new_context()
    opened = context.new_page()
    for site in served(MODULES.parent):
        opened.goto(f"{site.address}/search/results.css")
        yield opened
    context.close()


def call(page: Page, module: str, expression: str, *given: object) -> Any:
    """Return what an expression gives, in which `m` is a module and `given` are values."""
    code = f"async (given) => {{ const m = await import('./{module}'); return {expression}; }}"
    return page.evaluate(code, list(given))


# Names


@pytest.mark.parametrize(
    ("word", "own", "may"),
    [
        ("lovelace", "lovel", True),
        ("lo", "lovel", True),
        ("security", "secur", True),
        ("secure", "secur", True),
        ("linked", "links", True),
        ("mapping", "maps", True),
        ("cities", "city", True),
        ("running", "run", True),
        ("ada", "ada", True),
        ("系统", "系统", True),
        ("sheet", "sheer", False),
        ("cheat", "c", False),
        ("adapter", "ada", False),
        ("x", "", False),
    ],
)
def test_a_name_may_be_meant_by_its_beginning_and_by_other_forms_of_it(
    page: Page, word: str, own: str, may: bool
) -> None:
    assert call(page, "names.js", "m.isLike(...given)", word, own) is may


# Words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How do I install?", ["how", "do", "i", "install"]),
        ("C++, C# and append_event()", ["c++", "c#", "and", "append_event"]),
        ("Señor Ångström's naïve café", ["senor", "angstrom", "s", "naive", "cafe"]),
        ("spaced-repetition 70:20:10", ["spaced", "repetition", "70", "20", "10"]),
        ("ليلى حداد", ["ليلى", "حداد"]),
        ("한국어 검색", ["한국어", "검색"]),
        ("#tag ++ --", ["tag"]),
        ("", []),
    ],
)
def test_text_is_cut_into_words(page: Page, text: str, expected: list[str]) -> None:
    assert call(page, "tokens.js", "m.words(given[0])", text) == expected


def test_words_of_scripts_without_blanks_are_told_apart(page: Page) -> None:
    found = call(page, "tokens.js", "m.words('线段树和树状数组', 'zh')")
    assert len(found) > 1
    assert "".join(found) == "线段树和树状数组"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("use --dry-run here", ["--dry-run"]),
        ("append_event", ["append_event"]),
        ("os.path.join", ["os.path.join"]),
        ("readFileSync, please", ["readFileSync"]),
        ("version 1.2.3?", ["1.2.3"]),
        ("C++", ["C++"]),
        ("plain words, and a sentence. Another one", []),
    ],
)
def test_identifiers_are_told_by_their_shape(page: Page, query: str, expected: list[str]) -> None:
    assert call(page, "tokens.js", "m.identifiers(given[0])", query) == expected


def test_stop_words_are_left_out_unless_nothing_else_is_left(page: Page) -> None:
    stop = "new Set(['how', 'do', 'i'])"
    assert call(page, "tokens.js", f"m.useful(['how', 'do', 'i', 'swim'], {stop})") == ["swim"]
    assert call(page, "tokens.js", f"m.useful(['how', 'do'], {stop})") == ["how", "do"]


# Spelling


def edits(left: str, right: str) -> int:
    """Return the optimal string alignment distance, by its recursive definition."""
    table: dict[tuple[int, int], int] = {}

    def far(i: int, j: int) -> int:
        if i == 0 or j == 0:
            return i + j
        if (i, j) not in table:
            ways = [far(i - 1, j) + 1, far(i, j - 1) + 1, far(i - 1, j - 1) + (left[i - 1] != right[j - 1])]
            if i > 1 and j > 1 and left[i - 1] == right[j - 2] and left[i - 2] == right[j - 1]:
                ways.append(far(i - 2, j - 2) + 1)
            table[i, j] = min(ways)
        return table[i, j]

    return far(len(left), len(right))


def test_distances_are_those_of_the_definition(page: Page) -> None:
    chance = random.Random(1)
    words = ["".join(chance.choices("abc", k=chance.randrange(8))) for _ in range(60)]
    pairs = [(left, right, limit) for left in words[:30] for right in words[30:] for limit in (1, 2, 9)]
    found = call(page, "spelling.js", "given.map((pair) => m.distance(...pair))", *pairs)
    assert found == [min(edits(left, right), limit + 1) for left, right, limit in pairs]


# The score of titles


def documents() -> list[tuple[int, str, list[str]]]:
    """Return what is indexed: page, field and terms."""
    found = []
    for number, (_, title, aliases, _, _, _, headings) in enumerate(PAGES):
        found += [(number, "title", text) for text in [title, *aliases]]
        found += [(number, "head", text) for text, _ in headings]
    return [(number, field, re.findall(r"\w+", text.lower())) for number, field, text in found]


def similar(term: str, vocabulary: Sequence[str]) -> Mapping[str, float]:
    """Return the indexed terms that a term stands for, with the weights of the design."""
    found = {term: 1.0} if term in vocabulary else {}
    for other in vocabulary:
        if other != term and other.startswith(term):
            found[other] = 0.375 * len(other) / (len(other) + 0.3 * (len(other) - len(term)))
        elif other != term and len(term) >= 5 and (d := edits(term, other)) <= math.floor(0.2 * len(term) + 0.5):
            found[other] = 0.45 * len(other) / (len(other) + d)
    return found


def expected_hits(query: Sequence[str]) -> list[tuple[int, float]]:
    """Return pages with their scores, the best first, by the formula of the design written down anew."""
    docs, stop = documents(), {"the", "a", "to", "on", "from"}
    vocabulary = sorted({term for _, _, own in docs for term in own})
    best: dict[int, float] = {}
    for number, field, own in docs:
        of_field = [terms for _, other, terms in docs if other == field]
        mean = sum(len(set(terms)) for terms in of_field) / len(of_field)
        total, matched, spelt = 0.0, set(), set()
        for term in query:
            for other, weight in similar(term, vocabulary).items():
                if other in own:
                    holding = sum(other in terms for terms in of_field)
                    idf = math.log(1 + (len(docs) - holding + 0.5) / (holding + 0.5))
                    tf, length = own.count(other), len(set(own))
                    part = 0.5 + tf * 2.2 / (tf + 1.2 * (0.3 + 0.7 * length / mean))
                    total += weight * {"title": 2, "head": 1}[field] * idf * part
                    matched.add(term)
                    spelt.add(other)
        share = len(spelt) / max(1, len([term for term in own if term not in stop]))
        score = total * len(matched) * (len(matched) / len(query)) ** 2 * (0.5 + min(1, share)) * PAGES[number][5]
        if matched:
            best[number] = max(score, best.get(number, 0))
    return sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))


@pytest.mark.parametrize(
    "query", ["database", "databse", "restore backup", "windows data", "inst", "set up", "keys handbook sourc", "zzz"]
)
def test_titles_are_scored_by_the_formula(page: Page, query: str) -> None:
    expression = """new m.TitleIndex(given[0], { stop: new Set(given[1]) })
      .find(given[2].map((term) => [[term, 1]])).hits.map((hit) => [hit.page, hit.score])"""
    found = call(page, "titles.js", expression, PAGES, ["the", "a", "to", "on", "from"], query.split())
    expected = expected_hits(query.split())
    assert [number for number, _ in found] == [number for number, _ in expected]
    assert [score for _, score in found] == pytest.approx([score for _, score in expected])


def test_a_synonym_counts_for_less_than_the_word_itself(page: Page) -> None:
    expression = "m.alternatives(['k8s', 'guide'], { k8s: ['kubernetes'] }, 'en')"
    assert call(page, "titles.js", expression) == [[["k8s", 1], ["kubernetes", 0.8]], [["guide", 1]]]
    assert call(page, "titles.js", "m.alternatives(['constructor'], {}, 'en')") == [[["constructor", 1]]]


# The two tiers in one order


def expected_order(full: list[str], titles: list[tuple[str, float, float]], phrase: set[str]) -> list[str]:
    """Return the keys by their sums of reciprocal ranks; equal sums in the order of `full`, then of `titles`."""
    sums: dict[str, float] = {}
    for rank, key in enumerate(full[:10]):
        sums[key] = (2.5 if key in phrase else 1) / (4 + rank)
    for rank, (key, coverage, share) in enumerate(titles[:10]):
        weight = 2.2 if coverage == 1 and share >= 0.6 else 1.1 if coverage == 1 else 0.6 if coverage >= 0.66 else 0.25
        sums[key] = sums.get(key, 0) + weight / (4 + rank)
    return sorted(sums, key=lambda key: -sums[key]) + [key for key in full[10:] if key not in sums]


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("install THE program", [(1, -1)]),
        ("Install: the program!", [(1, -1)]),
        ("install the", [(1, -1)]),  # no other title begins like this
        ("install", []),  # one word may be anything
        ("database des", [(3, -1)]),
        ("before the restore", [(2, 0)]),  # a heading
        ("database on windows", [(2, 1)]),
        ("on windows", []),  # one word that counts
        ("keys", []),
        ("set up", []),  # an alias is no title
        ("", []),
    ],
)
def test_a_title_or_heading_is_meant_when_it_is_typed(page: Page, query: str, meant: list[tuple[int, int]]) -> None:
    words = [word.strip(":!").lower() for word in query.split()]
    use = [word for word in words if word not in ("the", "on")]
    found = call(page, "exact.js", "m.called(given[0], { all: given[1], use: given[2] }, 'en')", PAGES, words, use)
    assert [(each["page"], each["heading"]) for each in found] == meant


def test_ids_of_headings_follow_from_their_text_as_python_markdown_makes_them(page: Page) -> None:
    texts = [
        "On Windows",
        "C++ & C#",
        "Über – alles",
        "a_b  c--d",
        "1. First?",
        "図論",
        "x\u00a0y ﬁ ½",
        "- x -",
        "Ünï\u0308",
    ]
    made = call(page, "anchors.js", "given[0].map((text) => m.slug(text))", texts)
    assert made == [slugify(text, "-") for text in texts] == [slug(text) for text in texts]
    code = "m.withAnchors([['', 'T', [], [], '', 1, [['On Windows'], ['x', 'y']]]])[0][6]"
    assert call(page, "anchors.js", code) == [["On Windows", "on-windows"], ["x", "y"]]


def test_what_is_titled_like_the_query_comes_before_what_names_it_in_code(page: Page) -> None:
    hit = [{"place": {"key": "v"}, "page": number} for number in range(4)]
    found = {"titles": [], "full": [hit[0], hit[3]], "phrase": [], "named": [hit[1]], "isName": True, "exact": [hit[3]]}
    code = "m.rowsOf(given[0], (hit) => String(hit.page)).map((row) => row.key)"
    assert call(page, "rows.js", code, found) == ["3", "1", "0"]


def test_the_tiers_are_fused_by_weighed_reciprocal_ranks(page: Page) -> None:
    chance = random.Random(2)
    for _ in range(50):
        full = chance.sample("abcdefghijklmnopqrst", chance.randrange(15))
        keys = chance.sample("abcdefghijklmnopqrst", chance.randrange(15))
        titles = [(key, chance.choice([1, 2 / 3, 0.5]), chance.choice([0.2, 0.6, 1])) for key in keys]
        phrase = set(full[: chance.randrange(3)])
        told = [{"key": key, "coverage": coverage, "share": share} for key, coverage, share in titles]
        found = call(page, "fuse.js", "m.fused(given[0], given[1], new Set(given[2]))", full, told, sorted(phrase))
        assert found == expected_order(full, titles, phrase)


# Files


def test_the_files_of_the_indexer_are_read(page: Page) -> None:
    value = ["1.5.2", [["en_1", 300], ["en_2", 70_000]], [], [["naïve 線", [0, 23, 24, 255, 65_536]]]]
    packed = list(cbor2.dumps(value))
    assert call(page, "cbor.js", "m.decoded(new Uint8Array(given[0]))", packed) == value


def test_each_file_of_the_first_tier_is_asked_for_by_the_key_of_its_build(page: Page) -> None:
    bodies: dict[str, object] = {
        "titles.json": {"pages": [["a/", "A", [], [], "", 1, []]], "shards": {"b": "headings-b.json"}},
        "headings-b.json": {"headings": [[0, "Before", "b"]]},
        "words.json": {"words": {"append_event": [0]}},
    }
    asked = []

    def answer(route: Route) -> None:
        asked.append(route.request.url.rpartition("/")[2])
        route.fulfill(json=bodies[asked[-1].partition("?")[0]])

    page.route("**/v1/search/*", answer)
    place = "new m.Place({ root: location.href }, { name: 'kb' }, { root: 'v1/', titles: 'f00', words: true }, '')"
    expression = f"await (async (place) => [await place.pagesFor(['before']), await place.words()])({place})"
    (headings, words) = call(page, "place.js", expression)
    page.unroute("**/v1/search/*")
    assert headings["pages"][0][6] == [["Before", "b"]]
    assert words == {"append_event": [0]}
    assert sorted(asked) == ["headings-b.json?v=f00", "titles.json?v=f00", "words.json?v=f00"]


def test_a_search_in_an_address_comes_back_as_it_was(page: Page) -> None:
    state = {
        "q": "a & b",
        "scope": "versions",
        "sort": "updated",
        "exact": True,
        "from": {"collection": "hand book", "version": "1/x"},
        "filters": {"topic": ["x", "y=z"], "author": ["Ada"]},
    }
    assert call(page, "state.js", "m.fromQuery(m.toQuery(given[0]))", state) == state
    assert call(page, "state.js", "m.toQuery(m.fromQuery(''))") == ""


def test_an_excerpt_is_text_with_marks(page: Page) -> None:
    excerpt = "See &lt;b&gt; and <mark>(naïve)</mark> <mark>wombats.</mark> here"
    found = call(page, "excerpt.js", "m.fromPagefind(given[0])", excerpt)
    assert "".join(part["text"] for part in found) == "See <b> and (naïve) wombats. here"
    assert [part["text"] for part in found if part["mark"]] == ["naïve", "wombats"]
    assert call(page, "excerpt.js", "m.marksOf(given[0])", found) == ["naïve", "wombats"]
