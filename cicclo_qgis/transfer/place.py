"""Where a collection is, fit to be written down; and the collection as it is there today."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass
from typing import Tuple
from urllib.parse import unquote, urlsplit, urlunsplit

import requests

from cicclo_qgis.ogcapi.at_once import open_and_list
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.model import Collection, LandingPage, ServiceKind
from cicclo_qgis.ogcapi.policy import Policy
from cicclo_qgis.ogcapi.session import SessionFactory
from cicclo_qgis.ogcapi.urls import masked

# What tells the services of one server apart, without the signs between words.
_NAMING = re.compile(
    r"id|(service|map)(id|name)|(project|projet|config|dataset|site|portal|portail|theme)(id|name)?"
    r"|id(service|map|projet)|mapfile|workspace|namespace|database|db|catalog|catalogue|territoire"
    r"|instance"
)
_MAP = "map"
_PLAIN = re.compile(r"[\w./:,-]{1,80}")
_DRAWN = re.compile(r"[\da-f]{16}|[\da-f]{8}-[\da-f]{4}-|(?=\w*\d)(?=\w*[a-z])\w{20}", re.I)


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
    """``url`` with no query but what names the service (``map``, ``service_id``…); no user name.

    Whatever else stands there may be a key.
    """
    parts = urlsplit(url)
    kept = [piece for piece in parts.query.split("&") if _names_service(*_halves(piece))]
    netloc = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, netloc, parts.path, "&".join(kept), ""))


def _halves(piece: str) -> Tuple[str, str]:
    name, _, value = piece.partition("=")
    return name.lower(), unquote(value)


def _names_service(name: str, value: str) -> bool:
    """Whether a parameter says which of a server's services is meant, and cannot be a secret."""
    if name == _MAP:
        return bool(value)
    if not _NAMING.fullmatch(re.sub("[_.-]", "", name)):
        return False
    # A number, a word or a path; not what looks drawn by lot.
    return bool(_PLAIN.fullmatch(value)) and not _DRAWN.search(value)


def same_address(one: str, other: str) -> bool:
    """Whether two addresses are those of one service, whatever keys they carry.

    Copies of the first versions have kept no parameter but ``map``.
    """
    first, second = (plain_address(url).rstrip("/") for url in (one, other))
    return first == second or _bare(first) == second or first == _bare(second)


def _bare(url: str) -> str:
    parts = urlsplit(url)
    kept = [piece for piece in parts.query.split("&") if _halves(piece)[0] == _MAP]
    return urlunsplit(parts._replace(query="&".join(kept))).rstrip("/")


def find(http: SessionFactory, place: Place, policy: Policy) -> Tuple[LandingPage, Collection]:
    """The service as it is today, and the collection. Blocks.

    Raises:
        OgcApiError: NOT_FOUND when there is no such collection (any more).
    """
    if place.kind is ServiceKind.WFS:
        with closing(http()) as session:
            return _feature_type(session, place, policy)
    landing, listed = open_and_list(http, place.address, policy)
    for one in listed:
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
