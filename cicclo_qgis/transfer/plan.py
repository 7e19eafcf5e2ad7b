"""How to fetch a collection: what its first page shows, and what that allows.

Pages are asked for side by side only where that was proved to be safe: ``next`` counts features,
the server says how many there are, and the order is the same in two overlapping requests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Tuple
from urllib.parse import urlsplit

from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.limits import LARGEST_PAGE
from cicclo_qgis.ogcapi.links import media_type
from cicclo_qgis.ogcapi.model import Collection, LandingPage, Link
from cicclo_qgis.transfer.model import Strategy, Why
from cicclo_qgis.transfer.page import Page
from cicclo_qgis.transfer.request import NextByOffset
from cicclo_qgis.transfer.service import Service, Start

FIRST_PAGE = 1_000
# One page holds the interpreter while it is parsed: that much stays below the blink of an eye.
GOOD_PAGE_BYTES = 2_000_000
LADDER = (10_000, 5_000, 1_000, 500, 100, 10)
_BULK = {
    "application/geopackage+sqlite3": "GPKG",
    "application/geopackage+vnd.sqlite3": "GPKG",
    "application/x-gpkg": "GPKG",
    "application/flatgeobuf": "FlatGeobuf",
    "application/vnd.flatgeobuf": "FlatGeobuf",
}
_ENDINGS = {".gpkg": "GPKG", ".fgb": "FlatGeobuf"}


@dataclass(frozen=True)
class Plan:
    """The way chosen, and why. ``offsets`` is there whenever ``next`` counts features."""

    strategy: Strategy
    why: Why
    start: Start
    offsets: Optional[NextByOffset] = None


def is_too_much(error: Optional[OgcApiError], tried_hard: bool = False) -> bool:
    """Whether the server may take the same request for fewer features.

    ``tried_hard``: failures of the server count as well (it may have run out of memory or time).
    """
    if error is None:
        return False
    if error.status in (400, 413, 422) or error.code is ProblemCode.TOO_LARGE:
        return True
    failed = error.status in (500, 502, 504) or error.code is ProblemCode.TIMED_OUT
    return tried_hard and failed


def make(begun: Start, service: Service) -> Plan:
    """Choose between side by side and one after another, by what the first page shows."""
    offsets = service.by_offset(begun)
    why = _reason(begun, service, offsets)
    strategy = Strategy.PARALLEL if why is Why.PROVED else Strategy.SEQUENTIAL
    lies_somewhere = any(one is not None for one in begun.page.geometries)
    if not service.pages and why is not Why.ONE_PAGE and lies_somewhere:
        strategy = Strategy.TILES
    return Plan(strategy, why, begun, offsets)


def _reason(begun: Start, service: Service, offsets: Optional[NextByOffset]) -> Why:
    page = begun.page
    if page.next_url is None:
        whole = page.matched is None or page.matched <= len(page)
        full = begun.limit is not None and len(page) >= begun.limit
        return Why.ONE_PAGE if whole and not (full and page.matched is None) else Why.NO_NEXT
    if offsets is None:
        return Why.NOT_BY_OFFSET
    if page.matched is None or page.matched <= len(page):
        return Why.NO_COUNT
    if any(one is None for one in page.ids):
        return Why.ORDER_NOT_STABLE
    return Why.COSTLY_OFFSET if service.costs_by_offset(begun.url) else Why.PROVED


def is_qgis_server(landing: LandingPage, url: str) -> bool:
    """QGIS Server reads all rows before the offset for each page: side by side is a burden."""
    paths = (urlsplit(one).path.lower().rstrip("/") for one in (landing.url, url))
    if any("/wfs3" in path for path in paths):
        return True
    return any(urlsplit(one.href).path.endswith("/wfs3.html") for one in landing.links)


def page_size(page: Page, allowed: int) -> int:
    """Features a page, so that one is about ``GOOD_PAGE_BYTES`` and no more than ``allowed``."""
    each = max(1, page.size // max(1, len(page)))
    return max(1, min(allowed, LARGEST_PAGE, max(100, GOOD_PAGE_BYTES // each)))


def bulk_link(collection: Collection) -> Optional[Tuple[Link, str]]:
    """A file of the whole collection that GDAL reads as fast as a local one, and its driver."""
    found = []
    for link in collection.links:
        if link.rel.lower() != "enclosure":
            continue
        path = urlsplit(link.href).path.lower()
        driver = _BULK.get(media_type(link.type))
        for ending, name in _ENDINGS.items():
            driver = driver or (name if path.endswith(ending) else None)
        if driver is not None:
            found.append((link, driver))
    return min(found, key=lambda one: one[1] != "GPKG", default=None)
