"""What Material offers survives the policy: counted on one page that uses all of it, before and after."""

from __future__ import annotations

import re

import pytest
from attack_data import folder
from small_site import book_of, page

from kbgen.content.defaults import DEFAULT_EXTENSIONS
from kbgen.links import Targets
from kbgen.model import Extension
from kbgen.render.article import convert
from kbgen.view import Book

COUNTERS = {
    "tabs": (r'<input [^>]*name="__tabbed_\d', 2),
    "labels of tabs": (r'<label for="__tabbed_\d', 2),
    "tasks": (r'<input [^>]*type="checkbox"', 2),
    "admonitions": (r'<div class="admonition', 1),
    "details": (r"<details", 3),
    "ids": (r' id="', 6),
    "code": (r'<span class="[a-z]{1,2}">', 0),
    "lines of code": (r'id="__(?:codelineno|span)-', 0),
    "math": (r'class="arithmatex"', 2),
    "diagrams": (r'<pre class="mermaid"', 1),
    "aligned cells": (r'<t[dh] align="(?:left|right)"', 4),
    "footnotes": (r'class="footnote-ref"', 1),
    "icons": (r'<span class="twemoji"><svg', 1),
    "emoji": ("😄", 1),
    "keys": (r"<kbd", 3),
    "marks": (r"<mark", 1),
    "insertions": (r"<ins", 2),
    "deletions": (r"<del", 2),
    "small": (r"<su[bp]>", 2),
    "terms": (r"<dt>", 1),
    "abbreviations": (r"<abbr title=", 1),
    "images": (r"<img", 2),
    "sizes of images": (r'width="300"', 2),
    "figures": (r"<figcaption>", 1),
    "buttons": (r'class="md-button md-button--primary"', 1),
    "cards": (r'<div class="grid cards"', 1),
    "links": (r"<a [^>]*href=", 0),
}
"""A pattern of each feature, and how often it is on the page at least."""


@pytest.mark.security
def test_all_that_material_offers_survives_the_policy() -> None:
    text = (folder() / "material-features.md").read_text(encoding="utf-8")
    before, after = (features(text, trusted) for trusted in (True, False))
    assert after == before
    assert {name: after[name] for name, (_, least) in COUNTERS.items() if after[name] < max(least, 1)} == {}


def features(text: str, trusted: bool) -> dict[str, int]:
    content, extensions = book_of(page("a.md", text)), (*DEFAULT_EXTENSIONS, Extension("pymdownx.critic"))
    html = convert(content.pages[0], Book(extensions, Targets.of(content, ""), trusted)).html
    return {name: len(re.findall(pattern, html)) for name, (pattern, _) in COUNTERS.items()}
