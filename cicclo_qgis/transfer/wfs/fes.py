"""Conditions and boxes as a Filter Encoding (OGC 09-026r2)."""

from __future__ import annotations

from html import escape
from typing import Iterable, List, Optional, Tuple

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
_SPACES = 'xmlns:fes="http://www.opengis.net/fes/2.0" xmlns:gml="http://www.opengis.net/gml/3.2"'


def comparisons(conditions: Iterable[Condition]) -> Tuple[str, ...]:
    """Each condition as an element."""
    return tuple(map(_comparison, conditions))


def filter_text(parts: Iterable[str], bbox: Optional[Bbox], geometry: str) -> str:
    """A filter of all ``parts`` (``comparisons``), within ``bbox`` (CRS84)."""
    found: List[str] = list(parts)
    if bbox is not None:
        found.append(_box(bbox, geometry))
    inside = found[0] if len(found) == 1 else f"<fes:And>{''.join(found)}</fes:And>"
    return f"<fes:Filter {_SPACES}>{inside}</fes:Filter>"


def _comparison(item: Condition) -> str:
    name = _reference(item.name)
    if item.operator is Operator.IS_NULL:
        return f"<fes:PropertyIsNull>{name}</fes:PropertyIsNull>"
    if item.operator is Operator.NOT_NULL:
        return f"<fes:Not><fes:PropertyIsNull>{name}</fes:PropertyIsNull></fes:Not>"
    if item.operator is Operator.CONTAINS:
        pattern = _literal("*" + _unwild(item.value) + "*")
        signs = 'wildCard="*" singleChar="." escapeChar="!" matchCase="false"'
        return f"<fes:PropertyIsLike {signs}>{name}{pattern}</fes:PropertyIsLike>"
    element = f"fes:{_NAMES[item.operator]}"
    return f"<{element}>{name}{_literal(canonical(item.value, item.kind))}</{element}>"


def _unwild(text: str) -> str:
    return "".join("!" + sign if sign in "*.!" else sign for sign in text)


def _reference(name: str) -> str:
    return f"<fes:ValueReference>{escape(name, quote=False)}</fes:ValueReference>"


def _literal(text: str) -> str:
    return f"<fes:Literal>{escape(text, quote=False)}</fes:Literal>"


def _box(bbox: Bbox, geometry: str) -> str:
    west, south, east, north = map(decimal, bbox)
    return (
        f"<fes:BBOX>{_reference(geometry) if geometry else ''}"
        '<gml:Envelope srsName="urn:ogc:def:crs:EPSG::4326">'
        f"<gml:lowerCorner>{south} {west}</gml:lowerCorner>"
        f"<gml:upperCorner>{north} {east}</gml:upperCorner></gml:Envelope></fes:BBOX>"
    )
