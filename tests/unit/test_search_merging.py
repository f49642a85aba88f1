"""Bundles from pieces: held against what the indexer writes when it sees all pages at once."""

from __future__ import annotations

import gzip
import random
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import cbor2
import pytest

from kbgen.cache import Cache
from kbgen.model import Location
from kbgen.search import cbor, merging
from kbgen.search.bundle import bundle
from kbgen.search.documents import document, record_entry
from kbgen.search.files import shell_of, short_hash
from kbgen.search.merging import merged
from kbgen.search.pages import SearchPage
from kbgen.search.pieces import Piece, pieces
from kbgen.search.service import Binary, Entry, find_binary, index

ODD = [
    SearchPage("accents/", "Café Müller", "<p>Café cafe CAFÉ résumé resume Ærø</p><h2 id='a'>Ünïcode café</h2>"),
    SearchPage("accents2/", "Cafe", "<p>naïve resume café</p>", aliases=("Kaffeehaus", "café bar")),
    SearchPage("only/", "Señor", "<p>x</p>"),
    SearchPage("picture/", "A picture", '<p><img src="a/café.png" alt="A red café"></p><p>word</p>'),
    SearchPage("empty/", "", ""),
    SearchPage("blank/", "", "<p> </p>", topics=("one", "one "), authors=("Ada",), updated="2024-01-01"),
    SearchPage("weighed/", "Weighed", "<h1>Weighed</h1><h2>word</h2><p>word word</p><h3>word</h3>", boost=3),
    SearchPage("signs/", "C++ & <b>", "<pre><code>a_b-c.d C# user@host 1.2.3 append_event</code></pre>"),
    SearchPage("words/", "动态规划", "<p>动态规划 long" + "g" * 300 + " \u0130stanbul ﬁne</p>"),
]


def page_entry(page: SearchPage, language: str = "en") -> Entry:
    contents = document(page, "kb", "1.0", language)
    return Entry({"type": "AddFile", "url": f"/{page.url}", "file_path": None, "file_contents": contents}, Location())


def many(count: int, seed: int = 1) -> list[SearchPage]:
    """Return pages of which each has words that are rare, and words that are on most pages."""
    chance = random.Random(seed)
    rare = ["".join(chance.choices("abcdefgé", k=6)) for _ in range(3000)]
    return [
        SearchPage(
            f"p{n}/", f"Page {n}", f"<p>{' '.join(chance.choices(rare, k=90))} the of and</p>", topics=(f"t{n % 5}",)
        )
        for n in range(count)
    ]


def binary() -> Binary:
    found = find_binary()
    assert found is not None
    return found


