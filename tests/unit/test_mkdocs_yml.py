from __future__ import annotations

import importlib
from typing import Any

import pytest

from kbgen.content import mkdocs_yml
from kbgen.markdown_extensions import EXTENSIONS, FACTORIES, FUNCTIONS, SYNONYMS
from kbgen.model import BookSettings, Extension, Location, Named, Problem

WHERE = Location("mkdocs.yml", collection="kb", ref="main")
SLUG = "pymdownx.slugs.slugify"


def read(text: str, path: str = "mkdocs.yml") -> tuple[BookSettings, tuple[Problem, ...]]:
    return mkdocs_yml.read(text, Location(path, collection="kb", ref="main"))


def extensions(text: str) -> tuple[tuple[Extension, ...], list[str]]:
    settings, problems = read(f"markdown_extensions:\n{text}")
    assert all(each.code == "KB062" and each.where.line > 1 for each in problems)
    return settings.extensions, [each.message for each in problems]


def test_a_whole_file() -> None:
    settings, problems = read(
        "site_name: Book\nsite_description: About\ndocs_dir: ./src/\nuse_directory_urls: false\n"
        "repo_url: https://host.example/a/b\nedit_uri: edit/main/src/\nexclude_docs: |\n  *.tmp\nnot_in_nav: /x.md\n"
        "nav:\n  - index.md\n  - Part:\n      - 2024: a.md\n      - No: b/c.md\n      - https://host.example/\n"
        "markdown_extensions: [admonition, toc: {permalink: true}]\nplugins: [search, literate-nav]\n"
    )
    assert problems == ()
    assert settings == BookSettings(
        docs_dir="src",
        site_name="Book",
        site_description="About",
        use_directory_urls=False,
        repo_url="https://host.example/a/b",
        edit_uri="edit/main/src/",
        nav=["index.md", {"Part": [{"2024": "a.md"}, {"No": "b/c.md"}, "https://host.example/"]}],
        nav_lines={"index.md": 11, "a.md": 13, "b/c.md": 14, "https://host.example/": 15},
        nav_file="SUMMARY.md",
        exclude_docs="*.tmp\n",
        not_in_nav="/x.md",
        extensions=(Extension("admonition"), Extension("toc", {"permalink": True})),
        path="mkdocs.yml",
    )


@pytest.mark.parametrize("text", ["", "# nothing\n", "site_name:\n"])
def test_an_empty_file_gives_the_defaults(text: str) -> None:
    assert read(text) == (BookSettings(docs_dir="docs", path="mkdocs.yml"), ())


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("site_name: [\n", "KB010", 2),
        ("- a\n", "KB011", 1),
        ("site_name: a\nsite_name: b\n", "KB017", 2),
        ("x: 1\ndocs_dir: ../up\n", "KB011", 2),
        ("docs_dir: /etc\n", "KB011", 1),
        ("docs_dir: C:\\x\n", "KB011", 1),
        ("docs_dir: a/../../b\n", "KB011", 1),
        ("docs_dir: [a]\n", "KB011", 1),
        ("nav: index.md\n", "KB011", 1),
        ("use_directory_urls: 'no'\n", "KB011", 1),
        ("plugins:\n  - literate-nav:\n      nav_file: [a]\n", "KB011", 3),
    ],
)
def test_errors_have_a_line_and_leave_the_defaults(text: str, code: str, line: int) -> None:
    settings, problems = read(text)
    found = [each for each in problems if each.code == code]
    assert [(each.severity.value, each.where.line, each.where.path) for each in found] == [
        ("error", line, "mkdocs.yml")
    ]
    assert settings.docs_dir == "docs"


@pytest.mark.parametrize(
    ("path", "folder", "expected"),
    [
        ("mkdocs.yml", ".", ""),
        ("mkdocs.yml", "docs/en", "docs/en"),
        ("sub/mkdocs.yml", "docs", "sub/docs"),
        ("sub/mkdocs.yml", "..", ""),
        ("sub/mkdocs.yml", "../docs", "docs"),
    ],
)
def test_the_docs_folder_is_seen_from_the_root(path: str, folder: str, expected: str) -> None:
    assert read(f"docs_dir: {folder}\n", path)[0].docs_dir == expected


