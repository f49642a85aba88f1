from __future__ import annotations

import multiprocessing
import os
import pickle
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from disk_limits import files_of_at_most

from kbgen.cache import Cache, key

KEY = key("x")


def test_what_was_put_is_got(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "new" / "cache")
    assert cache.get("page", KEY) is None
    cache.put("page", KEY, b"one")
    cache.put("page", KEY, b"two")
    cache.put("page", key("empty"), b"")
    assert cache.get("page", KEY) == b"two"
    assert cache.get("page", key("empty")) == b""
    assert cache.get("article", KEY) is None


@pytest.mark.parametrize("damage", [b"", b"short", b"\0" * 40])
def test_a_damaged_entry_is_a_miss_and_is_deleted(tmp_path: Path, damage: bytes) -> None:
    cache = Cache(tmp_path)
    cache.put("page", KEY, b"body")
    path = tmp_path / "page" / KEY[:2] / KEY
    path.write_bytes(damage)
    assert cache.get("page", KEY) is None
    assert not path.exists()


def test_every_flipped_byte_is_noticed(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("page", KEY, b"body")
    path = tmp_path / "page" / KEY[:2] / KEY
    good = path.read_bytes()
    for index in range(len(good)):
        path.write_bytes(good[:index] + bytes([good[index] ^ 1]) + good[index + 1 :])
        assert cache.get("page", KEY) is None


def entry(root: Path, kind: str = "page") -> Path:
    return root / kind / KEY[:2] / KEY


def test_an_entry_in_the_place_of_another_is_a_miss(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for kind, name in (("page", KEY), ("article", KEY), ("page", key("y"))):
        cache.put(kind, name, f"{kind} {name}".encode())
    good = entry(tmp_path).read_bytes()
    entry(tmp_path, "article").write_bytes(good)
    (tmp_path / "page" / key("y")[:2] / key("y")).write_bytes(good)
    assert cache.get("article", KEY) is None
    assert cache.get("page", key("y")) is None
    assert cache.get("page", KEY) == f"page {KEY}".encode()


def as_folder(path: Path) -> None:
    path.unlink()
    (path / "more").mkdir(parents=True)


def as_link_to_itself(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def as_nobodys(path: Path) -> None:
    path.chmod(0)


def as_file_of_the_kind(path: Path) -> None:
    shutil.rmtree(path.parent.parent)
    path.parent.parent.write_text("a file")


def as_file_of_the_part(path: Path) -> None:
    shutil.rmtree(path.parent)
    path.parent.write_text("a file")


DAMAGES = (as_folder, as_link_to_itself, as_nobodys, as_file_of_the_kind, as_file_of_the_part)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_what_cannot_be_read_is_a_miss_and_is_replaced(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    if damage is as_nobodys and os.geteuid() == 0:
        pytest.skip("root may read everything")
    cache = Cache(tmp_path)
    cache.put("page", KEY, b"body")
    damage(entry(tmp_path))
    assert cache.get("page", KEY) is None
    cache.put("page", KEY, b"body")
    assert cache.get("page", KEY) == b"body"


def test_a_folder_in_the_place_of_an_entry_that_nobody_asked_for_is_replaced(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    (entry(tmp_path) / "more").mkdir(parents=True)
    cache.put("page", KEY, b"body")
    assert cache.get("page", KEY) == b"body"


def test_a_failed_write_leaves_what_was_there(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("page", KEY, b"body")
    with files_of_at_most(100), pytest.raises(OSError, match="File too large"):
        cache.put("page", KEY, bytes(200))
    assert cache.get("page", KEY) == b"body"
    assert [path.name for path in entry(tmp_path).parent.iterdir()] == [KEY]


@pytest.mark.parametrize(("kind", "name"), [("../x", KEY), ("page", "../../x"), ("page", ""), ("", KEY), ("a/b", KEY)])
def test_only_plain_names_are_accepted(tmp_path: Path, kind: str, name: str) -> None:
    with pytest.raises(ValueError, match="not a cache kind and key"):
        Cache(tmp_path).put(kind, name, b"")


def test_a_key_depends_on_every_field_and_where_it_ends() -> None:
    keys = [key(), key(""), key("a"), key("ab"), key("a", "b"), key("b", "a"), key("a", "", "b"), key("\udcff")]
    assert len(set(keys)) == len(keys)
    assert key("ü") == key("ü".encode())
    assert key("a") == sha256(b"\0\0\0\0\0\0\0\1a").hexdigest()


def _fill(cache: Cache) -> None:
    for _ in range(50):
        cache.put("page", KEY, b"x" * 10_000)


def test_processes_share_a_cache(tmp_path: Path) -> None:
    cache = pickle.loads(pickle.dumps(Cache(tmp_path)))
    workers = [multiprocessing.get_context("spawn").Process(target=_fill, args=(cache,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    while any(worker.is_alive() for worker in workers):
        assert cache.get("page", KEY) in (None, b"x" * 10_000)
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert cache.get("page", KEY) == b"x" * 10_000


def test_mirrors_have_speaking_and_unique_names(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    urls = ["https://a.org/x/kb.git", "https://b.org/x/kb.git", "/srv/kb/", "/srv/kb.bundle", "/", "/srv/\udcff ü"]
    names = [cache.mirror_dir(url).name for url in urls]
    assert [name[:-21] for name in names] == ["kb", "kb", "kb", "kb", "source", "source"]
    assert len(set(names)) == len(urls)
    assert cache.mirror_dir(urls[0]).parent == tmp_path / "mirrors"
