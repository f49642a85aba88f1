"""JSON as a script that hands it over: what `fetch` would load from a server. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

File = tuple[str, bytes]

_ESCAPES = (("\\", "\\\\"), ("'", "\\'"), ("\n", "\\n"), ("\r", "\\r"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029"))


def data_script(document: bytes) -> bytes:
    """Return the script that gives a JSON document to `kbgenData`.

    It stands in a string: as an object literal, a key `__proto__` would mean something else.
    """
    text = document.decode()
    for plain, written in _ESCAPES:
        text = text.replace(plain, written)
    return f"kbgenData('{text}');\n".encode()


def scripted(files: Iterable[File]) -> Iterator[File]:
    """Yield `<path>.js` for each JSON file among `files`, which are (path, bytes)."""
    for path, body in files:
        if path.endswith(".json"):
            yield f"{path}.js", data_script(body)
