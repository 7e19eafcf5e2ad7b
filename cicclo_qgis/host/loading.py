"""Which part of a collection a live layer shows, and how that is said to the server and to QGIS.

QGIS appends the query of a landing page's address to every request of the layer. Filters, an
extent and a choice of attributes travel there, so that the server does the work on every version
of QGIS; where it cannot, QGIS filters what has come (docs/decisions/0008-loading-a-part.md).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Dict, Optional, Tuple

import requests
from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)

from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.ogcapi.cql2 import (
    Condition,
    Operator,
    ValueKind,
    cql2_text,
    expression,
    simple_parameters,
)
from cicclo_qgis.ogcapi.documents import ACCEPT_GEOJSON, get_json
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.items import first_page
from cicclo_qgis.ogcapi.model import Collection, ServiceKind
from cicclo_qgis.ogcapi.policy import DEFAULT_POLICY, Policy
from cicclo_qgis.ogcapi.queryables import Offer
from cicclo_qgis.ogcapi.urls import with_query
from cicclo_qgis.transfer.model import Options
from cicclo_qgis.transfer.request import decimal

_NATIVE_KINDS = (ValueKind.TEXT, ValueKind.NUMBER, ValueKind.INTEGER)
_NATIVE_OPERATORS = (
    Operator.EQUAL,
    Operator.NOT_EQUAL,
    Operator.LESS,
    Operator.AT_MOST,
    Operator.GREATER,
    Operator.AT_LEAST,
)

Bbox = Tuple[float, float, float, float]
Parameters = Tuple[Tuple[str, str], ...]

HUGE = 50_000
"""From so many features on a copy serves better than a live layer."""

# From this version on the provider itself turns a layer's filter into CQL2 or parameters, and
# takes another CRS than that of GeoJSON.
OWN_FILTER = Qgis.QGIS_VERSION_INT >= 33200


@dataclass(frozen=True)
class Loading:
    """The part that is wanted. ``offer``: what the server has said it can be asked.

    ``bbox``: west, south, east, north in CRS84. ``crs``: short name (``EPSG:2154``) of the CRS to
    load in, where this QGIS can; ``crs_uri``: as the collection names it. ``limit``: most features.
    """

    bbox: Optional[Bbox] = None
    conditions: Tuple[Condition, ...] = ()
    attributes: Tuple[str, ...] = ()
    crs: str = ""
    crs_uri: Optional[str] = None
    limit: Optional[int] = None
    offer: Offer = field(default_factory=Offer)

    def filter_parameters(self) -> Optional[Parameters]:
        """The conditions in the server's words; None when it cannot be told all of them."""
        if not self.conditions:
            return ()
        simple = simple_parameters(self.conditions, self.offer.simple)
        if self.offer.cql2:
            text = cql2_text(self.conditions, self.offer.any_case)
            return (("filter", text), ("filter-lang", "cql2-text"))
        return simple

    @property
    def native(self) -> bool:
        """Whether QGIS's provider itself says all the conditions to the server.

        Only what it translates as a whole: of a filter that it translates in part, it forgets the
        rest (3.40).
        """
        plain = all(
            item.kind in _NATIVE_KINDS and item.operator in _NATIVE_OPERATORS
            for item in self.conditions
        )
        return OWN_FILTER and self.offer.cql2 and bool(self.conditions) and plain

    def parameters(self, filters: bool = True) -> Parameters:
        """All that the server can be asked, as parameters of a request for items."""
        box = () if self.bbox is None else (("bbox", ",".join(map(decimal, self.bbox))),)
        chosen: Parameters = ()
        if self.attributes and self.offer.picks:
            chosen = (("properties", ",".join(self.attributes)),)
        return (*box, *((self.filter_parameters() or ()) if filters else ()), *chosen)

    def options(self) -> Options:
        """The same part, for a copy. What the server cannot filter is not left out of a copy."""
        where: Parameters = ()
        text: Optional[str] = None
        if self.offer.cql2 and self.conditions:
            text = cql2_text(self.conditions, self.offer.any_case)
        elif self.conditions:
            where = self.filter_parameters() or ()
        return Options(
            bbox=self.bbox,
            filter=text,
            where=where,
            properties=self.attributes if self.offer.picks else (),
            crs=self.crs_uri,
        )

    @property
    def fits_copy(self) -> bool:
        """Whether a copy can be narrowed to the same features."""
        return self.filter_parameters() is not None


