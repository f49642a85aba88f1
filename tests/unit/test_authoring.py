from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown import Markdown

from kbgen.authoring.alike import alike
from kbgen.authoring.escaping import as_markdown
from kbgen.authoring.filling import Values, as_yaml, fill
from kbgen.authoring.naming import LONGEST, clean, file_name
from kbgen.authoring.template import BUILT_IN, kinds
from kbgen.content import frontmatter
from kbgen.content.defaults import DEFAULT_EXTENSIONS
from kbgen.content.frontmatter_schema import TYPES
from kbgen.errors import ConfigError
from kbgen.model import Extension, FrontMatter, Location
from kbgen.paths import why_unsafe
from kbgen.render.article import _Title
from kbgen.render.extensions import markdown_arguments
from kbgen.skim import PageHead, first_heading

WHERE = Location("templates/page.md")
VALUES: Values = {"title": "T", "type": "page", "date": "2026-05-01", "owner": "", "tags": (), "use_case": ()}
# Letters, and all that Markdown, YAML, HTML and template languages see something in.
SIGNS = st.sampled_from(list("""aB1é漢 \t!"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~🙂ש"""))
PIECES = st.sampled_from(
    [
        *(
            "title",
            "{title}",
            "{{ title }}",
            "{%",
            "---",
            "...",
            "<!--",
            "-->",
            "<b>",
            "&amp;",
            "&#35;",
            "[a](b)",
            "![",
        ),
        *("~~", "==", "^^", "++", "$$", "`x`", "**", "__", "::", ":smile:", "(c)", "/// ", "!!! ", "??? ", ": ", "> "),
        *("1. ", "- ", "# ", "{#id}", "{: .c}", "[^1]", "[[w]]", "*[a]: b", "null", "yes", "~", "0x1f", "2026-01-01"),
    ]
)
TITLES = st.lists(SIGNS | PIECES, min_size=1, max_size=12).map("".join)
MORE = tuple(Extension(f"pymdownx.{name}") for name in ("critic", "blocks.admonition", "escapeall"))


def head(page: str) -> FrontMatter:
    front, _, _, problems = frontmatter.read(page, WHERE)
    assert problems == ()
    return front


def title_in(markdown: str, extensions: tuple[Extension, ...]) -> str:
    """Return the title that a build takes from Markdown."""
    names, options = markdown_arguments(extensions)
    md = Markdown(extensions=names, extension_configs=options)
    found = _Title(md)
    md.treeprocessors.register(found, "title", 1)
    md.convert(markdown)
    return found.title


# --- titles


@given(TITLES)
@example("C#")
@example("__init__")
@example("snake_case and `code`")
@example("Cost: $5 to $10 | AT&T &amp; <b>")
@example("\\")
def test_a_title_is_the_same_in_front_matter_and_in_the_heading(title: str) -> None:
    title = " ".join(title.split()) or "x"
    page = fill("---\ntitle: {title}\n---\n\n# {title}\n", {**VALUES, "title": title}, WHERE)
    assert head(page).title == title
    body = frontmatter.split(page).body
    assert title_in(body, DEFAULT_EXTENSIONS) == title
    assert title_in(body, (*DEFAULT_EXTENSIONS, *MORE)) == title


@given(TITLES)
@example("__a__")
def test_a_title_makes_a_paragraph_where_it_begins_one(title: str) -> None:
    title = " ".join(title.split()) or "x"
    text = as_markdown(title, begins_line=True)
    names, options = markdown_arguments(DEFAULT_EXTENSIONS)
    html = Markdown(extensions=names, extension_configs=options).convert(f"Before\n\n{text}\n\nAfter\n")
    before, rest = html.split("\n", 1)
    assert (before, rest.startswith("<p>"), rest.count("<p>"), rest.count("<")) == ("<p>Before</p>", True, 2, 4), html


@pytest.mark.parametrize(
    "text",
    ["What's new in 2.0?", "C++", "AT&T", "Plan (draft), 50% done; see a/b", "snake_case", "50 - 60", "a: b", "é"],
)
def test_ordinary_titles_stay_readable(text: str) -> None:
    assert as_markdown(text) == (text if text != "C++" else "C&#43;+")


@given(st.lists(TITLES.map(lambda text: " ".join(text.split())).filter(bool), max_size=3))
def test_lists_and_texts_are_yaml_anywhere(items: list[str]) -> None:
    unique = tuple(dict.fromkeys(items))
    page = f"---\ntags: {as_yaml(unique)}\nextra: {{a: [{as_yaml('x, ] y')}], b: {as_yaml('z')}}}\n---\n"
    front = head(page)
    assert (front.tags, front.extra) == (unique, {"a": ["x, ] y"], "b": "z"})


@given(st.text(max_size=300))
def test_any_text_is_refused_or_gives_a_name_that_can_be_published(text: str) -> None:
    try:
        title = clean(text)
    except ConfigError:
        return
    assert title == unicodedata.normalize("NFC", " ".join(title.split()))
    name = file_name(title, "page", lambda name: not why_unsafe(name))
    assert why_unsafe(name) == "" and "/" not in name and name.endswith(".md")
    assert len(name) <= LONGEST + len("-page.md")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("How we meet", "how-we-meet.md"),
        ("Éclairs à la crème", "eclairs-a-la-creme.md"),
        ("שלום עולם", "שלום-עולם.md"),
        ("二分查找", "二分查找.md"),
        ("C++ and C#", "c-plus-plus-and-c-sharp.md"),
        ("../../etc/passwd", "etc-passwd.md"),
        ("🚀", "u1f680.md"),
        ("CON", "con-1.md"),
        ("Pagefind", "pagefind-how-to.md"),
        ("word " * 20, "word-word-word-word-word-word-word-word-word-word-word-word.md"),
        ("x" * 200, f"{'x' * LONGEST}.md"),
    ],
)
def test_names_of_files(title: str, name: str) -> None:
    assert file_name(clean(title), "how-to", lambda name: name != "pagefind.md") == name


