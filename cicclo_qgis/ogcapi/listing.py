"""The collections of an API, page by page (17-069r4 section 7.13; paging: OGC API - Common)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import FrozenSet, Iterator, List, Optional, Set, Tuple

import requests

from cicclo_qgis.ogcapi.collection import Page, collection_id, holds_features, read_collection
from cicclo_qgis.ogcapi.documents import Document, get_json
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.links import find, header_links, links_of
from cicclo_qgis.ogcapi.model import Collection, LandingPage, Link
from cicclo_qgis.ogcapi.policy import DEFAULT_POLICY, Breathe, Policy
from cicclo_qgis.ogcapi.urls import masked, other_slash, same_origin, with_service_parameters
from cicclo_qgis.ogcapi.validators import validator_of

_NEXT_TYPES = ("application/json", "", "application/geo+json")


@dataclass(frozen=True)
class CollectionsPage:
    """One page of ``/collections``.

    ``hidden``: entries without features (coverages, maps), left out. ``notes``: entries that could
    not be used and links that were not followed, in words for the log. ``validator``: of the whole
    list, when this page is all of it and the server names its state. ``hearsay``: identifiers of
    collections of which a catalogue tells, but not (yet) the service they are read from.
    """

    url: str
    collections: Tuple[Collection, ...]
    hidden: int = 0
    notes: Tuple[str, ...] = ()
    validator: str = ""
    hearsay: FrozenSet[str] = frozenset()


def collections(
    http: requests.Session,
    landing: LandingPage,
    policy: Policy = DEFAULT_POLICY,
    known: Optional[Document] = None,
) -> Iterator[Collection]:
    """Every collection once, as pages arrive. Arguments and errors as ``collection_pages``."""
    for page in collection_pages(http, landing, policy, known=known):
        yield from page.collections


def collection_pages(
    http: requests.Session,
    landing: LandingPage,
    policy: Policy = DEFAULT_POLICY,
    validator: str = "",
    known: Optional[Document] = None,
) -> Iterator[CollectionsPage]:
    """The pages of ``/collections``, each collection once.

    ``next`` links are followed on the landing page's own origin only, and no longer than they
    bring something new. ``known``: the first page, where it has come already.

    Raises:
        OgcApiError: NO_COLLECTIONS when the whole list holds none with features; NOT_OGC_API when
            the document holds no list; what ``get_json`` raises.
    """
    listing = _Listing(landing)
    url: Optional[str] = landing.collections_url
    hidden = found = 0
    for _ in range(policy.max_pages):
        if url is None:
            break
        first = not listing.asked
        if first and known is not None:
            listing.asked.add(url)
            document = known
        else:
            document = _document(http, url, policy, listing, validator if first else "")
        with policy.reading() as breathe:
            page, url = listing.page(document, breathe)
        if first and url is None:
            page = replace(page, validator=validator_of(document.headers))
        hidden += page.hidden
        found += len(page.collections)
        yield page
    if not found:
        detail = f"{hidden} without features" if hidden else ""
        raise OgcApiError(ProblemCode.NO_COLLECTIONS, masked(landing.collections_url), 200, detail)


def _document(
    http: requests.Session, url: str, policy: Policy, listing: _Listing, validator: str
) -> Document:
    listing.asked.add(url)
    try:
        return get_json(http, url, policy=policy, validator=validator)
    except OgcApiError as error:
        # The address of the first page may be built by us: the other form may be the right one.
        if error.code is not ProblemCode.NOT_FOUND or len(listing.asked) > 1:
            raise
    return get_json(http, other_slash(url), policy=policy)


class _Listing:
    """What is known so far while the pages of one list are read."""

    def __init__(self, landing: LandingPage) -> None:
        self.asked: Set[str] = set()
        self._landing = landing
        self._ids: Set[str] = set()
        self._context = Page(landing.collections_url, landing)

    def page(self, document: Document, breathe: Breathe) -> Tuple[CollectionsPage, Optional[str]]:
        """The page that ``document`` is, and the address of the next one.

        Raises:
            OgcApiError: NOT_OGC_API, it is no list of collections.
        """
        data = document.data
        entries = data.get("collections") if isinstance(data, dict) else None
        if not isinstance(entries, list):
            raise OgcApiError(ProblemCode.NOT_OGC_API, masked(document.url), 200)
        links = links_of(data.get("links"), document.url)
        self._enter(document, links)
        notes: List[str] = []
        usable = []
        hidden = fresh = 0
        for entry in entries:
            breathe()
            identifier = collection_id(entry)
            if identifier is None:
                notes.append("an entry without identifier was left out")
                continue
            if identifier in self._ids:
                notes.append(f"{identifier!r} again, left out")
                continue
            self._ids.add(identifier)
            fresh += 1
            if not holds_features(entry):
                hidden += 1
                continue
            usable.append(read_collection(entry, identifier, self._context))
        following = self._next(document, links, notes) if fresh else None
        return CollectionsPage(document.url, tuple(usable), hidden, tuple(notes)), following

    def _enter(self, document: Document, links: Tuple[Link, ...]) -> None:
        context = self._context
        context.url = document.url
        crs = document.data.get("crs")
        if isinstance(crs, list):
            context.global_crs = tuple(item for item in crs if isinstance(item, str))
        license_types = ("text/html", "", "application/json")
        link = find(links, ("license",), license_types) or find(
            self._landing.links, ("license",), license_types
        )
        if link is not None:
            context.license = link.title or link.href

    def _next(self, document: Document, links: Tuple[Link, ...], notes: List[str]) -> Optional[str]:
        link = find(links, ("next",), _NEXT_TYPES, strict=True)
        if link is None:
            named = header_links(document.headers.get("Link"), document.url)
            link = find(named, ("next",), _NEXT_TYPES, strict=True)
        if link is None:
            return None
        url = with_service_parameters(link.href, self._landing.url)
        if not same_origin(url, self._landing.collections_url):
            notes.append(f"a next page on another host was not followed: {masked(url)}")
            return None
        if url in self.asked:
            notes.append("a next page that was read already was not followed")
            return None
        return url
