"""The collections of one platform in the index, as far as searching needs them in memory."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import compress
from typing import Dict, List, Sequence, Tuple

from cicclo_qgis.catalogue.index_extents import Extents

# After the greatest character a title can go on with.
_AFTER = "\U0010ffff"


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
    extents: Extents = field(default_factory=Extents)
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

    def named(self, number: int) -> Tuple[str, str]:
        """Title and identifier of a row."""
        return self.titles[number], self.ids[number]

    def found(self, mask: bytes) -> List[int]:
        """The rows that ``mask`` (one byte a place, 1 if found) holds, in their order."""
        return list(compress(range(len(self.ids)), mask[self.start : self.end]))
