"""The output folder as a user finds it: new, replaced, unchanged, refused, locked, tidied up."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from output_folder import contents, names, put

from kbgen.errors import ExitCode, KbgenError, LockedError, OutputError, OutputRefusedError
from kbgen.publish import MANIFEST, Published, publish, staging

HOLD_LOCK = """
import sys
from pathlib import Path
from kbgen.publish import staging
with staging(Path(sys.argv[1])) as staged:
    (staged / "half.html").write_text("half")
    print("ready", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "public" / "site"


def test_a_first_site_is_new_and_nothing_else_is_left(output: Path) -> None:
    assert put(output, {"index.html": "one", "a/b.html": "ä"}) is Published.NEW
    assert contents(output) == {"index.html": "one", "a/b.html": "ä"}
    assert names(output.parent) == ["site"]


def test_an_empty_folder_is_filled(output: Path) -> None:
    output.mkdir(parents=True)
    assert put(output, {"index.html": "one"}) is Published.NEW
    assert contents(output) == {"index.html": "one"}
    assert names(output.parent) == ["site"]


def test_a_site_is_replaced_as_a_whole(output: Path) -> None:
    put(output, {"index.html": "one", "gone.html": "old"})
    assert put(output, {"index.html": "two"}) is Published.REPLACED
    assert contents(output) == {"index.html": "two"}
    assert names(output.parent) == ["site"]


def test_the_same_site_again_touches_nothing(output: Path) -> None:
    put(output, {"index.html": "one"})
    before = [(path, path.stat().st_mtime_ns, path.stat().st_ino) for path in (output, *sorted(output.rglob("*")))]
    assert put(output, {"index.html": "one"}) is Published.UNCHANGED
    assert before == [
        (path, path.stat().st_mtime_ns, path.stat().st_ino) for path in (output, *sorted(output.rglob("*")))
    ]
    assert names(output.parent) == ["site"]


@pytest.mark.parametrize("damage", ["edited", "removed", "added"])
def test_a_site_that_others_damaged_is_mended(output: Path, damage: str) -> None:
    put(output, {"index.html": "one"})
    match damage:
        case "edited":
            (output / "index.html").write_text("eno")
        case "removed":
            (output / "index.html").unlink()
        case _:
            (output / "extra.html").write_text("extra")
    assert put(output, {"index.html": "one"}) is Published.REPLACED
    assert contents(output) == {"index.html": "one"}


def test_the_manifest_lists_every_file_sorted_with_hash_and_size(output: Path) -> None:
    put(output, {"é.html": "2", "b.html": "1", "a/z.html": "33"})
    document = json.loads((output / MANIFEST).read_bytes())
    assert (document["schema"], document["generator"]) == (1, "kbgen")
    assert document["files"] == [
        {"path": path, "sha256": hashlib.sha256(text).hexdigest(), "size": len(text)}
        for path, text in (("a/z.html", b"33"), ("b.html", b"1"), ("é.html", b"2"))
    ]


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_modes_do_not_depend_on_the_umask(output: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        put(output, {"a/b.html": "one"})
    finally:
        os.umask(before)
    modes = {path.relative_to(output).as_posix(): path.stat().st_mode & 0o777 for path in (output, *output.rglob("*"))}
    assert modes == {".": 0o755, "a": 0o755, "a/b.html": 0o644, "data": 0o755, "data/manifest.json": 0o644}


def test_a_linked_output_folder_is_replaced_where_the_link_leads(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real")
    put(tmp_path / "link", {"index.html": "one"})
    put(tmp_path / "link", {"index.html": "two"})
    assert (tmp_path / "link").is_symlink()
    assert contents(tmp_path / "real") == {"index.html": "two"}


def test_a_link_in_the_site_is_not_published(output: Path) -> None:
    put(output, {"index.html": "one"})
    with pytest.raises(OutputError, match=r"secret\.txt: not a regular file"), staging(output) as staged:
        (staged / "secret.txt").symlink_to("/etc/hostname")
        publish(staged, output)
    assert contents(output) == {"index.html": "one"}


def test_a_build_that_fails_changes_nothing_and_leaves_nothing(output: Path) -> None:
    put(output, {"index.html": "one"})
    with pytest.raises(ZeroDivisionError), staging(output) as staged:
        (staged / "index.html").write_text(str(1 / 0))
    assert contents(output) == {"index.html": "one"}
    assert names(output.parent) == ["site"]


def test_what_a_dead_build_left_is_removed(output: Path) -> None:
    put(output, {"index.html": "one"})
    (output.parent / ".site.kbgen-x1y2z3/a").mkdir(parents=True)
    (output.parent / ".site.kbgen-old").mkdir()
    (output.parent / ".site.kbgen-next").mkdir()
    (output.parent / ".site.kbgen-lock").touch()
    (output.parent / ".other.kbgen-x1y2z3").mkdir()
    put(output, {"index.html": "two"})
    assert contents(output) == {"index.html": "two"}
    assert names(output.parent) == [".other.kbgen-x1y2z3", "site"]


@pytest.mark.parametrize(
    ("left", "expected"), [((".site.kbgen-next", ".site.kbgen-old"), "next"), ((".site.kbgen-old",), "old")]
)
def test_an_exchange_that_was_cut_off_is_completed(output: Path, left: tuple[str, ...], expected: str) -> None:
    for name in left:
        put(output.with_name("other"), {"index.html": name.rpartition("-")[2]})
        output.with_name("other").rename(output.with_name(name))
    with staging(output):
        assert contents(output) == {"index.html": expected}
    assert names(output.parent) == ["site"]


def test_a_second_build_is_told_who_is_at_work_and_waits_if_asked(output: Path) -> None:
    put(output, {"index.html": "one"})
    command = [sys.executable, "-c", HOLD_LOCK, str(output)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin and other.stdout and other.stdout.readline() == "ready\n"
        with pytest.raises(LockedError, match=r"\.site\.kbgen-lock") as caught, staging(output):
            pytest.fail("two builds hold one lock")
        assert caught.value.exit_code is ExitCode.LOCKED
        assert len(names(output.parent)) == 3, "the other build's staging folder and lock are untouched"
        threading.Timer(0.2, other.stdin.close).start()
        with staging(output, wait=60):
            pass
    assert names(output.parent) == ["site"]
    assert contents(output) == {"index.html": "one"}


def refusal(output: Path) -> OutputRefusedError:
    with pytest.raises(OutputRefusedError) as caught, staging(output):
        pytest.fail(f"{output} was accepted")
    assert caught.value.exit_code is ExitCode.USAGE
    assert caught.value.problems[0].hint
    return caught.value


def test_a_folder_that_is_no_site_is_refused_and_untouched(output: Path) -> None:
    output.mkdir(parents=True)
    (output / "thesis.txt").write_text("years of work")
    assert "was not made by kbgen" in str(refusal(output))
    assert contents(output) == {"thesis.txt": "years of work"}
    assert names(output.parent) == ["site"]


@pytest.mark.parametrize("text", ["", "[]", '{"generator": "other"}', "{"])
def test_a_manifest_of_something_else_does_not_make_a_site(output: Path, text: str) -> None:
    (output / MANIFEST).parent.mkdir(parents=True)
    (output / MANIFEST).write_text(text)
    refusal(output)


def test_a_folder_that_fills_during_the_build_is_refused(output: Path) -> None:
    with pytest.raises(OutputRefusedError), staging(output) as staged:
        output.mkdir()
        (output / "thesis.txt").write_text("years of work")
        publish(staged, output)
    assert contents(output) == {"thesis.txt": "years of work"}


def test_places_that_are_more_than_a_site_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, home = tmp_path / "work/here", tmp_path / "homes/ada"
    here.mkdir(parents=True)
    home.mkdir(parents=True)
    monkeypatch.chdir(here)
    monkeypatch.setenv("HOME", str(home))
    before = sorted(tmp_path.rglob("*"))
    for place in (here, Path(), here.parent, home, home.parent, Path("/"), here / ".git", here / ".git/hooks/site"):
        refusal(place)
    assert "mount point" in str(refusal(Path("/proc")))
    (tmp_path / "file").touch()
    assert "not a folder" in str(refusal(tmp_path / "file"))
    (tmp_path / "file").unlink()
    assert sorted(tmp_path.rglob("*")) == before


def output_error(error: KbgenError) -> str:
    assert error.exit_code is ExitCode.BUG
    assert "the published site is whole" in error.problems[0].hint
    return str(error)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's full device")
def test_a_full_disk_during_the_build_is_no_traceback(output: Path) -> None:
    put(output, {"index.html": "one"})
    with pytest.raises(OutputError) as caught, staging(output), Path("/dev/full").open("w", buffering=1) as full:
        full.write("page\n")
    assert output_error(caught.value) == f"cannot publish {output}: No space left on device"
    assert contents(output) == {"index.html": "one"}


def test_other_errors_of_the_build_are_not_taken_for_the_disk(output: Path) -> None:
    with pytest.raises(FileNotFoundError), staging(output):
        (output / "missing").read_bytes()


def test_a_parent_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError) as caught, staging(tmp_path / "file" / "site"):
        pytest.fail("there is no place for it")
    assert str(tmp_path / "file") in output_error(caught.value)


def test_a_reader_never_finds_the_site_missing(output: Path) -> None:
    put(output, {"index.html": "0"})
    done, seen = threading.Event(), set()

    def read() -> None:
        while not done.is_set():
            seen.add((output / "index.html").read_text())

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for generation in range(1, 30):
            put(output, {"index.html": str(generation)})
            assert reader.is_alive(), "the reader found no page"
    finally:
        done.set()
        reader.join()
    assert seen <= {str(generation) for generation in range(30)}
