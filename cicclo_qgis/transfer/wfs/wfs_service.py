"""A feature type of a Web Feature Service, as the engine asks for it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple
from urllib.parse import parse_qsl, urlsplit

import requests

from cicclo_qgis.catalogue.sources.service import get_xml
from cicclo_qgis.ogcapi.cql2 import Condition
from cicclo_qgis.ogcapi.crs import CRS84, auth_id, same_crs
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.fetch import Answer, fetch
from cicclo_qgis.ogcapi.model import Collection
from cicclo_qgis.ogcapi.policy import DEFAULT_POLICY, Policy
from cicclo_qgis.ogcapi.urls import masked, with_query
from cicclo_qgis.transfer.between import Between, give_way
from cicclo_qgis.transfer.fetch import Wanted
from cicclo_qgis.transfer.model import Bbox, Options, TransferCode, TransferError
from cicclo_qgis.transfer.page import Page
from cicclo_qgis.transfer.request import NextByOffset
from cicclo_qgis.transfer.service import Get, Start
from cicclo_qgis.transfer.wfs.answers import Asked, is_xml, number, read_answer
from cicclo_qgis.transfer.wfs.boxes import BoxForm, is_within
from cicclo_qgis.transfer.wfs.capabilities import read_capabilities
from cicclo_qgis.transfer.wfs.dates import dated, takes_dates
from cicclo_qgis.transfer.wfs.keys import key_of
from cicclo_qgis.transfer.wfs.ladder import Ladder
from cicclo_qgis.transfer.wfs.learning import REFUSED, Learning, read_hits
from cicclo_qgis.transfer.wfs.request import (
    SIZES,
    START,
    WGS84,
    Part,
    Way,
    capabilities_url,
    describe_url,
    features_url,
    hits_url,
)
from cicclo_qgis.transfer.wfs.schema import NOTHING
from cicclo_qgis.transfer.wfs.wishes import needs_schema, part_of

_ACCEPT = (
    "application/json, application/geo+json, application/gml+xml, application/xml;q=0.9, */*;q=0.5"
)
# To learn what values look like, where there is no key.
_SAMPLE = 100
# Limits of servers are multiples of it.
_ROUND = 100


class WfsService:
    """See ``service.Service``. One download's; used from one thread."""

    wanted = Wanted(_ACCEPT, b"}]>", ())

    def __init__(
        self, collection: Collection, options: Options, between: Between = give_way
    ) -> None:
        self.own = collection.service_url
        self._name = collection.service_name or collection.id
        self._default = collection.storage_crs or ""
        self._options, self._between = options, between
        self._way = Way(crs=options.crs or WGS84)
        self._part = Part(bbox=options.bbox)
        self._learning = Learning(self.own, self._name)
        self._total: Optional[int] = None
        self._old = False

    # --- addresses -------------------------------------------------------------------------------

    @property
    def pages(self) -> bool:
        """See ``Service``."""
        return self._way.paged

    def ahead(self, limit: int) -> str:
        """See ``Service``. Raises ``TransferError``: FILTER, it cannot be said so."""
        self._part = part_of(self._options)
        if needs_schema(self._options):
            return describe_url(self.own, self._name)
        return self.address(limit)

    def address(
        self, limit: Optional[int], offset: Optional[int] = None, bbox: Optional[Bbox] = None
    ) -> str:
        """See ``Service``."""
        part = self._part if bbox is None else replace(self._part, bbox=bbox)
        sort = self._way.sort
        if sort and part.properties and sort not in part.properties:
            # It stands for the identifiers.
            part = replace(part, properties=(*part.properties, sort))
        return features_url(self.own, self._name, self._way, part, limit, offset)

    def resized(self, url: str, limit: int) -> str:
        """See ``Service``."""
        return with_query(url, dict.fromkeys(SIZES, str(limit)))

    # --- pages -----------------------------------------------------------------------------------

    def begin(self, get: Get, limit: int) -> Start:
        """See ``Service``."""
        schema = self._learning.schema(get) if needs_schema(self._options) else NOTHING
        self._part = part_of(self._options, schema)
        filters = bool(self._part.conditions)
        told, key = partial(self._learning.capabilities, get), partial(self._key, get)
        ladder = Ladder(self._way, self._default, filters, told, key)
        first: Optional[OgcApiError] = None
        while True:
            try:
                page = self._in_box(get, self._try(get, limit), limit)
                page = self._in_system(get, page, limit)
                self._prove_dates(get, self._way)
                break
            except OgcApiError as error:
                first = first or error
                way = ladder.after(error)
                if way is None:
                    raise _in_words(first, self._name) from None
                self._way = way
        self._total = None
        if page.matched is None or _may_be_cut(page, limit):
            self._total = self.count(get)
        url = self.address(limit)
        return Start(self._following(page, url), url, limit)

    def _try(self, get: Get, limit: int) -> Page:
        """The first page, as ``_way`` asks for it."""
        answer = get(self.address(limit))
        if is_xml(answer):
            self._learning.schema(get)
        return self.read(answer, part=True)

    def _in_box(self, get: Get, page: Page, limit: int) -> Page:
        """``page``, or another one where the server has misread the box."""
        bbox = self._part.bbox
        if bbox is None or is_within(page, bbox):
            return page
        before = self._way
        short = replace(before, box=BoxForm.SHORT)
        ways = [short, replace(before, box=BoxForm.EAST_FIRST)]
        if before.crs:
            ways.append(replace(short, crs=auth_id(before.crs) or before.crs))
            # Another system than was wished for is better than none of the features. QGIS Server
            # knows degrees by the one name or by the other.
            ways += [replace(before, crs=name) for name in (WGS84, BoxForm.SHORT.value)]
        asked = {self.address(limit)}
        for way in ways:
            self._way = way
            if self.address(limit) in asked:
                continue  # a box inside a filter is written in one way alone
            asked.add(self.address(limit))
            try:
                other = self._try(get, limit)
            except OgcApiError as error:
                if error.code not in REFUSED:
                    raise
                continue
            if is_within(other, bbox):
                return other
        self._way = before
        return page

    def _in_system(self, get: Get, page: Page, limit: int) -> Page:
        """``page``, or the same in GML where GeoJSON came in another system than was asked for.

        QGIS Server gives degrees in GeoJSON, whatever is asked for.
        """
        wished = self._options.crs
        asked = wished is not None and same_crs(self._way.crs, wished)
        if wished is None or not asked or same_crs(page.content_crs, wished):
            return page
        before = self._way
        self._way = replace(before, format=self._learning.capabilities(get).gml)
        try:
            other = self._try(get, limit)
            if same_crs(other.content_crs, wished):
                return other
        except OgcApiError as error:
            if error.code is ProblemCode.CANCELLED:
                raise
        self._way = before
        return page

    def read(self, answer: Answer, part: bool = False) -> Page:
        """See ``Service``."""
        page = self._page(answer, self._options.properties)
        return page if part else self._following(page, answer.url)

    def _page(self, answer: Answer, chosen: Tuple[str, ...]) -> Page:
        schema = self._learning.known
        wished = self._options.crs or CRS84
        seen = (*chosen, self._way.sort)
        kinds = {name: kind for name, kind in schema.kinds.items() if name in seen or not chosen}
        asked = Asked(kinds, self._way.crs, wished, self._way.sort, chosen)
        return read_answer(answer, asked, self._between)

    def _following(self, page: Page, url: str) -> Page:
        """``page`` with the number of all features, and the address of the next page."""
        matched = page.matched if self._total is None else self._total
        asked = {name.upper(): value for name, value in parse_qsl(urlsplit(url).query)}
        after = int(number(asked.get(START)) or 0) + len(page)
        more = self._way.paged and len(page) > 0 and (matched is None or after < matched)
        following = with_query(url, {START: str(after)}) if more else None
        return replace(page, matched=matched, next_url=following)

    def by_offset(self, start: Start) -> Optional[NextByOffset]:
        """See ``Service``."""
        return None if start.page.next_url is None else NextByOffset(start.url, START, SIZES)

    def costs_by_offset(self, url: str) -> bool:
        """See ``Service``. Servers of 1.1 (QGIS Server) read all rows before the offset."""
        return self._old

    # --- counts and limits -----------------------------------------------------------------------

    def count(self, get: Get) -> Optional[int]:
        """See ``Service``."""
        try:
            url = hits_url(self.own, self._name, self._way, self._part)
            return self._hits(get(url), DEFAULT_POLICY)
        except OgcApiError as error:
            if error.code in (ProblemCode.CANCELLED, ProblemCode.SIGN_IN_REQUIRED):
                raise
            # Counting millions takes some servers too long: a copy is made all the same.
            return None

    def count_before(self, http: requests.Session, policy: Policy) -> Optional[int]:
        """See ``Service``."""
        self._part = part_of(self._options)
        refused: Optional[OgcApiError] = None
        for old in (False, True) if self._part.conditions else (False,):
            try:
                way = replace(self._way, old=old)
                url = hits_url(self.own, self._name, way, self._part)
                told = self._hits(get_xml(http, url, policy), policy)
                self._prove_dates(lambda url: fetch(http, url, _ACCEPT, policy), way)
                return told
            except OgcApiError as error:
                refused = refused or error
                if error.code not in REFUSED:
                    raise
        raise refused or OgcApiError(ProblemCode.SERVER_ERROR, masked(self.own))

    def largest(self, http: requests.Session, policy: Policy) -> Optional[int]:
        """See ``Service``."""
        try:
            answer = get_xml(http, capabilities_url(self.own), policy)
            return read_capabilities(answer, policy).count
        except OgcApiError as error:
            if error.code is ProblemCode.CANCELLED:
                raise
            return None

    def _hits(self, answer: Answer, policy: Policy) -> Optional[int]:
        told, self._old = read_hits(answer, policy)
        return told

    def _prove_dates(self, get: Get, way: Way) -> None:
        """Look whether conditions on dates are understood.

        Raises:
            TransferError: DATES, they are not.
        """
        conditions = dated(self._part.conditions)
        if not conditions:
            return

        def hits(one: Tuple[Condition, ...]) -> Optional[int]:
            part = Part(conditions=one)
            return self._hits(get(hits_url(self.own, self._name, way, part)), DEFAULT_POLICY)

        plain = replace(way, paged=False, sort="")
        for asked in dict.fromkeys((plain, replace(plain, format=""))):
            url = features_url(self.own, self._name, asked, Part(), _SAMPLE, None)
            try:
                proved = takes_dates(conditions, self._page(get(url), ()).rows, hits)
            except OgcApiError as error:
                if error.code not in (*REFUSED, ProblemCode.INVALID_JSON):
                    raise
                continue
            if not proved:
                raise TransferError(TransferCode.DATES)
            return

    # --- a key -----------------------------------------------------------------------------------

    def _key(self, get: Get) -> str:
        """The attribute to sort by; some features are looked at, as far as they can be had."""
        names: Sequence[str] = list(self._learning.schema(get).kinds)
        # Without an offset no order is needed.
        url = with_query(self.address(_SAMPLE), {START: None, "PROPERTYNAME": None})
        rows: List[Mapping[str, Any]] = []
        try:
            rows = list(self._page(get(url), ()).rows)
        except OgcApiError as error:
            if error.code is ProblemCode.CANCELLED:
                raise
        seen: Dict[str, None] = dict.fromkeys([*names, *(rows[0] if rows else ())])
        return key_of(seen, rows)


def _may_be_cut(page: Page, limit: int) -> bool:
    """Whether ``numberMatched`` may be that of the page alone, as some servers tell it.

    The page is full then, or as full as the server makes them: a round number.
    """
    full = len(page) >= limit or (len(page) > 0 and len(page) % _ROUND == 0)
    return full and page.matched == len(page)


def _in_words(error: OgcApiError, name: str) -> OgcApiError:
    """``error``; NOT_FOUND where the server says that there is no such feature type."""
    said = error.detail.lower()
    unknown = "unknown" in said or "not found" in said or "does not exist" in said
    if error.code is ProblemCode.SERVER_ERROR and unknown and name.lower() in said:
        return OgcApiError(ProblemCode.NOT_FOUND, error.url, error.status, error.detail)
    return error
