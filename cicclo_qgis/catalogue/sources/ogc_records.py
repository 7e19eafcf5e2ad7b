"""A catalogue that speaks OGC API - Records (OGC 20-004r1)."""

from __future__ import annotations

from typing import Any, Iterator, List, Mapping, Optional, Set, Tuple
from urllib.parse import urlsplit, urlunsplit

import requests

from cicclo_qgis.catalogue.sources.json_parts import geometry_box, listed, members, text, texts
from cicclo_qgis.catalogue.sources.record import (
    MOST_LINKS,
    MOST_OF_A_PAGE,
    Record,
    RecordLink,
    day_of,
    licence_in,
    words_of,
)
from cicclo_qgis.ogcapi.documents import ACCEPT_GEOJSON, Document, get_json
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.links import find, links_of, media_type, short_rel
from cicclo_qgis.ogcapi.policy import Policy
from cicclo_qgis.ogcapi.text import one_line, plain
from cicclo_qgis.ogcapi.urls import child, masked, same_origin, with_query

_PAGE = 100
_NEXT_TYPES = ("application/geo+json", "application/json", "")
# Where else a record leads: to itself, to its catalogue, to pages for people.
_NOT_DATA = frozenset(
    ("self", "root", "collection", "parent", "next", "prev", "search", "alternate", "license",
     "canonical", "describedby", "about", "icon", "thumbnail", "preview", "related", "via",
     "conformance", "service-desc", "service-doc")
)  # fmt: skip


class OgcRecords:
    """The records of one catalogue.

    Args:
        url: its items (``…/collections/{catalogue}/items``), or the catalogue itself.
    """

    def __init__(self, url: str) -> None:
        self.notes: List[str] = []
        parts = urlsplit(url)
        bare = urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))
        self.url = bare if bare.endswith("/items") else child(bare, "items")

    def pages(self, http: requests.Session, policy: Policy) -> Iterator[Tuple[str, List[Record]]]:
        """Each page: the address it is of, and its records. Raises OgcApiError."""
        url: Optional[str] = with_query(self.url, {"limit": str(_PAGE)})
        asked: Set[str] = set()
        seen: Set[str] = set()
        for _ in range(policy.max_pages):
            if url is None or url in asked:
                return
            asked.add(url)
            document = get_json(http, url, ACCEPT_GEOJSON, policy)
            features = members(document.data).get("features")
            if not isinstance(features, list):
                raise OgcApiError(ProblemCode.NOT_OGC_API, masked(document.url), 200)
            found = map(record_of, features[:MOST_OF_A_PAGE])
            records = [record for record in found if record is not None]
            fresh = [record for record in records if record.id not in seen]
            seen.update(record.id for record in fresh)
            yield document.url, fresh
            if records and not fresh:
                self.notes.append(f"{masked(url)}: the same records again, left there")
            url = self._next(document) if fresh else None
        if url is not None:
            self.notes.append(f"{masked(self.url)}: left after {policy.max_pages} pages")

    def _next(self, document: Document) -> Optional[str]:
        links = links_of(members(document.data).get("links"), document.url)
        link = find(links, ("next",), _NEXT_TYPES, strict=True)
        return link.href if link is not None and same_origin(link.href, self.url) else None


def record_of(item: Any) -> Optional[Record]:
    """The record that an item of a list is; None when it is none."""
    feature = members(item)
    about = members(feature.get("properties"))
    identifier = feature.get("id")
    if not isinstance(identifier, (str, int)) or isinstance(identifier, bool):
        return None
    rights = [one_line(text(about.get("license")), 200), text(about.get("rights"))]
    links = [members(link) for link in listed(feature.get("links"))[:MOST_LINKS]]
    return Record(
        id=str(identifier),
        title=one_line(text(about.get("title"))),
        description=plain(text(about.get("description"))),
        links=tuple(_links(links)),
        keywords=words_of([*texts(about.get("keywords")), *_concepts(about.get("themes"))]),
        bbox=geometry_box(feature.get("geometry")),
        license=licence_in(filter(None, rights)) or rights[0] or None,
        rights=plain(text(about.get("rights")), 1000),
        publisher=_publisher(about),
        updated=day_of(text(about.get("updated")) or text(about.get("created"))),
        page=_page(links),
        is_service=text(about.get("type")).lower() == "service",
    )


def _links(links: List[Mapping[str, Any]]) -> Iterator[RecordLink]:
    for link in links:
        rel = text(link.get("rel"))
        if short_rel(rel) not in _NOT_DATA and text(link.get("href")):
            yield RecordLink(
                url=text(link.get("href")),
                protocol=text(link.get("protocol")) or text(link.get("title")),
                name=text(link.get("name")),
                rel=rel,
                type=text(link.get("type")),
                title=one_line(text(link.get("title"))),
            )


def _concepts(themes: Any) -> Iterator[str]:
    for theme in listed(themes):
        for concept in listed(members(theme).get("concepts")):
            yield text(members(concept).get("title")) or text(members(concept).get("id"))


def _publisher(about: Mapping[str, Any]) -> str:
    contacts = [members(contact) for contact in listed(about.get("contacts"))]
    # Before 1.0 it was "providers", with one role each.
    contacts += [members(contact) for contact in listed(about.get("providers"))]
    named = [(listed(contact.get("roles")), _name(contact)) for contact in contacts]
    for wanted in ("publisher", "owner", "custodian", ""):
        for roles, name in named:
            if name and (wanted in roles or not wanted):
                return name
    return ""


def _name(contact: Mapping[str, Any]) -> str:
    return one_line(text(contact.get("organization")) or text(contact.get("name")))


def _page(links: List[Mapping[str, Any]]) -> str:
    for rel in ("alternate", "canonical", "self", "via"):
        for link in links:
            if link.get("rel") == rel and media_type(text(link.get("type"))) == "text/html":
                return text(link.get("href"))
    return ""
