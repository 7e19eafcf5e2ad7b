"""Where the record behind a page of a portal can be read by a machine.

The pages of GeoNetwork, of geOrchestra's and the Géoplateforme's data hubs, of udata
(data.gouv.fr) and of CKAN are programs for browsers: what they show is read from a catalogue,
under the identifier that is in the page's address. Only addresses on hosts of platforms are
handed out, until the person has said that another host may be asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Iterable, Iterator, List, Optional, Tuple
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from cicclo_qgis.catalogue.sources.neighbours import domain_of
from cicclo_qgis.ogcapi.urls import child, with_query
from cicclo_qgis.platforms.address import AddressError, clean_address
from cicclo_qgis.platforms.model import Catalogue, Platform

XML = "application/xml, text/xml;q=0.9, */*;q=0.1"
JSON = "application/geo+json, application/json;q=0.9, */*;q=0.1"
PAGE = "application/xml, application/geo+json;q=0.9, application/json;q=0.9, text/html;q=0.5"

_GEONETWORK = re.compile(r"^(.*?)/srv(?:/|$)")
# The identifier comes after one of these in the path, or in the fragment of older programs.
_BEFORE_ID = re.compile(r"/(?:metadata|dataset|service|reuse|records)/([^/?#&]+)")
_UDATA = re.compile(r"/(datasets|dataservices)/(?!r/)([^/?#&]+)")
_ITEM = re.compile(r"/collections/[^/]+/items/[^/]+/?$")
_DOCUMENT = re.compile(r"\.(xml|json|jsonld)$", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_GET_RECORD = {
    "service": "CSW",
    "version": "2.0.2",
    "request": "GetRecordById",
    "elementSetName": "full",
    "outputSchema": "http://www.isotc211.org/2005/gmd",
}
# Portals whose records are another host's.
_PORTALS = {"cartes.gouv.fr": "data.geopf.fr", "data.gouv.fr": "www.data.gouv.fr"}
_MOST = 6


@dataclass(frozen=True)
class Source:
    """A document that may tell of the record, and the ``Accept`` header it is asked with.

    ``ours``: nothing of the page's address is in it but the record's identifier, so that it may be
    asked in the person's name: whoever made up that address cannot have something else done by it.
    """

    url: str
    accept: str
    ours: bool = False


@dataclass(frozen=True)
class _Asked:
    """An address, taken apart. ``id``: the record's identifier in it, "" when there is none.

    ``is_item``: it is an item's of an OGC API and nothing more, which is read and never done.
    """

    url: str
    host: str
    root: str
    id: str
    slug: str
    is_document: bool
    is_item: bool


def is_record(address: str, platforms: Iterable[Platform]) -> bool:
    """Whether ``address`` looks like a record's that can be read with what is known. Cheap."""
    asked = _taken_apart(address)
    looks_so = asked is not None and bool(asked.id or asked.slug or asked.is_document)
    return looks_so and bool(sources_of(address, platforms))


def portals_of(address: str, platforms: Iterable[Platform]) -> List[Platform]:
    """The platforms whose catalogue is what the page at ``address`` shows."""
    asked = _taken_apart(address)
    return [
        one
        for one in platforms
        if asked is not None and one.catalogue is not None and _serves(one.catalogue, asked.host)
    ]


def sources_of(
    address: str, platforms: Iterable[Platform], stranger: bool = False
) -> Tuple[Source, ...]:
    """Where the record that ``address`` means can be read, the surest first.

    ``stranger``: its host may be asked though it is of no platform.
    """
    asked = _taken_apart(address)
    if asked is None:
        return ()
    known = list(platforms)
    hosts = {_host(url) for one in known for url in _addresses(one)}
    may_ask = stranger or asked.host in hosts
    found = list(_of_the_page(asked)) if may_ask else []
    for platform in portals_of(address, known):
        if platform.catalogue is not None:
            found += _of_catalogue(platform.catalogue, asked)
    if may_ask:
        found.append(Source(asked.url, PAGE, asked.is_item))
    return tuple(dict.fromkeys(found))[:_MOST]


