"""Rows out of a catalogue's records: each collection that a record points to."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from itertools import islice
from typing import Dict, FrozenSet, Iterator, List, Optional, Protocol, Set, Tuple
from urllib.parse import urlsplit

import requests

from cicclo_qgis.catalogue.joined import merged
from cicclo_qgis.catalogue.sources.neighbours import Neighbours
from cicclo_qgis.catalogue.sources.pointing import (
    LONGEST_ADDRESS,
    Pointer,
    items_address,
    pointers_of,
    wfs_endpoint,
)
from cicclo_qgis.catalogue.sources.record import Record
from cicclo_qgis.catalogue.sources.service import service_landing, small
from cicclo_qgis.catalogue.sources.wfs import feature_types, row_id, same_type, wfs_row
from cicclo_qgis.ogcapi.collection import ITEMS_TYPES
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.landing import open_landing
from cicclo_qgis.ogcapi.listing import CollectionsPage, collections
from cicclo_qgis.ogcapi.model import Collection, LandingPage, Link, ServiceKind
from cicclo_qgis.ogcapi.policy import Policy
from cicclo_qgis.ogcapi.text import one_line
from cicclo_qgis.ogcapi.urls import masked, resolve
from cicclo_qgis.platforms.model import Platform

# What was read by then is the list: better than none (the whole platform has two minutes).
_MOST_ROWS = 20_000
_LONGEST_S = 80.0
# Services met on the way are looked up to this number, each with so much patience (seconds).
_MOST_SERVICES = 20
_SERVICE_S = 20.0
_MOST_OF_A_SERVICE = 2_000
_LONGEST_ID = 500


class Records(Protocol):
    """A catalogue's records, in pages.

    ``notes``: why it was not read to its end, and other oddities so far, in words for the log.
    """

    notes: List[str]

    def pages(self, http: requests.Session, policy: Policy) -> Iterator[Tuple[str, List[Record]]]:
        """Each page: the address links in it are resolved against, and its records."""


class CatalogueSource:
    """Lists what the records of a platform's catalogue point to.

    What is of another known platform is left to it: see ``Neighbours``.
    """

    def __init__(
        self, records: Records, platform: Platform, address: str, neighbours: Neighbours
    ) -> None:
        self._records = records
        self._platform = platform
        self._neighbours = neighbours
        self.landing: LandingPage = service_landing(address, platform.name)

    def pages(
        self, http: requests.Session, policy: Policy, validator: str = "", member: bool = False
    ) -> Iterator[CollectionsPage]:
        """See ``protocol.Source``. A catalogue has no state that its server could name."""
        rows = _Rows(http, policy, self._platform, self._neighbours)
        until = time.monotonic() + _LONGEST_S
        for url, records in self._records.pages(http, policy):
            every = (row for record in records for row in rows.of(record, url))
            found = list(islice(every, _MOST_ROWS - len(rows.ids) + 1))
            notes, told = tuple(rows.notes_since()), rows.hearsay_since()
            yield CollectionsPage(url, tuple(found), notes=notes, hearsay=told)
            if len(rows.ids) >= _MOST_ROWS or time.monotonic() > until:
                note = f"the catalogue was read in part: {len(rows.ids)} rows"
                yield CollectionsPage(url, (), notes=(note,))
                return
        if self._records.notes:
            yield CollectionsPage(self.landing.url, (), notes=tuple(self._records.notes))
        if not rows.ids:
            raise OgcApiError(ProblemCode.NO_COLLECTIONS, masked(self.landing.url), 200)


@dataclass
class _Service:
    """What a service that a record named has; None when it could not be asked."""

    rows: Optional[Dict[str, Collection]]

    def find(self, pointer: Pointer) -> Optional[Collection]:
        for name, row in (self.rows or {}).items():
            if name == pointer.name or same_type(pointer.service, name, pointer.name):
                return row
        return None


class _Rows:
    """The rows made in one reading of a catalogue."""

    def __init__(
        self, http: requests.Session, policy: Policy, platform: Platform, neighbours: Neighbours
    ) -> None:
        self.ids: Set[str] = set()
        self._http = http
        self._policy = policy
        self._platform = platform
        self._neighbours = neighbours
        self._seen: Set[Tuple[str, str]] = set()
        self._services: Dict[Tuple[ServiceKind, str], _Service] = {}
        self._notes: List[str] = []
        self._hearsay: Set[str] = set()

    def notes_since(self) -> List[str]:
        """Oddities since the last call, in words for the log."""
        notes, self._notes = self._notes, []
        return notes

    def hearsay_since(self) -> FrozenSet[str]:
        """Rows since the last call of which no service has told."""
        told, self._hearsay = frozenset(self._hearsay), set()
        return told

    def of(self, record: Record, base: str) -> Iterator[Collection]:
        """The rows of one record; a record met twice has none the second time."""
        key = (record.id, record.title.casefold())
        if key in self._seen or len(record.id) > _LONGEST_ID:
            return
        self._seen.add(key)
        pointers = dict.fromkeys(p for link in record.links for p in pointers_of(link, base))
        for pointer in _best(list(pointers)):
            if self._neighbours.is_elsewhere(self._platform.id, pointer.service):
                continue
            for row in self._rows(record, pointer, base):
                self.ids.add(row.id)
                yield row

    def _rows(self, record: Record, pointer: Pointer, base: str) -> Iterator[Collection]:
        described = self._described(record, pointer, base)
        if pointer.kind is ServiceKind.WFS and (pointer.name or not record.is_service):
            self._hearsay.add(described.id)
            yield described
            return
        service = self._service(pointer)
        if not pointer.name:
            # The record tells of the service alone: all it has is meant.
            yield from list((service.rows or {}).values())[:_MOST_OF_A_SERVICE]
            return
        real = service.find(pointer)
        if real is None:
            self._hearsay.add(described.id)
        yield described if real is None else merged(real, described)

    def _described(self, record: Record, pointer: Pointer, base: str) -> Collection:
        """The row as the record alone tells of it."""
        if pointer.kind is ServiceKind.WFS:
            main = self._platform.wfs is not None and pointer.service == wfs_endpoint(
                self._platform.wfs
            )
            made = wfs_row(
                pointer.service,
                pointer.name,
                main=main and bool(pointer.name),
                title=record.title,
                description=record.description,
            )
        else:
            made = self._features_row(record, pointer)
        if not pointer.name:
            made = replace(made, id=row_id(record.id, urlsplit(pointer.service).netloc))
        place = resolve(base, record.page) if len(record.page) <= LONGEST_ADDRESS else None
        page = (Link(place, "alternate", "text/html"),) if place else ()
        return replace(
            made,
            links=(*page, *made.links),
            bbox=record.bbox,
            keywords=record.keywords,
            license=record.license,
            rights=record.rights,
            publisher=record.publisher,
            updated=record.updated,
        )

    def _features_row(self, record: Record, pointer: Pointer) -> Collection:
        own = self._is_own(pointer.service)
        items = items_address(pointer.service, pointer.name)
        return Collection(
            id=pointer.name if own else row_id(pointer.name, pointer.service),
            title=record.title or one_line(pointer.name),
            description=record.description,
            links=(Link(items, "items", ITEMS_TYPES[0]),),
            items_url=items,
            service_url="" if own else pointer.service,
            service_name="" if own else pointer.name,
        )

    def _is_own(self, service: str) -> bool:
        own = self._platform.landing
        return own is not None and own.rstrip("/") == service.rstrip("/")

    def _service(self, pointer: Pointer) -> _Service:
        """The service, asked once; beyond a number of them, the records are believed."""
        key = (pointer.kind, pointer.service)
        known = self._services.get(key)
        if known is not None:
            return known
        if len(self._services) >= _MOST_SERVICES:
            return _Service(None)
        found = _Service(None)
        self._services[key] = found
        policy = small(self._policy, _SERVICE_S, 20)
        try:
            read = self._wfs if pointer.kind is ServiceKind.WFS else self._features
            found.rows = read(pointer.service, policy)
        except OgcApiError as error:
            if error.code is ProblemCode.CANCELLED:
                raise
            self._notes.append(f"{masked(pointer.service)}: {error.code.value}")
        return found

    def _wfs(self, url: str, policy: Policy) -> Dict[str, Collection]:
        offered = feature_types(self._http, url, policy).collections
        return {row.service_name: row for row in offered}

    def _features(self, url: str, policy: Policy) -> Dict[str, Collection]:
        landing = open_landing(self._http, url, policy)
        own = self._is_own(url)
        return {
            row.id: row
            if own
            else replace(row, id=row_id(row.id, url), service_url=landing.url, service_name=row.id)
            for row in collections(self._http, landing, policy)
        }


def _best(pointers: List[Pointer]) -> List[Pointer]:
    """One pointer for each collection: OGC API - Features where a record offers both."""
    features = [one for one in pointers if one.kind is ServiceKind.FEATURES]
    if not features:
        return _named_first(pointers)
    features = _named_first(features)
    names = {one.name.rpartition(":")[2] for one in features}
    others = [one for one in _named_first(pointers) if one.kind is ServiceKind.WFS]
    if "" in names or len(features) >= len(others):
        return features
    return [*features, *(one for one in others if one.name.rpartition(":")[2] not in names)]


def _named_first(pointers: List[Pointer]) -> List[Pointer]:
    """Without those that name a service alone, where others name a collection of it."""
    named = {(one.kind, one.service) for one in pointers if one.name}
    return [one for one in pointers if one.name or (one.kind, one.service) not in named]
