"""Latent semantic analysis: pages as points, near where they use words alike. Pure; numpy is imported on use.

Deerwester and others, Indexing by Latent Semantic Analysis (1990). Up to `MOST_EXACT` pages or words the decomposition
is a full one, of the smaller of the two products of the matrix with itself; beyond, it is that of Halko, Martinsson and
Tropp, Finding Structure with Randomness (2011), algorithms 4.4 and 5.1. What is random in it hangs on the words alone,
so that one changed page moves the points of the others little, and likeness is rounded before it is compared, so that
the order does not hang on the last bits of a processor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import shake_128
from math import log
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]
    Row = tuple[NDArray[np.intp], NDArray[np.float64]]

RAREST: Final = 0.02
"""A word on a smaller share of the pages ties too few of them together."""
COMMONEST: Final = 0.30
"""A word on a larger share tells nothing."""
MOST_DIMENSIONS: Final = 120
FEWEST_DIMENSIONS: Final = 20
"""In between there is one for ten pages: with more, a small corpus keeps its noise (measured, see docs/reading.md)."""
MOST_EXACT: Final = 1500
"""A full decomposition takes seconds from here on, and its time grows with the third power."""
_EXTRA: Final = 10
_ROUNDS: Final = 4
_BLOCK: Final = 512
_DIGITS: Final = 4


def neighbours(pages: Sequence[Mapping[str, int]], most: int, floor: float) -> tuple[tuple[int, ...], ...]:
    """Return, for each page (its words with their numbers), the `most` pages like it, the likest first.

    Those with a likeness (cosine, from -1 to 1) below `floor` are left out.
    """
    matrix = _Weights.of(pages)
    if not matrix.words:
        return ((),) * len(pages)
    return tuple(_nearest(_points(matrix), most, floor))


class _Weights:
    """The matrix of pages by words, kept by rows; `(1 + ln tf) · ln(N / df)`, each row of length 1.

    A row holds the numbers of its words, ascending, and their weights.
    """

    def __init__(self, rows: Sequence[Row], words: Sequence[str]) -> None:
        self.rows, self.words, self.width = rows, words, len(words)

    @classmethod
    def of(cls, pages: Sequence[Mapping[str, int]]) -> _Weights:
        """Return the matrix of the words that are on at least 2 pages and within the two shares."""
        import numpy as np

        total = len(pages)
        spread: Counter[str] = Counter()
        for page in pages:
            spread.update(page.keys())
        known = sorted(w for w, n in spread.items() if n > 1 and RAREST * total <= n <= COMMONEST * total)
        place = {word: number for number, word in enumerate(known)}
        rarity = np.array([log(total / spread[word]) for word in known])
        return cls([_row(page, place, rarity) for page in pages], known)

    def blocks(self) -> Iterator[tuple[slice, Matrix]]:
        """Yield the rows, some hundred at a time, as a dense matrix."""
        import numpy as np

        for start in range(0, len(self.rows), _BLOCK):
            part = self.rows[start : start + _BLOCK]
            block = np.zeros((len(part), self.width))
            for number, (places, weights) in enumerate(part):
                block[number, places] = weights
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

    def by_words(self) -> Matrix:
        """Return the product of the transposed matrix with itself: a row and a column for each word."""
        return sum(block.T @ block for _, block in self.blocks())  # type: ignore[return-value]  # there is a block

    def by_pages(self) -> Matrix:
        """Return the product with the transposed matrix: a row and a column for each page."""
        import numpy as np

        whole = np.concatenate([block for _, block in self.blocks()])
        product: Matrix = whole @ whole.T
        return product


def _row(page: Mapping[str, int], place: Mapping[str, int], rarity: NDArray[np.float64]) -> Row:
    import numpy as np

    found = sorted((place[word], n) for word, n in page.items() if word in place)
    numbers = np.array(found, dtype=np.intp).reshape(-1, 2)
    weights = (1 + np.log(numbers[:, 1])) * rarity[numbers[:, 0]]
    length = np.linalg.norm(weights)
    return numbers[:, 0], weights / length if length else weights


def _points(matrix: _Weights) -> Matrix:
    """Return the place of each page in a few dimensions, at distance 1 from the middle."""
    import numpy as np

    dimensions = min(MOST_DIMENSIONS, max(FEWEST_DIMENSIONS, len(matrix.rows) // 10))
    is_small = min(len(matrix.rows), matrix.width) <= MOST_EXACT
    points = (_exact if is_small else _approximate)(matrix, dimensions)
    points[[number for number, (places, _) in enumerate(matrix.rows) if not len(places)]] = 0  # noise has no direction
    length = np.linalg.norm(points, axis=1, keepdims=True)
    points /= np.where(length > 0, length, 1)
    return points


def _exact(matrix: _Weights, dimensions: int) -> Matrix:
    import numpy as np

    if len(matrix.rows) <= matrix.width:
        strength, left = np.linalg.eigh(matrix.by_pages())
        points: Matrix = left * np.sqrt(np.maximum(strength, 0))  # numbers that should be 0 may come out below
        return points[:, : -dimensions - 1 : -1].copy()
    _, right = np.linalg.eigh(matrix.by_words())
    return matrix.times(right[:, : -dimensions - 1 : -1])


def _approximate(matrix: _Weights, dimensions: int) -> Matrix:
    import numpy as np

    basis = _orthogonal(matrix.times(_signs(matrix.words, dimensions + _EXTRA)))
    for _ in range(_ROUNDS):
        basis = _orthogonal(matrix.times(_orthogonal(matrix.turned_times(basis))))
    left, strength, _ = np.linalg.svd(matrix.turned_times(basis).T, full_matrices=False)
    points: Matrix = basis @ left * strength
    return points[:, :dimensions].copy()


def _signs(words: Sequence[str], width: int) -> Matrix:
    """Return a row of 1 and -1 for each word, which hangs on the word and on nothing else."""
    import numpy as np

    size = -(-width // 8)
    digests = b"".join(shake_128(word.encode("utf-8", "surrogatepass")).digest(size) for word in words)
    bits = np.unpackbits(np.frombuffer(digests, dtype=np.uint8).reshape(len(words), size), axis=1)
    return np.where(bits[:, :width], np.float64(1), np.float64(-1))


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
