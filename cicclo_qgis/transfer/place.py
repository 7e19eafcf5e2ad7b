"""Where a collection is, fit to be written down; and the collection as it is there today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Tuple
from urllib.parse import urlsplit, urlunsplit

import requests

from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.landing import open_landing
from cicclo_qgis.ogcapi.listing import collections
from cicclo_qgis.ogcapi.model import Collection, LandingPage, ServiceKind
from cicclo_qgis.ogcapi.policy import Policy
from cicclo_qgis.ogcapi.urls import masked


@dataclass(frozen=True)
class Place:
    """``address``: of the landing page, or of the WFS. ``name``: what it is called there."""

    address: str
    name: str
    kind: ServiceKind = ServiceKind.FEATURES


def place_of(landing: LandingPage, collection: Collection) -> Place:
    """Where ``collection`` is read from, with no key in the address."""
    address = plain_address(collection.service_url or landing.url)
    return Place(address, collection.service_name or collection.id, collection.service_kind)


def plain_address(url: str) -> str:
    """``url`` with no query but the service's own ``map``, and no user name."""
    parts = urlsplit(url)
    kept = [piece for piece in parts.query.split("&") if piece.lower().startswith("map=")]
    netloc = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, netloc, parts.path, "&".join(kept), ""))


def same_address(one: str, other: str) -> bool:
    """Whether two addresses are those of one service, whatever keys they carry."""
    return plain_address(one).rstrip("/") == plain_address(other).rstrip("/")


def find(http: requests.Session, place: Place, policy: Policy) -> Tuple[LandingPage, Collection]:
    """The service as it is today, and the collection. Blocks.

    Raises:
        OgcApiError: NOT_FOUND when there is no such collection (any more).
    """
    if place.kind is ServiceKind.WFS:
        return _feature_type(http, place, policy)
    landing = open_landing(http, place.address, policy)
    for one in collections(http, landing, policy):
        if place.name in (one.id, one.service_name):
            return landing, one
    raise OgcApiError(ProblemCode.NOT_FOUND, masked(place.address))


def _feature_type(
    http: requests.Session, place: Place, policy: Policy
) -> Tuple[LandingPage, Collection]:
    from cicclo_qgis.catalogue.sources.pointing import wfs_endpoint
    from cicclo_qgis.catalogue.sources.service import service_landing
    from cicclo_qgis.catalogue.sources.wfs import feature_types, same_type

    endpoint = wfs_endpoint(place.address)
    for one in feature_types(http, endpoint, policy, main=True).collections:
        if same_type(endpoint, one.service_name, place.name):
            return service_landing(endpoint, ""), one
    raise OgcApiError(ProblemCode.NOT_FOUND, masked(endpoint))
