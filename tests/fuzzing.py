"""Properties that hold for any input: hundreds are tried in the common run, hundreds of thousands in `make torture`.

Inputs are made from parts that parsers care about, and from good ones in which something was changed. The same inputs
come in each run: what was found once is found again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

T = TypeVar("T")

_MOST_BYTES = 6400  # Hypothesis invents no more than 8 KiB at once
_ALWAYS = settings(derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))


def sample(count: int) -> settings:
    """Return the settings of a test in the common run: always the same `count` inputs."""
    return settings(_ALWAYS, max_examples=count)


def many(check: Callable[[T], None], build: Callable[[Choices], T], turn: int, count: int, size: int = 64) -> None:
    """Call `check` with `count` inputs made from `size` choices; each `turn` has its own.

    Many at a time: Hypothesis takes longer to invent something than a parser to read it.
    """
    tried, at_once = 0, _MOST_BYTES // size

    def checked(data: bytes) -> None:
        nonlocal tried
        for start in range(0, len(data), size):
            tried += 1
            found = build(Choices(data[start : start + size]))
            try:
                check(found)
            except Exception as error:
                error.add_note(f"The input was {found!r}")
                raise

    blocks = st.binary(min_size=at_once * size, max_size=at_once * size)
    rules = settings(
        _ALWAYS, derandomize=False, max_examples=-(-count // at_once), phases=(Phase.generate, Phase.shrink)
    )
    seed(turn)(rules(given(blocks)(checked)))()
    assert tried >= count


class Choices:
    """What to choose, from bytes that Hypothesis invents and shortens: ten times as fast as to ask it each time."""

    def __init__(self, data: bytes) -> None:
        self._data = iter(data)

    def number(self, below: int) -> int:
        """Return a number from 0 to `below` - 1; 0 when the bytes are used up."""
        high = next(self._data, 0) if below > 256 else 0
        return (high * 256 + next(self._data, 0)) % below

    def one(self, options: Sequence[T]) -> T:
        """Return one of `options`, the first when the bytes are used up."""
        return options[self.number(len(options))]

    def some(self, make: Callable[[], T], most: int) -> list[T]:
        """Return up to `most` of what `make` gives."""
        return [make() for _ in range(self.number(most + 1))]


def made(build: Callable[[Choices], T], size: int = 64) -> st.SearchStrategy[T]:
    """Give what `build` makes of `size` choices."""
    return st.binary(min_size=size, max_size=size).map(lambda data: build(Choices(data)))


def changed(choices: Choices, good: Sequence[str], parts: Sequence[str]) -> str:
    """Return one of the `good` texts with one to four places overwritten by `parts`, doubled, or taken out."""
    text = choices.one(good)
    for _ in range(1 + choices.number(4)):
        at, length = choices.number(len(text) + 1), choices.number(13)
        part = choices.one(("", text[at : at + 3 * length], *parts))
        text = text[:at] + part + text[at + length :]
    return text


def characters(choices: Choices) -> str:
    """Return any characters of the lower planes, most of them of ASCII."""
    return "".join(choices.some(lambda: chr(choices.number(128) if choices.number(4) else choices.number(0xD800)), 40))