def data(files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return what a bundle says, by path: of index and fragments the very bytes."""
    told: dict[str, Any] = {}
    for path, body in files.items():
        if ".pf_" in path:
            told[path] = gzip.decompress(body).removeprefix(b"pagefind_dcd")
    (meta,) = (cbor2.loads(body) for path, body in told.items() if path.endswith(".pf_meta"))
    filters = {file: cbor2.loads(told[f"filter/{file}.pf_filter"]) for _, file in meta[3]}
    kept = {path: body for path, body in told.items() if path.startswith(("index/", "fragment/"))}
    values = sorted([name, sorted(values)] for name, values in filters.values())
    return {**kept, "meta": [*meta[:3], sorted(name for name, _ in meta[3]), *meta[4:]], "filters": values}


@pytest.mark.parametrize(
    ("pages", "language"),
    [(ODD, "en"), (ODD, "xx"), (many(300), "en"), (many(40, 2) + ODD, "fr"), (ODD[:1], "de")],
    ids=["odd", "no stemming", "many", "both", "one"],
)
def test_a_bundle_of_pieces_is_the_one_that_the_indexer_writes(pages: Sequence[SearchPage], language: str) -> None:
    entries = [page_entry(page, language) for page in pages]
    whole = index(entries, binary(), language)
    alone = [piece for entry in entries[-12:] for piece in pieces(index([entry], binary(), language).files)]
    one = merged(pieces(whole.files), shell_of(whole.files))
    assert merged([*pieces(whole.files)[: -len(alone)], *alone], shell_of(whole.files)) == one
    assert data(one) == data(whole.files)
    assert set(one) - {path for path in one if ".pf_" in path} < set(whole.files)


def test_records_and_pages_have_fields_of_their_own() -> None:
    entries = [
        record_entry("people/ada/", "Ada", "Ada. Metrics", "en", {"kind": ["person"], "topic": []}),
        page_entry(SearchPage("a/", "A", "<p>metrics</p>", aliases=("Ay",))),
        record_entry("topics/x/", "X", "X. Metrics", "en", {"kind": ["topic"], "topic": ["x"]}),
    ]
    whole = index(entries, binary(), "en")
    parts = [pieces(index([entry], binary(), "en").files)[0] for entry in entries]
    assert data(merged(parts, shell_of(whole.files))) == data(whole.files)


def test_a_piece_is_the_same_after_it_was_kept() -> None:
    for piece in pieces(index([page_entry(page) for page in ODD], binary(), "en").files):
        assert Piece.unpacked(piece.packed()) == piece


def test_the_indexer_looks_only_at_pages_that_it_has_not_seen(tmp_path: Path) -> None:
    cache, entries = Cache(tmp_path), [page_entry(page) for page in many(30)]
    first = bundle(entries, binary(), "en", cache)
    nobody = Binary(tmp_path / "none", binary().version, binary().extended)
    fewer = bundle(entries[3:20], nobody, "en", cache)
    assert fewer.is_new
    assert fewer.files == bundle(entries[3:20], binary(), "en", Cache(tmp_path / "empty")).files
    assert bundle(entries, nobody, "en", cache).files == first.files
    more = [*entries[:5], page_entry(ODD[0]), *entries[5:]]
    clean = bundle(more, binary(), "en", Cache(tmp_path / "empty"))
    warm = bundle(more, binary(), "en", cache)
    assert (warm.files, warm.words, warm.key) == (clean.files, clean.words, clean.key)


@pytest.mark.parametrize("first", [[], many(2)], ids=["alone", "beside others"])
def test_a_page_without_a_word_is_in_no_bundle(tmp_path: Path, first: Sequence[SearchPage]) -> None:
    cache, blank = Cache(tmp_path), SearchPage("blank/", "", "<p> </p>")
    entries = [page_entry(page) for page in (*first, blank, SearchPage("b/", "", ""))]
    clean = bundle(entries, binary(), "en", cache)
    assert clean.words[len(first) :] == (0, 0)
    assert sum(path.startswith("fragment/") for path in clean.files) == len(first)
    for path in (tmp_path / "pagefind").glob("*/*"):
        path.unlink()
    changed = [*entries[:-1], page_entry(SearchPage("c/", "", "<p></p>"))]
    again = bundle(changed, binary(), "en", cache)
    assert again.files == clean.files == bundle(changed, binary(), "en", Cache(tmp_path / "empty")).files


def test_a_lost_shell_is_made_again(tmp_path: Path) -> None:
    cache, entries = Cache(tmp_path), [page_entry(page) for page in many(3)]
    first = bundle(entries, binary(), "en", cache)
    for kind in ("pagefind", "pagefind-shell"):
        for path in (tmp_path / kind).glob("*/*"):
            path.unlink()
    assert bundle(entries, binary(), "en", cache).files == first.files


def test_names_that_begin_alike_get_longer() -> None:
    assert short_hash("en", "0123456789", {}) == "en_0123456"
    assert short_hash("en", "0123456789", {"en_0123456": None, "en_01234567": None}) == "en_012345678"


@pytest.mark.parametrize("value", [0, 23, 24, 255, 256, 65535, 65536, 1 << 32])
def test_encoded_values_are_those_of_cbor(value: int) -> None:
    assert cbor.unsigned(value) == cbor2.dumps(value)
    if value < 70000:
        assert cbor.text("é" * value) == cbor2.dumps("é" * value)
        assert cbor.array(value) + b"\x00" * value == cbor2.dumps([0] * value)


def test_a_range_of_words_holds_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "CHUNK", 8)
    made = merged(pieces(files := index([page_entry(p) for p in many(9)], binary(), "en").files), shell_of(files))
    (meta,) = (cbor2.loads(gzip.decompress(made[path])[12:]) for path in made if path.endswith(".pf_meta"))
    assert len(meta[2]) > 20
    for first, last, name in meta[2]:
        words = [word[0] for word in cbor2.loads(gzip.decompress(made[f"index/{name}.pf_index"])[12:])[0]]
        assert all(first <= word and word[: len(last)] <= last for word in words)
    assert all(one[1] < other[0] for one, other in pairwise(meta[2]))
