from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from kbgen.codes import problem
from kbgen.model import Location, Problem, Severity
from kbgen.report import BuildReport, Rendering, VersionReport
from kbgen.report_text import Line, Places, counts, listing, problem_lines, summary, untouched
from kbgen.view import RenderedPage

PLACES = Places(Path("/here"), {"own": "", "near": "../near/", "far": "far:"})
VERSION = VersionReport("kb", "", "main", "a" * 40, "", 2, 1, 1)


def plain(lines: Iterable[Line]) -> list[str]:
    return ["".join(span.text for span in line) for line in lines]


@pytest.mark.parametrize(
    ("where", "text"),
    [
        (Location(), "kbgen"),
        (Location("kbgen.yml", 4, 7), "kbgen.yml:4:7"),
        (Location("/here/sub/kbgen.yml", 4), "sub/kbgen.yml:4"),
        (Location("/else/kbgen.yml"), "/else/kbgen.yml"),
        (Location("docs/a.md", 12, 3, "own", "main"), "docs/a.md:12:3"),
        (Location("docs/a.md", 12, 3, "near", "main"), "../near/docs/a.md:12:3"),
        (Location("docs/a.md", 12, 0, "far", "main"), "far:docs/a.md:12"),
        (Location("docs/a.md", 12, 3, "many", "v1.0"), "many@v1.0:docs/a.md:12:3"),
        (Location("docs/a.md", 0, 3, "many"), "many:docs/a.md"),
        (Location(collection="own", ref="main"), "own"),
        (Location(collection="many", ref="v1.0"), "many@v1.0"),
        (Location(collection="many"), "many"),
    ],
)
def test_places(where: Location, text: str) -> None:
    assert PLACES.text(where) == text


def test_a_problem_is_a_line_and_its_hint_another() -> None:
    found = problem("KB021", "link target 'b' not found", Location("a.md", 1, 2, "own"), hint="did you mean 'c'?")
    assert plain(problem_lines(found, PLACES)) == [
        "a.md:1:2: KB021 warning: link target 'b' not found",
        "  hint: did you mean 'c'?",
    ]


def test_a_collection_is_named_once() -> None:
    found = problem("KB110", "far: https://host/x cannot be read", Location(collection="far"))
    assert plain(problem_lines(found, PLACES)) == ["far: KB110 warning: https://host/x cannot be read"]


def links(count: int) -> list[Problem]:
    return [problem("KB021", f"link {number}", Location("a.md", number, 1, "own")) for number in range(1, count + 1)]


def test_ten_of_a_code_are_shown_and_the_rest_is_counted() -> None:
    lines = plain(listing([*links(800), problem("KB062", "key")], PLACES))
    assert len(lines) == 12
    assert lines[9].endswith("link 10")
    assert lines[10] == "… and 790 more KB021 (link-target); -v shows all, --report FILE keeps all"
    assert lines[11] == "kbgen: KB062 warning: key"


def test_ten_are_ten_and_all_are_all() -> None:
    assert len(plain(listing(links(10), PLACES))) == 10
    assert len(plain(listing(links(800), PLACES, most=None))) == 800


def test_the_gravest_come_last_and_are_counted_for_themselves() -> None:
    grave = [problem("KB021", "grave", severity=Severity.ERROR), problem("KB117", "info")]
    lines = plain(listing([*grave, *links(11)], PLACES))
    assert lines[0] == "kbgen: KB117 info: info"
    assert lines[-2].startswith("… and 1 more KB021")
    assert lines[-1] == "kbgen: KB021 error: grave"


def test_counts() -> None:
    assert counts([]) == "0 errors, 0 warnings"
    assert counts([*links(2), problem("KB030", "x")]) == "1 error, 2 warnings"


def report(published: str, *problems: Problem, strict: bool = False, stale: str = "") -> BuildReport:
    version = VersionReport("kb", "", "main", "a" * 40, "", 1200, 1, 3, stale)
    return BuildReport("my site", published, (version,), problems, {"fetch": 0.5, "render": 1.06}, strict)


def test_a_published_site() -> None:
    assert plain(summary(report("new"), Path("/here"))) == [
        "Published to my site: 1,200 pages, 1 version, 1.6 s; 0 errors, 0 warnings.",
        "To see it: python -m http.server -d 'my site'",
    ]
    assert plain(summary(report("unchanged"), Path("/here")))[0].startswith("Nothing changed in my site: ")


def test_a_published_site_of_many_collections() -> None:
    versions = (VERSION, VersionReport("b", "1.0", "v1.0", "b" * 40, "b/1.0/", 1, 0, 1))
    lines = plain(summary(BuildReport("/here/site", "new", versions, (), {}), Path("/here")))
    assert lines[0] == "Published to site: 3 pages, 2 versions, 2 collections, 0.0 s; 0 errors, 0 warnings."


def test_details() -> None:
    anew = [RenderedPage(f"{name}.html", b"", because=("text", "tags")) for name in "abcde"]
    others = [RenderedPage("n.html", b"", because=("new page",)), *[RenderedPage("", b"", cached=True)] * 1194]
    made = Rendering(((*anew, *others),), ()).on(report("new"))
    lines = plain(summary(made, Path("/here"), verbose=True))
    assert lines[:5] == [
        "  kb: 1,200 pages (3 converted, 6 rendered), 1 file from main (aaaaaaaaaa)",
        "  6 pages rendered, 1,194 reused",
        "    new page: n.html",
        "    text, tags: a.html, b.html, c.html and 2 more",
        "  fetch 0.5 s, render 1.1 s",
    ]


def test_strict_tells_why_the_exit_code_is_not_0() -> None:
    lines = plain(summary(report("new", *links(1), strict=True), Path("/here")))
    assert lines[1] == "--strict: warnings count as errors, so the exit code is 1."


def test_a_stale_source_is_named() -> None:
    lines = plain(summary(report("new", stale="2024-01-01T00:00:00Z"), Path("/here")))
    assert lines[0] == "kb could not be reached: its pages are those of 2024-01-01T00:00:00Z, and say so."


def test_a_refused_site_tells_the_way_on() -> None:
    wrong, lost = problem("KB030", "x"), problem("KB111", "y", Location(collection="b"))
    assert plain(summary(report("", wrong), Path("/here"), had_site=True)) == [
        "Nothing was published: 1 error, 0 warnings. The site in my site is as it was.",
        "Correct the errors and build again, or publish all the same with --keep-going.",
    ]
    vanish = "The pages of b would vanish from it: build again when they can be read."
    assert plain(summary(report("", lost), Path("/here"), had_site=True))[1] == vanish
    assert plain(summary(report("", wrong, lost), Path("/here"), keep_going=True, had_site=True))[1] == vanish


def test_untouched() -> None:
    assert plain([untouched("1 error", "/here/site", Path("/here"), had_site=True)]) == [
        "Nothing was published: 1 error. The site in site is as it was."
    ]
    assert plain([untouched("1 error", "site", Path("/here"), had_site=False)]) == ["Nothing was published: 1 error."]
