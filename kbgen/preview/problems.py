"""What is wrong with one side of a comparison: what reading and converting tell, and what rules find in its pages.

Rules that look at one page, and at those that it links to, are asked about the pages that were converted. What only the
whole of a version tells (orphans, equal titles, texts that are alike, what is overdue) is left to `kbgen check`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from kbgen import git
from kbgen.check import CheckedPage, Subject, Volume, findings, of_problem, without_ignored
from kbgen.check.rule import built_in
from kbgen.config import Config
from kbgen.crossing_problems import location
from kbgen.model import Content, Page, Problem
from kbgen.people import People
from kbgen.plan import SitePlan
from kbgen.view import Article
from kbgen.written import Written

OF_THE_WHOLE: Final = frozenset({"KB031", "KB032", "KB033", "KB040", "KB041", "KB043", "KB070", "KB071", "KB072"})
"""Codes of rules that need all pages of a version, its history, or what was there before."""
UNREAD: Final = frozenset({"KB027"})
"""Codes of problems with links into other collections, which a preview does not read."""
REPLACED: Final = frozenset({"KB021"})
"""Codes of problems of articles that a rule finds too, with every place where they are written."""


def problems_of(
    content: Content, articles: Mapping[str, Article], told: Sequence[Problem], site: SitePlan, config: Config
) -> tuple[Problem, ...]:
    """Return what is wrong. `articles` are those that were made, with what was `told` of them; reads their texts."""
    pages = _checked(content, articles, content.collection.mirror.git_dir)
    volume = Volume.of(content, pages)
    subject = Subject(config, (volume,), site, People(), date.min)
    rules = [rule for rule in built_in() if OF_THE_WHOLE.isdisjoint(rule.codes)]
    found = [of_problem(each) for each in (*content.problems, *told, *site.problems) if each.code not in REPLACED]
    kept = without_ignored([*found, *findings(rules, subject)], {page.file: page.written for page in pages.values()})
    return tuple(each.problem for each in kept if each.problem.code not in UNREAD)


def _checked(content: Content, articles: Mapping[str, Article], git_dir: Path) -> dict[str, CheckedPage]:
    own = [page for page in content.pages if page.src_uri in articles]
    texts = dict(git.read_blobs(git_dir, sorted({page.oid for page in own})))

    def checked(page: Page) -> CheckedPage:
        written = Written.of(texts[page.oid], page.body_line)
        return CheckedPage(page, articles[page.src_uri], written, location(page, content))

    return {page.src_uri: checked(page) for page in own}
