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
    r"(?i)@import|expression\s*\(|javascript:|behavior\s*:|-moz-binding|url\s*\(\s*['\"]?\s*(?!#|['\"]?#)"
)


class _RefusedError(Exception):
    """Carries the reason out of a parser callback."""


def why_unsafe_svg(body: bytes) -> str:
    """Return why an SVG file is refused ("" = it only draws). Never raises."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = _element
    parser.EntityDeclHandler = _entity
    parser.CharacterDataHandler = _text
    parser.ProcessingInstructionHandler = _instruction
    try:
        parser.Parse(body, True)
    except _RefusedError as refused:
        return str(refused)
    except (expat.ExpatError, ValueError, LookupError) as error:
        return f"it is not well-formed XML ({error})"
    return ""


def _element(name: str, attributes: dict[str, str]) -> None:
    space, _, local = name.rpartition(" ")
    if space in (SVG, "") and local not in ELEMENTS:
        raise _RefusedError(f"it holds <{local}>")
    if space not in (SVG, "") and space.startswith("http://www.w3.org/1999/xhtml"):
        raise _RefusedError("it holds HTML")
    for key, value in attributes.items():
        _attribute(key.rpartition(" ")[2], value)


def _attribute(name: str, value: str) -> None:
    if name.lower().startswith("on"):
        raise _RefusedError(f"it holds the event attribute '{name}'")
    if name in ("href", "src") and not (value.strip().startswith("#") or INLINE_RASTER.match(value.strip())):
        raise _RefusedError("it links or loads something outside of itself")
    _text(value)


def _text(text: str) -> None:
    if FOREIGN_STYLE.search(text):
        raise _RefusedError("it loads or runs something through a style")


def _entity(*_: object) -> None:
    raise _RefusedError("it declares entities")


def _instruction(target: str, _: str) -> None:
    if target.lower() == "xml-stylesheet":
        raise _RefusedError("it loads a style sheet")
