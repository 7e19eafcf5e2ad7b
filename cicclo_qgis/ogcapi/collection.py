"""One entry of ``/collections`` (17-069r4 section 7.13), with every departure seen in the wild."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional, Tuple

from cicclo_qgis.ogcapi import about
from cicclo_qgis.ogcapi.crs import is_crs84
from cicclo_qgis.ogcapi.links import find, links_of, short_rel
from cicclo_qgis.ogcapi.model import Collection, ItemKind, LandingPage, Link
from cicclo_qgis.ogcapi.text import one_line, plain
from cicclo_qgis.ogcapi.urls import child, with_service_parameters

Bbox = Tuple[float, float, float, float]

ITEMS_TYPES = ("application/geo+json", "application/vnd.geo+json", "application/json", "")
_NOT_FEATURES = frozenset(("coverage", "raster", "map", "tile", "tiles", "dggs", "edr"))
_OTHER_DATA = ("coverage", "map", "tilesets-map", "tilesets-coverage", "styles")
_WITHOUT_GEOMETRY = frozenset(("none", "null", "no geometry", "nogeometry"))


@dataclass
class Page:
    """What the entries of one document share: its address, its ``crs`` list, the landing page."""

    url: str
    landing: LandingPage
    global_crs: Tuple[str, ...] = ()
    license: Optional[str] = None
    # Some servers repeat thousands of CRS for each collection: equal lists are kept once.
    shared: Dict[Tuple[str, ...], Tuple[str, ...]] = field(default_factory=dict)


def collection_id(entry: Any) -> Optional[str]:
    """The identifier of an entry (``id``; older drafts: ``name``, ``collectionId``), or None."""
    if not isinstance(entry, dict):
        return None
    for member in ("id", "name", "collectionId"):
        value = entry.get(member)
        if isinstance(value, str) and value.strip():
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return None


def holds_features(entry: Mapping[str, Any]) -> bool:
    """Whether an entry has items: false for coverages, maps and tiles."""
    for member in ("itemType", "layerDataType", "dataType"):
        value = entry.get(member)
        if isinstance(value, str) and value.strip().lower() in _NOT_FEATURES:
            return False
    links = entry.get("links")
    rels = {
        short_rel(link["rel"])
        for link in (links if isinstance(links, list) else ())
        if isinstance(link, dict) and isinstance(link.get("rel"), str)
    }
    return bool(rels & {"items", "item"}) or not any(rel in rels for rel in _OTHER_DATA)


def read_collection(entry: Mapping[str, Any], identifier: str, page: Page) -> Collection:
    """One collection; whatever is missing or wrong in ``entry`` is left empty."""
    links = links_of(entry.get("links"), page.url)
    item_type = entry.get("itemType")
    item_type = item_type.strip() if isinstance(item_type, str) and item_type.strip() else "feature"
    return Collection(
        id=identifier,
        title=one_line(entry.get("title")) or identifier,
        description=plain(entry.get("description") or entry.get("abstract")),
        links=links,
        items_url=_items_url(links, identifier, page),
        bbox=read_bbox(entry.get("extent")),
        item_type=item_type,
        crs=_crs(entry.get("crs"), page),
        storage_crs=entry["storageCrs"] if isinstance(entry.get("storageCrs"), str) else None,
        keywords=_keywords(entry.get("keywords")),
        license=_license(entry, links) or page.license,
        item_kind=_hint(entry, item_type),
        publisher=about.publisher(entry),
        updated=about.updated(entry),
        rights=about.rights(entry),
        shape=about.shape(entry),
    )


def _items_url(links: Tuple[Link, ...], identifier: str, page: Page) -> str:
    link = find(links, ("items", "item"), ITEMS_TYPES, strict=True)
    href = child(page.landing.collections_url, identifier, "items") if link is None else link.href
    return with_service_parameters(href, page.landing.url)


def _hint(entry: Mapping[str, Any], item_type: str) -> ItemKind:
    """What the entry itself tells of its items; often nothing."""
    for member in ("geometryType", "geometry-type", "geometrytype", "geometry_type"):
        value = entry.get(member)
        if isinstance(value, str) and value.strip():
            table = value.strip().lower() in _WITHOUT_GEOMETRY
            return ItemKind.TABLE if table else ItemKind.FEATURE
    if item_type.lower() == "record" and not isinstance(entry.get("extent"), dict):
        return ItemKind.TABLE
    return ItemKind.UNKNOWN


def _crs(value: Any, page: Page) -> Tuple[str, ...]:
    """The ``crs`` list, verbatim; ``#/crs`` is the document's own list (18-058r1, 6.2.2)."""
    values = value if isinstance(value, list) else [value]
    found: List[str] = []
    for item in values:
        if isinstance(item, str) and item.strip().startswith("#"):
            found.extend(page.global_crs)
        elif isinstance(item, str) and item.strip():
            found.append(item.strip())
        elif isinstance(item, int) and not isinstance(item, bool):
            found.append(str(item))
    result = tuple(dict.fromkeys(found))
    return page.shared.setdefault(result, result)


def _keywords(value: Any) -> Tuple[str, ...]:
    found = []
    for item in value if isinstance(value, list) else ():
        text = item.get("keyword", item.get("name")) if isinstance(item, dict) else item
        found.append(one_line(text, 100))
    return tuple(dict.fromkeys(filter(None, found)))[:50]


def _license(entry: Mapping[str, Any], links: Tuple[Link, ...]) -> Optional[str]:
    text = one_line(entry.get("license"))
    if text:
        return text
    link = find(links, ("license",), ("text/html", "", "application/json"))
    return None if link is None else (link.title or link.href)


def read_bbox(extent: Any) -> Optional[Bbox]:
    """West, south, east, north in degrees out of an ``extent``; None when it is of no use.

    Survives flat lists, 6 numbers, numbers as texts, nulls, infinite and inverted boxes. A box
    over the antimeridian keeps west > east (RFC 7946 section 5.2).
    """
    if not isinstance(extent, dict):
        return None
    spatial = extent.get("spatial", extent.get("spatialExtent"))
    if isinstance(spatial, dict):
        crs = spatial.get("crs")
        if isinstance(crs, str) and not is_crs84(crs):
            return None
        boxes = spatial.get("bbox")
    else:
        boxes = extent.get("bbox", spatial)
    if not isinstance(boxes, list) or not boxes:
        return None
    return _box(boxes[0] if isinstance(boxes[0], list) else boxes)


def _box(values: List[Any]) -> Optional[Bbox]:
    numbers = [_number(value) for value in values]
    if len(numbers) == 6:
        numbers = [numbers[0], numbers[1], numbers[3], numbers[4]]
    if len(numbers) != 4 or any(number is None for number in numbers):
        return None
    west, south, east, north = (float(number or 0.0) for number in numbers)
    if max(abs(west), abs(east)) > 180.5 or max(abs(south), abs(north)) > 90.5 or south > north:
        return None
    if west == south == east == north == 0:
        return None
    return (max(west, -180.0), max(south, -90.0), min(east, 180.0), min(north, 90.0))


def _number(value: Any) -> Optional[float]:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
