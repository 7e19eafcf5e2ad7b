"""GeoJSON geometries (RFC 7946) as GeoPackage binary (OGC 12-128r18 section 2.1.3).

Straight from parsed JSON to the bytes of the file: on 100 000 points half the processor time of
the GeoJSON driver followed by a copy (docs/decisions/0007-download-engine.md).
"""

from __future__ import annotations

import struct
import sys
from array import array
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import Any, List, Mapping, Optional, Sequence, Set, Tuple, Union

from cicclo_qgis.transfer.outlines import Outline

Box = Tuple[float, float, float, float]

_NAMES = {
    "Point": 1,
    "LineString": 2,
    "Polygon": 3,
    "MultiPoint": 4,
    "MultiLineString": 5,
    "MultiPolygon": 6,
    "GeometryCollection": 7,
}
TYPE_NAMES = {code: name.upper() for name, code in _NAMES.items()}
_PARTS = {4: 1, 5: 2, 6: 3}
# How deep the lists of positions lie.
_NESTING = {
    "Point": 0, "LineString": 0, "MultiPoint": 0, "Polygon": 1, "MultiLineString": 1,
    "MultiPolygon": 2,
}  # fmt: skip
_NAN = float("nan")
_TYPE_OF, _COORDINATES_OF = itemgetter("type"), itemgetter("coordinates")
_POINT_XY = struct.Struct("<2sBBiBI2d")
_HEADER = struct.Struct("<2sBBi")
_POINT_BYTES = 29
_LITTLE_ENDIAN, _WITH_BOX, _EMPTY = 0x01, 0x02, 0x10
_DEPTH = 8


class BadGeometry(ValueError):
    """Not a geometry of RFC 7946."""


@dataclass(frozen=True)
class Points:
    """Many points encoded at once."""

    blobs: List[bytes]
    xs: array[float]
    ys: array[float]


class Encoder:
    """Encodes the geometries of one table; ``kinds`` are (type, has Z) met so far.

    ``swap``: the coordinates come north first; the file always holds east first.
    """

    def __init__(self, srs_id: int, swap: bool = False) -> None:
        self.srs_id = srs_id
        self.swap = swap
        self.kinds: Set[Tuple[int, bool]] = set()
        self.box: Optional[Box] = None

    def encode(self, geometry: Mapping[str, Any]) -> bytes:
        """The blob of one geometry.

        Raises:
            BadGeometry: it is none.
        """
        try:
            if geometry["type"] == "Point" and not self.swap:
                position = geometry["coordinates"]
                if len(position) == 2:
                    return self._point(position[0], position[1])
            return self._any(geometry)
        except (KeyError, TypeError, IndexError, struct.error, OverflowError) as error:
            raise BadGeometry(type(error).__name__) from None

    def encode_points(self, geometries: Sequence[Any]) -> Optional[Points]:
        """The blobs of ``geometries`` at once; None unless all are plain points of two numbers."""
        if self.swap or set(map(type, geometries)) != {dict}:
            return None
        try:
            if set(map(_TYPE_OF, geometries)) != {"Point"}:
                return None
            places = list(map(_COORDINATES_OF, geometries))
            if set(map(len, places)) != {2}:
                return None
            flat = array("d", chain.from_iterable(places))
        except (KeyError, TypeError, OverflowError):
            return None
        xs, ys = flat[0::2], flat[1::2]
        if sys.byteorder == "big":
            flat.byteswap()
        packed = flat.tobytes()
        self._grow((min(xs), min(ys), max(xs), max(ys)))
        self.kinds.add((1, False))
        head = _HEADER.pack(b"GP", 0, _LITTLE_ENDIAN, self.srs_id) + _start(1, False)
        blobs = [head + packed[at : at + 16] for at in range(0, len(packed), 16)]
        return Points(blobs, xs, ys)

    def _point(self, x: float, y: float) -> bytes:
        made = _POINT_XY.pack(b"GP", 0, _LITTLE_ENDIAN, self.srs_id, 1, 1, x, y)
        self._grow((x, y, x, y))
        self.kinds.add((1, False))
        return made

    def _any(self, geometry: Mapping[str, Any]) -> bytes:
        code = _NAMES[geometry["type"]]
        z = _has_z(geometry, 0)
        flat: List[float] = []
        body = self._body(geometry, code, z, flat, 0)
        self.kinds.add((code, z))
        box = _box(flat, 3 if z else 2)
        if box is None:
            return _HEADER.pack(b"GP", 0, _LITTLE_ENDIAN | _EMPTY, self.srs_id) + body
        self._grow(box)
        if code == 1:
            return _HEADER.pack(b"GP", 0, _LITTLE_ENDIAN, self.srs_id) + body
        west, south, east, north = box
        header = _HEADER.pack(b"GP", 0, _LITTLE_ENDIAN | _WITH_BOX, self.srs_id)
        return b"".join((header, struct.pack("<4d", west, east, south, north), body))

    def _body(
        self, geometry: Mapping[str, Any], code: int, z: bool, flat: List[float], depth: int
    ) -> bytes:
        if code == 7:
            members = geometry["geometries"]
            if depth > _DEPTH:
                raise BadGeometry("depth")
            parts = [self._body(one, _NAMES[one["type"]], z, flat, depth + 1) for one in members]
            return _start(7, z) + struct.pack("<I", len(parts)) + b"".join(parts)
        return self._simple(geometry["coordinates"], code, z, flat)

    def _simple(
        self, coordinates: Union[Sequence[Any], Outline], code: int, z: bool, flat: List[float]
    ) -> bytes:
        if isinstance(coordinates, Outline):
            return self._outline(coordinates, code, z, flat)
        start = _start(code, z)
        if code == 1:
            size = 3 if z else 2
            if not coordinates:
                return start + struct.pack(f"<{size}d", *([_NAN] * size))
            return start + self._positions([coordinates], z, flat)
        if code == 2:
            return start + self._run(coordinates, z, flat)
        if code == 3:
            rings = b"".join(self._run(ring, z, flat) for ring in coordinates)
            return start + struct.pack("<I", len(coordinates)) + rings
        parts = [self._simple(part, _PARTS[code], z, flat) for part in coordinates]
        return start + struct.pack("<I", len(parts)) + b"".join(parts)

    def _outline(self, outline: Outline, code: int, z: bool, flat: List[float]) -> bytes:
        pieces = outline.wkb(code, self.swap) if z is (outline.size == 3) else None
        if pieces is None or outline.box is None:
            return self._simple(outline.plain(), code, z, flat)
        box = outline.box
        west, south, east, north = (box[1], box[0], box[3], box[2]) if self.swap else box
        height = [0.0] if z else []
        # Of what is ``flat``, the box is all that is wanted.
        flat += [west, south, *height, east, north, *height]
        return b"".join(pieces)

    def _run(self, positions: Sequence[Any], z: bool, flat: List[float]) -> bytes:
        return struct.pack("<I", len(positions)) + self._positions(positions, z, flat)

    def _positions(self, positions: Sequence[Any], z: bool, flat: List[float]) -> bytes:
        size = 3 if z else 2
        if self.swap or set(map(len, positions)) != {size}:
            positions = [self._position(position, size) for position in positions]
        values = list(chain.from_iterable(positions))
        flat += values
        return struct.pack(f"<{len(values)}d", *values)

    def _position(self, position: Sequence[float], size: int) -> Tuple[float, ...]:
        x, y = (position[1], position[0]) if self.swap else (position[0], position[1])
        if size == 2:
            return (x, y)
        height = position[2] if len(position) > 2 and position[2] is not None else 0.0
        return (x, y, height)

    def _grow(self, box: Box) -> None:
        now = self.box
        if now is None:
            self.box = box
        elif box[0] < now[0] or box[1] < now[1] or box[2] > now[2] or box[3] > now[3]:
            self.box = joined(now, box)


