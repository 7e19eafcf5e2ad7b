"""What a server lets one ask of a collection: queryables, filters, attributes (OGC 19-079r2).

What it does not tell is learnt from a few items, so that there is always something to choose from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Dict, FrozenSet, Iterable, List, Mapping, Optional, Tuple

import requests

from cicclo_qgis.ogcapi.cql2 import ValueKind
from cicclo_qgis.ogcapi.documents import ACCEPT_OPENAPI, get_json
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.items import first_page, item_kind
from cicclo_qgis.ogcapi.links import find
from cicclo_qgis.ogcapi.model import Collection, ItemKind, LandingPage
from cicclo_qgis.ogcapi.openapi import items_parameters
from cicclo_qgis.ogcapi.policy import DEFAULT_POLICY, Policy
from cicclo_qgis.ogcapi.text import one_line
from cicclo_qgis.ogcapi.urls import child, resolve, same_origin

ACCEPT_SCHEMA = "application/schema+json, application/json;q=0.9"
_SAMPLE = 10
_MOST = 500
_LONGEST_EXAMPLE = 60
_SCHEMA_TYPES = ("application/schema+json", "application/json", "")

# Ends of conformance classes (19-079r2 section 2, 21-065r2 section 2), versions left aside.
_FILTER = ("conf/features-filter",)
_CQL2 = ("conf/cql2-text",)
_SIMPLE = ("conf/queryables-query-parameters",)
_LIKE = ("conf/advanced-comparison-operators",)
_CASE = ("conf/case-insensitive-comparison",)
_CRS = ("ogcapi-features-2/1.0/conf/crs",)


@dataclass(frozen=True)
class Queryable:
    """An attribute that can be compared.

    ``values``: the only ones it has, when that is told. ``examples``: some that items have.
    """

    name: str
    title: str
    kind: ValueKind
    values: Tuple[str, ...] = ()
    examples: Tuple[str, ...] = ()


@dataclass(frozen=True)
class Offer:
    """What can be asked of a collection.

    ``queryables``: what can be compared, by the server if it takes any filter, else here.
    ``cql2``: it takes filters in CQL2 text; ``like`` and ``any_case``: with ``LIKE`` and ``CASEI``;
    ``free_text``: any such text, not only comparisons joined by AND.
    ``simple``: the names that can be given as parameters of their own. ``attributes``: those of the
    items; ``picks``: it can leave some of them out (parameter ``properties``). ``number_matched``:
    how many items there are in all, None when that is not told; ``kind``: what they are.
    """

    queryables: Tuple[Queryable, ...] = ()
    attributes: Tuple[str, ...] = ()
    cql2: bool = False
    like: bool = False
    any_case: bool = False
    free_text: bool = True
    simple: FrozenSet[str] = frozenset()
    picks: bool = False
    crs: bool = False
    number_matched: Optional[int] = None
    kind: ItemKind = ItemKind.UNKNOWN


def offer(
    http: requests.Session,
    landing: LandingPage,
    collection: Collection,
    policy: Policy = DEFAULT_POLICY,
) -> Offer:
    """Find out what can be asked of ``collection``. Blocks.

    Raises:
        OgcApiError: the items cannot be read, or cancelled; all else only makes the offer smaller.
    """
    sample = first_page(http, collection, _SAMPLE, policy)
    seen = _seen(sample.features)
    classes = _classes(http, landing, policy)
    told = _queryables(http, landing, collection, policy)
    declared = tuple(replace(one, examples=examples(sample.features, one.name)) for one in told)
    parameters = _parameters(http, landing, collection, policy)
    filters = _any(classes, _FILTER) or "filter" in parameters
    names = [item.name for item in declared] if _any(classes, _SIMPLE) else []
    found = (
        Queryable(name, name, kind, examples=examples(sample.features, name))
        for name, kind in seen.items()
    )
    return Offer(
        queryables=declared or tuple(found),
        attributes=tuple(seen),
        cql2=bool(declared) and filters and _any(classes, _CQL2),
        like=_any(classes, _LIKE),
        any_case=_any(classes, _LIKE) and _any(classes, _CASE),
        simple=frozenset(names) | (frozenset(seen) & frozenset(parameters)),
        picks="properties" in parameters,
        crs=_any(classes, _CRS),
        number_matched=sample.number_matched,
        kind=item_kind(sample),
    )


def read_queryables(schema: Any) -> Tuple[Queryable, ...]:
    """The comparable properties of a JSON Schema; geometries, objects and arrays are left out."""
    properties = schema.get("properties") if isinstance(schema, Mapping) else None
    found: List[Queryable] = []
    for name, value in properties.items() if isinstance(properties, Mapping) else ():
        kind = _kind(value) if isinstance(value, Mapping) else None
        if kind is not None and isinstance(name, str) and name and len(found) < _MOST:
            title = one_line(value.get("title"), 100) or name
            found.append(Queryable(name, title, kind, _values(value)))
    return tuple(found)


def _kind(schema: Mapping[str, Any]) -> Optional[ValueKind]:
    """What the values are; None when they cannot be compared with a literal."""
    shape = schema.get("format")
    shape = shape if isinstance(shape, str) else ""
    kinds = schema.get("type")
    kinds = [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if kind != "null"]
    if shape.startswith("geometry-") or "$ref" in schema or kinds in (["object"], ["array"]):
        return None
    if shape == "date":
        return ValueKind.DATE
    if shape == "date-time":
        return ValueKind.INSTANT
    by_type = {
        "integer": ValueKind.INTEGER,
        "number": ValueKind.NUMBER,
        "boolean": ValueKind.BOOLEAN,
        "string": ValueKind.TEXT,
    }
    return by_type.get(str(kinds[0])) if kinds and kinds[0] is not None else None


def _values(schema: Mapping[str, Any]) -> Tuple[str, ...]:
    values = schema.get("enum")
    plain = [value for value in values if isinstance(value, (str, int, float))] if values else []
    return tuple(str(value) for value in plain[:_MOST] if not isinstance(value, bool))


def _seen(features: Tuple[Mapping[str, Any], ...]) -> Dict[str, ValueKind]:
    """Names and kinds of the attributes of some items."""
    found: Dict[str, ValueKind] = {}
    for feature in features:
        properties = feature.get("properties", feature)
        for name, value in properties.items() if isinstance(properties, Mapping) else ():
            if isinstance(value, (Mapping, list)) or len(found) >= _MOST:
                continue
            kind = _kind_of(value)
            before = found.get(name)
            if before is None or value is None:
                found.setdefault(name, kind)
            elif before is not kind:
                both = {before, kind} == {ValueKind.INTEGER, ValueKind.NUMBER}
                found[name] = ValueKind.NUMBER if both else ValueKind.TEXT
    return found


def examples(features: Iterable[Mapping[str, Any]], name: str) -> Tuple[str, ...]:
    """The values of an attribute in some items, each once; only such as can be typed."""
    found: Dict[str, None] = {}
    for feature in features:
        properties = feature.get("properties", feature)
        value = properties.get(name) if isinstance(properties, Mapping) else None
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            continue
        text = str(value)
        if text.strip() and len(text) <= _LONGEST_EXAMPLE and text.isprintable():
            found[text] = None
    return tuple(sorted(found))


def _kind_of(value: object) -> ValueKind:
    if isinstance(value, bool):
        return ValueKind.BOOLEAN
    if isinstance(value, int):
        return ValueKind.INTEGER
    return ValueKind.NUMBER if isinstance(value, float) else ValueKind.TEXT


def _classes(http: requests.Session, landing: LandingPage, policy: Policy) -> Tuple[str, ...]:
    url = landing.conformance_url or child(landing.url, "conformance")
    data = _json(http, url, "application/json", policy)
    listed = data.get("conformsTo") if isinstance(data, Mapping) else None
    return tuple(item for item in (listed if isinstance(listed, list) else ()) if _is_text(item))


def _any(classes: Tuple[str, ...], ends: Tuple[str, ...]) -> bool:
    return any(name.rstrip("/").endswith(ends) for name in classes)


def _queryables(
    http: requests.Session, landing: LandingPage, collection: Collection, policy: Policy
) -> Tuple[Queryable, ...]:
    link = find(collection.links, ("queryables",), _SCHEMA_TYPES, strict=True)
    guess = child(landing.collections_url, collection.id, "queryables")
    url = guess if link is None else link.href
    if not same_origin(url, landing.url):
        return ()
    schema = _json(http, url, ACCEPT_SCHEMA, policy)
    return read_queryables(schema)


def _parameters(
    http: requests.Session, landing: LandingPage, collection: Collection, policy: Policy
) -> Mapping[str, Any]:
    url = resolve(landing.url, landing.api_url)
    if url is None:
        return {}
    return items_parameters(_json(http, url, ACCEPT_OPENAPI, policy), collection.id)


def _json(http: requests.Session, url: str, accept: str, policy: Policy) -> Any:
    """The document, or None when it cannot be read."""
    try:
        return get_json(http, url, accept, policy).data
    except OgcApiError as error:
        if error.code is ProblemCode.CANCELLED:
            raise
        return None


def _is_text(value: object) -> bool:
    return isinstance(value, str)
