"""A geometry of GML (07-036r1) as GeoJSON has it: to fifteen digits, east first."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Dict, List, Optional, Tuple

from osgeo import ogr

from cicclo_qgis.ogcapi.crs import auth_id
from cicclo_qgis.transfer.package import crs_of, quiet

_OLD = re.compile(r"https?://www\.opengis\.net/gml/srs/epsg\.xml#(\d+)", re.I)
_AUTHORITY = re.compile(r"(urn:|https?://www\.opengis\.net/def/crs)", re.I)
TYPES = {
    "POINT": "Point",
    "LINESTRING": "LineString",
    "POLYGON": "Polygon",
    "MULTIPOINT": "MultiPoint",
    "MULTILINESTRING": "MultiLineString",
    "MULTIPOLYGON": "MultiPolygon",
}
# What no file of the plugin can hold: its row has no geometry, and the person is told.
UNREADABLE: Dict[str, Any] = {"type": "Unreadable"}


@lru_cache(maxsize=64)
def system_of(told: str) -> Tuple[str, bool]:
    """A name that is understood everywhere, and whether north comes first in GML that bears it.

    Only the long forms of a name stand for the authority's order of axes.
    """
    old = _OLD.fullmatch(told.strip())
    name = f"EPSG:{old.group(1)}" if old else told.strip()
    crs = crs_of(name) if _AUTHORITY.match(name) else None
    return name, crs is not None and crs.north_first


def same_place(one: str, other: str) -> bool:
    """Whether both are degrees on WGS 84, whatever their order of axes."""
    return all(auth_id(told) in ("EPSG:4326", "OGC:CRS84") for told in (one, other))


def shape_of(text: str, north_first: bool) -> Optional[Dict[str, Any]]:
    """The geometry that ``text`` (one element of GML) is; None for an empty one."""
    shape = read_shape(text)
    if shape is None:
        return UNREADABLE
    if shape.IsEmpty():
        return None
    if north_first:
        shape.SwapXY()
    return _member(shape)


def read_shape(text: str) -> Any:
    """What OGR makes of ``text``, arcs as lines; None when that is nothing."""
    with quiet():
        try:
            shape = ogr.CreateGeometryFromGML(text)
            if shape is not None and ogr.GT_IsNonLinear(shape.GetGeometryType()):
                shape = shape.GetLinearGeometry()
        except RuntimeError:
            shape = None
    return shape


def _member(shape: Any) -> Dict[str, Any]:
    name = str(shape.GetGeometryName())
    if name == "GEOMETRYCOLLECTION":
        parts = [_member(shape.GetGeometryRef(one)) for one in range(shape.GetGeometryCount())]
        return {"type": "GeometryCollection", "geometries": parts}
    kind = TYPES.get(name)
    if kind is None:
        return UNREADABLE
    return {"type": kind, "coordinates": _coordinates(shape, name)}


def _coordinates(shape: Any, name: str) -> List[Any]:
    if name in ("POINT", "LINESTRING", "LINEARRING"):
        points: List[Any] = list(shape.GetPoints())
        return points[0] if name == "POINT" else points
    parts = [shape.GetGeometryRef(one) for one in range(shape.GetGeometryCount())]
    return [_coordinates(part, str(part.GetGeometryName())) for part in parts]
