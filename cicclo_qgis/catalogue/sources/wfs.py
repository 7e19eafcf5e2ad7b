"""The feature types of a Web Feature Service (OGC 09-025r2; 1.0 and 1.1 are read too)."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Dict, Iterator, List, Optional, Tuple
from urllib.parse import quote

import requests

from cicclo_qgis.catalogue.sources.pointing import qualified, wfs_endpoint
from cicclo_qgis.catalogue.sources.record import Bbox, box_of, licence_in, words_of
from cicclo_qgis.catalogue.sources.service import get_xml, pieces_of, service_landing
from cicclo_qgis.catalogue.sources.xml_reader import Node
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.listing import CollectionsPage
from cicclo_qgis.ogcapi.model import Collection, LandingPage, Link, ServiceKind
from cicclo_qgis.ogcapi.policy import Policy
from cicclo_qgis.ogcapi.text import one_line, plain
from cicclo_qgis.ogcapi.urls import masked, resolve, with_query
from cicclo_qgis.ogcapi.validators import validator_of

_WANTED = frozenset(("FeatureType", "ServiceIdentification", "ServiceProvider", "Service"))
# What a row lists of the many reference systems that a server may offer for each layer.
_MOST_CRS = 30
# So few that the address, opened by a person or read for a sample, never means the whole layer.
_SAMPLE = 100
_MOST_TYPES = 50_000


class WfsSource:
    """Lists a platform's WFS; also the one for its members, where it has one.

    Args:
        url: the public service, None when there is none. private: the one for members.
        title: the platform's name.
    """

    def __init__(self, url: Optional[str], title: str, private: Optional[str] = None) -> None:
        self._url = None if url is None else wfs_endpoint(url)
        self._private = None if private is None else wfs_endpoint(private)
        self.landing: LandingPage = service_landing(self._url or self._private or "", title)

    def pages(
        self, http: requests.Session, policy: Policy, validator: str = "", member: bool = False
    ) -> Iterator[CollectionsPage]:
        """See ``protocol.Source``."""
        found = 0
        alone = not (member and self._private)
        if self._url is not None:
            page = feature_types(http, self._url, policy, validator if alone else "", main=True)
            found += len(page.collections)
            yield page
        if member and self._private is not None:
            page = self._of_members(http, self._private, policy)
            found += len(page.collections)
            yield page
        if not found:
            if self._url is None and not member:
                raise OgcApiError(ProblemCode.SIGN_IN_REQUIRED, masked(self._private or ""))
            raise OgcApiError(ProblemCode.NO_COLLECTIONS, masked(self.landing.url), 200)

    def _of_members(self, http: requests.Session, private: str, policy: Policy) -> CollectionsPage:
        try:
            return feature_types(http, private, policy)
        except OgcApiError as error:
            # What is open to all is not lost for a key that opens nothing here.
            if self._url is None or error.code is ProblemCode.CANCELLED:
                raise
            return CollectionsPage(private, (), notes=(f"{masked(private)}: {error.code.value}",))


def feature_types(
    http: requests.Session, endpoint: str, policy: Policy, validator: str = "", main: bool = False
) -> CollectionsPage:
    """The feature types of one WFS. ``main``: of the platform itself, so that names are enough.

    Raises:
        OgcApiError: it is no WFS, or cannot be read.
        Unchanged: the state known by ``validator`` is still true.
    """
    url = with_query(endpoint, {"SERVICE": "WFS", "REQUEST": "GetCapabilities"})
    answer = get_xml(http, url, policy, validator)
    listing = _Listing(endpoint, answer.url, main)
    root = pieces_of(answer, policy, _WANTED, listing.take)
    if root.name != "WFS_Capabilities":
        raise OgcApiError(ProblemCode.NOT_OGC_API, masked(answer.url), answer.status)
    return CollectionsPage(
        answer.url,
        tuple(listing.rows()),
        notes=tuple(listing.notes),
        validator=validator_of(answer.headers),
    )


class _Listing:
    """What one capabilities document tells."""

    def __init__(self, endpoint: str, url: str, main: bool) -> None:
        self.notes: List[str] = []
        self._endpoint = endpoint
        self._url = url
        self._main = main
        self._rows: Dict[str, Collection] = {}
        self._license: Optional[str] = None
        self._publisher = ""

    def take(self, node: Node) -> None:
        if node.name == "FeatureType":
            self._feature_type(node)
        elif node.name == "ServiceProvider":
            self._publisher = one_line(node.words("ProviderName"))
        else:
            told = (node.words("AccessConstraints"), node.words("Fees"))
            self._license = licence_in(told)

    def rows(self) -> Iterator[Collection]:
        """What the service says of itself holds for each row; it may stand after them."""
        for row in self._rows.values():
            yield replace(row, license=self._license, publisher=self._publisher)

    def _feature_type(self, node: Node) -> None:
        name = node.words("Name")
        if not name or len(name) > 300 or len(self._rows) >= _MOST_TYPES:
            self.notes.append("a feature type without a usable name was left out")
            return
        if name in self._rows:
            self.notes.append(f"{name!r} again, left out")
            return
        crs = [node.words(member) for member in ("DefaultCRS", "DefaultSRS", "SRS")]
        default = next((item for item in crs if item), "")
        others = [
            item.text.strip() for member in ("OtherCRS", "OtherSRS") for item in node.all(member)
        ]
        self._rows[name] = wfs_row(
            self._endpoint,
            name,
            main=self._main,
            title=one_line(node.words("Title")),
            description=plain(node.words("Abstract")),
            links=tuple(_metadata_links(node, self._url)),
            bbox=_extent(node),
            crs=tuple(dict.fromkeys(filter(None, [default, *others])))[:_MOST_CRS],
            storage_crs=default or None,
            keywords=words_of(_keywords(node)),
        )


def wfs_row(
    endpoint: str,
    name: str,
    *,
    main: bool,
    title: str,
    description: str,
    links: Tuple[Link, ...] = (),
    bbox: Optional[Bbox] = None,
    crs: Tuple[str, ...] = (),
    storage_crs: Optional[str] = None,
    keywords: Tuple[str, ...] = (),
) -> Collection:
    """A feature type as a row. ``main``: of the platform's own service, where names are enough."""
    return Collection(
        id=name if main else row_id(name, endpoint),
        title=title or one_line(name),
        description=description,
        links=links,
        items_url=sample_address(endpoint, name) if name else endpoint,
        bbox=bbox,
        crs=crs,
        storage_crs=storage_crs,
        keywords=keywords,
        service_kind=ServiceKind.WFS,
        service_url=endpoint,
        service_name=name,
    )


