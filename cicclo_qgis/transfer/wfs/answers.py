"""A page of features as a Web Feature Service answers: GeoJSON, or GML, or why there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from cicclo_qgis.ogcapi.cql2 import ValueKind
from cicclo_qgis.ogcapi.crs import CRS84
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.fetch import Answer
from cicclo_qgis.ogcapi.refusals import server_sentence
from cicclo_qgis.ogcapi.urls import masked
from cicclo_qgis.transfer.between import Between, give_way
from cicclo_qgis.transfer.collector import at_rest
from cicclo_qgis.transfer.outlines import Outline
from cicclo_qgis.transfer.page import Page, features_in, page_of
from cicclo_qgis.transfer.wfs.gml import GmlError, read_gml
from cicclo_qgis.transfer.wfs.shapes import same_place

# GeoTools makes these up for rows without a key, anew for each request.
_MADE_UP = re.compile(r"(.*\.)?fid-[0-9a-f-]+_[0-9a-f]+_-?[0-9a-f]+", re.I)
_REPORTS = ("ExceptionReport", "ServiceExceptionReport")


@dataclass(frozen=True)
class Asked:
    """What was asked for. ``kinds``: of the attributes, for GML. ``crs``: "" for the server's own.

    ``wished``: the system the person wants, in the words of the options. ``key``: the attribute
    that stands for identifiers where the server makes them up. ``only``: these attributes, if any.
    """

    kinds: Mapping[str, ValueKind]
    crs: str
    wished: str
    key: str = ""
    only: Tuple[str, ...] = ()


def read_answer(answer: Answer, asked: Asked, between: Between = give_way) -> Page:
    """The page; ``matched`` as far as it is told, and no ``next_url``.

    Raises:
        OgcApiError: what came is no page of features; its detail is the server's sentence.
        TransferError: as ``between``.
    """
    with at_rest():
        if is_xml(answer):
            return _of_gml(answer, asked, between)
        members, features = features_in(answer, between)
        _settle(features, asked)
        told = _in_words_of(_system(members, features, asked.crs), asked.wished)
        matched = number(members.get("numberMatched"))
        return page_of(answer, features, matched, None, told, east_first=True)


def is_xml(answer: Answer) -> bool:
    """Whether it is no JSON."""
    return answer.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"


def number(told: Any) -> Optional[int]:
    """A count as it is told; None for "unknown"."""
    if isinstance(told, str) and told.strip().isdecimal():
        return int(told.strip()[:18])
    plain = isinstance(told, int) and not isinstance(told, bool)
    return told if plain and 0 <= told < 2**62 else None


def _of_gml(answer: Answer, asked: Asked, between: Between) -> Page:
    try:
        found = read_gml(answer.body, asked.kinds, asked.crs or asked.wished, between)
    except GmlError as error:
        code = ProblemCode.NOT_OGC_API
        raise OgcApiError(
            code, masked(answer.url), answer.status, _said(answer) or str(error)
        ) from None
    if not found.root.endswith("FeatureCollection"):
        code = ProblemCode.SERVER_ERROR if found.root in _REPORTS else ProblemCode.NOT_OGC_API
        raise OgcApiError(code, masked(answer.url), answer.status, _said(answer))
    _settle(found.features, asked)
    matched = number(found.attributes.get("numberMatched"))
    told = _in_words_of(found.system, asked.wished)
    return page_of(answer, found.features, matched, None, told, east_first=True)


def _said(answer: Answer) -> str:
    return server_sentence(answer.body[:20_000])


def _settle(features: Sequence[Dict[str, Any]], asked: Asked) -> None:
    """Take away identifiers that will be others the next time, and what was not asked for.

    The key's values stand in for such identifiers.
    """
    only = frozenset(asked.only)
    for one in features:
        told, properties = one.get("id"), one.get("properties")
        if isinstance(told, str) and _MADE_UP.fullmatch(told):
            one["id"] = None
        if not isinstance(properties, dict):
            continue
        if asked.key and one.get("id") is None:
            one["id"] = properties.get(asked.key)
        if only and not only.issuperset(properties):
            one["properties"] = {name: properties[name] for name in properties if name in only}


def _system(members: Mapping[str, Any], features: Sequence[Mapping[str, Any]], crs: str) -> str:
    """In which system the coordinates are: as told (GeoJSON of 2008), or as they look."""
    told = members.get("crs")
    named = told.get("properties") if isinstance(told, dict) else None
    name = named.get("name") if isinstance(named, dict) else None
    if isinstance(name, str) and name:
        return name
    # RFC 7946 knows no other system; some servers hold to it whatever is asked for.
    return CRS84 if not crs or _in_degrees(features) else crs


def _in_words_of(told: str, wished: str) -> str:
    """``told``, but ``wished`` where both are degrees: the order of axes is settled already."""
    return wished if same_place(told, wished) else told


def _in_degrees(features: Sequence[Mapping[str, Any]]) -> bool:
    points: List[Sequence[Any]] = []
    for one in features[:50]:
        geometry = one.get("geometry")
        told = geometry.get("coordinates") if isinstance(geometry, dict) else None
        told = told.first if isinstance(told, Outline) else told
        while isinstance(told, list) and told and isinstance(told[0], list):
            told = told[0]
        if isinstance(told, list) and len(told) >= 2:
            points.append(told)
    return bool(points) and all(abs(one[0]) <= 180 and abs(one[1]) <= 90 for one in points)
