"""Items of a collection: a first page, and a try that tells whether it can be opened."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, Dict, Iterator, Mapping, Optional, Tuple

import requests

from cicclo_qgis.ogcapi.documents import ACCEPT_GEOJSON, Document, get_json
from cicclo_qgis.ogcapi.errors import OgcApiError, Problem, ProblemCode
from cicclo_qgis.ogcapi.model import Collection, ItemKind
from cicclo_qgis.ogcapi.paging import next_url, number_matched
from cicclo_qgis.ogcapi.policy import DEFAULT_POLICY, Policy
from cicclo_qgis.ogcapi.urls import masked, other_slash, with_query

# One feature without geometry proves little: that many do.
_SAMPLE = 20
_LADDER = (10_000, 5_000, 1_000, 500, 100, 10)


@dataclass(frozen=True)
class ItemsPage:
    """One page of items (17-069r4 section 7.15).

    ``features`` are GeoJSON objects as they came. ``number_matched`` is None when the server does
    not say, or says -1. ``table``: the rows came without the shape of features.
    """

    url: str
    features: Tuple[Mapping[str, Any], ...]
    number_matched: Optional[int]
    next_url: Optional[str]
    table: bool = False


class Reach(str, Enum):
    """What a try to open a collection came to."""

    OPENED = "opened"
    SIGN_IN_REQUIRED = "sign_in_required"
    NO_RIGHT = "no_right"
    NOT_FOUND = "not_found"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Probe:
    """The outcome of ``probe``; ``problem`` is None exactly when ``reach`` is OPENED."""

    reach: Reach
    item_kind: ItemKind = ItemKind.UNKNOWN
    number_matched: Optional[int] = None
    problem: Optional[Problem] = None


_REACH = {
    ProblemCode.SIGN_IN_REQUIRED: Reach.SIGN_IN_REQUIRED,
    ProblemCode.NO_RIGHT: Reach.NO_RIGHT,
    ProblemCode.NOT_FOUND: Reach.NOT_FOUND,
}


def first_page(
    http: requests.Session,
    collection: Collection,
    limit: int = 10,
    policy: Policy = DEFAULT_POLICY,
) -> ItemsPage:
    """The first items, at most about ``limit`` (servers may give fewer).

    A limit the server refuses is lowered; an address it does not know is tried in its other forms.

    Raises:
        OgcApiError: NOT_OGC_API when what came is no page of items; what ``get_json`` raises.
    """
    first: Optional[OgcApiError] = None
    for url in _addresses(collection):
        try:
            return _page(_limited(http, url, limit, policy))
        except OgcApiError as error:
            first = first or error
            if error.code is not ProblemCode.NOT_FOUND:
                raise
    raise first or OgcApiError(ProblemCode.NOT_FOUND, masked(collection.items_url))


def _addresses(collection: Collection) -> Iterator[str]:
    """The items address, then its other forms: ``:`` as it is, a slash at the end."""
    url = collection.items_url
    yield url
    if "%3A" in url:
        yield url.replace("%3A", ":")
    yield other_slash(url)


def _limited(http: requests.Session, url: str, limit: int, policy: Policy) -> Document:
    """The page with the greatest limit the server takes, ``limit`` at most."""
    steps = [limit, *(step for step in _LADDER if step < limit)]
    for step in steps:
        try:
            return get_json(http, with_query(url, {"limit": str(step)}), ACCEPT_GEOJSON, policy)
        except OgcApiError as error:
            if error.status not in (400, 413, 422):
                raise
    return get_json(http, with_query(url, {"limit": None}), ACCEPT_GEOJSON, policy)


def _page(document: Document) -> ItemsPage:
    data = document.data
    members: Dict[str, Any] = data if isinstance(data, dict) else {}
    rows, table = members.get("features"), False
    if not isinstance(rows, list) and members.get("type") == "Feature":
        rows = [members]
    if not isinstance(rows, list) and isinstance(members.get("records"), list):
        rows, table = members["records"], True
    if not isinstance(rows, list):
        raise OgcApiError(ProblemCode.NOT_OGC_API, masked(document.url), 200)
    return ItemsPage(
        url=document.url,
        features=tuple(row for row in rows if isinstance(row, dict)),
        number_matched=number_matched(members, document.headers),
        next_url=next_url(members, document.headers, document.url),
        table=table,
    )


def probe(http: requests.Session, collection: Collection, policy: Policy = DEFAULT_POLICY) -> Probe:
    """Try to read one item, to know whether it opens, what its items are and how many.

    Raises:
        OgcApiError: only when cancelled.
    """
    try:
        page = first_page(http, collection, 1, policy)
        kind = item_kind(page)
        if kind is ItemKind.TABLE and page.features and not page.table:
            kind = item_kind(first_page(http, collection, _SAMPLE, policy))
    except OgcApiError as error:
        if error.code is ProblemCode.CANCELLED:
            raise
        return Probe(_REACH.get(error.code, Reach.UNKNOWN), problem=error.problem)
    return Probe(Reach.OPENED, kind, page.number_matched)


def item_kind(page: ItemsPage) -> ItemKind:
    """What the items of a page are; UNKNOWN for an empty page."""
    if page.table:
        return ItemKind.TABLE
    if not page.features:
        return ItemKind.UNKNOWN
    # JSON-FG keeps a geometry that is not of WGS 84 in "place" (21-045r1).
    shaped = any(row.get("geometry") or row.get("place") for row in page.features)
    return ItemKind.FEATURE if shaped else ItemKind.TABLE
