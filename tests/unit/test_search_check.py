"""Known-item queries and what is made of their answers; asked in a browser in tests/browser/test_search_check.py."""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from kbgen.errors import ConfigError
from kbgen.search_check.article import read_article
from kbgen.search_check.browser import chromium
from kbgen.search_check.corpus import Corpus, Known, corpora
from kbgen.search_check.host import hosted
from kbgen.search_check.kinds import QueryKind
from kbgen.search_check.queries import Query, make_queries, words
from kbgen.search_check.score import Answer, Hit, Traffic, verdict
from kbgen.search_check.text import document, lines

PAGE = """<html><body><nav>menu</nav><article class="md-content__inner md-typeset">
<a class="md-content__button" title="Edit">edit me</a>
<h1 id="t">The title<a class="headerlink">¶</a></h1>
<p>First words here.<br>Same <em>block</em> on.</p>
<div class="kb-notice"><p>old version</p></div>
<h2 id="use">Use <code>run()</code></h2>
<h3 id="m">About <span class="arithmatex">\\(n\\)</span> things</h3>
<ul><li>One item <span class="arithmatex">\\(x^2\\)</span> after it</li><li>Two</li></ul>
<p data-search-exclude>secret</p>
<div class="highlight"><pre><code><span class="linenos">1</span><span>a_b</span>(2)</code></pre></div>
<footer class="kb-facts"><h2 id="__facts">About this page</h2></footer>
</article><p>outside</p></body></html>"""


def test_an_article_is_read_as_its_reader_sees_it() -> None:
    found = read_article(PAGE)
    assert found.headings == ((1, "The title", "t"), (2, "Use run()", "use"), (3, "About things", ""))
    assert found.blocks == ("First words here.Same block on.", "One item", "after it", "Two")
    assert found.code == ("run()", "a_b(2)")


TOPICS = ("apples", "bridges", "candles", "diagrams", "engines", "forests", "gardens", "harbours")


def known(n: int, topic: str) -> Known:
    lines = f"All about {topic} and how the {topic} of kind number{n} are kept well. Short."
    html = (
        f'<article><h1 id="t">Handling {topic} safely</h1><p>{lines}</p><h2 id="h{n}">Storing {topic}</h2>'
        f'<h2 id="see">See also</h2><p><code>keep_{topic}()</code> and <code>shared_name</code></p></article>'
    )
    return Known(f"kb/{topic}/", f"Handling {topic} safely", read_article(html))


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    pages = [known(n, topic) for n, topic in enumerate(TOPICS)]
    twin = Known("kb/twin/", "Twin title here", read_article("<article><h1>Twin title here</h1></article>"))
    short = Known("kb/short/", "Glossary", read_article("<article><h1>Glossary</h1></article>"))
    return Corpus("kb", "", "kb/", (*pages, twin, Known("kb/twin2/", twin.title, twin.reading), short))


def queries(corpus: Corpus, kind: QueryKind, seed: int = 1) -> list[Query]:
    return make_queries(corpus, seed, 100, [kind])


def test_titles_are_unique_and_have_two_words(corpus: Corpus) -> None:
    assert {query.text for query in queries(corpus, QueryKind.TITLE)} == {
        f"Handling {topic} safely" for topic in TOPICS
    }


def test_a_typo_is_one_edit_inside_a_word_and_makes_no_word(corpus: Corpus) -> None:
    real = {word for page in corpus.pages for block in page.reading.blocks for word in words(block)}
    found = [query for seed in range(40) for query in queries(corpus, QueryKind.TYPO, seed)]
    assert len(found) > 200
    for query in found:
        right = next(page.title for page in corpus.pages if page.url == query.url).lower()
        changed = [pair for pair in zip(words(right), words(query.text), strict=True) if pair[0] != pair[1]]
        ((before, after),) = changed
        assert before == max(words(right), key=len)
        assert edits(before, after) == 1 and after not in real
        assert (before[0], before[-1]) == (after[0], after[-1]), "inside"


def edits(left: str, right: str) -> int:
    """Return the edits between two words where neighbours may be swapped (optimal string alignment), by definition."""
    table = {(i, j): i + j for i in range(len(left) + 1) for j in range(len(right) + 1) if not i or not j}
    for i in range(1, len(left) + 1):
        for j in range(1, len(right) + 1):
            steps = [table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (left[i - 1] != right[j - 1])]
            if i > 1 and j > 1 and left[i - 2 : i] == right[j - 2 : j][::-1]:
                steps.append(table[i - 2, j - 2] + 1)
            table[i, j] = min(steps)
    return table[len(left), len(right)]


def test_other_kinds_follow_from_the_page(corpus: Corpus) -> None:
    of = {kind: {query.url: query for query in queries(corpus, kind)} for kind in QueryKind}
    page = "kb/apples/"
    assert of[QueryKind.QUESTION][page].text == "how do I Handling apples safely"
    assert of[QueryKind.PREFIX][page].text == "Handling apples saf"
    assert set(of[QueryKind.TWO_WORDS][page].text.split()) < {"handling", "apples", "safely"}
    heading = of[QueryKind.HEADING][page]
    assert (heading.text, heading.anchor) == ("Storing apples", "h0")
    phrase = of[QueryKind.PHRASE][page].text
    assert len(phrase.split()) == 6 and phrase in corpus.pages[0].reading.blocks[0].replace(".", "")
    assert of[QueryKind.CODE][page].text == "keep_apples"