def _taken_apart(address: str) -> Optional[_Asked]:
    try:
        url = clean_address(address)
    except AddressError:
        return None
    parts = urlsplit(url)
    path = unquote(parts.path)
    # The fragment is what programs for browsers keep for themselves; a clean address has none.
    fragment = "/" + unquote(address.partition("#")[2].strip(" \t>\"'»”")).lstrip("/")
    geonetwork, udata = _GEONETWORK.match(parts.path), _UDATA.search(path)
    place = geonetwork.group(1) if geonetwork else None
    return _Asked(
        url=url,
        host=parts.netloc.lower(),
        root="" if place is None else urlunsplit((parts.scheme, parts.netloc, place, "", "")),
        id=_identifier(path, fragment, parts.query),
        slug="/".join(udata.groups()) if udata else "",
        is_document=bool(_ITEM.search(path) or _DOCUMENT.search(path)),
        is_item=bool(_ITEM.search(parts.path)) and not parts.query,
    )


def _identifier(path: str, fragment: str, query: str) -> str:
    """The record's identifier; a UUID where it stands in no known place."""
    values = {name.lower(): value for name, value in parse_qsl(query)}
    if values.get("request", "").lower() == "getrecordbyid":
        return values.get("id", "")
    for text in (fragment, path):
        found = _BEFORE_ID.search(text)
        if found is not None and found.group(1) not in (".", ".."):
            return found.group(1)
    anywhere = values.get("uuid", "") or _UUID.search(fragment) or _UUID.search(path)
    return anywhere if isinstance(anywhere, str) else anywhere.group(0) if anywhere else ""


def _of_the_page(asked: _Asked) -> Iterator[Source]:
    """On the host of the page itself."""
    home = urlunsplit((*urlsplit(asked.url)[:2], "", "", ""))
    if asked.slug:
        yield Source(child(home, "api", "1", *asked.slug.split("/")) + "/", JSON, True)
    if asked.id and asked.root:
        yield _geonetwork(asked.root, asked.id)
    elif asked.id and not (asked.slug or asked.is_document):
        # geOrchestra and geonetwork-ui have their catalogue there.
        yield _geonetwork(f"{home}/geonetwork", asked.id)


def _of_catalogue(catalogue: Catalogue, asked: _Asked) -> Iterator[Source]:
    """In the catalogue of a platform."""
    if catalogue.type == "udata" and asked.slug:
        yield Source(child(_api_of(catalogue.url), *asked.slug.split("/")) + "/", JSON, True)
    if not asked.id:
        return
    if catalogue.type in ("csw", "geonetwork"):
        url = catalogue.url if catalogue.type == "csw" else f"{catalogue.url}/srv/fre/csw"
        yield Source(with_query(url, {**_GET_RECORD, "id": asked.id}), XML, True)
    elif catalogue.type == "ogc-records":
        items = catalogue.url.partition("?")[0].rstrip("/")
        items = items if items.endswith("/items") else child(items, "items")
        yield Source(child(items, asked.id), JSON, True)
    elif catalogue.type == "ckan":
        action = child(catalogue.url, "api", "3", "action", "package_show")
        yield Source(with_query(action, {"id": asked.id}), JSON, True)


def _geonetwork(root: str, identifier: str) -> Source:
    place = child(root, "srv", "api", "records", identifier, "formatters", "xml")
    return Source(place, XML, True)


def _api_of(url: str) -> str:
    """The root of a udata's API, of whose address a list of datasets may be what is known."""
    found = re.match(r"(.*/api/\d+)(?:/|$)", url.partition("?")[0])
    return found.group(1) if found else url


def _serves(catalogue: Catalogue, host: str) -> bool:
    """Whether the portal at ``host`` shows what that catalogue holds."""
    own = _host(catalogue.url)
    if own in (host, _portal(host)):
        return True
    domain = domain_of(own.partition(":")[0])
    return bool(domain) and domain == domain_of(host.partition(":")[0])


def _portal(host: str) -> str:
    for name, other in _PORTALS.items():
        if host == name or host.endswith("." + name):
            return other
    return host


def _addresses(platform: Platform) -> Iterator[str]:
    catalogue = platform.catalogue
    places = (platform.landing, platform.wfs, platform.private_wfs)
    yield from filter(None, (*places, None if catalogue is None else catalogue.url))


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()
