"""The parts of `kbgen serve`: which addresses are answered, and when the search follows."""

from __future__ import annotations

import json
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from kbgen.serve import Attempt, Live, Watched, follow, serving

SAME, OTHER = Watched(), Watched(files=(Path("other"),))


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("", "/"),
        ("https://e.org", "/"),
        ("https://e.org/kb/", "/kb/"),
        ("https://e.org/gr%C3%B6%C3%9Fe%20a/", "/gr%C3%B6%C3%9Fe%20a/"),
    ],
)
def test_a_site_answers_below_the_path_of_its_address(tmp_path: Path, url: str, path: str) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "index.html").write_text("<body>here</body>", encoding="utf-8")
    with serving(Live(tmp_path, url), 0) as address:
        assert address.endswith(path)
        for asked in (f"{address}a/", f"{address}a", f"{address}__kbgen/live.js"):
            with urllib.request.urlopen(asked, timeout=60) as answer:
                assert answer.status == 200
        with urllib.request.urlopen(f"{address}a/", timeout=60) as answer:
            assert f'src="{path}__kbgen/live.js' in answer.read().decode()


class Following:
    """What `follow` does when the events are those given (whether something changed) and builds end as given."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, events: Sequence[bool], *ends: Attempt) -> None:
        self.events, self.ends = iter(events), iter(ends)
        self.built: list[bool] = []
        self.told: list[tuple[bool, str]] = []
        self.tidied = 0
        self.live = Live(Path("site"))
        module = sys.modules[follow.__module__]
        monkeypatch.setattr(module, "changes", self.changes)
        monkeypatch.setattr(module, "IDLE", -1)
        with pytest.raises(KeyboardInterrupt):
            follow(self.build, self.tidy, self.live, SAME)

    def changes(self, _: Watched) -> Iterator[bool]:
        yield from self.events
        raise KeyboardInterrupt

    def build(self, reindex: bool) -> Attempt:
        self.site = self.live.site
        self.built.append(reindex)
        return next(self.ends)

    def tidy(self) -> None:
        self.tidied += 1
        self.told.append((self.live.site != self.site, json.loads(self.live.message)["problems"]))


def test_the_search_follows_also_when_other_things_are_to_be_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    ends = [Attempt(True, "", OTHER), Attempt(False, "", OTHER), Attempt(True, "", OTHER)]
    assert Following(monkeypatch, [True, False, False, False], *ends).built == [False, False, True]


def test_what_goes_wrong_while_the_search_follows_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    done = Following(monkeypatch, [True, False], Attempt(True, "", SAME), Attempt(False, "wrong", SAME))
    assert (done.built, done.told) == ([False, True], [(True, ""), (False, "wrong")])


def test_a_search_that_could_not_follow_does_so_once_all_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    ends = [Attempt(True, "", SAME), Attempt(False, "wrong", SAME), Attempt(False, "", SAME), Attempt(True, "", SAME)]
    assert Following(monkeypatch, [True, False, False, True, False], *ends).built == [False, True, False, True]


def test_what_the_search_brought_along_is_shown_with_the_next_change(monkeypatch: pytest.MonkeyPatch) -> None:
    ends = [Attempt(True, "", SAME), Attempt(True, "", SAME), Attempt(False, "", SAME)]
    done = Following(monkeypatch, [True, False, True], *ends)
    assert done.built == [False, True, False]
    assert done.told == [(True, ""), (False, ""), (True, "")], "no page is loaded anew for the sake of the search"
