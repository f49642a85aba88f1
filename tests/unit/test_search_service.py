"""The indexer: what it is told, what comes back, and what goes wrong."""

from __future__ import annotations

import gzip
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from pagefind_bundle import filters, fragments, indexed_words

from kbgen.model import Location
from kbgen.search import service, stage
from kbgen.search.documents import document, record_entry
from kbgen.search.files import shell_of
from kbgen.search.merging import merged
from kbgen.search.output import IncompleteError, is_whole, written
from kbgen.search.pages import SearchPage
from kbgen.search.pieces import pieces
from kbgen.search.service import Binary, Entry, SearchIndexError, find_binary, index

HOSTILE = "<img src=x onerror=alert(1)>\", title:other [data-v] ' & c"


def page_entry(page: SearchPage) -> Entry:
    contents = document(page, "kb", "1.0", "en")
    return Entry({"type": "AddFile", "url": f"/{page.url}", "file_path": None, "file_contents": contents}, page.where)


def pages(count: int) -> list[SearchPage]:
    return [page_of(n) for n in range(1, count + 1)]


def page_of(n: int) -> SearchPage:
    html = f"<p>text number{n} is here</p>"
    return SearchPage(f"p{n}/", f"Page {n}", html, topics=(f"t{n % 7}", "all"), updated=f"2024-01-{n:02}")


def binary() -> Binary:
    found = find_binary()
    assert found is not None
    return found


def unpack(files: Mapping[str, bytes], folder: Path) -> Path:
    for path, body in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(body)
    return folder


