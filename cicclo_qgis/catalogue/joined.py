"""One collection, told of by several ways in: one row, with the best of each."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Dict, FrozenSet, Iterable, List, Optional, Sequence, Set, Tuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from cicclo_qgis.ogcapi.model import Collection, LandingPage, Link, ServiceKind
from cicclo_qgis.ogcapi.urls import origin
from cicclo_qgis.platforms.address import service_parameters

Key = Tuple[str, int, str, str, str]

_MOST_LINKS = 60
# What ends the address of a service, by which software: what comes before is common to all.
_ENDS = re.compile(r"/(ogc/features/v1|ogc/features|ogcapi|wfs3|wfs|ows|wms|data/ogcapi)$", re.I)
_GEOSERVER = re.compile(r"^(.*/geoserver)(/[^/]+)?$", re.I)
_WORD = re.compile(r"[A-Za-z0-9_-]+")
# Prefixes that servers put before every name: they tell nothing.
_EMPTY_PREFIXES = ("ms:", "qgs:", "feature:")


class Joined:
    """The rows of one platform so far, each collection once.

    ``landing``: what rows without a service of their own are read from.
    """

    def __init__(self, landing: LandingPage) -> None:
        self._landing = landing
        self._ids: Dict[Key, str] = {}
        self._rows: Dict[str, Collection] = {}
        self._vouched: Set[str] = set()

    def hearsay(self, rows: Iterable[Collection]) -> FrozenSet[str]:
        """The identifiers of those of ``rows`` that no service has listed so far."""
        return frozenset(row.id for row in rows if row.id not in self._vouched)

    def add(
        self, rows: Iterable[Collection], hearsay: FrozenSet[str] = frozenset()
    ) -> List[Collection]:
        """Take more rows; what is to be told: new ones, and known ones that were completed.

        A row that was known keeps its ``id``. ``hearsay``: see ``CollectionsPage``.
        """
        told: Dict[str, Collection] = {}
        for row in rows:
            key = self._key(row)
            place = self._ids.get(key, row.id) if key is not None else row.id
            known = self._rows.get(place)
            made = row if known is None else replace(merged(known, row), id=place)
            if key is not None:
                self._ids.setdefault(key, place)
            if row.id not in hearsay:
                self._vouched.add(place)
            if made != known:
                self._rows[place] = told[place] = made
        return list(told.values())

    def _key(self, row: Collection) -> Optional[Key]:
        return key_of(row, self._landing.url)


def key_of(row: Collection, landing_url: str) -> Optional[Key]:
    """What is the same for each way in to one collection; None where that cannot be told.

    The place of the server (``…/geoserver``, the folder of ``wfs3`` and ``ows``), its parameters
    (``map``), and the name of the layer there.
    """
    service = row.service_url or landing_url
    name = row.service_name or (row.id if not row.service_url else "")
    found = origin(service)
    if found is None or not name:
        return None
    parts = urlsplit(service)
    scheme, host, port = found
    if (scheme, port) == ("http", 80):
        port = 443
    path = parts.path.rstrip("/")
    while _ENDS.search(path):
        path = _ENDS.sub("", path)
    workspace = _GEOSERVER.match(path)
    path = workspace.group(1) if workspace else path
    parameters = dict(parse_qsl(service_parameters(parts.query)))
    if _WORD.fullmatch(parameters.get("map", "")):
        # MapServer knows a map by its name in the path, and by the parameter.
        path = f"{path}/{parameters.pop('map')}"
    for prefix in _EMPTY_PREFIXES:
        if name.startswith(prefix):
            name = name[len(prefix) :]
    return (host, port, path, urlencode(sorted(parameters.items())), name)


def merged(one: Collection, other: Collection) -> Collection:
    """Two rows of one collection as one, read by OGC API - Features if either is."""
    if one.service_kind is not other.service_kind and one.service_kind is ServiceKind.WFS:
        one, other = other, one
    return replace(
        one,
        title=_title(one) or _title(other) or one.title,
        description=_longer(one.description, other.description),
        links=_links(one.links, other.links),
        bbox=one.bbox or other.bbox,
        crs=one.crs or other.crs,
        storage_crs=one.storage_crs or other.storage_crs,
        keywords=tuple(dict.fromkeys((*one.keywords, *other.keywords)))[:50],
        license=one.license or other.license,
        rights=one.rights or other.rights,
        publisher=other.publisher or one.publisher,
        updated=max(one.updated, other.updated),
        shape=one.shape or other.shape,
    )


def _title(row: Collection) -> str:
    """The title, when it is one: many servers repeat the layer's name there."""
    name = row.service_name or row.id
    same = row.title in (name, name.rpartition(":")[2], row.id)
    return "" if same else row.title


def _longer(one: str, other: str) -> str:
    return one if len(one) >= len(other) else other


def _links(one: Sequence[Link], other: Sequence[Link]) -> Tuple[Link, ...]:
    return tuple(dict.fromkeys((*one, *other)))[:_MOST_LINKS]
