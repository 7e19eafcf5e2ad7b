"""The landing page of an API (17-069r4 section 7.2)."""

from __future__ import annotations

from typing import Mapping, Optional, Sequence
from urllib.parse import urlsplit

import requests

from cicclo_qgis.ogcapi.documents import Document, get_json
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.links import find, links_of, media_type
from cicclo_qgis.ogcapi.model import LandingPage, Link
from cicclo_qgis.ogcapi.policy import DEFAULT_POLICY, Policy
from cicclo_qgis.ogcapi.text import one_line, plain
from cicclo_qgis.ogcapi.urls import (
    child,
    masked,
    other_slash,
    with_query,
    with_service_parameters,
)

# Any of these shows that a document with links is the entry of an API.
_TELLING = ("data", "conformance", "service-desc", "service-doc", "service")
_JSON = ("application/json", "", "application/geo+json")
_OPENAPI = (
    "application/vnd.oai.openapi+json",
    "application/openapi+json",
    "application/json",
    "",
)


def read_landing(document: Document, asked: str = "") -> Optional[LandingPage]:
    """The landing page that ``document`` is, or None when it is something else.

    A ``/collections`` document is taken too, for servers whose landing page does not answer.
    ``asked``: the address that was asked for; its service parameters (``map``) are kept.
    """
    data = document.data
    if not isinstance(data, dict):
        return None
    url = with_query(with_service_parameters(document.url, asked or document.url), {"f": None})
    links = links_of(data.get("links"), document.url)
    telling = any(find([link], _TELLING) for link in links)
    if isinstance(data.get("collections"), list) and find(links, ("data",)) is None:
        return _landing(data, url, links, url)
    # A collection has links as well, and an items page; neither is an entry.
    if not telling or "features" in data or ("id" in data and "extent" in data):
        return None
    return _landing(data, url, links, _collections_url(links, url))


def _collections_url(links: Sequence[Link], url: str) -> str:
    link = find(links, ("data", "collections"), _JSON)
    if link is None:
        return child(url, "collections")
    # A link to the HTML form alone: its address is asked for JSON by the Accept header.
    href = with_query(link.href, {"f": None}) if "html" in link.type else link.href
    return with_service_parameters(href, url)


def _landing(
    data: Mapping[str, object], url: str, links: Sequence[Link], collections_url: str
) -> LandingPage:
    api = find(links, ("service-desc", "service"), _OPENAPI)
    conformance = find(links, ("conformance",), _JSON)
    if api is not None and media_type(api.type).endswith(("yaml", "html")):
        api = None
    return LandingPage(
        url=url,
        title=one_line(data.get("title")) or (urlsplit(url).hostname or ""),
        description=plain(data.get("description")),
        links=tuple(links),
        collections_url=collections_url,
        api_url=None if api is None else with_service_parameters(api.href, url),
        conformance_url=(
            None if conformance is None else with_service_parameters(conformance.href, url)
        ),
    )


def open_landing(http: requests.Session, url: str, policy: Policy = DEFAULT_POLICY) -> LandingPage:
    """The landing page at an address that is known; also tried with the other trailing slash.

    Raises:
        OgcApiError: NOT_OGC_API when the document is something else, or what ``get_json`` raises.
    """
    try:
        document = get_json(http, url, policy=policy)
    except OgcApiError as error:
        if error.code is not ProblemCode.NOT_FOUND or urlsplit(url).path in ("", "/"):
            raise
        try:
            document = get_json(http, other_slash(url), policy=policy)
        except OgcApiError as second:
            raise (error if second.code is ProblemCode.NOT_FOUND else second) from None
    landing = read_landing(document, url)
    if landing is None:
        raise OgcApiError(ProblemCode.NOT_OGC_API, masked(document.url), 200)
    return landing
