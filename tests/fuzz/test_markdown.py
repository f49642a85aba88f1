"""Any Markdown is an article: harmless, made within its limits, and readable for all that reads articles."""

from __future__ import annotations

import re

import pytest
from attack_data import ELSEWHERE, OWN
from fuzzing import Choices, changed, characters, made, many, sample
from hypothesis import example, given
from small_site import book_of, page

from kbgen.content.defaults import DEFAULT_EXTENSIONS
from kbgen.excerpt import description
from kbgen.html_reader import HtmlReader
from kbgen.htmldiff import compare
from kbgen.links import Targets
from kbgen.mapper import Guard, mapper
from kbgen.markdown_extensions import EXTENSIONS
from kbgen.model import Extension, Page
from kbgen.reading_time import minutes
from kbgen.render.article import convert
from kbgen.render.articles import LIMITS
from kbgen.render.sanitise import sanitise
from kbgen.search.markup import code_of, prose_of, text_of, with_plain_code, without_excluded, without_gutters
from kbgen.search.words import identifiers
from kbgen.start_tags import rewritten
from kbgen.twins.document import leads_from, twin
from kbgen.view import Article, Book
from kbgen.written import Written

LINES = (
    *("text", "# Heading", "## `code` *a* <b>", "### x { #id .c title='<b>' }", "Under\n===", "---", "***"),
    *("- a", "1. a"),
    *("* [ ] task", "> quote", "    code", "\tcode", "```py title='a' hl_lines='1'\nx\n```", "~~~", "```"),
    "``` mermaid",
    *("| a | b |\n|---|:-:|\n| `x|y` | c |", "|-", "a | b", "term\n:   definition", ":   more"),
    *("*[HTML]: Hyper", "HTML"),
    *("[^1]: note", "note[^1][^1]", "[a]: https://e.example/ 'b'", "[a]: <b c>", '!!! note "T"\n    in'),
    *("??? x", "!!!"),
    *('=== "Tab"\n    in', '=== "Tab"', "///tab | A\nin\n///", "/// details | A\n    open: true\n///"),
    "/// caption\nx\n///",
    *('<div markdown="1">', "</div>", "<div>", "<p>", "<details markdown><summary>", "<!-- c", "-->", "<![x]>"),
    "<![ ",
    *("<![CDATA[", "]]>", "<?x", "?>", "<!x", "<script>", "</script>", "<style>", "<svg>", "<math>"),
    *("<textarea>", "<pre>"),
    *('{: #a .b c="d" }', "{ .annotate }", "$$\nx_1\n$$", "\\[ x \\]", "[TOC]", '[=50% "a"]', "a. list"),
    *("#. list", "[[w]]"),
    *("{++ in ++}", "{-- out --}", "{~~ a ~> b ~~}", "{== m ==}{>> c <<}", "--8<-- 'a'", "\\", "&nbsp;"),
    *("&#0;", "&#x110000;"),
    *("<p data-search-exclude>", "\u202e", "\x02", "\x03", "\x02wzxhzdk:0\x03", "\x02klzzwxh:0000\x03"),
    *("\ufeff", "", "", " "),
)
INLINE = (
    *("a", " ", "*", "**", "_", "__", "`", "``", "[", "]", "(", ")", "![", "](", "](a.md)", "](a.md#b 'c')"),
    *("<", ">", "|"),
    *("<a ", "<b>", "</b>", "<img src=x>", "<br>", "<x:y>", "<https://e.example>", "https://e.example/a_b"),
    "a@b.example",
    *("~", "~~", "^", "^^", "==", "$", "\\(", "\\)", ":smile:", ":material-school:", "++ctrl+a++", "`#!py x`"),
    *("--", "...", "'"),
    *('"', "\\*", "&amp;", "&", ";", "{", "}", "{: .a }", "{ #x }", "(c)", "1/2", "@user", "#12", "!", "#"),
    *("\n", "  \n", "é"),
    *("[^1]", "[a][b]", "[a][]", "[a]:", "\\<", "javascript:", "data:", "//", "?", "://", "[x](javascript:y)"),
    "[](<>)",
)
INDENTS = ("", "", "", "", "    ", "  ", "\t", "> ", "- ", "        ", "1. ", ":   ")
GOOD = (
    *OWN,
    *ELSEWHERE,
    '# Title\n\nSome *text* with `code`, [a link](b.md#c "d") and ![a picture](x.png){ width=3 }.\n\n'
    "- a\n    - b\n\n> c\n",
    '!!! note "Title"\n\n    text\n\n    ```py hl_lines="1 2"\n    x = 1\n    ```\n\n'
    '=== "A"\n\n    a\n\n=== "B"\n\n    b\n',
    "| a | b |\n|:--|--:|\n| 1 | `2` |\n\n"
    "term\n:   definition\n\nnote[^1]\n\n[^1]: text\n    more\n\n*[abc]: words\n\nabc\n",
    '<div class="grid" markdown>\n\n- :material-school: a\n\n</div>\n\n'
    "<details markdown>\n<summary>a</summary>\n\n*b*\n</details>\n",
)
CLASHING = frozenset(
    (
        *("codehilite", "extra", "fenced_code", "legacy_attrs", "legacy_em", "meta", "pymdownx.extra"),
        *(name for name in EXTENSIONS if name.startswith("pymdownx.blocks.")),
    )
)
"""Extensions that stand for others, or do not go together with all others."""
ALL = (
    *DEFAULT_EXTENSIONS,
    *(Extension(name) for name in sorted(set(EXTENSIONS) - CLASHING - {each.name for each in DEFAULT_EXTENSIONS})),
)
BOOKS = tuple(
    Book(extensions, Targets.of(book_of(page("index.md"), page("b.md")), ""), trusted)
    for extensions, trusted in ((DEFAULT_EXTENSIONS, False), (ALL, False), (ALL, True))
)
OUR_WORDS = re.compile(r"it has more than |too much in it is nested|its HTML has ")
CODE = re.compile(r"\s*(javascript|data|vbscript):", re.IGNORECASE)
LINE_IN_PRE = re.compile(r"(?<=<pre>)\n+")  # parsers of HTML take one out each time
TASK = ' aria-label="Task"'
PLAIN = convert(page("a.md", "# Title\n\nSome text.\n"), BOOKS[0]).html


