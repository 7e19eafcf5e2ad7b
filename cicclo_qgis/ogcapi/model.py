"""Landing page and collection as immutable values; names follow OGC 17-069r4."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Optional, Tuple


@dataclass(frozen=True)
class Link:
    """A link of a document, its ``href`` already resolved to an absolute address (RFC 8288)."""

    href: str
    rel: str
    type: str = ""
    title: str = ""
    length: Optional[int] = None


@dataclass(frozen=True)
class LandingPage:
    """The entry of an API (17-069r4 section 7.2). ``url`` is the address after redirects."""

    url: str
    title: str
    description: str
    links: Tuple[Link, ...]
    collections_url: str
    api_url: Optional[str]
    conformance_url: Optional[str]


class ItemKind(str, Enum):
    """What the items are: features with a geometry, or rows of a table without one."""

    FEATURE = "feature"
    TABLE = "table"
    UNKNOWN = "unknown"


class ServiceKind(str, Enum):
    """By which standard a collection is read."""

    FEATURES = "features"
    WFS = "wfs"


@dataclass(frozen=True)
class Collection:
    """One collection (17-069r4 section 7.13). ``bbox`` is west, south, east, north in CRS84.

    ``publisher``, ``updated`` (``2026``, ``2026-03`` or ``2026-03-31``), ``rights`` (the
    publisher's words) and ``shape`` (``point``, ``line``, ``polygon``) are "" when not told.
    ``service_url``: the landing page or WFS address it is read from, "" for the landing page of
    its platform; ``service_name``: what it is called there, "" when that is ``id``.
    """

    id: str
    title: str
    description: str
    links: Tuple[Link, ...]
    items_url: str
    bbox: Optional[Tuple[float, float, float, float]] = None
    item_type: str = "feature"
    crs: Tuple[str, ...] = ()
    storage_crs: Optional[str] = None
    keywords: Tuple[str, ...] = ()
    license: Optional[str] = None
    item_kind: ItemKind = ItemKind.UNKNOWN
    publisher: str = ""
    updated: str = ""
    rights: str = ""
    shape: str = ""
    service_kind: ServiceKind = ServiceKind.FEATURES
    service_url: str = ""
    service_name: str = ""
