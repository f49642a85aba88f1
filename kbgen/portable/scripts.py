"""Our ES modules as two classic scripts: what each page runs, and all else, which is loaded when it is wanted. Pure.

This knows the forms that our modules are written in, and refuses every other: `import {a, b as c} from "./x.js"`,
`export function|class|const`, `import("./x.js")` and `import.meta.url`. An import of an address that is worked out
stays what it is: it is for servers only.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Final

from kbgen.errors import ConfigError

HOME: Final = "assets/commons/"
SCRIPT: Final = "portable.js"
REST: Final = "portable-rest.js"
EAGER: Final = ("commons.js", "loading.js", "math.js", "nav-tree.js", "search/intent.js", "version-switch.js")
"""What pages run by themselves: small, and nothing of the search but what waits for a reader who wants it."""
ON_DEMAND: Final = ("search/page.js", "compare.js")
"""What some pages load by themselves, beside the rest."""

_IMPORT: Final = re.compile(r'^import \{([^{}"]*)\} from "(\.{1,2}/[^"\n]+)";$', re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?=(?:(?:async )?function|class|const) ([A-Za-z_$][\w$]*))", re.MULTILINE)
_DYNAMIC: Final = re.compile(r'\bimport\("(\.{1,2}/[^"\n]+)"\)')
_HERE: Final = re.compile(r"\bimport\.meta\.url\b")
_OTHER: Final = re.compile(
    r"^(?:import|export)\b(?!\().*|\bimport\.meta\b.*|^(?:const [^=]+= )?await\b.*", re.MULTILINE
)
_RENAMED: Final = re.compile(r"(\S+)\s+as\s+(\S+)")


def classic_scripts(modules: Mapping[str, str]) -> dict[str, bytes]:
    """Return the two scripts by path below `HOME`; `modules` are texts by path there.

    Raises ConfigError for a module in another form, for one that is missing, and for a circle of imports: a theme of
    one's own may bring either.
    """
    eager = _together(EAGER, modules, dynamic=False)
    rest = [name for name in _together((*EAGER, *ON_DEMAND), modules, dynamic=True) if name not in eager]
    runtime = files("kbgen.portable").joinpath("runtime.js").read_text("utf-8")
    begin = "kbgenModules.begin(document.currentScript);\n"
    return {
        SCRIPT: "".join((runtime, *(_defined(name, modules[name]) for name in eager), begin)).encode(),
        REST: "".join(_defined(name, modules[name]) for name in rest).encode(),
    }


def _together(entries: Sequence[str], modules: Mapping[str, str], *, dynamic: bool) -> list[str]:
    """Return the modules that `entries` need, each after those that it imports."""
    found: list[str] = []
    for entry in entries:
        _visit(entry, modules, found, (), dynamic=dynamic)
    return found


def _visit(name: str, modules: Mapping[str, str], found: list[str], above: tuple[str, ...], *, dynamic: bool) -> None:
    if name in above:
        raise ConfigError(f"{HOME}{name} imports itself, by {' and '.join(above[above.index(name) :])}")
    if name in found:
        return
    if name not in modules:
        raise ConfigError(f"{HOME}{above[-1] if above else SCRIPT} needs {HOME}{name}, which is missing")
    for other in _imports(name, modules[name]):
        _visit(other, modules, found, (*above, name), dynamic=dynamic)
    found.append(name)
    for match in _DYNAMIC.finditer(modules[name]) if dynamic else ():
        _visit(_resolved(name, match[1]), modules, found, (), dynamic=dynamic)


def _imports(name: str, text: str) -> Iterator[str]:
    return (_resolved(name, match[2]) for match in _IMPORT.finditer(text))


def _resolved(name: str, written: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), written))


def _defined(name: str, text: str) -> str:
    """Return the definition of a module: a function from its imports to its exports."""
    exported = _EXPORT.findall(text)
    body = _IMPORT.sub(lambda match: f'const {{{_renamed(match[1])}}} = $need("{_resolved(name, match[2])}");', text)
    body = _EXPORT.sub("", body)
    body = _DYNAMIC.sub(lambda match: f'$load("{_resolved(name, match[1])}")', body)
    body = _HERE.sub("$here", body)
    if odd := _OTHER.search(body):
        hint = "write it as the modules of the theme are written, or build without `portable`"
        raise ConfigError(f"{HOME}{name} cannot be put into a portable site: '{odd[0].strip()[:80]}'", hint=hint)
    returned = f"return {{ {', '.join(exported)} }};\n" if exported else "return {};\n"
    return f'kbgenModules.define("{name}", ($need, $load, $here) => {{\n"use strict";\n{body}{returned}}});\n'


def _renamed(names: str) -> str:
    return _RENAMED.sub(r"\1: \2", names)
