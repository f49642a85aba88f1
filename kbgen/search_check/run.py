"""Check the search of a published site: known-item queries, asked in a browser, held against the bars."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median_high

from kbgen.progress import Progress
from kbgen.search_check.browser import ask, chromium, traffic
from kbgen.search_check.corpus import Corpus, corpora
from kbgen.search_check.host import hosted
from kbgen.search_check.kinds import QueryKind
from kbgen.search_check.queries import Query, make_queries
from kbgen.search_check.score import Answer, Traffic, Verdict, verdict


def check_search(
    site: Path,
    progress: Progress,
    *,
    collection: str = "",
    kinds: Sequence[QueryKind] = tuple(QueryKind),
    seed: int = 1,
    most: int = 100,
    browser: str = "",
) -> Verdict:
    """Return how well the site in folder `site` is found, by at most `most` queries of each kind and collection.

    Raises ConfigError if there is no such site or collection, or no browser.
    """
    found = corpora(site, collection)
    queries = {corpus: make_queries(corpus, seed, most, kinds) for corpus in found}
    progress.start("search-check", sum(map(len, queries.values())))
    answers: list[Answer] = []
    with hosted(site) as host, chromium(browser) as program:
        sent = [one for corpus in found for one in traffic(program, host, _start(corpus), _typical(queries[corpus]))]
        for corpus in found:
            for kind in kinds:
                asked = [query for query in queries[corpus] if query.kind is kind]
                answers += ask(program, host, _start(corpus), asked)
                for query in asked:
                    progress.advance("search-check", query.text)
    progress.finish("search-check", f"{len(answers)} queries")
    return verdict(answers, _median(sent))


def _start(corpus: Corpus) -> str:
    return corpus.pages[0].url if corpus.pages else corpus.root


def _typical(queries: Sequence[Query]) -> list[Query]:
    """Return the queries by which traffic is measured: two words, as most are; others where these are too few."""
    return sorted(queries, key=lambda query: query.kind is not QueryKind.TWO_WORDS)


def _median(sent: Sequence[Traffic]) -> Traffic:
    """Return the middle of each figure over the readers, and the most of what is loaded before anybody searches."""
    if not sent:
        return Traffic(0, 0, 0)
    return Traffic(
        median_high([each.first_title for each in sent]),
        median_high([each.first_text for each in sent]),
        median_high([each.next_query for each in sent]),
        max(each.idle for each in sent),
    )
