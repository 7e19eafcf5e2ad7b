"""The addresses of a Web Feature Service: GetFeature, and what is asked beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Optional, Tuple

from cicclo_qgis.ogcapi.cql2 import Condition
from cicclo_qgis.ogcapi.urls import with_query
from cicclo_qgis.transfer.model import Bbox
from cicclo_qgis.transfer.wfs.boxes import BoxForm, box_text
from cicclo_qgis.transfer.wfs.fes import FES, OGC, filter_text

WGS84 = "urn:ogc:def:crs:EPSG::4326"
SIZES = ("COUNT", "MAXFEATURES")
"""The number of features: in 2.0, and in 1.1 (QGIS Server)."""

START = "STARTINDEX"


@dataclass(frozen=True)
class Way:
    """How the features are asked for; servers differ in what they take.

    ``format``: "" for the server's own choice. ``crs``: the same. ``sort``: the attribute that
    gives pages an order, where the server has none of its own. ``old``: filters as in 1.1.
    ``box``: how a box is written. ``paged``: whether an offset can be told.
    """

    format: str = "application/json"
    crs: str = WGS84
    sort: str = ""
    old: bool = False
    box: BoxForm = BoxForm.NORTH_FIRST
    paged: bool = True


@dataclass(frozen=True)
class Part:
    """What is wanted. ``properties``: the geometry included."""

    bbox: Optional[Bbox] = None
    conditions: Tuple[Condition, ...] = ()
    properties: Tuple[str, ...] = ()
    geometry: str = ""


def features_url(
    endpoint: str, name: str, way: Way, part: Part, limit: Optional[int], offset: Optional[int]
) -> str:
    """The address of a page (GetFeature). The first one has its offset too.

    GeoServer puts features in order only for requests that have one.
    """
    number = None if limit is None else str(limit)
    wanted: Dict[str, Optional[str]] = {
        **_common(name, "GetFeature"),
        "OUTPUTFORMAT": way.format or None,
        "SRSNAME": way.crs or None,
        "SORTBY": way.sort or None,
        "PROPERTYNAME": ",".join(part.properties) or None,
        **_which(part, way),
        **dict.fromkeys(SIZES, number),
        START: str(offset or 0) if way.paged else None,
    }
    return with_query(endpoint, wanted)


def hits_url(endpoint: str, name: str, way: Way, part: Part) -> str:
    """The address that gives the number of features, and none of them.

    The system is told all the same: QGIS Server reads boxes by it.
    """
    asked = {**_common(name, "GetFeature"), "SRSNAME": way.crs or None, **_which(part, way)}
    return with_query(endpoint, {**asked, "RESULTTYPE": "hits"})


def describe_url(endpoint: str, name: str) -> str:
    """The address of the feature type's description."""
    return with_query(endpoint, _common(name, "DescribeFeatureType"))


def capabilities_url(endpoint: str) -> str:
    """The address of what the service says of itself."""
    return with_query(endpoint, {"SERVICE": "WFS", "REQUEST": "GetCapabilities"})


def _common(name: str, request: str) -> Dict[str, Optional[str]]:
    """The name is told as in 2.0, and as in 1.1."""
    return {
        "SERVICE": "WFS",
        "VERSION": "2.0.0",
        "REQUEST": request,
        "TYPENAMES": name,
        "TYPENAME": name,
    }


def _which(part: Part, way: Way) -> Dict[str, Optional[str]]:
    """A box goes by itself, or into the filter: both at once are not allowed."""
    if part.conditions:
        dialect = OGC if way.old else FES
        return {"FILTER": filter_text(part.conditions, part.bbox, part.geometry, dialect)}
    if part.bbox is None:
        return {}
    return {"BBOX": box_text(part.bbox, way.box)}
