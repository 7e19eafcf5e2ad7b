"""The collections of a service, to choose one by its name: by OGC API - Features, or by WFS."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import List, Optional, Tuple
from urllib.parse import parse_qsl, urlsplit

import requests

from cicclo_qgis.catalogue.by_address import collection_id
from cicclo_qgis.catalogue.sources.pointing import wfs_endpoint
from cicclo_qgis.catalogue.sources.service import service_landing
from cicclo_qgis.catalogue.sources.wfs import feature_types
from cicclo_qgis.ogcapi.at_once import open_and_list
from cicclo_qgis.ogcapi.discovery import discover
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.listing import collections
from cicclo_qgis.ogcapi.model import Collection, LandingPage, ServiceKind
from cicclo_qgis.ogcapi.policy import Policy
from cicclo_qgis.ogcapi.session import SessionFactory
from cicclo_qgis.ogcapi.urls import masked
from cicclo_qgis.platforms.model import Platform
from cicclo_qgis.transfer.whereabouts import services_of


@dataclass(frozen=True)
class Listing:
    """What a service has. ``wanted``: the name that is looked for; "" when none was given."""

    landing: LandingPage
    collections: Tuple[Collection, ...]
    wanted: str


def listed_at(http: requests.Session, address: str, policy: Policy) -> Listing:
    """The service at ``address``, which is that of a collection. Blocks.

    A feature type is named by ``typenames`` in the address of its WFS.

    Raises:
        OgcApiError: the service cannot be read.
    """
    query = {name.lower(): value for name, value in parse_qsl(urlsplit(address).query)}
    name = query.get("typenames") or query.get("typename") or ""
    if name or query.get("service", "").lower() == "wfs":
        return _wfs(http, wfs_endpoint(address), name, policy)
    wanted = collection_id(address) or ""
    landing = discover(http, address, policy)
    return Listing(landing, tuple(collections(http, landing, policy)) if wanted else (), wanted)


def listed_on(http: SessionFactory, platform: Platform, wanted: str, policy: Policy) -> Listing:
    """The services of ``platform``, one after another until one has ``wanted``. Blocks.

    Raises:
        OgcApiError: none of them can be read.
    """
    refused: Optional[OgcApiError] = None
    landing: Optional[LandingPage] = None
    found: List[Collection] = []
    for address, kind in services_of(platform):
        try:
            told = _listed(http, address, kind, wanted, policy)
        except OgcApiError as error:
            if error.code is ProblemCode.CANCELLED:
                raise
            refused = refused or error
            continue
        landing = landing or told.landing
        found += told.collections
        if any(one.id == told.wanted for one in told.collections):
            return told
    if landing is None:
        raise refused or OgcApiError(ProblemCode.NO_LANDING, masked(platform.landing or ""))
    return Listing(landing, tuple(found), wanted)


def _listed(
    http: SessionFactory, address: str, kind: ServiceKind, wanted: str, policy: Policy
) -> Listing:
    if kind is ServiceKind.WFS:
        with closing(http()) as session:
            return _wfs(session, address, wanted, policy)
    landing, listed = open_and_list(http, address, policy)
    return Listing(landing, listed, wanted)


def _wfs(http: requests.Session, endpoint: str, wanted: str, policy: Policy) -> Listing:
    told = feature_types(http, endpoint, policy, main=True).collections
    # Servers put a prefix before the name, or leave it out.
    bare = [one.id for one in told if one.id.rpartition(":")[2] == wanted]
    exact = any(one.id == wanted for one in told)
    name = bare[0] if len(bare) == 1 and not exact else wanted
    return Listing(service_landing(endpoint, ""), tuple(told), name)
