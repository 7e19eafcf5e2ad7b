"""How a box is written, and whether a server has understood it: they differ in the order of axes.

QGIS Server reads a box by the system that features are asked for in, not by the box's own.
"""

from __future__ import annotations

from enum import Enum
from typing import Iterator, Optional, Tuple

from osgeo import osr

from cicclo_qgis.transfer.geometry import BadGeometry, Box, Encoder
from cicclo_qgis.transfer.model import Bbox
from cicclo_qgis.transfer.package import Crs, crs_of, quiet
from cicclo_qgis.transfer.page import Page
from cicclo_qgis.transfer.request import decimal

_LOOKED_AT = 50
_MARGIN = 0.01


class BoxForm(str, Enum):
    """The name of degrees in a box, and so their order."""

    NORTH_FIRST = "urn:ogc:def:crs:EPSG::4326"
    SHORT = "EPSG:4326"
    EAST_FIRST = "urn:ogc:def:crs:OGC:1.3:CRS84"


def box_text(bbox: Bbox, form: BoxForm) -> str:
    """``bbox`` (CRS84) as the parameter BBOX."""
    west, south, east, north = bbox
    corners = (west, south, east, north)
    if form is BoxForm.NORTH_FIRST:
        corners = (south, west, north, east)
    return ",".join([*map(decimal, corners), form.value])


def is_within(page: Page, bbox: Bbox) -> bool:
    """Whether there are features, and all that lie somewhere touch ``bbox`` (CRS84)."""
    crs = crs_of(page.content_crs)
    if crs is None or not len(page):
        return False
    places = list(_places(page, crs))
    return bool(places) and all(_touch(one, bbox) for one in places)


def _places(page: Page, crs: Crs) -> Iterator[Box]:
    with quiet():
        change = _to_degrees(crs)
    for geometry in page.geometries[:_LOOKED_AT]:
        encoder = Encoder(0, crs.north_first and not page.east_first)
        if geometry is None:
            continue
        try:
            encoder.encode(geometry)
        except BadGeometry:
            continue
        if encoder.box is not None:
            yield _in_degrees(encoder.box, change)


def _to_degrees(crs: Crs) -> Optional[osr.CoordinateTransformation]:
    if crs.code == 4326:
        return None
    source, target = osr.SpatialReference(), osr.SpatialReference()
    source.ImportFromEPSG(crs.code)
    target.ImportFromEPSG(4326)
    for one in (source, target):
        one.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return osr.CoordinateTransformation(source, target)


def _in_degrees(box: Box, change: Optional[osr.CoordinateTransformation]) -> Box:
    if change is None:
        return box
    corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    found: list[Tuple[float, float]] = []
    for x, y in corners:
        with quiet():
            point = change.TransformPoint(x, y)
        found.append((float(point[0]), float(point[1])))
    xs, ys = zip(*found)
    return min(xs), min(ys), max(xs), max(ys)


def _touch(one: Box, other: Bbox) -> bool:
    across = one[0] <= other[2] + _MARGIN and one[2] >= other[0] - _MARGIN
    return across and one[1] <= other[3] + _MARGIN and one[3] >= other[1] - _MARGIN