@pytest.mark.parametrize(
    ("plugins", "expected"),
    [
        ("[search]", ""),
        ("[literate-nav]", "SUMMARY.md"),
        ("[{literate-nav: {nav_file: nav.md}}]", "nav.md"),
        ("{literate-nav: {nav_file: nav.md}}", "nav.md"),
        ("{literate-nav: }", "SUMMARY.md"),
    ],
)
def test_the_literate_navigation(plugins: str, expected: str) -> None:
    assert read(f"plugins: {plugins}\n")[0].nav_file == expected


def test_the_redirects_to_pages_are_taken() -> None:
    text = (
        "plugins:\n  - redirects:\n      redirect_maps:\n        old.md: new.md\n        a/b.md: 'new.md#part'\n"
        "        gone.md: https://example.org/\n        odd.md: [x]\n        tag.md: !ENV X\n"
    )
    settings, problems = read(text)
    assert settings.redirects == {"old.md": "new.md", "a/b.md": "new.md"}
    assert [each.message for each in problems] == ["has no effect here: redirects to other sites (gone.md)"]


@pytest.mark.parametrize("options", ["", ": {}", ": {redirect_maps: [a]}", ": !ENV X", ": {redirect_maps: !ENV X}"])
def test_redirects_that_are_none(options: str) -> None:
    settings, problems = read(f"plugins: [{{redirects{options}}}]\n" if options else "plugins: [redirects]\n")
    assert (settings.redirects, problems) == ({}, ())


def test_what_has_no_effect_is_said_once() -> None:
    _, problems = read(
        "site_name: !ENV [NAME, x]\nhooks: [hooks.py]\ntheme: {custom_dir: overrides}\nextra_javascript: [x.js]\n"
        "extra: !!python/object/apply:os.getcwd []\nplugins: [search, macros, {blog: {x: !ENV A}}]\n"
    )
    assert [(each.code, each.severity.value) for each in problems] == [("KB054", "info")]
    for word in ("site_name (its tag is never executed)", "hooks", "theme", "extra_javascript", "macros, blog"):
        assert word in problems[0].message
    assert "search" not in problems[0].message


def test_a_tag_never_becomes_a_value() -> None:
    settings, _ = read("site_name: !ENV HOME\nrepo_url: !ENV HOME\nnav: !ENV HOME\nplugins: !x [literate-nav]\n")
    assert settings == BookSettings(docs_dir="docs", path="mkdocs.yml")


def test_a_repository_address_is_a_web_address() -> None:
    settings, problems = read("repo_url: javascript:alert(1)\n")
    assert settings.repo_url == ""
    assert [each.code for each in problems] == ["KB011"]


def test_extensions_as_list_and_as_mapping() -> None:
    expected = (Extension("toc", {"toc_depth": 3}), Extension("tables"), Extension("pymdownx.tilde"))
    as_list = (
        "  - markdown.extensions.toc: {permalink: true}\n  - tables\n  - pymdownx.tilde:\n  - toc: {toc_depth: 3}\n"
    )
    as_mapping = "  toc: {toc_depth: 3}\n  tables:\n  pymdownx.tilde: {}\n"
    assert extensions(as_list) == (expected, [])
    assert extensions(as_mapping) == (expected, [])


@pytest.mark.parametrize(
    "name", ["pymdownx.snippets", "pymdownx.b64", "pymdownx.pathconverter", "pymdownx.blocks.html", "os", "mdx_math"]
)
def test_other_extensions_are_skipped(name: str) -> None:
    found, messages = extensions(f"  - {name}: {{base_path: /}}\n  - tables\n")
    assert found == (Extension("tables"),)
    assert len(messages) == 1 and name in messages[0]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("!!python/name:pymdownx.slugs.uslugify", Named(SLUG, {"case": "lower"})),
        ("!!python/name:pymdownx.slugs.gfm", Named(SLUG, {"case": "lower-ascii"})),
        ("!!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}", Named(SLUG, {"case": "lower"})),
        ("!!python/object/apply:pymdownx.slugs.slugify []", Named(SLUG)),
        ("!!python/name:markdown.extensions.toc.slugify_unicode", Named("markdown.extensions.toc.slugify_unicode")),
        (SLUG, Named(SLUG)),
    ],
)
def test_named_functions(written: str, expected: Named) -> None:
    assert extensions(f"  - toc:\n      slugify: {written}\n") == ((Extension("toc", {"slugify": expected}),), [])


