"""One sequence of bytes for a value: for keys that must change whenever anything in the value changes.

Dataclasses, mappings, sequences, sets, enumerations, dates and plain values are known, and each keeps its type: a value
of any other type is refused, never passed over. Equal values give equal bytes in every process. Pure.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction
from operator import attrgetter
from pathlib import PurePath
from typing import Any

_FORMAT = 2  # of marshal: the newest in which shared and interned strings leave no trace
_ATOMS = (str, int, float, bool, bytes, type(None))

_Form = Callable[[Any], object]


class Canonical(dict[type, _Form | None]):
    """Gives the bytes of values, one after the other. It maps types to how they are written; atoms have no form.

    Values of the types `shared` are worked on once while this object lives, and kept: the same person or line of a
    navigation stands on many pages. Those of the types `noted` that were met are in `met`, until somebody clears it;
    a shared value must not hold a noted one.
    """

    def __init__(self, shared: frozenset[type] = frozenset(), noted: frozenset[type] = frozenset()) -> None:
        super().__init__(dict.fromkeys(_ATOMS))
        self.shared, self.noted = shared, noted
        self.met: dict[int, Any] = {}
        self[tuple] = self._items

    def bytes_of(self, value: object) -> bytes:
        """Return the bytes of `value`. Raises TypeError for a value of a type that is not known."""
        return _dumped(self._plain(value))

    def __missing__(self, kind: type) -> _Form:
        """Learn how values of a type are written."""
        form = self._form(kind)
        if kind in self.shared or issubclass(kind, Enum):
            form = _remembering(form)
        self[kind] = form = self._noting(form) if kind in self.noted else form
        return form

    def _plain(self, value: object) -> object:
        """Return `value` made of nothing but atoms, tuples, and lists that begin with the name of a type."""
        form = self[type(value)]
        return value if form is None else form(value)

    def _items(self, values: tuple[object, ...]) -> object:
        # Here and below `_plain` is written out: it would be called for each field of everything that a page shows.
        return tuple([item if (form := self[type(item)]) is None else form(item) for item in values])

    def _noting(self, form: _Form) -> _Form:
        def noted(value: Any) -> object:
            self.met[id(value)] = value
            return form(value)

        return noted

    def _form(self, kind: type) -> _Form:
        name, plain = f"{kind.__module__}.{kind.__qualname__}", self._plain
        if is_dataclass(kind):
            return self._dataclass(kind, name)
        if issubclass(kind, Enum):
            return lambda each: [name, plain(each.value)]
        if issubclass(kind, str):
            return lambda each: [name, str.__str__(each)]
        if issubclass(kind, Mapping):  # its order counts: templates walk through it
            return lambda each: [name, *[(plain(key), plain(item)) for key, item in each.items()]]
        if issubclass(kind, list | tuple):
            return lambda each: [name, *map(plain, each)]
        if issubclass(kind, set | frozenset):
            return lambda each: [name, *sorted(_dumped(plain(item)) for item in each)]
        if issubclass(kind, date):
            return lambda each: [name, each.isoformat()]
        if issubclass(kind, timedelta | Fraction | PurePath):
            return lambda each: [name, str(each)]
        raise TypeError(f"a value of type {name} has no canonical bytes")

    def _dataclass(self, kind: Any, name: str) -> _Form:
        names = [each.name for each in fields(kind)]
        values = attrgetter(*names, "__class__")  # at least two names, so that a tuple comes of it

        def form(value: Any) -> object:
            return [name, *[item if (f := self[type(item)]) is None else f(item) for item in values(value)[:-1]]]

        return form


def _dumped(plain: Any) -> bytes:
    return marshal.dumps(plain, _FORMAT)


def _remembering(form: _Form) -> _Form:
    """Return `form` with a memory; the value is kept too, so that its id means no other."""
    kept: dict[int, tuple[object, object]] = {}

    def remembered(value: Any) -> object:
        found = kept.get(id(value)) or kept.setdefault(id(value), (value, form(value)))
        return found[1]

    return remembered
