"""What narrows the rows, a value a place: who has it is found and counted by passes in C.

A mask is one byte a place, 1 where a row is meant, as a whole number: masks are joined by ``&``.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter
from itertools import compress
from typing import Callable, Dict, FrozenSet, Iterable, List, Mapping, Protocol, Sequence, Union

from cicclo_qgis.catalogue.index_block import Block

# In one byte, beside 0 for a place without a row.
_MOST_IN_A_BYTE = 255
# So many values are counted one by one sooner than all together.
_FEW = 40


class Column(Protocol):
    """One facet of all rows, as it is at one moment. Any thread may ask."""

    def holding(self, wanted: FrozenSet[str]) -> int:
        """The mask of the rows that have one of these values."""

    def counted(self, mask: int) -> Mapping[str, int]:
        """How many rows of ``mask`` have each value; values of none are left out."""


class Values:
    """The values of one facet, numbered from 1. Only ever added to: any thread may read."""

    def __init__(self) -> None:
        self.all: List[str] = []
        self._numbers: Dict[str, int] = {}

    def encoded(self, values: Iterable[str]) -> array[int]:
        """Their numbers."""
        known = self._numbers
        return array("I", [known[one] if one in known else self._add(one) for one in values])

    def _add(self, value: str) -> int:
        self.all.append(value)
        self._numbers[value] = number = len(self.all)
        return number


class OneOf:
    """A facet of which each row has one value. ``numbers``: of ``values``, 0 for no row."""

    def __init__(self, values: Sequence[str], numbers: array[int]) -> None:
        self._values = tuple(values)
        self._places = len(numbers)
        self._numbers: Union[bytes, array[int]] = numbers
        self._whole = 0
        if len(self._values) <= _MOST_IN_A_BYTE:
            self._numbers = _lowest_bytes(numbers)
            self._whole = int.from_bytes(self._numbers, "little")

    def holding(self, wanted: FrozenSet[str]) -> int:
        """See ``Column``."""
        passes = bytes((0, *(value in wanted for value in self._values)))
        if isinstance(self._numbers, bytes):
            there = self._numbers.translate(passes.ljust(256, b"\0"))
        else:
            there = bytes(map(passes.__getitem__, self._numbers))
        return int.from_bytes(there, "little")

    def counted(self, mask: int) -> Mapping[str, int]:
        """See ``Column``."""
        if len(self._values) <= _FEW:
            # 1 becomes 255, which lets all bits of a number through.
            there = (self._whole & mask * 255).to_bytes(self._places, "little")
            counts = {number: there.count(number) for number in range(1, len(self._values) + 1)}
        else:
            counts = Counter(compress(self._numbers, mask.to_bytes(self._places, "little")))
        return {self._values[number - 1]: count for number, count in counts.items() if count}


class Stretches:
    """A facet that all rows of a platform share; ``value`` tells it of a platform's id."""

    def __init__(self, blocks: Iterable[Block], value: Callable[[str], str], places: int) -> None:
        self._stretches = [(value(block.platform_id), block.start, block.end) for block in blocks]
        self._places = places

    def holding(self, wanted: FrozenSet[str]) -> int:
        """See ``Column``."""
        mask = bytearray(self._places)
        for value, start, end in self._stretches:
            if value in wanted:
                mask[start:end] = b"\x01" * (end - start)
        return int.from_bytes(mask, "little")

    def counted(self, mask: int) -> Mapping[str, int]:
        """See ``Column``."""
        there = mask.to_bytes(self._places, "little")
        counts: Dict[str, int] = {}
        for value, start, end in self._stretches:
            count = there.count(1, start, end)
            if count:
                counts[value] = counts.get(value, 0) + count
        return counts


def _lowest_bytes(numbers: array[int]) -> bytes:
    first = 0 if sys.byteorder == "little" else numbers.itemsize - 1
    return numbers.tobytes()[first :: numbers.itemsize]
