"""No address of a person in the history of a real repository is published, and no hash of one.

An address that an author wrote into a page is content, and shown as such. It is told apart by place and by source: it
may stand in the article of a page, without the parts of it that kbgen makes, and in what the search finds of articles,
and only if a file of the published commit holds it. Anywhere else, in a footer, a list of people, the data or a feed,
it is a leak whether or not a file holds it. A hash of an address is a leak everywhere.
"""

from __future__ import annotations

import gzip
import os
import re
import subprocess
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from hashlib import md5, sha1, sha256
from pathlib import Path

import pytest
from stock import article, beside_article

from kbgen.config import infer
from kbgen.pipeline import BuildRequest, build
from kbgen.progress import Silent

CORPORA = os.environ.get("KBGEN_CORPORA", "")
FOUND_BY_SEARCH = ("pagefind", "search")
"""Folders, at any depth, with what is found of articles."""
PREFIX = 12
"""Hex digits of a hash that give it away: shorter ones, as kbgen's own ids have none, could be chance."""
DOMAIN = re.compile(r"[^\s<>()\[\]{}\"',;:|=&?/\\]+")
HEX = re.compile(rf"[0-9a-f]{{{PREFIX},}}")

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPORA, reason="KBGEN_CORPORA names no folder of real repositories"),
]


def corpora() -> list[Path]:
    found = sorted(Path(CORPORA).iterdir()) if CORPORA else []
    return [path for path in found if path.suffix in (".bundle", ".git")]


@pytest.mark.parametrize("corpus", corpora(), ids=lambda path: path.stem)
def test_no_address_and_no_hash_of_one_is_published(corpus: Path, tmp_path: Path) -> None:
    config = infer([str(corpus)], tmp_path)
    request = BuildRequest(config, tmp_path / "site", tmp_path / "cache", jobs=2, keep_going=True)
    report = build(request, Silent())
    assert report.published == "new", report.problems
    (mirror,) = (tmp_path / "cache" / "mirrors").glob("*.git")
    private = addresses(mirror)
    in_files = known(git(mirror, "grep", "-h", "-I", "@", report.versions[0].commit).lower(), private)
    texts = list(published(tmp_path / "site"))
    content = {each for path, text in texts for each in known(of_articles(path, text), private)}
    print(f"{corpus.stem}: {len(set(map(str.lower, private)))} addresses, {len(texts)} files; in articles: {content}")
    assert len(private) > 100 and any(path.suffix == ".html" for path, _ in texts)
    assert content <= in_files, "what articles show must be in a file"
    assert [(path, each) for path, text in texts for each in known(beside_articles(path, text), private)] == []
    assert [(path, each) for path, text in texts for each in hashed(text, private)] == []


def test_this_would_find_a_leak(tmp_path: Path) -> None:
    private = frozenset({"ann@example.org", "x+y@z.example"})
    page = "<p>{0}</p><article>{1}<footer class='kb-x'>{2}</footer></article>".replace("'", '"')
    files = {
        "beside.html": page.format("Mail ann&#64;example.org", "", ""),
        "footer.html": page.format("", "", '<a href="mailto:ANN%40example.org">'),
        "content.html": page.format("", "ann@example.org", ""),
        "data.json": '{"by": "x+y\\u0040z.example"}',
        "hash.html": f"//avatar.example/{md5(b'ann@example.org').hexdigest()}?s=80",
        "short.txt": f"id-{sha256(b'x+y@z.example').hexdigest()[:16]}.",
        "other.txt": "maryann@example.org ann@example.organic",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "en.pf_fragment").write_bytes(gzip.compress(b'pagefind_dcd{"author":"ann@example.org"}'))
    texts = list(published(tmp_path))
    found = {path.name for path, text in texts for _ in known(beside_articles(path, text), private)}
    assert found == {"beside.html", "footer.html", "data.json", "en.pf_fragment"}
    assert {path.name for path, text in texts for _ in hashed(text, private)} == {"hash.html", "short.txt"}
    assert {each for path, text in texts for each in known(of_articles(path, text), private)} == {"ann@example.org"}


