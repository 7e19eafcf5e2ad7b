"""Conditions and boxes as a Filter Encoding (OGC 09-026r2)."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Iterable, List, Optional

from cicclo_qgis.ogcapi.cql2 import Condition, Operator, canonical
from cicclo_qgis.transfer.model import Bbox
from cicclo_qgis.transfer.request import decimal

_NAMES = {
    Operator.EQUAL: "PropertyIsEqualTo",
    Operator.NOT_EQUAL: "PropertyIsNotEqualTo",
    Operator.LESS: "PropertyIsLessThan",
    Operator.AT_MOST: "PropertyIsLessThanOrEqualTo",
    Operator.GREATER: "PropertyIsGreaterThan",
    Operator.AT_LEAST: "PropertyIsGreaterThanOrEqualTo",
}


@dataclass(frozen=True)
class Dialect:
    """How a version of the standard writes filters. ``east_first``: so are its boxes."""

    prefix: str
    spaces: str
    reference: str
    signs: str
    crs: str
    east_first: bool


FES = Dialect(
    "fes",
    'xmlns:fes="http://www.opengis.net/fes/2.0" xmlns:gml="http://www.opengis.net/gml/3.2"',
    "ValueReference",
    'wildCard="*" singleChar="." escapeChar="!" matchCase="false"',
    "urn:ogc:def:crs:EPSG::4326",
    False,
)
"""Filter Encoding 2.0, of WFS 2.0."""

OGC = Dialect(
    "ogc",
    'xmlns:ogc="http://www.opengis.net/ogc" xmlns:gml="http://www.opengis.net/gml"',
    "PropertyName",
    'wildCard="*" singleChar="." escapeChar="!" escape="!" matchCase="false"',
    "EPSG:4326",
    True,
)
"""Filter Encoding 1.1 (04-095), of WFS 1.1: QGIS Server."""


def filter_text(
    conditions: Iterable[Condition], bbox: Optional[Bbox], geometry: str, dialect: Dialect = FES
) -> str:
    """A filter of all ``conditions``, within ``bbox`` (CRS84)."""
    found: List[str] = [_comparison(one, dialect) for one in conditions]
    if bbox is not None:
        found.append(_box(bbox, geometry, dialect))
    prefix = dialect.prefix
    inside = found[0] if len(found) == 1 else _element(dialect, "And", "".join(found))
    return f"<{prefix}:Filter {dialect.spaces}>{inside}</{prefix}:Filter>"


def _element(dialect: Dialect, name: str, inside: str, signs: str = "") -> str:
    whole = f"{dialect.prefix}:{name}"
    return f"<{whole}{' ' + signs if signs else ''}>{inside}</{whole}>"


def _comparison(item: Condition, dialect: Dialect) -> str:
    name = _reference(item.name, dialect)
    if not item.operator.takes_value:
        null = _element(dialect, "PropertyIsNull", name)
        return null if item.operator is Operator.IS_NULL else _element(dialect, "Not", null)
    if item.operator is Operator.CONTAINS:
        pattern = _literal("*" + _unwild(item.value) + "*", dialect)
        return _element(dialect, "PropertyIsLike", name + pattern, dialect.signs)
    value = _literal(canonical(item.value, item.kind), dialect)
    return _element(dialect, _NAMES[item.operator], name + value)


def _unwild(text: str) -> str:
    return "".join("!" + sign if sign in "*.!" else sign for sign in text)


def _reference(name: str, dialect: Dialect) -> str:
    return _element(dialect, dialect.reference, escape(name, quote=False))


def _literal(text: str, dialect: Dialect) -> str:
    return _element(dialect, "Literal", escape(text, quote=False))


def _box(bbox: Bbox, geometry: str, dialect: Dialect) -> str:
    west, south, east, north = map(decimal, bbox)
    lower, upper = f"{south} {west}", f"{north} {east}"
    if dialect.east_first:
        lower, upper = f"{west} {south}", f"{east} {north}"
    envelope = (
        f'<gml:Envelope srsName="{dialect.crs}"><gml:lowerCorner>{lower}</gml:lowerCorner>'
        f"<gml:upperCorner>{upper}</gml:upperCorner></gml:Envelope>"
    )
    return _element(dialect, "BBOX", (_reference(geometry, dialect) if geometry else "") + envelope)
