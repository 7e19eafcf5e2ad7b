"""Large geometries of GML: their positions are read here a little at a time, the rest by OGR.

Long lists of positions are taken out, and marks put in their places; what OGR makes of that has
the structure, in which each mark is found again. Anything unusual is left to OGR as a whole.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from itertools import chain
from typing import Any, Dict, List, Optional, Tuple

from cicclo_qgis.transfer.between import Between
from cicclo_qgis.transfer.outlines import NotPlain, Outline
from cicclo_qgis.transfer.wfs.shapes import TYPES, read_shape, shape_of

LARGE = 16 * 1024
"""Bytes of a geometry from which on it is read so."""

_LONG = 8 * 1024
_PIECE = 32 * 1024
_LIST = re.compile(rb"<((?:[\w.-]+:)?(posList|coordinates))\b([^<>]*)>")
_SIZE = re.compile(rb"""srsDimension\s*=\s*["'](\d)["']""")
_DEPTHS = {"LINESTRING": 1, "POLYGON": 2, "MULTILINESTRING": 2, "MULTIPOLYGON": 3}
# Nothing lies so far away. Whole numbers, which OGR reads as they are.
_FAR = 7_000_000_000


@dataclass(frozen=True)
class Taken:
    """A list of positions, ``size`` numbers each, east first."""

    values: array[float]
    size: int


def taken_out(text: bytes, swap: bool, between: Between) -> Tuple[bytes, List[Taken]]:
    """``text`` with marks in the places of long lists of positions, and those lists.

    ``swap``: north comes first there. ``between`` is called again and again.
    """
    kept: List[bytes] = []
    found: List[Taken] = []
    after = 0
    declared = _SIZE.search(text, 0, min(len(text), LARGE))
    usual = 2 if declared is None else int(declared.group(1))
    opened = _LIST.search(text)
    while opened is not None:
        begin, end = opened.end(), text.find(b"<", opened.end())
        if end - begin >= _LONG:
            told = _SIZE.search(opened.group(3))
            size = usual if told is None else int(told.group(1))
            values = _numbers(text, begin, end, opened.group(2) == b"coordinates", size, between)
            if values is None:
                return text, []
            kept += [text[after:begin], _mark(len(found), values.size, opened.group(2))]
            found.append(_swapped(values) if swap else values)
            after = end
        opened = _LIST.search(text, max(begin, end))
    return (b"".join([*kept, text[after:]]) if found else text), found


def _numbers(
    text: bytes, begin: int, end: int, with_commas: bool, size: int, between: Between
) -> Optional[Taken]:
    """The numbers from ``begin`` to ``end``, and how many a position has; None when not plain."""
    if with_commas:
        size = text.find(b" ", begin, end)
        size = text.count(b",", begin, size if size > begin else end) + 1
    values = array("d")
    at = begin
    try:
        while at < end:
            cut = min(end, at + _PIECE)
            while cut < end and text[cut] not in b" \t\r\n":
                cut += 1
            piece = text[at:cut]
            values.extend(map(float, (piece.replace(b",", b" ") if with_commas else piece).split()))
            at = cut
            between()
    except ValueError:
        return None
    plain = size in (2, 3) and len(values) % size == 0 and len(values) > 0
    return Taken(values, size) if plain else None


def _swapped(taken: Taken) -> Taken:
    values, size = taken.values, taken.size
    step = size * 4096
    for at in range(0, len(values), step):
        piece = values[at : at + step]
        piece[0::size], piece[1::size] = piece[1::size], piece[0::size]
        values[at : at + step] = piece
    return taken


def _mark(number: int, size: int, name: bytes) -> bytes:
    """A ring of four points, all in the one place that stands for ``number``."""
    position = [str(_FAR + number)] * 2 + ["0"] * (size - 2)
    between = "," if name == b"coordinates" else " "
    return " ".join([between.join(position)] * 4).encode()


def large_shape_of(text: bytes, north_first: bool, between: Between) -> Optional[Dict[str, Any]]:
    """As ``shape_of``; coordinates of the usual types are an ``Outline``.

    ``between`` is called again and again.
    """
    small, taken = taken_out(text, north_first, between)
    shape = read_shape(small.decode("utf-8", "replace"))
    if shape is not None and not shape.IsEmpty():
        if north_first:
            shape.SwapXY()
        outline = _outline(shape, taken, between)
        if outline is not None:
            return {"type": TYPES[shape.GetGeometryName()], "coordinates": outline}
    return shape_of(text.decode("utf-8", "replace"), north_first)


def _outline(shape: Any, taken: List[Taken], between: Between) -> Optional[Outline]:
    """The coordinates of ``shape``, as OGR read it, with ``taken`` in the places of the marks.

    None when it is none of the usual types, or a mark is not found again as it was.
    """
    depth = _DEPTHS.get(str(shape.GetGeometryName()))
    if depth is None:
        return None
    left = dict(enumerate(taken))
    size = int(shape.GetCoordinateDimension())
    try:
        parts = _parts(shape, depth, size, left, between)
        return None if left else Outline.of(depth, size, [parts] if depth == 1 else parts)
    except NotPlain:
        return None


def _parts(shape: Any, depth: int, size: int, left: Dict[int, Taken], between: Between) -> Any:
    if depth > 1:
        members = [shape.GetGeometryRef(one) for one in range(shape.GetGeometryCount())]
        return [_parts(one, depth - 1, size, left, between) for one in members]
    between()
    points: List[Tuple[float, ...]] = list(shape.GetPoints() or ())
    if len(points) == 4 and len(set(points)) == 1 and points[0][0] >= _FAR:
        found = left.pop(int(points[0][0]) - _FAR, None)
        if found is None or found.size != size:
            raise NotPlain
        return found.values
    if set(map(len, points)) - {size}:
        raise NotPlain
    return array("d", chain.from_iterable(points))