def test_keywords_are_those_of_the_largest_tf_idf(corpus: Corpus) -> None:
    pages = {
        "a": "one one one two two three everywhere",
        "b": "four four everywhere two",
        "c": "five everywhere",
    }
    made = Corpus(
        "kb",
        "",
        "",
        tuple(Known(url, url, read_article(f"<article><p>{text}</p></article>")) for url, text in pages.items()),
    )
    counts = {url: Counter(text.split()) for url, text in pages.items()}
    spread = Counter(word for each in counts.values() for word in each)
    weights = {word: number * math.log(3 / spread[word]) for word, number in counts["a"].items()}
    assert sorted(weights, key=lambda word: -weights[word])[:3] == ["one", "three", "two"]
    (query,) = queries(made, QueryKind.KEYWORDS)
    assert (query.url, query.text) == ("a", "one three two")


def test_the_seed_decides_and_the_number_is_kept(corpus: Corpus) -> None:
    assert make_queries(corpus, 1, 3) == make_queries(corpus, 1, 3)
    assert make_queries(corpus, 1, 3) != make_queries(corpus, 2, 3)
    assert Counter(query.kind for query in make_queries(corpus, 1, 3)) == dict.fromkeys(QueryKind, 3)
    alone = make_queries(corpus, 1, 3, [QueryKind.PHRASE])
    assert alone == [query for query in make_queries(corpus, 1, 3) if query.kind is QueryKind.PHRASE]


def answer(kind: QueryKind, rank: int, total: int = 5, anchor: str = "") -> Answer:
    query = Query(kind, "a title", "kb", "kb/a/", "here" if kind is QueryKind.HEADING else "")
    hits = [Hit(f"kb/{n}/") for n in range(10)]
    if rank:
        hits[rank - 1] = Hit("kb/a/", anchor)
    return Answer(query, tuple(hits if total else ()), total)


LIGHT = Traffic(50_000, 200_000, 100_000)


def test_figures_are_means_over_the_first_ten() -> None:
    ranks = [1, 1, 2, 4, 0, 1, 1, 1, 1, 10]
    (score,) = verdict([answer(QueryKind.TITLE, rank) for rank in ranks], LIGHT).scores
    assert score.mrr == pytest.approx((6 + 1 / 2 + 1 / 4 + 1 / 10) / 10)
    assert (score.first, score.zero, score.anchor) == (0.6, 0, None)


def test_a_heading_is_found_when_the_first_result_leads_to_it() -> None:
    told = [answer(QueryKind.HEADING, 1, anchor="here"), answer(QueryKind.HEADING, 1, anchor="there")]
    assert verdict(told, LIGHT).scores[0].anchor == 0.5


@pytest.mark.parametrize(
    ("answers", "traffic", "short"),
    [
        ([answer(QueryKind.TITLE, 1)] * 50, LIGHT, []),
        ([answer(QueryKind.TITLE, 1)] * 48 + [answer(QueryKind.TITLE, 2)] * 2, LIGHT, ["title: first 0.960 < 0.98"]),
        ([answer(QueryKind.TITLE, 2)] * 9, LIGHT, []),  # too few
        (
            [answer(QueryKind.TYPO, 1)] * 98 + [answer(QueryKind.TYPO, 0, 0)] * 2,
            LIGHT,
            ["typo: without result 0.020 > 0.01"],
        ),
        (
            [answer(QueryKind.PHRASE, 2)] * 20,
            LIGHT,
            ["mean MRR 0.500 < 0.92", "phrase: mrr 0.500 < 0.85"],
        ),
        ([answer(QueryKind.CODE, 0)] * 10, LIGHT, ["code: mrr 0.000 < 0.95"]),
        ([], Traffic(90_001, 1, 1), ["first title hit: 90,001 bytes > 90,000"]),
        ([], Traffic(1, 1, 1, idle=1), ["before intent: 1 bytes > 0"]),
    ],
)
def test_what_is_under_its_bar_is_told(answers: list[Answer], traffic: Traffic, short: list[str]) -> None:
    told = verdict(answers, traffic)
    assert document(told)["short"] == short
    assert told.passed is not bool(short)
    shown = "\n".join(lines(told))
    assert ("UNDER" in shown or "OVER" in shown) is bool(short)


def test_pages_that_their_own_title_does_not_find_are_named() -> None:
    told = verdict([answer(QueryKind.TITLE, 1), answer(QueryKind.TITLE, 3), answer(QueryKind.TITLE, 0)], LIGHT)
    assert [line for line in lines(told) if "kb/a/" in line] == [
        "  kb/a/  a title  (place 3)",
        "  kb/a/  a title  (not found)",
    ]
    assert json.loads(json.dumps(document(told)))["not_found"] == [
        {"url": "kb/a/", "title": "a title", "rank": 3},
        {"url": "kb/a/", "title": "a title", "rank": None},
    ]


def test_a_site_is_served_below_a_folder_compressed_and_counted(tmp_path: Path) -> None:
    (tmp_path / "site/a").mkdir(parents=True)
    (tmp_path / "site/a/index.html").write_text("<p>word</p>" * 1000)
    (tmp_path / "site/x.pf_meta").write_bytes(b"12345")
    (tmp_path / "secret").write_text("s")
    with hosted(tmp_path / "site") as host:
        page = urlopen(host.address + "a/")
        body = page.read()
        assert page.headers["Content-Encoding"] == "gzip" and len(body) < 200
        assert urlopen(host.address + "x.pf_meta?v=1").read() == b"12345"
        assert host.taken() == {"a/": len(body), "x.pf_meta": 5}
        assert host.taken() == {}
        for path in ("gone", "../secret", "%2e%2e/secret"):
            with pytest.raises(OSError, match="404"):
                urlopen(Request(host.address + path))


def test_a_folder_without_a_search_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="holds no site with a search"):
        corpora(tmp_path)


def test_a_browser_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(ConfigError, match="no Chromium"), chromium():
        pass
