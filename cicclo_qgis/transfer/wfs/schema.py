"""The attributes of a feature type, as its description tells them (XML Schema, GML SF-0)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Dict, FrozenSet, Iterator, Mapping, Optional

from cicclo_qgis.catalogue.sources.service import pieces_of
from cicclo_qgis.catalogue.sources.xml_reader import Node
from cicclo_qgis.ogcapi.cql2 import ValueKind
from cicclo_qgis.ogcapi.fetch import Answer
from cicclo_qgis.ogcapi.policy import Policy

_ELEMENTS: FrozenSet[str] = frozenset(("element",))
_GEOMETRY = re.compile(
    r"(Multi)?(Geometry|Geometric\w+|Point|Curve|LineString|Line|Surface|Polygon|Solid)"
    r"(PropertyType|AssociationType)",
)
_INTEGERS = frozenset(
    ("int", "integer", "long", "short", "byte", "positiveInteger", "nonNegativeInteger",
     "negativeInteger", "nonPositiveInteger", "unsignedInt", "unsignedLong", "unsignedShort",
     "unsignedByte")
)  # fmt: skip
_NUMBERS = frozenset(("double", "float", "decimal"))
_OTHERS = {
    "boolean": ValueKind.BOOLEAN,
    "date": ValueKind.DATE,
    "dateTime": ValueKind.INSTANT,
    # MapServer's days are instants as well.
    "TimeInstantType": ValueKind.INSTANT,
    "TimeInstantPropertyType": ValueKind.INSTANT,
}


@dataclass(frozen=True)
class Schema:
    """Attributes and what they hold, in their order; the name of the geometry, "" for none."""

    kinds: Mapping[str, ValueKind]
    geometry: str = ""


NOTHING = Schema({})


def read_schema(answer: Answer, policy: Policy) -> Schema:
    """What ``answer`` describes.

    Raises:
        OgcApiError: it is no XML, or tells of an error.
    """
    kinds: Dict[str, ValueKind] = {}
    geometries: list[str] = []

    def take(node: Node) -> None:
        """Sort the elements of one type: geometries, and attributes by their kind."""
        for element in _leaves(node):
            name, told = element.attributes.get("name", ""), _type_of(element)
            bare = told.rpartition(":")[2]
            if not name or not told:
                continue
            if _GEOMETRY.fullmatch(bare):
                geometries.append(name)
            else:
                kinds.setdefault(name, _kind(bare))

    pieces_of(answer, policy, _ELEMENTS, take)
    return Schema(kinds, geometries[0] if geometries else "")


def _leaves(node: Node) -> Iterator[Node]:
    """The elements that are properties; one that stands for features may hold them."""
    inner = list(node.all("**", "element"))
    if inner:
        for one in inner:
            yield from _leaves(one)
    elif "substitutionGroup" not in node.attributes:
        yield node


def _type_of(element: Node) -> str:
    told = element.attributes.get("type", "")
    restriction: Optional[Node] = element.first("simpleType", "restriction")
    return told if restriction is None else restriction.attributes.get("base", "")


def _kind(name: str) -> ValueKind:
    if name in _INTEGERS:
        return ValueKind.INTEGER
    return ValueKind.NUMBER if name in _NUMBERS else _OTHERS.get(name, ValueKind.TEXT)
