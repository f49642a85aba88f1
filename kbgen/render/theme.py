"""A theme as it is drawn with: its templates, read once, and a key that stands for all that decides what they give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import jinja2

from kbgen.cache import key
from kbgen.program import program

PUBLISHED = "assets/"
"""What lies below is published as it is, and no template can include it: so it is no part of the key."""
PACKAGES = ("mkdocs", "mkdocs-material", "jinja2", "markupsafe", "babel")
STACK = "".join(f"{name} {version(name)};" for name in PACKAGES)


@dataclass(frozen=True, slots=True)
class Theme:
    """The templates of each folder of a theme by name, the most specific folder first; Material's come after them."""

    key: str
    folders: tuple[Mapping[str, str], ...]

    @classmethod
    def read(cls, theme_dirs: Sequence[str]) -> Theme:
        """Read the templates below `theme_dirs`. A file that is not UTF-8 text is no template. Raises OSError."""
        folders = [dict(_files(Path(directory))) for directory in theme_dirs]
        fields = [part for files in folders for name, body in files.items() for part in (name, body)]
        sizes = ",".join(str(len(files)) for files in folders)
        return cls(key(program(), STACK, sizes, *fields), tuple(_texts(files) for files in folders))

    def loader(self, material: jinja2.BaseLoader) -> jinja2.BaseLoader:
        """Return what finds a template by its name.

        The shipped templates have a second name, so that a theme's own `main.html` can extend `commons/main.html`.
        """
        own = [jinja2.DictLoader(folder) for folder in self.folders]
        return jinja2.ChoiceLoader([*own, material, jinja2.PrefixLoader({"commons": own[-1]})])


def _files(root: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if not name.startswith(PUBLISHED) and path.is_file():
            yield name, path.read_bytes()


def _texts(files: Mapping[str, bytes]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, body in files.items():
        with suppress(UnicodeDecodeError):
            found[name] = body.decode()
    return found