def addresses(mirror: Path) -> frozenset[str]:
    """Return the addresses of all who are named in headers, trailers and mailmaps: as written, and in lower case."""
    people = git(mirror, "log", "--all", "--format=<%ae> <%ce> %(trailers:only)")
    maps = [git(mirror, "cat-file", "blob", oid) for oid in mailmaps(mirror)]
    found = re.findall(r"<([^<>\n]+)>", "\n".join((people, *maps)))
    return frozenset(spelling for each in found if "@" in each for spelling in (each.strip(), each.strip().lower()))


def mailmaps(mirror: Path) -> set[str]:
    rows = git(mirror, "log", "--all", "--raw", "--no-abbrev", "--format=", "--", ".mailmap").split("\n")
    return {row.split(" ")[3] for row in rows if row and set(row.split(" ")[3]) != {"0"}}


def git(mirror: Path, *arguments: str) -> str:
    done = subprocess.run(["git", f"--git-dir={mirror}", *arguments], capture_output=True, check=False)
    assert done.returncode == 0 or arguments[0] == "grep", done.stderr
    return done.stdout.decode("utf-8", "replace")


def published(site: Path) -> Iterator[tuple[Path, str]]:
    """Yield path and text of each file of a site, its path too, unpacked, in lower case and with no `@` disguised."""
    for path in sorted(site.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            data = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
            text = f"{path.relative_to(site)}\n{data.decode('utf-8', 'replace')}".lower()
            text = re.sub(r"\\[nrt]", " ", text)
            yield path.relative_to(site), re.sub(r"%40|\\u0040|&(#0*64|#x0*40|commat);", "@", text)


def of_articles(path: Path, text: str) -> str:
    """Return what authors wrote, as far as the file shows it."""
    if set(FOUND_BY_SEARCH) & set(path.parts):
        return text
    return article(text) if path.suffix == ".html" and "<article" in text else ""


def beside_articles(path: Path, text: str) -> str:
    """Return the rest."""
    if not of_articles(path, text):
        return text
    return beside_article(text) if path.suffix == ".html" else ""


def known(text: str, private: frozenset[str]) -> set[str]:
    """Return the addresses that stand in a text, whole."""
    return {address for match in re.finditer("@", text) for address in _around(text, match.start(), private)}


def _around(text: str, at: int, private: frozenset[str]) -> Iterator[str]:
    """Yield the addresses with their `@` at this place, unless they are only a part of another one."""
    row = DOMAIN.match(text, at + 1)
    for end in range(at + 2, row.end() + 1 if row else 0):
        if re.match(r"-*[a-z0-9]|\.[a-z0-9]", text[end : end + 64]):
            continue
        for local in locals_of(private).get(text[at + 1 : end], ()):
            if text.endswith(local, 0, at) and not re.match(
                r"[a-z0-9.+-]", text[at - len(local) - 1 : at - len(local)]
            ):
                yield f"{local}@{text[at + 1 : end]}"


@cache
def locals_of(private: frozenset[str]) -> Mapping[str, Collection[str]]:
    """Return what stands before the `@`, by what stands after it."""
    found: dict[str, set[str]] = defaultdict(set)
    for address in private:
        local, _, domain = address.rpartition("@")
        found[domain].add(local)
    return found


def hashed(text: str, private: frozenset[str]) -> set[str]:
    """Return the addresses of which a hash stands in a text, whole or its beginning, wherever in a row of digits."""
    known_by = beginnings(private)
    parts = {row[n : n + PREFIX] for row in set(HEX.findall(text)) for n in range(len(row) - PREFIX + 1)}
    return {known_by[part] for part in parts & known_by.keys()}


@cache
def beginnings(private: frozenset[str]) -> Mapping[str, str]:
    """Return the address by the first digits of each of its hashes."""
    hashes = (md5, sha1, sha256)
    return {kind(each.encode()).hexdigest()[:PREFIX]: each for each in private for kind in hashes}
