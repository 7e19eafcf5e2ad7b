"""What the end needs to know of all rows, gathered while they are written.

To read it out of the file again takes a tenth of a download's time. It is a shortcut and no more:
for a copy that was gone on with, or a very large one, the file is read.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import List, Optional, Sequence, Tuple

from cicclo_qgis.transfer.geometry import Points, boxes_of

# 32 bytes a row for its box, 8 for its id.
_MOST_BOXES, _MOST_IDS = 100_000, 4_000_000


@dataclass(frozen=True)
class Boxes:
    """Row numbers, and the wests, easts, souths and norths of what lies there."""

    numbers: Sequence[int]
    sides: Sequence[Sequence[float]]


@dataclass
class Tally:
    """Of the rows written so far; ``complete`` until there is one it has not seen.

    Rows are numbered from one on, in the order they are written.
    """

    complete: bool = True
    rows: int = 0
    _with_id: int = 0
    _ids: Optional[array[int]] = field(default_factory=lambda: array("q"))
    _boxes: Optional[List[Boxes]] = field(default_factory=list)

    def lost(self) -> None:
        """There are rows of which nothing is known here."""
        self.complete = False
        self._ids = self._boxes = None

    def add(
        self,
        ids: Sequence[Optional[str]],
        blobs: Sequence[Optional[bytes]],
        points: Optional[Points] = None,
    ) -> None:
        """These rows were written; ``blobs`` are their geometries, none at all without any.

        ``points``: the same, when all of them are plain points.
        """
        if not self.complete:
            return
        if self._ids is not None:
            told = ids if None not in ids else [one for one in ids if one is not None]
            self._with_id += len(told)
            self._ids.extend(map(hash, told))
            if len(self._ids) > _MOST_IDS:
                self._ids = None
        if self._boxes is not None and blobs:
            numbers = range(self.rows + 1, self.rows + 1 + len(ids))
            if points is not None:
                xs, ys = points.xs, points.ys
                self._boxes.append(Boxes(numbers, (xs, xs, ys, ys)))
            else:
                self._boxes.append(_boxes(numbers, blobs))
        self.rows += len(ids)
        if self.rows > _MOST_BOXES:
            self._boxes = None

    def distinct(self) -> Optional[int]:
        """How many rows have an id, when all of these are different for sure; else None.

        Different hashes have different texts; two equal ones may be anything.
        """
        if not self.complete or self._ids is None:
            return None
        try:
            # NumPy takes a moment to load, and is not needed before.
            import numpy as np
        except ImportError:
            return None
        hashes = np.frombuffer(self._ids, np.int64)
        hashes.sort()
        return self._with_id if bool((hashes[1:] != hashes[:-1]).all()) else None

    def boxes(self) -> Optional[List[Boxes]]:
        """Where all rows lie that lie somewhere; None when the file has to tell."""
        return self._boxes if self.complete else None


def _boxes(numbers: Sequence[int], blobs: Sequence[Optional[bytes]]) -> Boxes:
    whole = [one for one in blobs if one is not None]
    if len(whole) < len(blobs):
        numbers = [number for number, one in zip(numbers, blobs) if one is not None]
    there, sides = boxes_of(whole)
    if not all(there):
        numbers = [number for number, one in zip(numbers, there) if one]
    kept: Tuple[Sequence[float], ...] = tuple(array("d", side) for side in sides)
    return Boxes(array("q", numbers), kept)
