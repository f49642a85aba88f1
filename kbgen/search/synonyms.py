"""`search/synonyms.yml` beside `kbgen.yml`: words that mean the same to readers.

    k8s: [kubernetes]
    login: [sign-in, authentication]

A query with the word on the left finds what holds one on the right. Reads one file.
"""

from __future__ import annotations

from typing import Final

from kbgen import bounded_yaml
from kbgen.bounded_yaml import KBGEN_YML, YamlDocument, YamlError
from kbgen.codes import problem
from kbgen.config import Config
from kbgen.errors import ConfigError
from kbgen.model import Location, Problem

DEFAULT: Final = "search/synonyms.yml"
HINT: Final = "write a word, a colon and a list: `k8s: [kubernetes]`"


def synonyms(config: Config) -> dict[str, tuple[str, ...]]:
    """Return the words of the site's lexicon, in lower case, each with those that it stands for.

    Raises ConfigError if the file that `search.synonyms` names cannot be read, or is no mapping of words to lists.
    """
    path = config.base_dir / (config.search.synonyms or DEFAULT)
    where = Location(str(path))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        if config.search.synonyms is None:
            return {}
        raise ConfigError(f"there is no file '{path}', which 'search.synonyms' names", where=where) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the file '{path}' cannot be read: {error}", where=where) from error
    try:
        document = bounded_yaml.parse(text, KBGEN_YML)
    except YamlError as error:
        raise ConfigError.of((error.problem(where),)) from error
    return _checked(document, where)


def _checked(document: YamlDocument, where: Location) -> dict[str, tuple[str, ...]]:
    value = {} if document.value is None else document.value
    if not isinstance(value, dict):
        raise ConfigError("the file holds no mapping of words", hint=HINT, where=where)
    wrong = [_wrong(document, word, where) for word, others in value.items() if not _are_words(word, others)]
    if wrong:
        raise ConfigError.of(tuple(wrong))
    found: dict[str, tuple[str, ...]] = {}
    for word, others in value.items():
        same = (other.lower() for other in ([others] if isinstance(others, str) else others))
        found[word.lower()] = tuple(dict.fromkeys((*found.get(word.lower(), ()), *same)))
    return found


def _are_words(word: object, others: object) -> bool:
    listed = [others] if isinstance(others, str) else others
    return isinstance(word, str) and isinstance(listed, list) and all(isinstance(o, str) and o for o in listed)


def _wrong(document: YamlDocument, word: object, where: Location) -> Problem:
    line, column = document.mark((str(word),))
    at = Location(where.path, line, column)
    return problem("KB101", f"what '{word}' stands for must be a list of words", at, hint=HINT)
