"""Where rows lie: what touches a view is found by passes in C over one byte a side of each row.

Each side of an extent has a number that grows with it. Most rows are told apart by these; those on
the edge of the view, a few hundred of a hundred thousand, are looked at one by one.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_right
from typing import Iterable, List, NamedTuple, Optional, Sequence, Tuple

Bbox = Tuple[float, float, float, float]

_SIDES = 4
_NOWHERE = float("nan")
# Numbers go from 1 to 255; the finest are where the collections are.
_FINE = 200
_WEST_TO_EAST = (-6.0, 10.0)
_SOUTH_TO_NORTH = (41.0, 51.5)
# What a row is to one side of a view: out, on its edge, in. Joined by "&".
_OUT, _EDGE, _IN = 0, 1, 3
_ONLY_IN = bytes((0, 0, 0, 1)).ljust(256, b"\0")


def _steps(fine: Tuple[float, float], end: float) -> Sequence[float]:
    """Where the numbers of one direction begin, from ``-end`` to ``end``."""
    first, last = fine
    coarse = 253 - _FINE
    below = round(coarse * (first + end) / (first + end + end - last))
    return (
        *(-end + n * (first + end) / below for n in range(below)),
        *(first + n * (last - first) / _FINE for n in range(_FINE)),
        *(last + n * (end - last) / (coarse - below) for n in range(coarse - below)),
    )


_ACROSS = _steps(_WEST_TO_EAST, 180.0)
_UP = _steps(_SOUTH_TO_NORTH, 90.0)


class Extents(NamedTuple):
    """Those of one platform's rows. West, south, east and north of each: numbers, and in degrees.

    The number of a row without extent is 0.
    """

    numbers: Tuple[bytes, ...] = (b"",) * _SIDES
    degrees: Tuple[array[float], ...] = (array("d"),) * _SIDES

    def touches(self, row: int, view: Bbox) -> bool:
        """Whether that row touches ``view``, whose west is not greater than its east."""
        west, south, east, north = self.degrees
        return (
            west[row] <= view[2]
            and east[row] >= view[0]
            and south[row] <= view[3]
            and north[row] >= view[1]
        )


def packed(boxes: Iterable[Optional[Bbox]]) -> bytes:
    """The extents of a platform's rows as the file keeps them: numbers, then degrees."""
    sides: List[Tuple[float, ...]] = list(zip(*(box or (_NOWHERE,) * _SIDES for box in boxes)))
    numbers = [
        bytes(_number(value, steps) for value in side)
        for side, steps in zip(sides, (_ACROSS, _UP, _ACROSS, _UP))
    ]
    return b"".join((*numbers, *(_turned(array("d", side)).tobytes() for side in sides)))


def unpacked(kept: bytes, length: int) -> Extents:
    """What ``packed`` was given of so many rows; none lies anywhere if that is not what it is."""
    wide = length * array("d").itemsize
    if len(kept) != _SIDES * (length + wide):
        return Extents((bytes(length),) * _SIDES, (array("d", (_NOWHERE,)) * length,) * _SIDES)
    numbers = tuple(kept[side * length : (side + 1) * length] for side in range(_SIDES))
    degrees = []
    for side in range(_SIDES):
        start = _SIDES * length + side * wide
        degrees.append(_turned(array("d", kept[start : start + wide])))
    return Extents(numbers, tuple(degrees))


class Areas:
    """The extents of all rows, as they are at one moment.

    Args:
        parts: of each platform the place of its first row, and its rows' extents.
        places: how many there are.
    """

    def __init__(self, parts: Iterable[Tuple[int, Extents]], places: int) -> None:
        self._parts = tuple(parts)
        self._places = places
        sides = [bytearray(places) for _ in range(_SIDES)]
        for start, extents in self._parts:
            for side, numbers in zip(sides, extents.numbers):
                side[start : start + len(numbers)] = numbers
        self._numbers = tuple(map(bytes, sides))

    def touching(self, view: Bbox) -> int:
        """The mask of the places that touch ``view``; its west may be greater than its east."""
        west, south, east, north = view
        spans = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
        views = [(first, south, last, north) for first, last in spans]
        there = 0
        for one in views:
            there |= self._told(one)
        told = there.to_bytes(self._places, "little")
        mask = bytearray(told.translate(_ONLY_IN))
        for start, extents in self._parts:
            end = start + len(extents.numbers[0])
            place = told.find(_EDGE, start, end)
            while place >= 0:
                mask[place] = any(extents.touches(place - start, one) for one in views)
                place = told.find(_EDGE, place + 1, end)
        return int.from_bytes(mask, "little")

    def _told(self, view: Bbox) -> int:
        """What the numbers alone tell of each place: out, on the edge, in."""
        west, south, east, north = self._numbers
        return (
            _compared(west, max(1, _number(view[2], _ACROSS)), below=True)
            & _compared(east, max(1, _number(view[0], _ACROSS)), below=False)
            & _compared(south, max(1, _number(view[3], _UP)), below=True)
            & _compared(north, max(1, _number(view[1], _UP)), below=False)
        )


def _compared(numbers: bytes, limit: int, below: bool) -> int:
    """What is below (or above) the limit is in; what has its number may be."""
    first, last = (_IN, _OUT) if below else (_OUT, _IN)
    table = bytes((_OUT, *(first,) * (limit - 1), _EDGE, *(last,) * (255 - limit)))
    return int.from_bytes(numbers.translate(table), "little")


def _number(degrees: float, steps: Sequence[float]) -> int:
    return 1 + bisect_right(steps, degrees) if degrees == degrees else 0


def _turned(sides: array[float]) -> array[float]:
    """The file has the least byte first."""
    if sys.byteorder == "big":
        sides.byteswap()
    return sides
