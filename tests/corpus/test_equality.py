"""Every page of real repositories has the article that stock MkDocs makes with the same extensions.

`KBGEN_CORPORA` names a folder of bundles or bare repositories; each with a `mkdocs.yml` is compared.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from stock import build_stock, is_same, kbgen_tokens, stock_tokens

from kbgen.config import infer
from kbgen.pipeline import BuildRequest, build
from kbgen.progress import Silent

CORPORA = os.environ.get("KBGEN_CORPORA", "")

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPORA, reason="KBGEN_CORPORA names no folder of real repositories"),
]


def corpora() -> list[Path]:
    found = sorted(Path(CORPORA).iterdir()) if CORPORA else []
    return [path for path in found if path.suffix in (".bundle", ".git")]


@pytest.mark.parametrize("corpus", corpora(), ids=lambda path: path.stem)
def test_every_article_equals_stock(corpus: Path, tmp_path: Path) -> None:
    config = infer([str(corpus)], tmp_path)
    request = BuildRequest(config, tmp_path / "ours", tmp_path / "cache", jobs=2, keep_going=True)
    report = build(request, Silent())
    assert report.published == "new", report.problems

    repository = checkout(corpus, report.versions[0].commit, tmp_path / "repository")
    if not (repository / "mkdocs.yml").exists():
        pytest.skip(f"{corpus.name} has no mkdocs.yml, so stock MkDocs cannot build it")
    build_stock(repository, tmp_path / "stock")

    pages = stock_pages(tmp_path / "stock")
    assert len(pages) == report.versions[0].pages
    different = [page for page in pages if differs(page, tmp_path)]
    assert not different, f"{len(different)} of {len(pages)} pages differ: {different[:10]}"


def stock_pages(site: Path) -> list[str]:
    paths = (path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    return sorted(path for path in paths if path != "404.html")


def differs(page: str, tmp_path: Path) -> bool:
    theirs = stock_tokens((tmp_path / "stock" / page).read_text(encoding="utf-8"))
    ours = kbgen_tokens((tmp_path / "ours" / page).read_text(encoding="utf-8"))
    if len(ours) != len(theirs):
        return True
    return not all(is_same(a, b, Path(page), tmp_path / "ours") for a, b in zip(ours, theirs, strict=True))


def checkout(corpus: Path, commit: str, to: Path) -> Path:
    subprocess.run(["git", "clone", "--quiet", "--no-checkout", str(corpus), str(to)], check=True, capture_output=True)
    subprocess.run(["git", "-C", str(to), "checkout", "--quiet", commit], check=True, capture_output=True)
    return to
