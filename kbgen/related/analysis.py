"""Latent semantic analysis: pages as points, near where they use words alike. Pure; numpy is imported on use.

Deerwester and others, Indexing by Latent Semantic Analysis (1990); the decomposition is that of Halko, Martinsson and
Tropp, Finding Structure with Randomness (2011), algorithms 4.4 and 5.1. The seed is fixed, and likeness is rounded
before it is compared, so that the order does not hang on the last bits of a processor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import log
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

RAREST: Final = 0.02
"""A word on a smaller share of the pages ties too few of them together."""
COMMONEST: Final = 0.30
"""A word on a larger share tells nothing."""
MOST_DIMENSIONS: Final = 120
FEWEST_DIMENSIONS: Final = 20
"""In between there is one for ten pages: with more, a small corpus keeps its noise (measured, see docs/reading.md)."""
_EXTRA: Final = 10
_ROUNDS: Final = 2
_SEED: Final = 7
_BLOCK: Final = 512
_DIGITS: Final = 4


def neighbours(pages: Sequence[Mapping[str, int]], most: int, floor: float) -> tuple[tuple[int, ...], ...]:
    """Return, for each page (its words with their numbers), the `most` pages like it, the likest first.

    Those with a likeness (cosine, from -1 to 1) below `floor` are left out.
    """
    matrix = _Weights.of(pages)
    if not matrix.width:
        return ((),) * len(pages)
    return tuple(_nearest(_points(matrix), most, floor))


class _Weights:
    """The matrix of pages by words, kept by rows; `(1 + ln tf) · ln(N / df)`, each row of length 1."""

    def __init__(self, rows: Sequence[Mapping[int, float]], width: int) -> None:
        self.rows, self.width = rows, width

    @classmethod
    def of(cls, pages: Sequence[Mapping[str, int]]) -> _Weights:
        """Return the matrix of the words that are on at least 2 pages and within the two shares."""
        total = len(pages)
        spread = Counter(word for page in pages for word in page)
        known = sorted(w for w, n in spread.items() if n > 1 and RAREST * total <= n <= COMMONEST * total)
        place = {word: number for number, word in enumerate(known)}
        rarity = [log(total / spread[word]) for word in known]
        return cls([_row(page, place, rarity) for page in pages], len(known))

    def blocks(self) -> Iterator[tuple[slice, Matrix]]:
        """Yield the rows, some hundred at a time, as a dense matrix."""
        import numpy as np

        for start in range(0, len(self.rows), _BLOCK):
            part = self.rows[start : start + _BLOCK]
            block = np.zeros((len(part), self.width))
            for number, row in enumerate(part):
                block[number, list(row)] = list(row.values())
            yield slice(start, start + len(part)), block

    def times(self, right: Matrix) -> Matrix:
        """Return the product with a matrix of as many rows as there are words."""
        import numpy as np

        found = np.empty((len(self.rows), right.shape[1]))
        for where, block in self.blocks():
            found[where] = block @ right
        return found

    def turned_times(self, right: Matrix) -> Matrix:
        """Return the product of the transposed matrix with one of as many rows as there are pages."""
        import numpy as np

        found = np.zeros((self.width, right.shape[1]))
        for where, block in self.blocks():
            found += block.T @ right[where]
        return found


def _row(page: Mapping[str, int], place: Mapping[str, int], rarity: Sequence[float]) -> Mapping[int, float]:
    found = {place[word]: (1 + log(n)) * rarity[place[word]] for word, n in sorted(page.items()) if word in place}
    length = sum(weight * weight for weight in found.values()) ** 0.5
    return {number: weight / length for number, weight in found.items()} if length else {}


def _points(matrix: _Weights) -> Matrix:
    """Return the place of each page in a few dimensions, at distance 1 from the middle."""
    import numpy as np

    dimensions = min(MOST_DIMENSIONS, max(FEWEST_DIMENSIONS, len(matrix.rows) // 10))
    width = min(dimensions + _EXTRA, matrix.width, len(matrix.rows))
    start = np.random.default_rng(_SEED).standard_normal((matrix.width, width))
    basis = _orthogonal(matrix.times(start))
    for _ in range(_ROUNDS):
        basis = _orthogonal(matrix.times(_orthogonal(matrix.turned_times(basis))))
    left, strength, _ = np.linalg.svd(matrix.turned_times(basis).T, full_matrices=False)
    points: Matrix = (basis @ left * strength)[:, :dimensions]
    points[[number for number, row in enumerate(matrix.rows) if not row]] = 0  # else noise would have a direction
    length = np.linalg.norm(points, axis=1, keepdims=True)
    points /= np.where(length > 0, length, 1)
    return points


def _orthogonal(matrix: Matrix) -> Matrix:
    import numpy as np

    basis: Matrix = np.linalg.qr(matrix)[0]
    return basis


def _nearest(points: Matrix, most: int, floor: float) -> Iterator[tuple[int, ...]]:
    import numpy as np

    for start in range(0, len(points), _BLOCK):
        likeness = np.round(points[start : start + _BLOCK] @ points.T, _DIGITS)
        likeness[np.arange(len(likeness)), np.arange(start, start + len(likeness))] = -2  # a page is not like itself
        order = np.argsort(-likeness, axis=1, kind="stable")[:, :most]
        for row, found in zip(likeness, order, strict=True):
            yield tuple(int(n) for n in found if row[n] >= floor)
