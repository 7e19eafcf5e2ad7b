"""What a Web Feature Service says of itself: formats of features, and how many it gives at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import FrozenSet, List, Optional, Tuple

from cicclo_qgis.catalogue.sources.service import pieces_of
from cicclo_qgis.catalogue.sources.xml_reader import Node
from cicclo_qgis.ogcapi.fetch import Answer
from cicclo_qgis.ogcapi.policy import Policy

_WANTED: FrozenSet[str] = frozenset(("OperationsMetadata", "GetFeature"))
_JSON = (
    "application/json", "application/geo+json", "application/vnd.geo+json", "geojson", "json",
)  # fmt: skip
# Those that OGR reads, the plainest first.
_GML = ("gml/3.2", "gml32", "gml/3.1", "gml3", "gml/2", "gml2", "gml")


@dataclass(frozen=True)
class Capabilities:
    """``formats``: of GetFeature, as the service writes them. ``count``: features at most."""

    formats: Tuple[str, ...] = ()
    count: Optional[int] = None

    @property
    def json(self) -> str:
        """The format that is GeoJSON; "" when there is none."""
        for wanted in _JSON:
            for one in self.formats:
                if one.lower().split(";")[0].strip() == wanted:
                    return one
        return next((one for one in self.formats if "geojson" in one.lower()), "")

    @property
    def gml(self) -> str:
        """The format that is GML; "" leaves it to the service."""
        for wanted in _GML:
            for one in self.formats:
                if wanted in one.lower().replace(" ", ""):
                    return one
        return ""


def read_capabilities(answer: Answer, policy: Policy) -> Capabilities:
    """What ``answer`` tells.

    Raises:
        OgcApiError: it is no XML, or tells of an error.
    """
    formats: List[str] = []
    counts: List[int] = []

    def take(node: Node) -> None:
        for operation in node.named("Operation"):
            if operation.attributes.get("name") == "GetFeature":
                formats.extend(_values(operation, "outputFormat"))
                counts.extend(_count(operation))
        counts.extend(_count(node))
        # 1.0 names a format by an element.
        formats.extend(child.name for form in node.named("ResultFormat") for child in form.children)

    pieces_of(answer, policy, _WANTED, take)
    return Capabilities(tuple(dict.fromkeys(formats)), counts[0] if counts else None)


def _values(operation: Node, name: str) -> List[str]:
    found: List[str] = []
    for parameter in operation.named("Parameter"):
        if parameter.attributes.get("name", "").lower() == name.lower():
            found += [value.text.strip() for value in parameter.all("**", "Value")]
    return [one for one in found if one]


def _count(node: Node) -> List[int]:
    found = []
    for constraint in node.named("Constraint"):
        if constraint.attributes.get("name") in ("CountDefault", "DefaultMaxFeatures"):
            told = constraint.words("DefaultValue")
            if told.isdecimal() and 0 < len(told) < 10 and int(told) > 0:
                found.append(int(told))
    return found
