"""A try of one collection that is read by WFS: whether it opens, and what it holds."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Dict, List, Optional

import requests

from cicclo_qgis.catalogue.sources.service import get_xml, pieces_of
from cicclo_qgis.catalogue.sources.wfs import feature_types, sample_address
from cicclo_qgis.catalogue.sources.xml_reader import Node
from cicclo_qgis.ogcapi.errors import OgcApiError, Problem, ProblemCode
from cicclo_qgis.ogcapi.items import Probe, Reach
from cicclo_qgis.ogcapi.model import Collection, ItemKind
from cicclo_qgis.ogcapi.policy import Policy
from cicclo_qgis.ogcapi.urls import masked, with_query

_COUNT_S = 5.0
_MEMBERS = frozenset(("member", "featureMember", "featureMembers"))
_SHAPES = frozenset(
    ("Point", "MultiPoint", "LineString", "MultiLineString", "Curve", "MultiCurve", "Polygon",
     "MultiPolygon", "Surface", "MultiSurface", "MultiGeometry", "CompositeCurve", "Solid",
     "CompositeSurface", "GeometryCollection", "LinearRing")
)  # fmt: skip
_REACH = {
    ProblemCode.SIGN_IN_REQUIRED: Reach.SIGN_IN_REQUIRED,
    ProblemCode.NO_RIGHT: Reach.NO_RIGHT,
    ProblemCode.NOT_FOUND: Reach.NOT_FOUND,
}
# "No such layer", in the words of exceptions (GeoServer, MapServer, QGIS Server, deegree).
_UNKNOWN_TYPE = ("unknown", "not found", "does not exist", "invalidparametervalue", "not published")


def probe_wfs(http: requests.Session, collection: Collection, policy: Policy) -> Probe:
    """Try to read one feature.

    Raises:
        OgcApiError: only when cancelled.
    """
    try:
        return _probe(http, collection, policy)
    except OgcApiError as error:
        if error.code is ProblemCode.CANCELLED:
            raise
        return Probe(_REACH.get(error.code, Reach.UNKNOWN), problem=error.problem)


def located_wfs(http: requests.Session, collection: Collection, policy: Policy) -> Collection:
    """``collection`` with the name of the feature type that is meant; see ``probing.located``.

    Raises:
        OgcApiError: only when cancelled.
    """
    try:
        offered = feature_types(http, collection.service_url, policy).collections
    except OgcApiError as error:
        if error.code is ProblemCode.CANCELLED:
            raise
        return collection
    chosen = _chosen(collection.title, offered)
    if chosen is None:
        return collection
    name = chosen.service_name
    return replace(
        collection,
        service_name=name,
        items_url=sample_address(collection.service_url, name),
        bbox=collection.bbox or chosen.bbox,
        crs=collection.crs or chosen.crs,
        storage_crs=collection.storage_crs or chosen.storage_crs,
    )


def _chosen(title: str, offered: tuple[Collection, ...]) -> Optional[Collection]:
    """The only feature type, or the only one of that title."""
    if len(offered) == 1:
        return offered[0]
    wanted = _folded(title)
    same = [one for one in offered if _folded(one.title) == wanted]
    return same[0] if len(same) == 1 else None


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if char.isalnum())


def _probe(http: requests.Session, collection: Collection, policy: Policy) -> Probe:
    endpoint, name = collection.service_url, collection.service_name
    if not name:
        problem = Problem(ProblemCode.NOT_FOUND, masked(endpoint), None, "several layers")
        return Probe(Reach.UNKNOWN, problem=problem)
    values: Dict[str, Optional[str]] = {
        "SERVICE": "WFS",
        "VERSION": "2.0.0",
        "REQUEST": "GetFeature",
        "TYPENAMES": name,
        "TYPENAME": name,
        "COUNT": "1",
        "MAXFEATURES": "1",
    }
    url = with_query(endpoint, values)
    found: List[Node] = []
    try:
        answer = get_xml(http, url, policy)
        root = pieces_of(answer, policy, _MEMBERS, found.append)
    except OgcApiError as error:
        if error.code is ProblemCode.SERVER_ERROR and _is_unknown(error.detail, name):
            raise OgcApiError(
                ProblemCode.NOT_FOUND, error.url, error.status, error.detail
            ) from None
        raise
    if not root.name.endswith("FeatureCollection"):
        raise OgcApiError(ProblemCode.NOT_OGC_API, masked(answer.url), answer.status)
    matched = _number(root.attributes.get("numberMatched", ""))
    if matched is None:
        matched = _hits(http, url, policy)
    return Probe(Reach.OPENED, _kind(found), matched)


def _hits(http: requests.Session, url: str, policy: Policy) -> Optional[int]:
    """How many features there are, of a server that counts only when asked for nothing else.

    Raises:
        OgcApiError: only when cancelled.
    """
    values = {"VERSION": "1.1.0", "RESULTTYPE": "hits", "COUNT": None, "MAXFEATURES": None}
    # Counting millions takes some servers minutes: nobody is to wait for a number.
    # Qt cannot tell connecting from waiting: both together are the limit.
    half = _COUNT_S / 2
    soon = replace(policy, connect_s=half, read_s=half, total_s=_COUNT_S)
    try:
        answer = get_xml(http, with_query(url, values), soon)
        root = pieces_of(answer, policy, frozenset(), lambda _node: None)
    except OgcApiError as error:
        if error.code is ProblemCode.CANCELLED:
            raise
        return None
    return _number(root.attributes.get("numberOfFeatures", ""))


def _number(told: str) -> Optional[int]:
    return int(told) if told.isdecimal() and len(told) < 18 else None


def _is_unknown(detail: str, name: str) -> bool:
    lower = detail.lower()
    return any(word in lower for word in _UNKNOWN_TYPE) or name.lower() in lower


def _kind(found: List[Node]) -> ItemKind:
    """What the member that came is; a feature may lack a geometry that others have."""
    if not found:
        return ItemKind.UNKNOWN
    return ItemKind.FEATURE if any(_has_shape(node) for node in found) else ItemKind.UNKNOWN


def _has_shape(node: Node) -> bool:
    return any(child.name in _SHAPES or _has_shape(child) for child in node.children)
