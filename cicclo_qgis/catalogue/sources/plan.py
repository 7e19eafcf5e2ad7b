"""Which ways in a platform has, by its record in the registry, and which of them is taken."""

from __future__ import annotations

from typing import Iterator, List, Optional, Sequence

import requests

from cicclo_qgis.catalogue.joined import Joined
from cicclo_qgis.catalogue.sources.csw import CswRecords
from cicclo_qgis.catalogue.sources.data_gouv import DataGouvRecords
from cicclo_qgis.catalogue.sources.geonetwork import GeonetworkRecords, geonetwork_of
from cicclo_qgis.catalogue.sources.neighbours import Neighbours
from cicclo_qgis.catalogue.sources.ogc_features import FeaturesSource
from cicclo_qgis.catalogue.sources.ogc_records import OgcRecords
from cicclo_qgis.catalogue.sources.protocol import Source
from cicclo_qgis.catalogue.sources.record_rows import CatalogueSource, Records
from cicclo_qgis.catalogue.sources.wfs import WfsSource
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.landing import open_landing
from cicclo_qgis.ogcapi.listing import CollectionsPage
from cicclo_qgis.ogcapi.model import LandingPage
from cicclo_qgis.ogcapi.policy import Policy
from cicclo_qgis.ogcapi.urls import masked
from cicclo_qgis.platforms.address import default_candidates
from cicclo_qgis.platforms.model import Catalogue, LandingStatus, Platform

_ELSEWHERE = frozenset((ProblemCode.NOT_FOUND, ProblemCode.NOT_OGC_API))


def can_be_listed(platform: Platform) -> bool:
    """Whether the registry names any way to learn the platform's collections."""
    return platform.landing is not None or bool(_others(platform, Neighbours()))


def source_of(
    http: requests.Session, platform: Platform, policy: Policy, neighbours: Neighbours
) -> Source:
    """The way in: the landing page if there is one; else WFS and catalogue together.

    A catalogue of OGC API - Records is read beside a landing page too: it is quickly read, and
    says more of each collection.

    Raises:
        OgcApiError: the landing page cannot be used; NO_LANDING when there is no way in at all.
    """
    others = _others(platform, neighbours)
    if platform.landing is None:
        if not others:
            raise OgcApiError(ProblemCode.NO_LANDING)
        return _together(others)
    try:
        landing = find_landing(http, platform, policy)
    except OgcApiError as error:
        guessed = platform.landing_status is LandingStatus.PATTERN and error.code in _ELSEWHERE
        if not guessed or not others:
            raise
        return _together(others)
    features = FeaturesSource(landing)
    if platform.catalogue is None or platform.catalogue.type != "ogc-records":
        return features
    return JoinedSource([features, *(one for one in others if isinstance(one, CatalogueSource))])


def _together(others: List[Source]) -> Source:
    """A WFS alone can say that nothing has changed; records of a catalogue repeat themselves."""
    if len(others) == 1 and isinstance(others[0], WfsSource):
        return others[0]
    return JoinedSource(others)


def _others(platform: Platform, neighbours: Neighbours) -> List[Source]:
    """The ways in beside a landing page, the most complete first."""
    found: List[Source] = []
    if platform.wfs is not None or platform.private_wfs is not None:
        found.append(WfsSource(platform.wfs, platform.name, platform.private_wfs))
    records = None if platform.catalogue is None else _records(platform.catalogue)
    if records is not None and platform.catalogue is not None:
        found.append(CatalogueSource(records, platform, platform.catalogue.url, neighbours))
    return found


def _records(catalogue: Catalogue) -> Optional[Records]:
    if catalogue.type == "csw":
        root = geonetwork_of(catalogue.url)
        return CswRecords(catalogue.url) if root is None else GeonetworkRecords(root, catalogue.url)
    if catalogue.type == "geonetwork":
        return GeonetworkRecords(catalogue.url)
    if catalogue.type == "ogc-records":
        return OgcRecords(catalogue.url)
    if catalogue.type == "udata":
        return DataGouvRecords(catalogue.url)
    return None


class JoinedSource:
    """Several ways in to one platform, told as one; each collection once.

    One that fails leaves a note as long as another one has told something.
    """

    def __init__(self, parts: Sequence[Source]) -> None:
        self._parts = tuple(parts)
        self.landing: LandingPage = self._parts[0].landing

    def pages(
        self, http: requests.Session, policy: Policy, validator: str = "", member: bool = False
    ) -> Iterator[CollectionsPage]:
        """See ``protocol.Source``. The list as a whole has no state that a server could name."""
        joined = Joined(self.landing)
        first: Optional[OgcApiError] = None
        found = 0
        for part in self._parts:
            try:
                for page in part.pages(http, policy, "", member):
                    rows = joined.add(page.collections)
                    found += len(rows)
                    yield CollectionsPage(page.url, tuple(rows), page.hidden, page.notes)
            except OgcApiError as error:
                if error.code is ProblemCode.CANCELLED:
                    raise
                first = first or error
                note = f"{masked(part.landing.url)}: {error.code.value}"
                yield CollectionsPage(part.landing.url, (), notes=(note,))
        if not found and first is not None:
            raise first


def find_landing(http: requests.Session, platform: Platform, policy: Policy) -> LandingPage:
    """The platform's landing page; where its address is a guess, known software's others too.

    Raises:
        OgcApiError: what the platform's own address gave.
    """
    address = platform.landing or ""
    try:
        return open_landing(http, address, policy)
    except OgcApiError as error:
        if platform.landing_status is not LandingStatus.PATTERN or error.code not in _ELSEWHERE:
            raise
        first = error
    for url in default_candidates(address):
        if url == address:
            continue
        try:
            return open_landing(http, url, policy)
        except OgcApiError as error:
            if error.code not in _ELSEWHERE:
                break
    raise first