def count(
    http: requests.Session, entry: Entry, loading: Loading, policy: Policy = DEFAULT_POLICY
) -> Optional[int]:
    """How many features the server would give, None when it does not say. Blocks.

    Raises:
        OgcApiError: the server does not answer, or refuses what is asked.
    """
    if loading.filter_parameters() is None:
        return None
    if is_wfs(entry):
        from cicclo_qgis.transfer.count import count as counted

        return counted(http, entry.landing, entry.collection, loading.options(), policy)
    url = with_query(entry.collection.items_url, _optional(loading.parameters()))
    page = first_page(http, _with_items(entry, url), 1, policy)
    return page.number_matched


def server_takes(
    http: requests.Session, entry: Entry, loading: Loading, policy: Policy = DEFAULT_POLICY
) -> bool:
    """Whether the layer's requests will work as QGIS makes them with these parameters. Blocks.

    QGIS appends them to the addresses of further pages too, that have them already; not every
    server bears to be told twice.

    Raises:
        OgcApiError: only when cancelled.
    """
    wanted = loading.parameters(filters=not loading.native)
    # A WFS is told in another way (``loading_wfs``).
    if not wanted or is_wfs(entry):
        return True
    try:
        url = with_query(entry.collection.items_url, _optional(wanted))
        page = first_page(http, _with_items(entry, url), 1, policy)
        if page.next_url is None:
            return True
        query = with_query("", _optional(wanted)).lstrip("?")
        more = get_json(http, f"{page.next_url}&{query}", ACCEPT_GEOJSON, policy).data
    except OgcApiError as error:
        if error.code is ProblemCode.CANCELLED:
            raise
        return False
    return isinstance(more, dict) and bool(more.get("features"))


def landing_for(entry: Entry, loading: Loading) -> str:
    """The landing page's address with what the server is asked in its query."""
    wanted = loading.parameters(filters=not loading.native)
    return with_query(entry.service_url, _optional(wanted)) if wanted else entry.service_url


def source_parameters(loading: Loading, by_server: bool) -> Dict[str, str]:
    """Parameters of the data source, beside its address and collection."""
    wanted: Dict[str, str] = {}
    if by_server and loading.bbox is not None:
        # The extent asked for is the whole answer: QGIS must not put its own beside it.
        wanted["restrictToRequestBBOX"] = ""
    if loading.limit is not None:
        wanted["maxNumFeatures"] = str(loading.limit)
    if OWN_FILTER and loading.crs:
        wanted["srsname"] = loading.crs
    if by_server and loading.native:
        wanted["filter"] = expression(loading.conditions)
    return wanted


def left_to_qgis(loading: Loading, by_server: bool) -> Optional[Loading]:
    """What of the wishes QGIS must see to itself; None when the server does it all."""
    if not by_server:
        return loading if narrows(loading) else None
    if loading.conditions and loading.filter_parameters() is None:
        return replace(loading, bbox=None)
    return None


def filter_here(layer: QgsVectorLayer, loading: Loading) -> None:
    """Have QGIS itself leave out what is not wanted. Any thread that owns the layer."""
    parts = [expression(loading.conditions)] if loading.conditions else []
    if loading.bbox is not None and layer.isSpatial():
        box = box_in(layer, loading.bbox)
        parts.append(f"intersects($geometry, geom_from_wkt('{box.asWktPolygon()}'))")
    if parts:
        wanted = " AND ".join(parts)
        # In a form that the provider does not try to translate in part.
        whole = f"CASE WHEN {wanted} THEN true ELSE false END" if OWN_FILTER else wanted
        layer.setSubsetString(whole)


def narrows(loading: Loading) -> bool:
    """Whether features are left out by anything but the limit."""
    return bool(loading.bbox or loading.conditions)


def is_wfs(entry: Entry) -> bool:
    """Whether the parameters of OGC API - Features mean nothing there."""
    return entry.collection.service_kind is ServiceKind.WFS


def takes_crs(entry: Entry) -> bool:
    """Whether this QGIS can be told in which CRS features are to come."""
    return OWN_FILTER or is_wfs(entry)


def box_in(layer: QgsVectorLayer, bbox: Bbox) -> QgsRectangle:
    """``bbox`` (CRS84) in the layer's own coordinate reference system."""
    box = QgsRectangle(*bbox)
    wgs84 = QgsCoordinateReferenceSystem("EPSG:4326")
    transform = QgsCoordinateTransform(wgs84, layer.crs(), QgsProject.instance().transformContext())
    try:
        return transform.transformBoundingBox(box)
    except QgsCsException:
        return box


def _optional(parameters: Parameters) -> Dict[str, Optional[str]]:
    return dict(parameters)


def _with_items(entry: Entry, url: str) -> Collection:
    return replace(entry.collection, items_url=url)