@pytest.mark.parametrize("title", ["", "  \n", "\u202e\u200f", "\x00\x07", "\ufe0f", "caf\udce9"])
def test_titles_that_are_none(title: str) -> None:
    with pytest.raises(ConfigError) as caught:
        clean(title)
    assert caught.value.problems[0].hint


# --- templates


def test_every_type_has_a_template_that_makes_a_good_page() -> None:
    assert {path.stem for path in BUILT_IN.glob("*.md")} == set(TYPES) == set(kinds([]))
    for kind in TYPES:
        text = (BUILT_IN / f"{kind}.md").read_text(encoding="utf-8")
        full = {**VALUES, "type": kind, "owner": "Ada: team", "tags": ("a", "b: c"), "use_case": ("onboarding",)}
        front = head(fill(text, full, WHERE))
        assert (front.title, front.type, front.owner) == ("T", kind, "Ada: team")
        assert (front.tags, front.use_case) == (("a", "b: c"), ("onboarding",))
        empty = fill(text, {**VALUES, "type": kind}, WHERE)
        assert head(empty) == FrontMatter(title="T", type=kind)
        assert "{" not in empty and "owner" not in empty and "\n# T\n" in empty


@pytest.mark.parametrize(
    ("template", "page"),
    [
        ("# {title}\n", "# {title} \\*\n"),
        ('---\ntitle: "{title}"\n---\n', "---\ntitle: '{title} *'\n---\n\n"),
        ("---\ntitle: About {title}, {date}\n---\nx\n", "---\ntitle: 'About {title} *, 2026-05-01'\n---\n\nx\n"),
        ("---\ndescription: |\n  On {title}\nlang: en\n---\n", "---\ndescription: |\n  …"),
        ("---\n# of {title}\nextra: {a: [{date}]}\n---\n", "---\n# of {title} *\nextra: {a: ['2026-05-01']}\n---\n\n"),
        ("---\nowner: {owner}\n---\nBody\n", "Body\n"),
        ("---\ntags: {tags} # more\nlang: en\n---\n", "---\nlang: en\n---\n\n"),
        ("---\nextra: { {type}: {owner} }\n---\n", "---\nextra: { page: '' }\n---\n\n"),
        ("{{title}} {name} {Title} {#a} { title }\n", "{{title}} {name} {Title} {#a} { title }\n"),
        ("By {owner}; {tags}\n", "By ; \n"),
    ],
)
def test_what_becomes_of_a_template(template: str, page: str) -> None:
    made = fill(template, {**VALUES, "title": "{title} *"}, WHERE)
    if page.endswith("…"):
        assert head(made).description == "On {title} *" and head(made).lang == "en"
    else:
        assert made == page.replace("# {title} \\*", "# \\{title} \\*")


def test_a_template_whose_front_matter_is_no_yaml_is_an_error_with_its_place() -> None:
    with pytest.raises(ConfigError) as caught:
        fill("---\ntitle: {title}\n  bad: [\n---\n", VALUES, WHERE)
    (found,) = caught.value.problems
    assert (found.code, found.where.path, found.where.line) == ("KB010", "templates/page.md", 3)


# --- pages that are like a new one


@pytest.mark.parametrize(
    ("body", "heading"),
    [
        ("# A title\n\nText", "A title"),
        ("\n\n<!-- x -->\n# A *title* with `code` ##\n", "A title with code"),
        ("A title\n=======\n", "A title"),
        ("# [A title](x.md) { #id .c }\n", "A title"),
        ("Text\n\n# Later\n", ""),
        ("## Deeper\n", ""),
        ("#hashtag\n", ""),
        ("", ""),
    ],
)
def test_the_heading_that_a_page_begins_with(body: str, heading: str) -> None:
    assert first_heading(body) == heading


@pytest.mark.parametrize(
    ("uri", "content", "title"),
    [
        ("a/b.md", b"---\ntitle: T\n---\n# H\n", "T"),
        ("a/b.md", b"\xef\xbb\xbf# H\n", "H"),
        ("a/how-to.md", b"text\n", "How to"),
        ("teams/index.md", b"---\ntitle: [\n---\n", "Teams"),
        ("a.md", b"\xff\n# Caf\xe9\n", "A"),
    ],
)
def test_a_page_is_known_by_front_matter_heading_or_file_name(uri: str, content: bytes, title: str) -> None:
    assert PageHead.of("p", uri, content).title == title


def test_titles_and_aliases_that_are_near_are_found() -> None:
    pages = [
        PageHead.of("a.md", "a.md", b"# Giving feedback\n"),
        PageHead.of("b.md", "b.md", b"---\naliases: [GIVING FEEDBACK!]\n---\n"),
        PageHead.of("c.md", "c.md", b"# Receiving mail\n"),
        PageHead.of("d.md", "d.md", b"# " + b"x" * 5000),
    ]
    found = alike("Giving feedbacks", pages)
    assert [(each.page.path, each.name) for each in found] == [
        ("a.md", "Giving feedback"),
        ("b.md", "GIVING FEEDBACK!"),
    ]
    assert found[0].likeness == 0.968
    assert alike("Something else", pages) == ()
