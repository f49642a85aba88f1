"""Which Markdown extensions and options content may ask for, read from `markdown_extensions:` in MkDocs' form.

Everything else is skipped with KB062. An extension is listed when all it does is turn text into HTML: none here
reads a file, opens a connection or takes code. Python objects that a `mkdocs.yml` names by tag become `Named`,
and only those of the table below; no name is ever imported here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from kbgen.bounded_yaml import Tagged
from kbgen.codes import problem
from kbgen.model import Extension, Location, Named, Problem
from kbgen.suggest import did_you_mean, shown

Locate = Callable[[tuple[str | int, ...]], Location]
Report = Callable[[str, str], None]

_EXTRA: Final = "extra"  # its options are extensions with options of their own


def _options(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TAB = _options("alternate_style combine_header_slug separator slugify")

# Extension -> options that content may set. Left out on purpose: codehilite's `pygments_formatter` (loads code) and
# options that it hands on to Pygments (`cssfile` writes a file); emoji's `custom_icons` (reads files).
EXTENSIONS: Final[Mapping[str, frozenset[str]]] = {
    "abbr": _options("glossary"),
    "admonition": frozenset(),
    "attr_list": frozenset(),
    "codehilite": _options("css_class guess_lang lang_prefix linenums noclasses pygments_style use_pygments"),
    "def_list": frozenset(),
    "extra": _options("abbr attr_list def_list fenced_code footnotes md_in_html tables"),
    "fenced_code": _options("lang_prefix"),
    "footnotes": _options(
        "BACKLINK_TEXT BACKLINK_TITLE PLACE_MARKER SEPARATOR SUPERSCRIPT_TEXT UNIQUE_IDS USE_DEFINITION_ORDER"
    ),
    "legacy_attrs": frozenset(),
    "legacy_em": frozenset(),
    "md_in_html": frozenset(),
    "meta": frozenset(),
    "nl2br": frozenset(),
    "sane_lists": frozenset(),
    "smarty": _options("smart_angled_quotes smart_dashes smart_ellipses smart_quotes substitutions"),
    "tables": _options("use_align_attribute"),
    "toc": _options(
        "anchorlink anchorlink_class baselevel marker permalink permalink_class permalink_leading permalink_title"
        " separator slugify title title_class toc_class toc_depth"
    ),
    "wikilinks": _options("base_url end_url html_class"),
    "pymdownx.arithmatex": _options(
        "block_syntax block_tag generic inline_syntax inline_tag preview smart_dollar tex_block_wrap tex_inline_wrap"
    ),
    "pymdownx.betterem": _options("punctuation smart_enable"),
    "pymdownx.blocks.admonition": _options("types"),
    "pymdownx.blocks.caption": _options("auto auto_level prepend types"),
    "pymdownx.blocks.definition": frozenset(),
    "pymdownx.blocks.details": _options("types"),
    "pymdownx.blocks.tab": _TAB,
    "pymdownx.caret": _options("insert no_space punctuation smart_insert superscript"),
    "pymdownx.critic": _options("mode raw_view"),
    "pymdownx.details": frozenset(),
    "pymdownx.emoji": _options("alt emoji_generator emoji_index options remove_variation_selector strict title"),
    "pymdownx.escapeall": _options("hardbreak nbsp"),
    "pymdownx.extra": _options(
        "abbr attr_list def_list footnotes md_in_html tables pymdownx.betterem pymdownx.superfences"
    ),
    "pymdownx.fancylists": _options("additional_ordered_styles inject_class inject_style"),
    "pymdownx.highlight": _options(
        "anchor_linenums auto_title auto_title_map code_attr_on_pre css_class default_lang extend_pygments_lang"
        " guess_lang language_prefix line_anchors line_spans linenums linenums_class linenums_special linenums_style"
        " noclasses pygments_lang_class pygments_style stripnl use_pygments"
    ),
    "pymdownx.inlinehilite": _options("css_class custom_inline style_plain_text"),
    "pymdownx.keys": _options("camel_case class key_map separator strict"),
    "pymdownx.magiclink": _options(
        "custom hide_protocol labels normalize_issue_symbols provider repo repo_url_shortener repo_url_shorthand"
        " shortener_user_exclude social_url_shortener social_url_shorthand user"
    ),
    "pymdownx.mark": _options("smart_mark"),
    "pymdownx.progressbar": _options("add_classes level_class progress_increment"),
    "pymdownx.quotes": _options("callouts"),
    "pymdownx.saneheaders": frozenset(),
    "pymdownx.smartsymbols": _options(
        "arrows care_of copyright fractions notequal ordinal_numbers plusminus registered trademark"
    ),
    "pymdownx.striphtml": _options("strip_attributes strip_comments strip_js_on_attributes"),
    "pymdownx.superfences": _options(
        "css_class custom_fences disable_indented_code_blocks preserve_tabs relaxed_headers"
    ),
    "pymdownx.tabbed": _TAB,
    "pymdownx.tasklist": _options("clickable_checkbox custom_checkbox delete subscript"),
    "pymdownx.tilde": _options("delete no_space punctuation smart_delete subscript"),
}

# Options that are called: a text or a list there would stop the build of the page.
_CALLED: Final = frozenset({"slugify", "emoji_index", "emoji_generator", "format", "validator"})
# Lists of mappings in which one bad item is left out alone.
_LISTS: Final = frozenset({"custom_fences", "custom_inline"})

_SLUG, _FENCE = "pymdownx.slugs.slugify", "pymdownx.superfences.fence_code_format"
_MATH_FENCE, _MATH_INLINE = (f"pymdownx.arithmatex.arithmatex_{kind}_format" for kind in ("fenced", "inline"))

# Functions that are called with arguments to give the callable (`!!python/object/apply`), and these arguments.
FACTORIES: Final[Mapping[str, frozenset[str]]] = {
    _SLUG: _options("case normalize percent_encode"),
    _MATH_FENCE: _options("mode preview tag"),
    _MATH_INLINE: _options("mode preview tag"),
}
# Functions that are taken as they are (`!!python/name`).
FUNCTIONS: Final = frozenset(
    (
        *(f"material.extensions.emoji.{name}" for name in ("to_svg", "twemoji")),
        *(f"pymdownx.emoji.{name}" for name in ("emojione", "gemoji", "to_alt", "to_png", "to_svg", "twemoji")),
        *(f"pymdownx.superfences.{name}" for name in ("fence_code_format", "fence_div_format")),
        *(f"markdown.extensions.toc.{name}" for name in ("slugify", "slugify_unicode")),
    )
)
# Older and foreign names -> what they mean today. The slug functions: pymdown-extensions' notes on version 8;
# the functions of arithmatex: on version 10. Both removed the older names later, so that they cannot be imported.
SYNONYMS: Final[Mapping[str, Named]] = {
    "materialx.emoji.to_svg": Named("material.extensions.emoji.to_svg"),
    "materialx.emoji.twemoji": Named("material.extensions.emoji.twemoji"),
    "mermaid2.fence_mermaid": Named(_FENCE),
    "mermaid2.fence_mermaid_custom": Named(_FENCE),
    "pymdownx.slugs.uslugify": Named(_SLUG, {"case": "lower"}),
    "pymdownx.slugs.uslugify_encoded": Named(_SLUG, {"case": "lower", "percent_encode": True}),
    "pymdownx.slugs.uslugify_cased": Named(_SLUG),
    "pymdownx.slugs.uslugify_cased_encoded": Named(_SLUG, {"percent_encode": True}),
    "pymdownx.slugs.gfm": Named(_SLUG, {"case": "lower-ascii"}),
    "pymdownx.slugs.gfm_encoded": Named(_SLUG, {"case": "lower-ascii", "percent_encode": True}),
    "pymdownx.arithmatex.fence_mathjax_format": Named(_MATH_FENCE, {"mode": "mathjax"}),
    "pymdownx.arithmatex.fence_mathjax_preview_format": Named(_MATH_FENCE, {"mode": "mathjax", "preview": True}),
    "pymdownx.arithmatex.fence_generic_format": Named(_MATH_FENCE, {"mode": "generic"}),
    "pymdownx.arithmatex.inline_mathjax_format": Named(_MATH_INLINE, {"mode": "mathjax"}),
    "pymdownx.arithmatex.inline_mathjax_preview_format": Named(_MATH_INLINE, {"mode": "mathjax", "preview": True}),
    "pymdownx.arithmatex.inline_generic_format": Named(_MATH_INLINE, {"mode": "generic"}),
}

_WHY: Final[Mapping[str, str]] = {
    "pymdownx.snippets": "it would let a page include any file of the machine; put the text into the page",
    "pymdownx.b64": "it would read files; link to the image instead",
    "pymdownx.pathconverter": "links are resolved by the build itself",
    "pymdownx.blocks.html": "write HTML, or use attr_list and md_in_html",
}


def why_not(name: str) -> str:
    """Return why an extension is not accepted, or what there is instead; "" where nothing is to be said."""
    return _WHY.get(name, "")


class _RefusedError(Exception):
    """A value that content may not give; the text says which."""


def parse(
    value: object, locate: Locate, known: Mapping[str, frozenset[str]] = EXTENSIONS
) -> tuple[tuple[Extension, ...], tuple[Problem, ...]]:
    """Return the extensions in `value`, a list or mapping in MkDocs' form, and KB062 for what is left out.

    `known` gives the allowed options of each extension by its short name (`toc`, not `markdown.extensions.toc`);
    `locate` gives the place of a path below `value`. A name that comes twice keeps its first place and its last
    options, as in MkDocs.
    """
    found: dict[str, Mapping[str, object]] = {}
    problems: list[Problem] = []

    def report(path: tuple[str | int, ...], message: str, hint: str) -> None:
        problems.append(problem("KB062", message, locate(path), hint=hint))

    for path, written, options in _entries(value, report):
        name = written.removeprefix("markdown.extensions.")
        if name in known:
            found[name] = _allowed(name, options, known, partial(report, path))
        else:
            hint = why_not(name) or did_you_mean(name, known)
            report(path, f"the Markdown extension '{shown(written)}' is not accepted from content, and skipped", hint)
    return tuple(Extension(name, options) for name, options in found.items()), tuple(problems)


def _entries(
    value: object, report: Callable[[tuple[str | int, ...], str, str], None]
) -> Iterator[tuple[tuple[str | int, ...], str, object]]:
    """Yield path, name and options of each entry."""
    if isinstance(value, dict):
        for name, options in value.items():
            yield (str(name),), str(name), options
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, str):
                yield (index,), item, None
            elif isinstance(item, dict):
                for name, options in item.items():
                    yield (index, str(name)), str(name), options
            else:
                report((index,), "an entry of 'markdown_extensions' must be a name, or a name with options", "")
    elif value is not None:
        report((), "'markdown_extensions' must be a list", "write `- toc` on a line of its own")


def _allowed(name: str, options: object, known: Mapping[str, frozenset[str]], report: Report) -> Mapping[str, object]:
    """Return the options of extension `name` that content may set."""
    if options is None or options == "":
        return {}
    if not isinstance(options, dict):
        report(f"the options of '{name}' must be a mapping, and are skipped", f"write `{name}:` and `  option: value`")
        return {}
    kept: dict[str, object] = {}
    for key, value in options.items():
        option = str(key)
        if option not in known.get(name, frozenset()):
            hint = did_you_mean(option, known.get(name, frozenset()))
            report(f"the option '{shown(option)}' of '{name}' is not accepted from content, and skipped", hint)
            continue
        try:
            kept[option] = _option(name, option, value, known, report)
        except _RefusedError as refused:
            report(f"the option '{option}' of '{name}' is skipped: {refused}", "")
    return kept


def _option(name: str, option: str, value: Any, known: Mapping[str, frozenset[str]], report: Report) -> object:
    if name.rpartition(".")[2] == _EXTRA:
        return _allowed(option, value, known, report)
    if option in _LISTS and isinstance(value, list):
        return _items(name, option, value, report)
    if name == "pymdownx.emoji" and option == "options" and isinstance(value, dict):
        if "custom_icons" in value:
            report("'custom_icons' of 'pymdownx.emoji' is skipped: icons come from the theme", "")
        value = {key: item for key, item in value.items() if key != "custom_icons"}
    return _called(value) if option in _CALLED else _data(value)


def _items(name: str, option: str, items: list[object], report: Report) -> list[object]:
    kept: list[object] = []
    for item in items:
        try:
            if not isinstance(item, dict):
                raise _RefusedError("an item must be a mapping")
            kept.append({str(key): _called(each) if key in _CALLED else _data(each) for key, each in item.items()})
        except _RefusedError as refused:
            label = shown(str(item.get("name", ""))) if isinstance(item, dict) else ""
            report(f"the item '{label}' of '{option}' of '{name}' is skipped: {refused}", "")
    return kept


def _data(value: object) -> object:
    """Return plain data, or raise _RefusedError if a tag hides in it."""
    if isinstance(value, Tagged):
        raise _RefusedError(f"the tag '{shown(value.tag)}' is never executed")
    if isinstance(value, dict):
        return {str(key): _data(item) for key, item in value.items()}
    return [_data(item) for item in value] if isinstance(value, list) else value


def _called(value: object) -> object:
    """Return the allowlisted callable that a tag, or a text, names. Nothing switches such an option off but null."""
    if value is None or value is False:
        return value
    if isinstance(value, str):
        return _named(value, {})
    if not isinstance(value, Tagged):
        raise _RefusedError("expected the name of a function")
    kind, _, name = value.tag.partition(":")
    if kind == "!!python/name":
        return _named(name, {})
    if kind == "!!python/object/apply":
        return _named(name, _arguments(value.value))
    raise _RefusedError(f"the tag '{shown(value.tag)}' is never executed")


def _arguments(value: object) -> Mapping[str, object]:
    """Return the `kwds` of PyYAML's `!!python/object/apply`; positional arguments are not accepted."""
    if isinstance(value, dict) and set(value) <= {"kwds"} and isinstance(value.get("kwds", {}), dict):
        return {str(key): item for key, item in value.get("kwds", {}).items()}
    if value in ([], ""):
        return {}
    raise _RefusedError("only `kwds:` is accepted as arguments")


def _named(name: str, arguments: Mapping[str, object]) -> Named:
    if name in FUNCTIONS and not arguments:
        return Named(name)
    if name in SYNONYMS and not arguments:
        return SYNONYMS[name]
    if name not in FACTORIES:
        raise _RefusedError(f"'{shown(name)}' is not one of the functions that content may name")
    for key, item in arguments.items():
        if key not in FACTORIES[name] or not isinstance(item, (str, bool)):
            raise _RefusedError(f"the argument '{shown(key)}' of '{name}' is not accepted")
    return Named(name, arguments)
