"""From the text of a `mkdocs.yml` to what is copied, what each build reads from it, and what is left behind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from kbgen import bounded_yaml
from kbgen.bounded_yaml import MKDOCS_YML, Path, Tagged, YamlDocument, YamlError
from kbgen.errors import ConfigError
from kbgen.markdown_extensions import EXTENSIONS, why_not
from kbgen.model import Location
from kbgen.scaffold.mkdocs.keys import EXTRA, KEYS, READ, THEME, THEME_ITSELF
from kbgen.scaffold.mkdocs.plugins import REPLACED, TAKEN, plain_name
from kbgen.suggest import shown

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Left:
    """A setting that kbgen does not take: its place, and in words what there is `instead` ("" = nothing)."""

    what: str
    line: int
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Adoption:
    """What kbgen makes of a `mkdocs.yml`. Texts are "" where the file says nothing that can be taken.

    `copied` are the keys that go into kbgen.yml, `read` those that kbgen reads at each build, so that they must stay.
    """

    name: str = ""
    description: str = ""
    url: str = ""
    language: str = ""
    web_url: str = ""
    edit: str = ""
    copied: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    left: tuple[Left, ...] = ()


def read(text: str, where: Location, branch: str) -> Adoption:
    """Return what becomes of the `mkdocs.yml` in `text`; `branch` is the one that is published.

    Raises ConfigError when it is not YAML that can be read, or no mapping.
    """
    try:
        document = bounded_yaml.parse(text, MKDOCS_YML)
    except YamlError as error:
        raise ConfigError.of((error.problem(where),)) from error
    if not isinstance(document.value, dict):
        raise ConfigError(f"'{where.path}' holds no settings", hint="it must hold `key: value` lines", where=where)
    return _Reader(document, document.value, branch).adoption()


@dataclass(frozen=True, slots=True)
class _Reader:
    document: YamlDocument
    value: Mapping[object, object]
    branch: str

    def adoption(self) -> Adoption:
        theme = self.value.get("theme")
        language = theme.get("language") if isinstance(theme, dict) else ""
        found = {
            "name": self._text("site_name"),
            "description": self._text("site_description"),
            "url": self._web("site_url"),
            "language": language if isinstance(language, str) and _LANGUAGE.fullmatch(language) else "",
            "web_url": self._web("repo_url").rstrip("/"),
            "edit": self._edit(),
        }
        names = {
            "name": "site_name",
            "description": "site_description",
            "url": "site_url",
            "language": "theme.language",
        }
        names |= {"web_url": "repo_url", "edit": "edit_uri"}
        copied = [key for field, key in names.items() if found[field]]
        left = [each for each in self._left(copied) if each.what not in copied]
        return Adoption(**found, copied=tuple(copied), read=tuple(self._read(copied)), left=tuple(left))

    def _text(self, key: str) -> str:
        value = self.value.get(key)
        text = self.document.written((key,)) if isinstance(value, (int, float)) else value  # `site_name: 1.10`
        return " ".join(text.split()) if isinstance(text, str) else ""

    def _web(self, key: str) -> str:
        """Return an address that kbgen.yml takes: of the web, without a user, a query or a fragment."""
        text = self._text(key)
        try:
            parts = urlsplit(text)
            usable = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
        except ValueError:
            return ""
        return text if usable and not parts.query and not parts.fragment and re.fullmatch(r"[^\s\"<>\\]+", text) else ""

    def _edit(self) -> str:
        """Return the pattern for all branches that `edit_uri` is an instance of; "" if it is none of the usual form."""
        docs = self._text("docs_dir").strip("/") or "docs"
        folder = f"{self._text('edit_uri').strip('/')}/"
        end = f"/{self.branch}/{docs}/"
        if not self._web("repo_url") or not folder.endswith(end) or "{" in folder or urlsplit(folder).scheme:
            return ""
        return f"{{web_url}}/{folder.removesuffix(end)}/{{branch}}/{{path}}"

    def _read(self, copied: list[str]) -> Iterator[str]:
        yield from (key for key in READ if key in self.value and key not in copied and not self._tagged(key))
        yield from (f"plugins.{name}" for name, _ in self._plugins() if plain_name(name) in TAKEN)

    def _tagged(self, key: str) -> bool:
        return isinstance(self.value.get(key), Tagged)

    def _left(self, copied: list[str]) -> Iterator[Left]:
        for key in map(str, self.value):
            if key == "plugins":
                yield from self._left_plugins()
            elif key == "markdown_extensions":
                yield from self._left_extensions()
            elif key in ("theme", "extra") and isinstance(self.value[key], dict):
                yield from self._left_below(key, THEME if key == "theme" else EXTRA)
            elif self._tagged(key):
                yield self._one((key,), "write the value itself into kbgen.yml: its tag is never executed")
            elif key not in READ and key not in copied:
                yield self._one((key,), KEYS.get(key, ""))

    def _left_below(self, key: str, table: Mapping[str, str]) -> Iterator[Left]:
        below = self.value[key]
        for name, value in below.items() if isinstance(below, dict) else ():
            if name == "palette":
                yield self._one((key, "palette"), f"{table['palette']}; here: {_colours(value) or 'none'}")
            elif key != "theme" or name not in THEME_ITSELF:
                yield self._one((key, str(name)), table.get(str(name), KEYS.get(key, "")))

    def _left_plugins(self) -> Iterator[Left]:
        for name, path in self._plugins():
            if plain_name(name) not in TAKEN:
                yield self._one(path, REPLACED.get(plain_name(name), ""), f"plugins.{name}")

    def _left_extensions(self) -> Iterator[Left]:
        for name, path in self._entries("markdown_extensions"):
            if name.removeprefix("markdown.extensions.") not in EXTENSIONS:
                yield self._one(path, why_not(name), f"markdown_extensions.{name}")

    def _plugins(self) -> Iterator[tuple[str, Path]]:
        return self._entries("plugins")

    def _entries(self, key: str) -> Iterator[tuple[str, Path]]:
        """Yield the name of each plugin or extension and its place, for all forms in which MkDocs takes them."""
        value = self.value.get(key)
        if isinstance(value, dict):
            yield from ((str(name), (key, str(name))) for name in value)
        for index, item in enumerate(value if isinstance(value, list) else ()):
            if isinstance(item, str):
                yield item, (key, index)
            elif isinstance(item, dict):
                yield from ((str(name), (key, index, str(name))) for name in item)

    def _one(self, path: Path, instead: str, what: str = "") -> Left:
        return Left(shown(what or ".".join(map(str, path))), self.document.mark(path)[0], instead)


def _colours(palette: object) -> str:
    """Return the colours of Material's `palette`, which is one scheme or a list of them."""
    schemes = [each for each in (palette if isinstance(palette, list) else [palette]) if isinstance(each, dict)]
    named = [
        f"{key} {each[key]}" for each in schemes for key in ("primary", "accent") if isinstance(each.get(key), str)
    ]
    return shown(", ".join(dict.fromkeys(named)), 200)
