"""A chart as a value: what it shows in words, as a picture's specification, and as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """The twin of a chart: a head, and rows of as many cells, all as text. The first cell of a row is its head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Legend:
    """What a colour means. `colour` is a CSS value; the page writes the legend, since a picture cannot wrap it."""

    label: str
    colour: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart. `spec` is Vega-Lite (version 5, as plain data); `description` tells in a sentence what is to be seen."""

    key: str
    title: str
    description: str
    spec: Mapping[str, object]
    legend: tuple[Legend, ...]
    table: Table