def joined(one: Optional[Box], other: Optional[Box]) -> Optional[Box]:
    """The box around both."""
    if one is None or other is None:
        return one or other
    return (
        min(one[0], other[0]), min(one[1], other[1]),
        max(one[2], other[2]), max(one[3], other[3]),
    )  # fmt: skip


def _start(code: int, z: bool) -> bytes:
    return struct.pack("<BI", 1, code + (1000 if z else 0))


def _box(flat: List[float], size: int) -> Optional[Box]:
    if not flat:
        return None
    xs, ys = flat[0::size], flat[1::size]
    box = (min(xs), min(ys), max(xs), max(ys))
    return box if all(value == value and abs(value) != float("inf") for value in box) else None


def _has_z(geometry: Mapping[str, Any], depth: int) -> bool:
    """Whether any position has a height; a third value of null is none."""
    if depth > _DEPTH:
        raise BadGeometry("depth")
    kind = geometry["type"]
    if kind == "GeometryCollection":
        return any(_has_z(one, depth + 1) for one in geometry["geometries"])
    positions: Any = geometry["coordinates"]
    if isinstance(positions, Outline):
        return positions.size == 3
    if kind == "Point":
        positions = [positions]
    for _ in range(_NESTING[kind]):
        positions = list(chain.from_iterable(positions))
    if max(map(len, positions), default=0) < 3:
        return False
    return any(len(one) > 2 and one[2] is not None for one in positions)


def boxes_of(blobs: Sequence[bytes]) -> Tuple[Sequence[bool], Sequence[Sequence[float]]]:
    """Which of an ``Encoder``'s blobs lie somewhere; and their wests, easts, souths and norths."""
    if set(map(len, blobs)) == {_POINT_BYTES} and {blob[3] for blob in blobs} == {_LITTLE_ENDIAN}:
        flat = struct.unpack(f"<{2 * len(blobs)}d", b"".join([blob[13:] for blob in blobs]))
        xs, ys = flat[0::2], flat[1::2]
        return [True] * len(blobs), (xs, xs, ys, ys)
    found = [box_of(blob) for blob in blobs]
    sides = list(zip(*(box for box in found if box is not None)))
    return [box is not None for box in found], sides or ((), (), (), ())


def box_of(blob: bytes) -> Optional[Tuple[float, ...]]:
    """West, east, south, north."""
    flags = blob[3]
    if flags & _EMPTY:
        return None
    if flags & _WITH_BOX:
        return struct.unpack_from("<4d", blob, 8)
    # Points have no box in their header, nor has a point that became the only one of several.
    (code,) = struct.unpack_from("<I", blob, 9)
    x, y = struct.unpack_from("<2d", blob, 13 if code % 1000 == 1 else 22)
    return x, x, y, y


def to_multi(blob: Optional[bytes]) -> Optional[bytes]:
    """The blob with its point, line or polygon as the only part of a multi-geometry."""
    if blob is None:
        return None
    start = 8 + (32 if blob[3] & _WITH_BOX else 0)
    (code,) = struct.unpack_from("<I", blob, start + 1)
    if code % 1000 not in (1, 2, 3):
        return blob
    count = 0 if blob[3] & _EMPTY else 1
    head = struct.pack("<BII", 1, code + 3, count)
    return blob[:start] + head + (blob[start:] if count else b"")
