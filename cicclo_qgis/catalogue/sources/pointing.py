"""How a link of a record points to a collection: by OGC API - Features, or by WFS.

No code list names these services in one way (INSPIRE helpdesk #161), so that what the author
wrote as protocol and what the address looks like are both believed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Iterator, List, Optional
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from cicclo_qgis.catalogue.sources.record import RecordLink
from cicclo_qgis.ogcapi.model import ServiceKind
from cicclo_qgis.ogcapi.urls import child, origin, resolve
from cicclo_qgis.platforms.address import service_parameters

_FEATURES_PROTOCOL = re.compile(r"oapif|api\W*features", re.I)
_WFS_PROTOCOL = re.compile(r"\bwfs\b|interface/wfs|servicetype/ogc/wfs", re.I)
_FEATURES_PATH = re.compile(
    r"/(ogcapi|ogc/features(/v1)?|OGCFeatureServer|wfs3|features/v1)(/|$)|/collections(/|$)", re.I
)
_OTHER_API = re.compile(
    r"/(ogc-api-records|records|stac|tiles|maps|coverages|processes)(/|$)", re.I
)
_ROOT = re.compile(
    r"^(.*?/(?:ogcapi|ogc/features/v1|OGCFeatureServer|wfs3|features/v1))(/|$)", re.I
)
_WORKSPACE = re.compile(r"^/(?:.*/)?geoserver/(?!ogc/|wfs|ows|web)([^/]+)/(?:wfs|ows)/?$", re.I)
# The author's name of a layer, not a sentence.
_NAME = re.compile(r"[^\s,;<>\"']{1,200}")
LONGEST_ADDRESS = 4_000
_PASSING = frozenset(
    (*("service", "version", "request", "typename", "typenames", "count", "maxfeatures"),
     *("outputformat", "srsname", "bbox", "startindex", "filter", "cql_filter", "resulttype",
       "acceptversions", "featureid", "propertyname", "sortby", "layers", "format", "namespaces"))
)  # fmt: skip


@dataclass(frozen=True)
class Pointer:
    """Where a collection is. ``name`` is "" when only its service is known."""

    kind: ServiceKind
    service: str
    name: str = ""


def pointers_of(link: RecordLink, base: str) -> Iterator[Pointer]:
    """The collections that ``link``, of a document at ``base``, points to; often none."""
    url = resolve(base, link.url) if len(link.url) <= LONGEST_ADDRESS else None
    if url is None or origin(url) is None:
        return
    parts = urlsplit(url)
    query = {name.lower(): value for name, value in parse_qsl(parts.query)}
    told = f"{link.protocol} {link.type}"
    if _FEATURES_PROTOCOL.search(told) or _is_features(parts.path, query.get("service", "")):
        yield _features(url, link)
    elif _is_wfs(told, parts.path, query):
        yield from _wfs(url, query, link)


def _is_features(path: str, service: str) -> bool:
    return not service and bool(_FEATURES_PATH.search(path)) and not _OTHER_API.search(path)


def _is_wfs(told: str, path: str, query: dict[str, str]) -> bool:
    service = query.get("service", "").lower()
    if service and service != "wfs":
        return False
    return service == "wfs" or bool(_WFS_PROTOCOL.search(told)) or bool(_path_is_wfs(path))


def _path_is_wfs(path: str) -> bool:
    return path.rstrip("/").lower().endswith("/wfs")


def _features(url: str, link: RecordLink) -> Pointer:
    parts = urlsplit(url)
    segments = parts.path.split("/")
    lower = [segment.lower() for segment in segments]
    query = service_parameters(parts.query)
    if "collections" in lower:
        place = len(lower) - 1 - lower[::-1].index("collections")
        root = "/".join(segments[:place])
        tail = [unquote(segment) for segment in segments[place + 1 :] if segment]
        name = re.sub(r"\.(json|html?|geojson)$", "", tail[0]) if tail else _named(link)
    else:
        found = _ROOT.match(parts.path)
        root = found.group(1) if found else parts.path.rstrip("/")
        name = _named(link)
    landing = urlunsplit((parts.scheme, parts.netloc, root + "/", query, ""))
    return Pointer(ServiceKind.FEATURES, landing, name)


def _wfs(url: str, query: dict[str, str], link: RecordLink) -> Iterator[Pointer]:
    endpoint = wfs_endpoint(url)
    listed = query.get("typenames") or query.get("typename") or ""
    names: List[str] = [name.strip() for name in listed.split(",") if name.strip()]
    if not names and "," in link.name and " " not in link.name.strip():
        names = [name for name in link.name[:LONGEST_ADDRESS].strip().split(",") if name]
    usable = [name for name in names[:20] if name.isprintable() and len(name) <= 200]
    for name in usable or [_named(link)]:
        yield Pointer(ServiceKind.WFS, endpoint, qualified(endpoint, name))


def _named(link: RecordLink) -> str:
    name = link.name.strip()
    # A bare word may be a title ("Communes"); a service that knows no such layer will say so.
    usable = _NAME.fullmatch(name) and name.isprintable() and "://" not in name
    return name if usable else ""


def wfs_endpoint(url: str) -> str:
    """The address of a WFS without the parameters of one request; those of the service stay."""
    parts = urlsplit(url)
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in _PASSING
    ]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(kept, safe="/:"), ""))


def qualified(endpoint: str, name: str) -> str:
    """``name`` with the workspace that a GeoServer's address leaves unsaid."""
    found: Optional[re.Match[str]] = _WORKSPACE.match(urlsplit(endpoint).path)
    if found is None or not name or ":" in name:
        return name
    return f"{found.group(1)}:{name}"


def items_address(landing: str, name: str) -> str:
    """Where a server of OGC API - Features has the items of a collection (17-069r4, 7.15)."""
    parts = urlsplit(landing)
    root = urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), parts.query, ""))
    return child(root, "collections", name, "items")
