"""A look into a collection before it is opened: first rows, attributes, and a sketch of shapes.

One small page is read for all three. All functions block; they belong in worker threads.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any, List, Mapping, Optional, Sequence, Tuple

import requests

from cicclo_qgis.catalogue.sketch import Box, Shape, sketch
from cicclo_qgis.ogcapi import OgcApiError, Policy, ProblemCode, first_page, get_json
from cicclo_qgis.ogcapi.links import find
from cicclo_qgis.ogcapi.model import Collection, LandingPage
from cicclo_qgis.ogcapi.text import one_line, plain
from cicclo_qgis.ogcapi.urls import child, same_origin

MOST_FEATURES = 50
"""So many features are asked for: the sketch shows them, the table the first of them."""

_FEWER = 10
_ENOUGH = 3 * 1024 * 1024
_MOST_COLUMNS = 60
_MOST_ATTRIBUTES = 300
_LONGEST = 200
_SCHEMA = "application/schema+json, application/json;q=0.9"
_SCHEMA_TYPES = ("application/schema+json", "application/json", "")


@dataclass(frozen=True)
class Attribute:
    """``kind``: a type of JSON Schema, or its ``format``; "" when that is not told."""

    name: str
    title: str = ""
    kind: str = ""
    description: str = ""
    values: Tuple[str, ...] = ()


@dataclass(frozen=True)
class Sample:
    """The first rows, as text; None is null.

    ``box``: west, south, east, north around all shapes. ``number_matched``: of all rows, when the
    server tells. ``cut``: not every feature read is among the shapes, they are too detailed.
    """

    columns: Tuple[str, ...]
    rows: Tuple[Tuple[Optional[str], ...], ...]
    attributes: Tuple[Attribute, ...]
    shapes: Tuple[Shape, ...]
    box: Optional[Box]
    number_matched: Optional[int]
    features: int
    cut: bool = False


def sample(http: requests.Session, collection: Collection, policy: Policy) -> Sample:
    """Read the first features; fewer of them when many are too large.

    Raises:
        OgcApiError: they cannot be read.
    """
    try:
        # Reading JSON holds up every other thread: a page of some megabytes is enough.
        page = first_page(http, collection, MOST_FEATURES, replace(policy, max_bytes=_ENOUGH))
    except OgcApiError as error:
        if error.code not in (ProblemCode.TOO_LARGE, ProblemCode.TIMED_OUT):
            raise
        page = first_page(http, collection, _FEWER, policy)
    features = page.features[:MOST_FEATURES]
    properties = [_properties(feature) for feature in features]
    columns = tuple(dict.fromkeys(name for row in properties for name in row))[:_MOST_COLUMNS]
    shapes, box, cut = sketch(features)
    return Sample(
        columns=columns,
        rows=tuple(tuple(_text(row.get(name)) for name in columns) for row in properties),
        attributes=tuple(_seen(name, properties) for name in columns),
        shapes=shapes,
        box=box,
        number_matched=page.number_matched,
        features=len(features),
        cut=cut,
    )


def schema(
    http: requests.Session, collection: Collection, landing: LandingPage, policy: Policy
) -> Tuple[Attribute, ...]:
    """The attributes as the server describes them (OGC 23-058r1, 19-079r2); empty when it does not.

    Raises:
        OgcApiError: only when cancelled.
    """
    links = [
        find(collection.links, (rel,), _SCHEMA_TYPES, strict=True)
        for rel in ("schema", "describedby", "queryables")
    ]
    guess = child(landing.collections_url, collection.id, "queryables")
    addresses = [link.href for link in links if link is not None] or [guess]
    for url in dict.fromkeys(addresses):
        if not same_origin(url, landing.url):
            continue
        try:
            found = read_schema(get_json(http, url, _SCHEMA, policy).data)
        except OgcApiError as error:
            if error.code is ProblemCode.CANCELLED:
                raise
            continue
        if found:
            return found
    return ()


def read_schema(document: Any) -> Tuple[Attribute, ...]:
    """The properties of a JSON Schema, in its order."""
    properties = document.get("properties") if isinstance(document, Mapping) else None
    found: List[Attribute] = []
    for name, value in properties.items() if isinstance(properties, Mapping) else ():
        if isinstance(value, Mapping) and isinstance(name, str) and len(found) < _MOST_ATTRIBUTES:
            found.append(_described(name, value))
    return tuple(found)


def _described(name: str, value: Mapping[str, Any]) -> Attribute:
    kinds = value.get("type")
    kinds = [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if kind != "null"]
    shape = value.get("format")
    if "$ref" in value or str(shape).startswith("geometry") or "GeoJSON" in str(value.get("$ref")):
        kind = "geometry"
    elif shape in ("date", "date-time", "uri"):
        kind = str(shape)
    else:
        kind = str(kinds[0]) if kinds and kinds[0] is not None else ""
    codes = value.get("enum")
    return Attribute(
        name=one_line(name, 100),
        title=one_line(value.get("title"), 100),
        kind=one_line(kind, 40),
        description=plain(value.get("description"), 500),
        values=tuple(_text(one) or "" for one in codes[:50]) if isinstance(codes, list) else (),
    )


def _properties(feature: Mapping[str, Any]) -> Mapping[str, Any]:
    if feature.get("type") != "Feature" and "properties" not in feature:
        return feature
    properties = feature.get("properties")
    return properties if isinstance(properties, Mapping) else {}


def _text(value: object) -> Optional[str]:
    if value is None:
        return None
    if isinstance(value, str):
        return one_line(value, _LONGEST)
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, (bool, int)):
        return json.dumps(value)
    return one_line(json.dumps(value, ensure_ascii=False), _LONGEST)


def _seen(name: str, rows: Sequence[Mapping[str, Any]]) -> Attribute:
    """What an attribute is, by its values."""
    kinds = {_kind(row[name]) for row in rows if row.get(name) is not None}
    if kinds == {"integer", "number"}:
        kinds = {"number"}
    return Attribute(one_line(name, 100), kind=kinds.pop() if len(kinds) == 1 else "")


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    return "string" if isinstance(value, str) else "object"
