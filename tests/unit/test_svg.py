from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.content.svg import ELEMENTS, why_unsafe_svg

NAMESPACES = b'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def svg(inside: bytes, attributes: bytes = b"") -> bytes:
    return b"<svg " + NAMESPACES + b" " + attributes + b">" + inside + b"</svg>"


@pytest.mark.parametrize(
    "body",
    [
        svg(b'<path d="M0 0h10"/>'),
        svg(b'<rect width="1" height="2" fill="url(#g)"/><linearGradient id="g"><stop offset="0"/></linearGradient>'),
        svg(b"<style>.a{fill:#fff}</style><g class='a'/>"),
        svg(b'<use href="#a"/><use xlink:href="#a"/>'),
        svg(b'<image href="data:image/png;base64,iVBORw0KGgo="/>'),
        svg(b"<text>a &amp; b</text><title>t</title><desc>d</desc>"),
        b"\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?>\n<!-- by hand -->\n" + svg(b""),
        b"<svg viewBox='0 0 1 1'><circle r='1'/></svg>",
        svg(b'<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></metadata>'),
        svg(b'<g style="fill:url(#g)"/>'),
        svg(b"<text>C:\\images</text>", b'xmlns:x="urn:x" x:file="C:\\x.svg"'),
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
        + svg(b""),
    ],
)
def test_pictures_that_only_draw_are_published(body: bytes) -> None:
    assert why_unsafe_svg(body) == ""


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (svg(b"<script>a()</script>"), "<script>"),
        (b"<svg><script>a()</script></svg>", "<script>"),
        (svg(b"<g/>", b'onload="a()"'), "onload"),
        (svg(b'<path ONCLICK="a()"/>'), "ONCLICK"),
        (svg(b"<foreignObject/>"), "<foreignObject>"),
        (svg(b'<a href="javascript:a()"><path/></a>'), "<a>"),
        (svg(b'<use href="other.svg#a"/>'), "outside"),
        (svg(b'<use xlink:href="https://evil.example/x#a"/>'), "outside"),
        (svg(b'<image href="https://evil.example/x.png"/>'), "outside"),
        (svg(b'<image href="data:image/svg+xml;base64,AAAA"/>'), "outside"),
        (svg(b"<style>@import 'x.css'</style>"), "style"),
        (svg(b"<style>a{background:url(https://evil.example)}</style>"), "style"),
        (svg(b'<g style="fill:url(//evil.example/x)"/>'), "style"),
        (svg(b'<g filter="url(x.svg#f)"/>'), "style"),
        (svg(b'<set attributeName="href" to="javascript:a()"/>'), "<set>"),
        (svg(b"<animate/>"), "<animate>"),
        (svg(b'<html:b xmlns:html="http://www.w3.org/1999/xhtml"/>'), "HTML"),
        (b'<!DOCTYPE svg [<!ENTITY a "x">]><svg>&a;</svg>', "entities"),
        (b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>', "entities"),
        (b'<?xml-stylesheet href="x.css"?><svg/>', "style sheet"),
        (b"<svg", "well-formed"),
        (b"", "well-formed"),
        (b"\x89PNG", "well-formed"),
        (b"<?xml version='1.0' encoding='no-such'?><svg/>", "well-formed"),
        (b"<html><body/></html>", "<html>"),
        (b"\x1f\x8b compressed", "well-formed"),
    ],
)
def test_what_runs_loads_or_links_is_refused(body: bytes, reason: str) -> None:
    assert reason in why_unsafe_svg(body)


def test_a_style_in_pieces_is_seen_whole() -> None:
    assert why_unsafe_svg(svg(b"<style>@im<![CDATA[port]]> 'x.css'</style>"))
    assert why_unsafe_svg(svg(b"<style>a{fill:u&#114;l(https://evil.example/x)}</style>"))
    assert why_unsafe_svg(svg(b"<style>a{fill:u\\72l(https://evil.example/x)}</style>"))
    assert why_unsafe_svg(svg(b'<path fill="u\\72l(https://evil.example/x)"/>'))
    assert why_unsafe_svg(svg(b"<style>a{fill:u<!-- -->rl(https://evil.example/x)}</style>"))


def test_a_file_that_is_no_svg_at_its_root_is_refused() -> None:
    assert why_unsafe_svg(b"<g/>")
    assert why_unsafe_svg(b'<x:doc xmlns:x="urn:x"/>')


def test_nothing_that_runs_is_in_the_list_of_elements() -> None:
    assert not ELEMENTS & {"script", "a", "foreignObject", "set", "animate", "animateTransform", "handler", "iframe"}


FRAGMENTS = st.sampled_from(
    [b"<svg>", b"</svg>", b"<style>", b"url(", b"&a;", b"<![CDATA[", b"<!--", b"on", b'="', b"\0"]
)


@given(st.lists(FRAGMENTS | st.binary(max_size=8), max_size=12).map(b"".join))
def test_no_bytes_make_it_raise(body: bytes) -> None:
    assert isinstance(why_unsafe_svg(body), str)
