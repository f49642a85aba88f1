"""What `kbgen check` says of real repositories is true: each finding is held against git and the text itself.

`KBGEN_CORPORA` names a folder of bundles or bare repositories. The oracle is git, started here, and a few lines of its
own that know what a link, a heading and an image are; nothing of kbgen's parsing is used.
"""

from __future__ import annotations

import os
import posixpath
import re
import subprocess
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import unescape
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown.extensions.toc import slugify, slugify_unicode

from kbgen.check import Finding
from kbgen.checking import CheckRequest, check
from kbgen.config import infer
from kbgen.progress import Silent

CORPORA = os.environ.get("KBGEN_CORPORA", "")
VAGUE = re.compile(r"(?:click |see |read |learn |the )?(?:here|this|link|more|info)(?: link| page)?", re.IGNORECASE)

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPORA, reason="KBGEN_CORPORA names no folder of real repositories"),
]


def corpora() -> list[Path]:
    found = sorted(Path(CORPORA).iterdir()) if CORPORA else []
    return [path for path in found if path.suffix in (".bundle", ".git")]


@dataclass
class Checked:
    """The findings of a repository, and the repository as git shows it."""

    name: str
    git_dir: Path
    findings: tuple[Finding, ...]

    def git(self, *arguments: str) -> str:
        done = subprocess.run(["git", f"--git-dir={self.git_dir}", *arguments], capture_output=True, check=True)
        return done.stdout.decode("utf-8", "replace")

    def of(self, code: str) -> list[Finding]:
        return [each for each in self.findings if each.problem.code == code]

    @cached_property
    def tip(self) -> str:
        """The commit of the only branch: HEAD of a mirror of a bundle may lead nowhere."""
        return self.git("for-each-ref", "--format=%(objectname)", "refs/heads").split()[0]

    @cached_property
    def files(self) -> frozenset[str]:
        return frozenset(self.git("ls-tree", "-r", "-z", "--name-only", self.tip).split("\0"))

    @cached_property
    def folders(self) -> frozenset[str]:
        return frozenset(self.git("ls-tree", "-r", "-d", "-z", "--name-only", self.tip).split("\0"))

    @cached_property
    def texts(self) -> dict[str, list[str]]:
        return {}

    def lines(self, path: str) -> list[str]:
        if path not in self.texts:
            argv = ["git", f"--git-dir={self.git_dir}", "cat-file", "--batch", "--follow-symlinks"]
            done = subprocess.run(argv, input=f"{self.tip}:{path}\n".encode(), capture_output=True, check=True)
            text = done.stdout.partition(b"\n")[2].decode("utf-8", "replace").removeprefix("\ufeff")
            self.texts[path] = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return self.texts[path]

    def said(self, finding: Finding) -> str:
        """Return what stands in the file where the finding is."""
        where, end = finding.problem.where, finding.end
        assert where.line > 0, f"{finding} has no place"
        lines = self.lines(where.path)[where.line - 1 : end[0]]
        lines[-1] = lines[-1][: end[1] - 1]
        return "\n".join([lines[0][where.column - 1 :], *lines[1:]])

    def exists(self, path: str) -> bool:
        """Tell whether a path of the commit is a file, a folder, or the address of a page."""
        stem = path.removesuffix(".html").rstrip("/")
        pages = (f"{stem}.md", f"{stem}/index.md", f"{stem}/README.md")
        return path in self.files or any(page in self.files for page in pages)


@pytest.fixture(scope="module", params=corpora(), ids=lambda path: path.stem)
def checked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Checked:
    path, folder = request.param, tmp_path_factory.mktemp("corpus")
    if path.suffix == ".bundle":
        subprocess.run(["git", "clone", "-q", "--mirror", str(path), str(folder / "m.git")], check=True)
        path = folder / "m.git"
    report = check(CheckRequest(infer([str(path)], folder), folder / "cache", date(2026, 6, 1), jobs=2), Silent())
    assert report.files
    return Checked(request.param.stem, path, report.findings)


def target_of(written: str) -> tuple[str, str]:
    """Return the path and the fragment of a link as it is written."""
    plain = unescape(re.sub(r"\\([\\`*_{}\[\]()>#+.!-])", r"\1", written))
    path, _, fragment = plain.partition("#")
    return unquote(path.partition("?")[0]), unquote(fragment)


def places_of(page: str, path: str) -> list[str]:
    """Return what a relative link may mean: a path beside the file, or beside the address of the page."""
    stem = posixpath.splitext(page)[0]
    address = posixpath.dirname(page) if posixpath.basename(stem) in ("index", "README") else stem
    joined = [posixpath.join(folder, path) for folder in (posixpath.dirname(page), address)]
    return [posixpath.normpath(each) for each in joined]


def is_link(checked: Checked, finding: Finding) -> bool:
    """Tell whether what stands around the place makes a link or an image of it."""
    where, (_, end) = finding.problem.where, finding.end
    line = checked.lines(where.path)[where.line - 1]
    before, after = line[: where.column - 1], line[end - 1 :]
    inline = re.search(r"\]\(\s*<?$", before) and re.match(r">?(?:\s+[\"'].*[\"'])?\s*\)", after)
    defined = re.search(r"^\s*\[[^\]]+\]:\s*<?$", before)
    attribute = re.search(r"(?:href|src)\s*=\s*[\"']?$", before)
    return bool(inline or defined or attribute)