@pytest.mark.parametrize(
    "written",
    [
        "!!python/name:os.system",
        "!!python/object/apply:os.system [id]",
        "!!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower, x: y}}",
        "!!python/object/apply:pymdownx.slugs.slugify {kwds: {case: [lower]}}",
        "!!python/object/apply:pymdownx.slugs.slugify {args: [1]}",
        "!!python/object/apply:pymdownx.slugs.uslugify {kwds: {case: lower}}",
        "!!python/object/new:pymdownx.slugs.slugify {}",
        "!!python/module:os",
        "!ENV SLUG",
        "os.system",
        "[a]",
        "7",
    ],
)
def test_other_functions_are_dropped(written: str) -> None:
    found, messages = extensions(f"  - toc:\n      slugify: {written}\n      permalink: true\n")
    assert found == (Extension("toc", {"permalink": True}),)
    assert len(messages) == 1 and "'slugify' of 'toc'" in messages[0]


def test_fences_are_kept_and_dropped_one_by_one() -> None:
    found, messages = extensions(
        "  - pymdownx.superfences:\n      custom_fences:\n"
        "        - {name: mermaid, class: mermaid, format: !!python/name:mermaid2.fence_mermaid_custom }\n"
        "        - {name: evil, class: x, format: !!python/name:os.system }\n"
        "        - {name: math, class: x, format: !!python/name:pymdownx.arithmatex.fence_mathjax_format }\n"
        "        - {name: !ENV X, class: x}\n        - text\n"
    )
    fences: Any = found[0].options["custom_fences"]
    assert [fence["name"] for fence in fences] == ["mermaid", "math"]
    assert fences[0]["format"] == Named("pymdownx.superfences.fence_code_format")
    assert fences[1]["format"] == Named("pymdownx.arithmatex.arithmatex_fenced_format", {"mode": "mathjax"})
    assert len(messages) == 3


def test_options_that_reach_files_or_are_unknown_are_dropped() -> None:
    found, messages = extensions(
        "  - pymdownx.emoji: {options: {custom_icons: [/etc], attributes: {a: b}}}\n"
        "  - codehilite: {pygments_formatter: x, cssfile: y, linenums: true}\n  - toc: {permalnk: true}\n"
        "  - pymdownx.extra: {pymdownx.superfences: {css_class: c, x: y}, pymdownx.snippets: {a: b}}\n  - tables: [a]\n"
        "  - pymdownx.highlight: {line_spans: !ENV X}\n"
    )
    assert {each.name: each.options for each in found} == {
        "pymdownx.emoji": {"options": {"attributes": {"a": "b"}}},
        "codehilite": {"linenums": True},
        "toc": {},
        "pymdownx.extra": {"pymdownx.superfences": {"css_class": "c"}},
        "tables": {},
        "pymdownx.highlight": {},
    }
    assert len(messages) == 8


def test_the_table_names_extensions_and_options_that_exist() -> None:
    for name, options in EXTENSIONS.items():
        module = importlib.import_module(name if name.startswith("pymdownx.") else f"markdown.extensions.{name}")
        config = module.makeExtension().config
        if name.rpartition(".")[2] == "extra":
            assert options <= set(EXTENSIONS)
        else:
            assert options <= set(config), name


def test_the_functions_of_the_table_exist_and_synonyms_lead_to_them() -> None:
    for name in (*FUNCTIONS, *FACTORIES):
        module, _, attribute = name.rpartition(".")
        assert callable(getattr(importlib.import_module(module), attribute)), name
    for named in SYNONYMS.values():
        assert named.name in FUNCTIONS or set(named.arguments) <= FACTORIES[named.name]
