"""The shapes of some features, coarse enough to be drawn small: GeoJSON (RFC 7946), read warily."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterator, List, Mapping, Optional, Sequence, Tuple

Point = Tuple[float, float]
Box = Tuple[float, float, float, float]

_MOST_MEMBERS = 60
_MOST_POINTS = 150_000
_GRID = 500
_PAINTED = 12_000
_DEPTH = {
    "Point": ("point", 0),
    "MultiPoint": ("point", 1),
    "LineString": ("line", 1),
    "MultiLineString": ("line", 2),
    "Polygon": ("polygon", 2),
    "MultiPolygon": ("polygon", 3),
}


@dataclass(frozen=True)
class Shape:
    """``kind``: ``point``, ``line`` or ``polygon``. ``parts``: rings or lines in degrees."""

    kind: str
    parts: Tuple[Tuple[Point, ...], ...]


def sketch(
    features: Sequence[Mapping[str, Any]],
) -> Tuple[Tuple[Shape, ...], Optional[Box], bool]:
    """The shapes, the box around them (west, south, east, north), and whether some are left out."""
    whole: List[Shape] = []
    points, cut = 0, False
    for feature in features:
        for shape in _shapes(feature.get("geometry")):
            size = sum(map(len, shape.parts))
            if points + size > _MOST_POINTS:
                cut = True
                continue
            points += size
            whole.append(shape)
    xs = [x for shape in whole for part in shape.parts for x, _ in part]
    if not xs:
        return (), None, cut
    ys = [y for shape in whole for part in shape.parts for _, y in part]
    box = (min(xs), min(ys), max(xs), max(ys))
    grain = max(box[2] - box[0], box[3] - box[1]) / _GRID
    drawn = tuple(_coarse(shape, grain) for shape in whole)
    # Whoever scrolls past the sketch has it painted again and again.
    while sum(len(part) for shape in drawn for part in shape.parts) > _PAINTED and grain < 90:
        grain *= 2
        drawn = tuple(_coarse(shape, grain) for shape in drawn)
    return drawn, box, cut


def _coarse(shape: Shape, grain: float) -> Shape:
    """Without the points that would fall on the same pixel as the one before."""
    if grain <= 0 or shape.kind == "point":
        return shape
    return Shape(shape.kind, tuple(tuple(_thinned(part, grain)) for part in shape.parts))


def _thinned(part: Tuple[Point, ...], grain: float) -> Iterator[Point]:
    last: Optional[Point] = None
    for point in part[:-1]:
        if last is None or abs(point[0] - last[0]) + abs(point[1] - last[1]) >= grain:
            yield point
            last = point
    yield part[-1]


def _shapes(geometry: Any) -> Iterator[Shape]:
    """The shapes of one geometry (RFC 7946 section 3.1); what is malformed is left out."""
    if not isinstance(geometry, Mapping):
        return
    members = geometry.get("geometries")
    if geometry.get("type") == "GeometryCollection" and isinstance(members, list):
        for one in members[:_MOST_MEMBERS]:
            if isinstance(one, Mapping) and one.get("type") != "GeometryCollection":
                yield from _shapes(one)
        return
    kind, depth = _DEPTH.get(str(geometry.get("type")), ("", 0))
    values = geometry.get("coordinates")
    if not kind or not isinstance(values, list):
        return
    # Points, lines and polygons become lists of lines, single ones and several alike.
    whole = 1 if kind != "polygon" else 2
    pieces = values if depth > whole else [values]
    if kind == "point":
        pieces = [[values] if depth == 0 else values]
    for piece in pieces if kind == "polygon" else [pieces]:
        parts = tuple(filter(None, map(_line, piece if isinstance(piece, list) else ())))
        if parts:
            yield Shape(kind, parts)


def _line(values: Any) -> Tuple[Point, ...]:
    return tuple(
        (float(value[0]), float(value[1]))
        for value in (values if isinstance(values, list) else ())
        if isinstance(value, list) and len(value) > 1 and all(map(_is_number, value[:2]))
    )


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e9