def markdown(choices: Choices) -> tuple[int, str]:
    """Make a page, and say for which of the books."""
    kind, book = choices.number(8), choices.one((0, 1, 1, 2))
    if kind == 0:
        return book, characters(choices)
    if kind < 3:
        return book, changed(choices, GOOD, (*LINES, *INLINE))
    return book, "\n".join(choices.some(lambda: line(choices), 14))


def line(choices: Choices) -> str:
    indents = "".join(choices.some(lambda: choices.one(INDENTS), 2))
    inner = choices.one(LINES) if choices.number(3) else "".join(choices.some(lambda: choices.one(INLINE), 12))
    return indents + inner.replace("\n", f"\n{indents}")


def settled(html: str) -> str:
    """Return an article without what each pass of the policy changes."""
    return LINE_IN_PRE.sub("", html).replace(f"{TASK}{TASK}", TASK).replace("<p></p>", "")


class Harmless(HtmlReader):
    """Asserts that no element runs anything."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag != "script"
        for name, value in attrs:
            assert not name.startswith("on")
            assert name not in ("href", "src") or not CODE.match(value or "")


def is_an_article(found: tuple[int, str]) -> None:
    """Assert that a page becomes an article, that the article runs nothing, and that all can read it."""
    number, text = found
    book, given_page = BOOKS[number], page("index.md", text)
    article = convert(given_page, book)
    assert not article.failure or OUR_WORDS.match(article.failure), article.failure
    if not book.trusted:
        Harmless().feed(article.html)
        again = sanitise(article.html)  # the first time, its parser may yet move a paragraph
        assert settled(sanitise(again)) == settled(again)
    is_readable(given_page, article, book)


def is_readable(given_page: Page, article: Article, book: Book) -> None:
    """Let all that reads an article or a page's text read these: search, twin, previews, comparison, check."""
    kept = with_plain_code(without_gutters(without_excluded(article.html)))
    for read in (text_of, prose_of, identifiers, minutes):
        read(kept)
    list(code_of(kept))
    description(given_page, article)
    twin(given_page, article.title or "Title", leads_from(given_page, book.targets, "https://kb.example/a/"))
    assert rewritten(article.html, lambda name, written, attributes: written) == article.html
    compare(PLAIN, article.html)
    written = Written(given_page.body)
    assert len(written.prose) == len(given_page.body)
    for _, (start, end) in written.targets:
        written.place(start, end)
    for heading in written.headings:
        written.place(*heading.span)


@sample(60)
@given(made(markdown, 96))
@example((2, "a<![x]>b<p data-search-exclude><![ \n>c</p>d<!["))
def test_any_markdown_is_an_article(found: tuple[int, str]) -> None:
    is_an_article(found)


def tried(_: None, found: tuple[int, str]) -> str:
    """Return what is wrong with a page; run by a worker, which ends if the page takes too much."""
    try:
        is_an_article(found)
    except MemoryError:  # for the worker
        raise
    except Exception as error:
        return f"{error!r}"
    return ""


@pytest.mark.torture
@pytest.mark.parametrize("turn", range(40))
def test_much_markdown_within_the_limits_of_a_page(turn: int) -> None:
    pages: list[tuple[int, str]] = []
    many(pages.append, markdown, turn, 2_000, 96)
    pages += [(number, text * 40) for number, text in pages[::200]]  # larger ones, with much of a kind
    with mapper(1) as do_map:
        found = do_map(tried, None, pages, Guard(LIMITS, lambda _, why: why))
        wrong = [(each, why) for each, why in zip(pages, found, strict=True) if why]
    assert wrong == []
