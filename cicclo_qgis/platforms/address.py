"""An address typed or pasted by a person, and where its landing page may be.

People paste what they have: a landing page, ``/collections``, one collection, an items link with
``f=html``, the API definition, the portal's home page, with or without ``https://``.
"""

from __future__ import annotations

import re
from typing import Iterator, List, Tuple
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from cicclo_qgis.platforms.fields import LOOPBACK

# Parameters of one request, not of the service: OAPIF's own, and those of WFS.
_PASSING = frozenset(
    (
        *("f", "limit", "offset", "startindex", "bbox", "datetime", "bbox-crs", "crs", "sortby"),
        *("filter", "filter-lang", "filter-crs"),
        *("service", "request", "version", "acceptversions", "typename", "typenames", "count"),
        *("maxfeatures", "outputformat", "srsname"),
    )
)
_SUFFIX = re.compile(r"\.(json|html?|geojson|yaml|yml)$", re.IGNORECASE)
# Last segments that name a document beside the landing page.
_DOCUMENTS = frozenset(("api", "openapi", "conformance", "api-docs", "index", "functions", "tiles"))
_WFS = frozenset(("wfs", "ows", "wms", "wfs3"))
# Default paths of known software: GeoServer, geOrchestra data-api, pygeoapi and MapServer, QGIS.
DEFAULT_PATHS = ("/geoserver/ogc/features/v1/", "/data/ogcapi/", "/ogcapi", "/wfs3")
_MOST_PARENTS = 4
# A link of a portal's page that leads to QGIS (``cicclo_qgis.asking``), copied.
_LINK = re.compile(r"\Acicclo:(?=https?://)", re.IGNORECASE)
_INVISIBLE = re.compile("[\u0000-\u001f\u007f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")


class AddressError(ValueError):
    """What was typed is not an address of the web."""


def clean_address(address: str) -> str:
    """``address`` as an absolute http(s) address, without fragment and user name.

    Quotes, angle brackets, blanks around it and ``cicclo:`` before it are taken off, blanks inside
    are escaped, a missing scheme becomes https (http on the loopback interface).

    Raises:
        AddressError: not an address, or one of another scheme than http and https.
    """
    text = _INVISIBLE.sub("", address.replace("\u00a0", " ")).strip(" \t<>\"'«»“”")
    if not text:
        raise AddressError("empty")
    text = _LINK.sub("", text)
    if text.startswith("//"):
        text = text[2:]
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", text):
        if re.match(r"(mailto|javascript|data|file|urn|about):", text, re.IGNORECASE):
            raise AddressError("not a web address")
        host = re.split(r"[:/?#]", text, maxsplit=1)[0].lower()
        text = ("http://" if host in LOOPBACK else "https://") + text
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        port = parts.port
    except ValueError:
        raise AddressError("not an address") from None
    if parts.scheme.lower() not in ("http", "https") or not _is_host(host):
        raise AddressError("not a web address")
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != {"http": 80, "https": 443}[parts.scheme.lower()]:
        netloc += f":{port}"
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return urlunsplit((parts.scheme.lower(), netloc, path or "/", query, ""))


def _is_host(host: str) -> bool:
    if not host or any(char.isspace() for char in host) or host.startswith("."):
        return False
    # A word alone is not an address, but for this computer's own name.
    return "." in host or ":" in host or host in LOOPBACK


def service_parameters(query: str) -> str:
    """``query`` without the parameters of one request; those of the service (``map``) stay."""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if name.lower() not in _PASSING]
    return urlencode(kept, quote_via=quote, safe="/:")


def landing_candidates(address: str) -> Tuple[str, ...]:
    """Where the landing page of ``address`` may be, most likely first, each address once.

    Walks up from the *last* ``collections`` segment, tries with and without the trailing slash
    (some servers know one form only), then the parents of the path. Parameters that are not of
    one request are kept. The default paths of known software are not here: ``default_candidates``.

    Raises:
        AddressError: ``address`` is not a web address.
    """
    url = clean_address(address)
    parts = urlsplit(url)
    query = service_parameters(parts.query)
    found: List[str] = []
    for path in _paths(parts.path):
        candidate = urlunsplit((parts.scheme, parts.netloc, path, query, ""))
        if candidate not in found:
            found.append(candidate)
    return tuple(found)


def _paths(path: str) -> Iterator[str]:
    segments = [segment for segment in path.split("/") if segment]
    names = [_SUFFIX.sub("", segment).lower() for segment in segments]
    if "collections" in names:
        last = len(names) - 1 - names[::-1].index("collections")
        yield from _both(segments[:last], True)
        segments = segments[:last]
    elif segments and names[-1] in _DOCUMENTS:
        yield from _both(segments[:-1], True)
        yield path
        segments = segments[:-1]
    else:
        yield path
        bare = _SUFFIX.sub("", segments[-1]) if segments else ""
        if segments and bare != segments[-1]:
            segments = [*segments[:-1], bare]
        yield from _both(segments, path.endswith("/"))
    for depth in range(len(segments) - 1, max(-1, len(segments) - 1 - _MOST_PARENTS), -1):
        yield from _both(segments[:depth], True)[:1]


def _both(segments: List[str], slash_first: bool) -> Tuple[str, ...]:
    """The path of ``segments`` with and without a slash at its end."""
    bare = "/" + "/".join(segments)
    if bare == "/":
        return ("/",)
    return (bare + "/", bare) if slash_first else (bare, bare + "/")


def default_candidates(address: str) -> Tuple[str, ...]:
    """Where known software would put a landing page on the host of ``address``; guesses only.

    A WFS address (``/geoserver/{workspace}/wfs``, ``/ows?MAP=``) gives its twins first.

    Raises:
        AddressError: ``address`` is not a web address.
    """
    parts = urlsplit(clean_address(address))
    query = service_parameters(parts.query)
    segments = [segment for segment in parts.path.split("/") if segment]
    paths: List[str] = []
    if segments and segments[-1].lower() in _WFS:
        bare = "/" + "/".join(segments[:-1])
        paths += [bare.rstrip("/") + "/ogc/features/v1/", bare.rstrip("/") + "/wfs3"]
    paths += DEFAULT_PATHS
    urls = [urlunsplit((parts.scheme, parts.netloc, path, query, "")) for path in paths]
    return tuple(dict.fromkeys(urls))
