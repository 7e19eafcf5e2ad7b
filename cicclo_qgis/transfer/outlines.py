"""The coordinates of a large geometry: as numbers side by side, not as lists of lists.

A coastline of 50 MB is a million and a half positions: 24 MB of numbers here, 200 MB as the lists
that a JSON parser makes of them. They come in and go out a little at a time, so that nobody who
needs the interpreter waits for long.
"""

from __future__ import annotations

import hashlib
import struct
import sys
from array import array
from itertools import chain
from math import isfinite
from typing import Any, Iterator, List, Optional, Sequence, Tuple

Corners = Tuple[float, float, float, float]
Parts = List[Any]

# Numbers at a time; whole positions of two and of three.
_STEP = 12_288
_HEAD = struct.Struct("<BI")
_COUNT = struct.Struct("<I")
# How deep the runs lie, by the code of a geometry (OGC 06-103r4): lines and many points are one.
_DEPTHS = {2: 1, 4: 1, 3: 2, 5: 2, 6: 3}
_INSIDE = {5: 2, 6: 3}


class NotPlain(ValueError):
    """Not what nearly all large geometries are: finite positions of two or three numbers each."""


class Outline:
    """``depth``: 1 a run of positions, 2 lists of runs, 3 lists of those (RFC 7946 section 3.1).

    ``size``: numbers a position, 0 as long as there is none. ``box``: west, south, east, north as
    the numbers come.
    """

    def __init__(self, depth: int) -> None:
        self.depth = depth
        self.size = 0
        self.box: Optional[Corners] = None
        self._parts: Parts = [array("d")] if depth == 1 else []

    @classmethod
    def of(cls, depth: int, size: int, parts: Parts) -> Outline:
        """These ``parts``: runs (arrays of numbers) in lists, one in a list where ``depth`` is 1.

        Raises:
            NotPlain: as ``add``.
        """
        made = cls(depth)
        made.size, made._parts = size, parts
        for run in _runs(parts):
            for at in range(0, len(run), _STEP):
                made._see(run[at : at + _STEP])
        return made

    # --- in --------------------------------------------------------------------------------------

    def add(self, found: Sequence[Any], opened: int) -> None:
        """Take what follows. ``opened``: so many lists of ``found`` go on with the last one here.

        Raises:
            NotPlain: it is something else.
        """
        if self.depth == 1:
            self._extend(self._parts[0], found)
        else:
            self._add(self._parts, found, self.depth, opened)

    def _add(self, into: Parts, found: Sequence[Any], depth: int, opened: int) -> None:
        for index, one in enumerate(found):
            goes_on = index == 0 and opened > 1
            if not isinstance(one, list):
                raise NotPlain
            if not goes_on:
                into.append(array("d") if depth == 2 else [])
            if depth == 2:
                self._extend(into[-1], one)
            else:
                self._add(into[-1], one, depth - 1, opened - 1 if goes_on else 0)

    def _extend(self, run: array[float], positions: Sequence[Any]) -> None:
        if not positions:
            return
        try:
            sizes = set(map(len, positions))
            size = sizes.pop()
            if sizes or size not in (2, 3) or (self.size or size) != size:
                raise NotPlain
            values = array("d", chain.from_iterable(positions))
        except (TypeError, OverflowError):
            raise NotPlain from None
        self.size = size
        self._see(values)
        run.extend(values)

    def _see(self, values: array[float]) -> None:
        xs, ys = values[0 :: self.size], values[1 :: self.size]
        box = (min(xs), min(ys), max(xs), max(ys))
        # What is not finite has no box; what is no number hides from min and max.
        if not isfinite(sum(values)):
            raise NotPlain
        now = self.box or box
        self.box = (
            min(now[0], box[0]), min(now[1], box[1]), max(now[2], box[2]), max(now[3], box[3]),
        )  # fmt: skip

    # --- out -------------------------------------------------------------------------------------

    @property
    def first(self) -> List[float]:
        """The first position there is."""
        return list(next(_runs(self._parts))[: self.size])

    def digest(self) -> str:
        """Equal for the same coordinates."""
        found = hashlib.blake2b(digest_size=16)
        for run in _runs(self._parts):
            found.update(_COUNT.pack(len(run)))
            for piece in _pieces(run, False, self.size):
                found.update(piece)
        return f"{self.depth} {self.size} {found.hexdigest()}"

    def plain(self) -> Parts:
        """As lists of positions."""
        found: Parts = self._plain(self._parts)
        return found[0] if self.depth == 1 else found

    def _plain(self, parts: Any) -> Any:
        if isinstance(parts, list):
            return [self._plain(one) for one in parts]
        return [list(parts[at : at + self.size]) for at in range(0, len(parts), self.size)]

    def wkb(self, code: int, swap: bool) -> Optional[List[bytes]]:
        """Pieces of well-known binary; ``swap``: the first two numbers of a position change places.

        None where a geometry of this ``code`` has no such coordinates.
        """
        if _DEPTHS.get(code) != self.depth or not self.size:
            return None
        parts = self._parts[0] if self.depth == 1 else self._parts
        return list(self._wkb(parts, code, swap))

    def _wkb(self, parts: Any, code: int, swap: bool) -> Iterator[bytes]:
        size = self.size
        yield _start(code, size)
        if code == 2:
            yield from self._run(parts, swap)
        elif code == 4:
            yield _COUNT.pack(len(parts) // size)
            head, bytes_each = _start(1, size), 8 * size
            for piece in _pieces(parts, swap, size):
                each = range(0, len(piece), bytes_each)
                yield b"".join([head + piece[at : at + bytes_each] for at in each])
        else:
            yield _COUNT.pack(len(parts))
            for one in parts:
                if code == 3:
                    yield from self._run(one, swap)
                else:
                    yield from self._wkb(one, _INSIDE[code], swap)

    def _run(self, run: array[float], swap: bool) -> Iterator[bytes]:
        yield _COUNT.pack(len(run) // self.size)
        yield from _pieces(run, swap, self.size)


def _start(code: int, size: int) -> bytes:
    return _HEAD.pack(1, code + (1000 if size == 3 else 0))


def _pieces(run: array[float], swap: bool, size: int) -> Iterator[bytes]:
    """Its numbers, little end first."""
    for at in range(0, len(run), _STEP):
        piece = run[at : at + _STEP]
        if swap:
            piece[0::size], piece[1::size] = piece[1::size], piece[0::size]
        if sys.byteorder == "big":
            piece.byteswap()
        yield piece.tobytes()


def _runs(parts: Parts) -> Iterator[array[float]]:
    for one in parts:
        if isinstance(one, list):
            yield from _runs(one)
        elif len(one):
            yield one


__all__ = ["Corners", "NotPlain", "Outline"]
