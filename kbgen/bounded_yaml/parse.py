"""Read one document, and say in words what is wrong with it."""

from __future__ import annotations

import yaml

from kbgen.bounded_yaml.compose import Composer
from kbgen.bounded_yaml.document import YamlDocument, YamlError
from kbgen.bounded_yaml.limits import Limits
from kbgen.bounded_yaml.values import Values


def parse(text: str, limits: Limits, *, first_line: int = 1) -> YamlDocument:
    """Return the one document in `text`; `first_line` is the line of the file on which `text` begins.

    Raises YamlError for everything that is not one document of core types within `limits`, and nothing else.
    """
    composer = Composer(limits, first_line)
    try:
        _check_size(text, limits, first_line)
        root = composer.compose(text)
        value = Values(limits, first_line).of(root) if root is not None else None
    except YamlError:
        raise
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, first_line) from error
    except yaml.reader.ReaderError as error:
        raise _character_error(text, first_line) from error
    except Exception as error:  # the parser and the constructors raise many kinds, RecursionError among them
        raise YamlError("KB010", f"the YAML cannot be read: {type(error).__name__}", first_line, 1) from error
    return YamlDocument(value, root, first_line)


def _check_size(text: str, limits: Limits, first_line: int) -> None:
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > limits.bytes:
        raise YamlError("KB016", f"the YAML has {size:,} bytes; at most {limits.bytes:,} are read", first_line, 1)


def _syntax_error(error: yaml.MarkedYAMLError, first_line: int) -> YamlError:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    message = error.problem or error.context or "the YAML cannot be parsed"
    return YamlError(
        "KB010", f"YAML syntax: {message}", line + first_line, column + 1, _syntax_hint(f"{error.context} {message}")
    )


def _syntax_hint(message: str) -> str:
    if "mapping values" in message:
        return "quote a value that contains a colon: 'like: this'"
    if "alias" in message:
        return "an asterisk or ampersand has a meaning in YAML; quote the text: '*like this*'"
    if "cannot start any token" in message:
        return "indent with spaces instead of tabs, and quote a value that begins with @, ` or %"
    return "check the quotes, brackets and indentation of this line and the one before it"


def _character_error(text: str, first_line: int) -> YamlError:
    found = yaml.reader.Reader.NON_PRINTABLE.search(text)
    before = text[: found.start()] if found else ""
    column = len(before) - (before.rfind("\n") + 1) + 1
    character = f" U+{ord(found.group()):04X}" if found else ""
    message = f"the YAML holds a character that is not allowed{character}"
    return YamlError("KB010", message, before.count("\n") + first_line, column, "remove the character")
