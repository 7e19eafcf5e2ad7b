"""The collections of one platform in the index, as far as searching needs them in memory."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Dict, Iterator, List, Sequence, Tuple

from cicclo_qgis.catalogue.index_words import Wanted

# Letters that begin a word of every description find more rows than are worth ranking.
_RANKED_PER_SHOWN = 20
# After the greatest character a title can go on with.
_AFTER = "\U0010ffff"

Hit = Tuple[int, str, str]
"""Rank, ``spaced`` title and identifier; the least is the most obvious."""


@dataclass
class Block:
    """Rows in the order of their titles; ``start`` is the place of the first one in the index.

    ``titles``, ``keywords`` and ``names`` (of the identifier) are ``spaced``. ``facets``: of
    padlock, kind, licence and year the number of each row's value; ``themes``: of its keywords.
    """

    platform_id: str
    start: int
    generation: int
    harvested: float
    ids: List[str]
    titles: List[str]
    keywords: List[str]
    names: List[str]
    facets: Sequence[array[int]]
    themes: List[int]
    _numbers: Dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def end(self) -> int:
        """The place after the last row."""
        return self.start + len(self.ids)

    def number(self, collection_id: str) -> int:
        """Which row that collection is; -1 when it is none."""
        if not self._numbers:
            self._numbers = {name: number for number, name in enumerate(self.ids)}
        return self._numbers.get(collection_id, -1)

    def beginning(self, start: str) -> Tuple[int, int]:
        """The first row whose title begins with ``start``, and the one after the last."""
        return bisect_left(self.titles, start), bisect_left(self.titles, start + _AFTER)

    def best(self, mask: bytes, wanted: Wanted, limit: int) -> List[Hit]:
        """The most obvious of the rows that ``mask`` (one byte a place, 1 if found) holds.

        It stops as soon as ``limit`` rows are found that name what is wanted in their title: the
        first letters of a word match far more rows than anybody looks at.
        """
        if not wanted:
            return [(0, *self._named(number)) for number in _first(self.found(mask), limit)]
        first, last = self.beginning(wanted.start)
        ranked: Dict[int, List[Hit]] = {rank: [] for rank in range(6)}
        obvious = 0
        for number in self.found(mask, first, last):
            rank = wanted.rank(self.titles[number], "", "")
            ranked[rank].append((rank, *self._named(number)))
            obvious += 1
            if obvious >= limit:
                break
        enough = limit * _RANKED_PER_SHOWN
        for seen, number in enumerate(self.found(mask)):
            if obvious >= limit or seen > enough:
                break
            if first <= number < last:
                continue
            rank = wanted.rank(self.titles[number], self.keywords[number], self.names[number])
            ranked[rank].append((rank, *self._named(number)))
            obvious += rank <= 2
        return [hit for rank in range(6) for hit in ranked[rank]][:limit]

    def _named(self, number: int) -> Tuple[str, str]:
        return self.titles[number], self.ids[number]

    def found(self, mask: bytes, first: int = 0, last: int = -1) -> Iterator[int]:
        """The rows that ``mask`` (one byte a place, 1 if found) holds, in their order."""
        end = self.end if last < 0 else self.start + last
        place = mask.find(1, self.start + first, end)
        while place >= 0:
            yield place - self.start
            place = mask.find(1, place + 1, end)


def _first(numbers: Iterator[int], limit: int) -> Iterator[int]:
    for _, number in zip(range(limit), numbers):
        yield number
