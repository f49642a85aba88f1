"""A repository's own `mkdocs.yml`, through an allowlist: data about the book is taken, code never.

Read with our bounded reader, in which a tag is an inert marker. MkDocs' own loader would execute
`!!python/object/apply` and read the environment for `!ENV`, so no file of a repository is ever given to it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

import yaml

from kbgen import bounded_yaml, markdown_extensions
from kbgen.bounded_yaml import MKDOCS_YML, Tagged, YamlDocument, YamlError
from kbgen.codes import problem
from kbgen.content.redirect_maps import RedirectMaps
from kbgen.markdown_extensions import EXTENSIONS
from kbgen.model import BookSettings, Extension, Location, Problem, Severity
from kbgen.suggest import shown

DEFAULT_DOCS_DIR = "docs"

_TEXTS = ("site_name", "site_description", "repo_url", "edit_uri", "exclude_docs", "not_in_nav")
_ALLOWED = frozenset((*_TEXTS, "docs_dir", "nav", "plugins", "use_directory_urls", "markdown_extensions"))
# Plugins whose work kbgen does itself, so that leaving them out changes nothing.
_REPLACED = frozenset({"search", "literate-nav", "redirects"})
_DEFAULT_NAV_FILE = "SUMMARY.md"  # of mkdocs-literate-nav


def read(
    text: str, where: Location, known_extensions: Mapping[str, frozenset[str]] = EXTENSIONS
) -> tuple[BookSettings, tuple[Problem, ...]]:
    """Return what the `mkdocs.yml` in `text` says of the book, and what is wrong with it or has no effect.

    `where.path` is the file's path in the repository; `docs_dir` in the result starts at the repository's root
    ("" is the root itself). A file that cannot be read gives an error and the default settings. Never raises.
    """
    reader = _Reader(where)
    try:
        reader.document = bounded_yaml.parse(text, MKDOCS_YML)
    except YamlError as error:
        return reader.defaults(), (error.problem(where),)
    if reader.document.value is None:
        return reader.defaults(), ()
    if not isinstance(reader.document.value, dict):
        reader.report("KB011", (), "the file must hold `key: value` lines")
        return reader.defaults(), tuple(reader.problems)
    settings = reader.settings(known_extensions)
    return settings, tuple(sorted(reader.problems, key=lambda found: (found.where.line, found.where.column)))


class _Reader:
    """Takes one setting after the other out of a document, and collects the problems."""

    def __init__(self, where: Location) -> None:
        self.where = where
        self.document = YamlDocument(None, None)
        self.problems: list[Problem] = []

    def settings(self, known: Mapping[str, frozenset[str]]) -> BookSettings:
        nav, nav_lines = self._nav()
        texts = {name: self._text(name) for name in _TEXTS}
        texts["repo_url"] = self._web_address("repo_url", texts["repo_url"])
        self._report_no_effect()
        return BookSettings(
            docs_dir=self._docs_dir(),
            use_directory_urls=self._flag("use_directory_urls", default=True),
            nav=nav,
            nav_lines=nav_lines,
            nav_file=self._nav_file(),
            redirects=self._redirect_maps().to_pages,
            extensions=self._extensions(known),
            path=self.where.path,
            **texts,
        )

    def defaults(self) -> BookSettings:
        return BookSettings(docs_dir=self._from_root(DEFAULT_DOCS_DIR) or "", path=self.where.path)

    def report(
        self,
        code: str,
        path: tuple[str | int, ...],
        message: str,
        hint: str = "",
        severity: Severity | None = None,
    ) -> None:
        self.problems.append(problem(code, message, self._at(path), hint=hint, severity=severity))

    def _at(self, path: tuple[str | int, ...]) -> Location:
        line, column = self.document.mark(path)
        return replace(self.where, line=line, column=column)

    def _value(self, name: str) -> object:
        """Return the value of a key; a tagged one counts as absent, since it is never executed."""
        value = self.document.value
        found = value.get(name) if isinstance(value, dict) else None
        return None if isinstance(found, Tagged) else found

    def _text(self, name: str) -> str:
        value = self._value(name)
        if isinstance(value, (dict, list)):
            self.report("KB011", (name,), f"'{name}' must be text")
            return ""
        if value is None or isinstance(value, str):
            return value or ""
        return self.document.written((name,)) or ""

    def _web_address(self, name: str, address: str) -> str:
        if not address or _is_web_address(address):
            return address
        self.report("KB011", (name,), f"'{name}' must begin with https://", severity=Severity.WARNING)
        return ""

    def _flag(self, name: str, *, default: bool) -> bool:
        value = self._value(name)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.report("KB011", (name,), f"'{name}' must be true or false")
        return default

    def _docs_dir(self) -> str:
        folder = self._text("docs_dir") or DEFAULT_DOCS_DIR
        inside = self._from_root(folder)
        if inside is None:
            message = f"'docs_dir: {shown(folder)}' leads out of the repository"
            self.report("KB011", ("docs_dir",), message, "name a folder below the one that holds mkdocs.yml")
        return inside if inside is not None else self._from_root(DEFAULT_DOCS_DIR) or ""

    def _from_root(self, folder: str) -> str | None:
        """Return `folder`, which is relative to the file, from the repository's root; None if it is outside."""
        if folder.startswith(("/", "\\", "~")) or re.match(r"[A-Za-z]:", folder):
            return None
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(self.where.path), folder.replace("\\", "/")))
        if joined == ".." or joined.startswith("../"):
            return None
        return "" if joined == "." else joined

    def _nav(self) -> tuple[object, dict[str, int]]:
        node = self.document.node(("nav",))
        lines: dict[str, int] = {}
        if self._value("nav") is None or node is None:
            return None, lines
        if not isinstance(node, yaml.CollectionNode):
            self.report("KB011", ("nav",), "'nav' must be a list of pages", "write `- index.md` on a line of its own")
            return None, lines
        return _nav_value(node, lines), lines

    def _nav_file(self) -> str:
        for name, options, path in self._plugins():
            if name == "literate-nav":
                given = options.get("nav_file") if isinstance(options, dict) else None
                if given is None or isinstance(given, str):
                    return given or _DEFAULT_NAV_FILE
                self.report("KB011", (*path, "nav_file"), "'nav_file' must be text")
                return _DEFAULT_NAV_FILE
        return ""

    def _redirect_maps(self) -> RedirectMaps:
        return RedirectMaps.of(next((options for name, options, _ in self._plugins() if name == "redirects"), None))

    def _plugins(self) -> Iterator[tuple[str, object, tuple[str | int, ...]]]:
        """Yield name, options and path of each plugin."""
        value = self._value("plugins")
        if isinstance(value, dict):
            yield from ((str(name), options, ("plugins", str(name))) for name, options in value.items())
        for index, item in enumerate(value if isinstance(value, list) else ()):
            if isinstance(item, str):
                yield item, None, ("plugins", index)
            elif isinstance(item, dict):
                yield from ((str(name), options, ("plugins", index, str(name))) for name, options in item.items())

    def _extensions(self, known: Mapping[str, frozenset[str]]) -> tuple[Extension, ...]:
        def locate(path: tuple[str | int, ...]) -> Location:
            return self._at(("markdown_extensions", *path))

        extensions, problems = markdown_extensions.parse(self._value("markdown_extensions"), locate, known)
        self.problems.extend(problems)
        return extensions

    def _report_no_effect(self) -> None:
        """Report once, for the whole file, what is present and has no effect."""
        value = self.document.value
        keys = [str(key) for key in value] if isinstance(value, dict) else []
        names = [key for key in keys if key not in _ALLOWED]
        names += [f"{key} (its tag is never executed)" for key in keys if key in _ALLOWED and self._is_tagged(key)]
        plugins = [name for name, _, _ in self._plugins() if name not in _REPLACED]
        if plugins:
            names.append(f"plugins ({', '.join(map(shown, plugins))})")
        if away := self._redirect_maps().away:
            names.append(f"redirects to other sites ({', '.join(map(shown, away))})")
        if names:
            message = f"has no effect here: {', '.join(shown(name, 500) for name in names)}"
            hint = "kbgen reads the book's data only: code, plugins, tags and themes of a repository are never run"
            self.report("KB054", (), message, hint)

    def _is_tagged(self, key: str) -> bool:
        value = self.document.value
        return isinstance(value, dict) and isinstance(value.get(key), Tagged)


def _is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def _nav_value(node: yaml.Node, lines: dict[str, int]) -> object:
    """Return a node of `nav:` as MkDocs' lists, mappings and texts, and note the first line of each page in `lines`.

    Built from the node, not from the value, so that a title such as 2024 or Yes stays the text that was written.
    """
    if isinstance(node, yaml.MappingNode):
        return {key.value: _nav_value(value, lines) for key, value in node.value if isinstance(key.value, str)}
    if isinstance(node, yaml.SequenceNode):
        return [_nav_value(child, lines) for child in node.value]
    if not isinstance(node, yaml.ScalarNode) or node.tag.endswith(":null"):
        return None
    if node.start_mark is not None:
        lines.setdefault(node.value, node.start_mark.line + 1)
    return node.value
