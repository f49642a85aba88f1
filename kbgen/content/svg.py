"""Tell a harmless SVG picture from one that runs, loads or links something. Pure; nothing is rewritten.

An SVG opened by its own address is a document of the site's origin, so what is published must hold nothing
but drawing: elements and attributes by allowlist, references only into the file itself or to inline rasters.
"""

from __future__ import annotations

import re
from xml.parsers import expat


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ELEMENTS = _words(
    "svg g defs symbol use title desc metadata path rect circle ellipse line polyline polygon text tspan textPath "
    "image marker pattern mask clipPath linearGradient radialGradient stop style switch view filter feBlend "
    "feColorMatrix feComponentTransfer feComposite feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge "
    "feMergeNode feOffset feDropShadow feMorphology feTile feTurbulence feDisplacementMap feDiffuseLighting "
    "feSpecularLighting feDistantLight fePointLight feSpotLight feConvolveMatrix"
)
SVG = "http://www.w3.org/2000/svg"
INLINE_RASTER = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*$")
FOREIGN_STYLE = re.compile(
    r"(?i)@import|expression\s*\(|javascript:|behavior\s*:|-moz-binding|(image|image-set|src)\s*\("
    r"|url\s*\(\s*['\"]?\s*(?!#|['\"]?#)"
)
ESCAPE = "\\"  # CSS reads an escaped `url(` as one


class _RefusedError(Exception):
    """Carries the reason out of a parser callback."""


def why_unsafe_svg(body: bytes) -> str:
    """Return why an SVG file is refused ("" = it only draws). Never raises."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.EntityDeclHandler = _entity
    parser.ProcessingInstructionHandler = _instruction
    try:
        parser.Parse(body, True)
    except _RefusedError as refused:
        return str(refused)
    except (expat.ExpatError, ValueError, LookupError) as error:
        return f"it is not well-formed XML ({error})"
    return ""


class _Reader:
    """Looks at each element as it opens, and at the text of each as it closes: a parser gives text in pieces."""

    def __init__(self) -> None:
        self.texts: list[list[str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        _check_element(name, is_root=not self.texts)
        for key, value in attributes.items():
            space, _, local = key.rpartition(" ")
            _check_attribute(local, value, is_foreign=bool(space))
        self.texts.append([])

    def text(self, piece: str) -> None:
        self.texts[-1].append(piece)

    def end(self, name: str) -> None:
        text = "".join(self.texts.pop())
        _check_style(text, may_escape=name.rpartition(" ")[2] != "style")


def _check_element(name: str, *, is_root: bool) -> None:
    space, _, local = name.rpartition(" ")
    is_svg = space in (SVG, "")
    if (is_svg and local not in ELEMENTS) or (is_root and not (is_svg and local == "svg")):
        raise _RefusedError(f"it holds <{local}>")
    if space.startswith("http://www.w3.org/1999/xhtml"):
        raise _RefusedError("it holds HTML")


def _check_attribute(name: str, value: str, *, is_foreign: bool) -> None:
    if name.lower().startswith("on"):
        raise _RefusedError(f"it holds the event attribute '{name}'")
    if name in ("href", "src") and not (value.strip().startswith("#") or INLINE_RASTER.match(value.strip())):
        raise _RefusedError("it links or loads something outside of itself")
    _check_style(value, may_escape=is_foreign)


def _check_style(text: str, *, may_escape: bool) -> None:
    if FOREIGN_STYLE.search(text) or (ESCAPE in text and not may_escape):
        raise _RefusedError("it loads or runs something through a style")


def _entity(*_: object) -> None:
    raise _RefusedError("it declares entities")


def _instruction(target: str, _: str) -> None:
    if target.lower() == "xml-stylesheet":
        raise _RefusedError("it loads a style sheet")