def published(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the bundle as it is published, from one as the indexer wrote it."""
    return merged(pieces(files), shell_of(files))


def program(tmp_path: Path, code: str) -> Binary:
    """Return an indexer that is a Python program."""
    path = tmp_path / "pagefind"
    path.write_text(f"#!{sys.executable}\nimport base64, json, os, sys, time\n{code}\n")
    path.chmod(0o755)
    return Binary(path, "1.5.2", extended=False)


def test_a_bundle_is_the_same_from_run_to_run_and_in_other_time_zones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [page_entry(page) for page in pages(60)]
    runs = []
    for zone in ("UTC", "Pacific/Kiritimati", "America/Caracas", "UTC"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        runs.append(index(entries, binary(), "en"))
    monkeypatch.undo()
    time.tzset()
    assert len({tuple(sorted(run.files)) for run in runs}) > 1, "the indexer is stable by itself"
    assert all(published(run.files) == published(runs[0].files) for run in runs)
    assert list(runs[0].words) == [6] * 60


def test_a_published_bundle_holds_what_was_indexed_and_no_user_interface(tmp_path: Path) -> None:
    made = published(index([page_entry(page) for page in pages(9)], binary(), "en").files)
    bundle = unpack(made, tmp_path)
    assert filters(bundle)["topic"] == {"all", *(f"t{n}" for n in range(7))}
    assert filters(bundle)["updated"] == {"2024-01"}
    assert {"number3", "here"} <= indexed_words(bundle)
    assert set(fragments(bundle)) == {f"/p{n}/" for n in range(1, 10)}
    at_root = {path.name for path in bundle.iterdir() if path.is_file()}
    assert {"pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "wasm.en.pagefind"} < at_root
    assert not [name for name in at_root if "ui" in name or "highlight" in name or "unknown" in name]


def test_titles_tags_names_and_aliases_are_values_whatever_they_hold(tmp_path: Path) -> None:
    hostile = SearchPage("a%20b/", HOSTILE, "<p>one</p>", aliases=(HOSTILE,), topics=(HOSTILE,), authors=(HOSTILE,))
    bundle = unpack(published(index([page_entry(hostile)], binary(), "en").files), tmp_path)
    (found,) = fragments(bundle).values()
    assert found["meta"] == {"title": HOSTILE, "aliases": HOSTILE}
    assert found["filters"]["topic"] == found["filters"]["author"] == [HOSTILE]
    assert set(found["filters"]) == {"collection", "version", "topic", "author", "trust", "kind"}


def test_records_stand_beside_each_other_with_their_filters(tmp_path: Path) -> None:
    entry = record_entry("people/ada/", "Ada", "Ada. Metrics", "en", {"kind": ["person"], "topic": []})
    bundle = unpack(published(index([entry], binary(), "en").files), tmp_path)
    assert fragments(bundle)["/people/ada/"]["filters"] == {"kind": ["person"]}


def test_words_with_signs_are_words(tmp_path: Path) -> None:
    html = "<p>C++ and C# call <code>append_event</code> for user@host</p>"
    bundle = unpack(published(index([page_entry(SearchPage("a/", "A", html))], binary(), "en").files), tmp_path)
    assert {"c++", "c#", "append_ev"} <= indexed_words(bundle)  # stemmed, as the browser stems the query


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("sys.exit(3)", "ended after 0 of 3 answers"),
        ("print('%%%,', flush=True); sys.stdin.read()", "no message"),
        ("sys.stdin.close(); time.sleep(60)", "ended after 0 of 3 answers"),
        (
            "pack = lambda p: base64.b64encode(json.dumps({'payload': p}).encode()).decode()\n"
            "say = lambda p: print(pack(p), end=',', flush=True)\n"
            "say({'type': 'NewIndex', 'index_id': 0})\n"
            "say({'type': 'IndexedFile', 'page_url': '/other/', 'page_word_count': 2})\n"
            "say({'type': 'WriteFiles'}); sys.stdin.read()",
            "another page",
        ),
    ],
    ids=["ends", "talks nonsense", "hangs", "mixes up pages"],
)
def test_an_indexer_that_fails_stops_the_run_and_says_why(tmp_path: Path, code: str, said: str) -> None:
    entry = page_entry(SearchPage("a/", "A", "<p>one</p>", where=Location("docs/a.md")))
    with pytest.raises(SearchIndexError, match=said) as failure:
        index([entry], program(tmp_path, code), "en", deadline=3)
    assert failure.value.problems[0].where.path == ("docs/a.md" if "another" in said else "")


def test_an_indexer_that_a_thread_starts_after_the_run_is_given_up_ends_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given_up = threading.Event()
    entry = page_entry(page_of(1))

    def late() -> None:
        given_up.wait()
        index([entry], binary(), "en")

    def interrupted() -> None:
        service.interrupt()
        given_up.set()

    monkeypatch.setattr(stage, "interrupt", interrupted)
    started = []
    with pytest.raises(KeyboardInterrupt), stage._threads(1) as threads:
        started.append(threads.submit(late))
        raise KeyboardInterrupt
    with pytest.raises(SearchIndexError, match="ended after 0 of 3 answers"):
        started[0].result()
    assert index([entry], binary(), "en").words, "the next run is not given up"


def test_an_error_of_the_indexer_is_passed_on() -> None:
    with pytest.raises(SearchIndexError, match="unknown variant `Bad`"):
        index([Entry({"type": "Bad", "url": "/"}, Location())], binary(), "en")


def test_an_indexer_that_is_no_program_is_told(tmp_path: Path) -> None:
    with pytest.raises(SearchIndexError, match="cannot be started"):
        index([], Binary(tmp_path, "1.5.2", extended=False), "en")


@pytest.mark.parametrize("name", ["index/en_1.pf_index", "wasm.en.pagefind", "pagefind.en_1.pf_meta"])
def test_a_file_that_is_filled_later_is_not_whole_before(name: str) -> None:
    body = gzip.compress(b"pagefind_dcd" + bytes(range(256)) * 9)
    assert is_whole(name, body)
    assert not any(is_whole(name, body[:end]) for end in (0, 1, 20, len(body) - 1))


@pytest.mark.parametrize("name", ["pagefind.js", "pagefind-worker.js"])
def test_a_script_is_whole_at_its_end_and_at_no_page_before(name: str) -> None:
    script = index([], binary(), "en").files[name]
    assert is_whole(name, script)
    assert not any(is_whole(name, script[:end]) for end in (*range(0, len(script), 512), len(script) - 1))


def test_a_piece_of_json_is_not_whole() -> None:
    assert is_whole("pagefind-entry.json", b'{"a":1}') and not is_whole("pagefind-entry.json", b'{"a":')


def test_waiting_for_a_file_that_stays_empty_ends(tmp_path: Path) -> None:
    (tmp_path / "pagefind.js").touch()
    with pytest.raises(IncompleteError, match=r"pagefind\.js"):
        written(tmp_path, patience=0)
