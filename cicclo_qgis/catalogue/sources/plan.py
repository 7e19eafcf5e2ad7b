"""Which ways in a platform has, by its record in the registry, and which of them is taken."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Iterator, List, Optional, Sequence

import requests

from cicclo_qgis.catalogue.sources.neighbours import Neighbours
from cicclo_qgis.catalogue.sources.ogc_features import FeaturesSource
from cicclo_qgis.catalogue.sources.protocol import Source
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.landing import open_landing
from cicclo_qgis.ogcapi.listing import CollectionsPage
from cicclo_qgis.ogcapi.model import LandingPage
from cicclo_qgis.ogcapi.policy import Policy
from cicclo_qgis.ogcapi.urls import masked
from cicclo_qgis.platforms.address import default_candidates
from cicclo_qgis.platforms.model import Catalogue, LandingStatus, Platform

if TYPE_CHECKING:
    from cicclo_qgis.catalogue.sources.record_rows import Records

_ELSEWHERE = frozenset((ProblemCode.NOT_FOUND, ProblemCode.NOT_OGC_API))
# A guessed address may be of a host that does not exist, or lead to something that breaks.
_NOT_THERE = _ELSEWHERE | {
    ProblemCode.UNREACHABLE,
    ProblemCode.NO_HTTPS,
    ProblemCode.NO_RIGHT,
    ProblemCode.SERVER_ERROR,
    ProblemCode.INVALID_JSON,
}
_CATALOGUES = frozenset(("csw", "geonetwork", "ogc-records", "udata"))


def can_be_listed(platform: Platform) -> bool:
    """Whether the registry names any way to learn the platform's collections."""
    return bool(platform.landing or _has_wfs(platform) or _has_catalogue(platform))


def _has_wfs(platform: Platform) -> bool:
    return bool(platform.wfs or platform.private_wfs)


def _has_catalogue(platform: Platform) -> bool:
    return platform.catalogue is not None and platform.catalogue.type in _CATALOGUES


def source_of(
    http: requests.Session, platform: Platform, policy: Policy, neighbours: Neighbours
) -> Source:
    """The way in: the landing page if there is one; else WFS and catalogue together.

    A catalogue of OGC API - Records is read beside a landing page too: it is quickly read, and
    says more of each collection.

    Raises:
        OgcApiError: the landing page cannot be used; NO_LANDING when there is no way in at all.
    """
    if platform.landing is None:
        if not can_be_listed(platform):
            raise OgcApiError(ProblemCode.NO_LANDING)
        return _without_landing(platform, neighbours)
    try:
        features = FeaturesSource(find_landing(http, platform, policy))
    except OgcApiError as error:
        guessed = platform.landing_status is LandingStatus.PATTERN and error.code in _NOT_THERE
        if not guessed or not (_has_wfs(platform) or _has_catalogue(platform)):
            raise
        return _without_landing(platform, neighbours)
    if platform.catalogue is None or platform.catalogue.type != "ogc-records":
        return features
    return JoinedSource([features, _catalogue(platform, platform.catalogue, neighbours)])


def _without_landing(platform: Platform, neighbours: Neighbours) -> Source:
    """WFS and catalogue, as far as there are any, the most complete first."""
    found: List[Source] = []
    if _has_wfs(platform):
        from cicclo_qgis.catalogue.sources.wfs import WfsSource

        found.append(WfsSource(platform.wfs, platform.name, platform.private_wfs))
    if platform.catalogue is None or not _has_catalogue(platform):
        # A WFS alone can say that nothing has changed.
        return found[0]
    found.append(_catalogue(platform, platform.catalogue, neighbours))
    return JoinedSource(found)


def _catalogue(platform: Platform, catalogue: Catalogue, neighbours: Neighbours) -> Source:
    from cicclo_qgis.catalogue.sources.record_rows import CatalogueSource

    return CatalogueSource(_records(catalogue), platform, catalogue.url, neighbours)


def _records(catalogue: Catalogue) -> Records:
    if catalogue.type == "ogc-records":
        from cicclo_qgis.catalogue.sources.ogc_records import OgcRecords

        return OgcRecords(catalogue.url)
    if catalogue.type == "udata":
        from cicclo_qgis.catalogue.sources.data_gouv import DataGouvRecords

        return DataGouvRecords(catalogue.url)
    from cicclo_qgis.catalogue.sources.csw import CswRecords
    from cicclo_qgis.catalogue.sources.geonetwork import GeonetworkRecords, geonetwork_of

    if catalogue.type == "geonetwork":
        return GeonetworkRecords(catalogue.url)
    root = geonetwork_of(catalogue.url)
    return CswRecords(catalogue.url) if root is None else GeonetworkRecords(root, catalogue.url)


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
        from cicclo_qgis.catalogue.joined import Joined

        joined = Joined(self.landing)
        first: Optional[OgcApiError] = None
        found = 0
        for part in self._parts:
            try:
                for page in part.pages(http, policy, "", member):
                    rows = joined.add(page.collections, page.hearsay)
                    found += len(rows)
                    yield replace(
                        page,
                        collections=tuple(rows),
                        validator="",
                        hearsay=joined.hearsay(rows),
                    )
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