def test_every_dead_link_is_dead(checked: Checked) -> None:
    """Each is written at its place as a link, and the commit has nothing that it could lead to."""
    refused = (each for each in checked.of("KB021") if each.problem.message.endswith("not found"))
    for finding in refused:
        written, page = checked.said(finding), finding.problem.where.path
        path, _ = target_of(written)
        assert is_link(checked, finding), (page, finding.problem.where.line, written)
        assert not any(map(checked.exists, places_of(page, path))), (page, written)


def test_no_dead_link_between_files_is_missed(checked: Checked) -> None:
    """Each `[text](file.md)` outside of code whose file the commit does not have is told, in its line."""
    told = {(each.problem.where.path, each.problem.where.line) for each in checked.of("KB021")}
    pages = {each.problem.where.path for each in checked.findings} & {f for f in checked.files if f.endswith(".md")}
    missed = []
    for page in sorted(pages):
        is_code = False
        for number, line in enumerate(checked.lines(page), start=1):
            is_code ^= line.lstrip(" >\t").startswith(("```", "~~~"))
            plain = re.sub(r"`[^`]*`|<!--.*?-->|^(?: {4}|\t).*", "", line)
            for target in [] if is_code else re.findall(r"\]\(([^)\s:<>]+\.md)(?:#[^)\s]*)?\)", plain):
                if not target.startswith("/") and not any(map(checked.exists, places_of(page, unquote(target)))):
                    missed += [(page, number, target)] if (page, number) not in told else []
    assert missed == []


def test_every_lost_part_is_lost(checked: Checked) -> None:
    """Each is written at its place as a link, and no heading or element of its page has that name."""
    for finding in checked.of("KB022"):
        written, page = checked.said(finding), finding.problem.where.path
        path, fragment = target_of(written)
        assert is_link(checked, finding), (page, written)
        found = [place for place in places_of(page, path) for place in pages_at(checked, place)] if path else [page]
        assert found, (page, written)
        assert fragment not in {name for each in found for name in names_in(checked.lines(each))}, (page, written)


def pages_at(checked: Checked, path: str) -> list[str]:
    stem = path.removesuffix(".html").rstrip("/")
    return [each for each in (path, f"{stem}.md", f"{stem}/index.md", f"{stem}/README.md") if each in checked.files]


def names_in(lines: list[str]) -> set[str]:
    """Return the names that headings and elements of a page may have, by the two ways of making them."""
    text = "\n".join(lines)
    names = set(re.findall(r"""\b(?:id|name)=["']?([\w:.-]+)""", text)) | set(re.findall(r"\{[^}\n]*#([\w:.-]+)", text))
    headings = [found[1] for line in lines if (found := re.match(r"[\s>]*#{1,6}\s*(.*?)\s*#*\s*$", line))]
    headings += [before for before, line in pairwise(lines) if re.match(r"(?:=+|-+)\s*$", line)]
    counted: Counter[str] = Counter()
    for heading in headings:
        plain = unescape(re.sub(r"\]\([^)]*\)|\{[^}]*\}|[`*\[\]!]|<[^>]*>", "", heading))
        for slug in {slugify(plain, "-"), slugify_unicode(plain, "-")}:
            counted[slug] += 1
            names |= {slug, f"{slug}_{counted[slug] - 1}"}
    return names


def test_every_image_without_text_is_one(checked: Checked) -> None:
    for finding in checked.of("KB080"):
        said = checked.said(finding)
        is_markdown = re.fullmatch(r"!\[\s*\](?:\(.*\)|\[.*\])", said, re.DOTALL)
        is_html = re.fullmatch(r"<img\b[^>]*>", said, re.IGNORECASE) and not re.search(r"\balt\b", said)
        assert is_markdown or is_html, (finding.problem.where, said)


def test_every_embed_is_of_another_host(checked: Checked) -> None:
    for finding in checked.of("KB053"):
        said = checked.said(finding)
        assert re.search(r"(?:https?:)?//[\w.-]+", said), (finding.problem.where, said)


def test_every_vague_text_is_one(checked: Checked) -> None:
    for finding in checked.of("KB081"):
        said = checked.said(finding).strip(" *_.:,…!→»>")
        assert VAGUE.fullmatch(said) or not said.isascii(), (finding.problem.where, said)


def test_the_known_repository_has_what_it_had(checked: Checked) -> None:
    if checked.name != "cp-algorithms":
        pytest.skip("only of cp-algorithms the numbers are known")
    found = Counter(each.problem.code for each in checked.findings)
    held = {code: found[code] for code in ("KB021", "KB022", "KB053", "KB080", "KB081")}
    assert held == {"KB021": 77, "KB022": 0, "KB053": 26, "KB080": 3, "KB081": 17}
    assert sum(held.values()) >= 50