def row_id(name: str, service: str) -> str:
    """An identifier that stays, for a row of a service that is not the platform's own."""
    address = service.split("://", 1)[-1].rstrip("/?")
    return f"{name}@{address}" if name else address


def sample_address(endpoint: str, name: str) -> str:
    """The first features as GeoJSON in degrees, from servers that know that format.

    Names and number are written as both WFS 2.0 and 1.1 have them: servers of 1.1 answer too.
    """
    before, after = _sample_of(endpoint)
    quoted = quote(name, safe=",:/")
    return f"{before}&TYPENAMES={quoted}&TYPENAME={quoted}&{after}"


@lru_cache(maxsize=64)
def _sample_of(endpoint: str) -> Tuple[str, str]:
    """What comes before and after the name: the same for each of thousands of rows."""
    start: Dict[str, Optional[str]] = {
        "SERVICE": "WFS",
        "VERSION": "2.0.0",
        "REQUEST": "GetFeature",
    }
    end: Dict[str, Optional[str]] = {
        "COUNT": str(_SAMPLE),
        "MAXFEATURES": str(_SAMPLE),
        "SRSNAME": "EPSG:4326",
        "OUTPUTFORMAT": "application/json",
    }
    return with_query(endpoint, start), with_query("", end).lstrip("?")


def _metadata_links(node: Node, base: str) -> Iterator[Link]:
    for member in node.named("MetadataURL"):
        href = resolve(base, member.attributes.get("href") or member.text.strip())
        if href is not None:
            kind = member.attributes.get("format", "")
            yield Link(href, "describedby", kind)


def _keywords(node: Node) -> Iterator[str]:
    for member in node.named("Keywords"):
        # WFS 1.0 has one text with commas.
        yield from member.text.split(",")
        for word in member.named("Keyword"):
            yield word.text


def _extent(node: Node) -> Optional[Bbox]:
    box = node.first("WGS84BoundingBox")
    try:
        if box is not None:
            west, south = (float(part) for part in box.words("LowerCorner").split()[:2])
            east, north = (float(part) for part in box.words("UpperCorner").split()[:2])
            return box_of(west, south, east, north)
        box = node.first("LatLongBoundingBox")
        if box is None:
            return None
        corners = (float(box.attributes[key]) for key in ("minx", "miny", "maxx", "maxy"))
        return box_of(*corners)
    except (ValueError, KeyError):
        return None


def same_type(endpoint: str, one: str, other: str) -> bool:
    """Whether two names mean one feature type: prefixes come and go between documents."""
    first, second = qualified(endpoint, one), qualified(endpoint, other)
    if first == second:
        return True
    prefixed = (":" in first, ":" in second)
    return prefixed != (True, True) and first.rpartition(":")[2] == second.rpartition(":")[2]
