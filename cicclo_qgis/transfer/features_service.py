"""Collections of OGC API - Features (17-069r4), as the engine asks for them."""

from __future__ import annotations

from dataclasses import replace
from typing import Iterator, Optional, Tuple

import requests

from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.fetch import Answer
from cicclo_qgis.ogcapi.items import first_page
from cicclo_qgis.ogcapi.limits import page_limit
from cicclo_qgis.ogcapi.model import Collection, LandingPage
from cicclo_qgis.ogcapi.policy import Policy
from cicclo_qgis.ogcapi.urls import masked, other_slash, with_query
from cicclo_qgis.transfer.between import Between, give_way
from cicclo_qgis.transfer.fetch import Wanted
from cicclo_qgis.transfer.model import Bbox, Options
from cicclo_qgis.transfer.page import Page, read_page
from cicclo_qgis.transfer.plan import LADDER, is_qgis_server, is_too_much
from cicclo_qgis.transfer.request import NextByOffset, by_offset, items_address
from cicclo_qgis.transfer.service import Get, Start


class FeaturesService:
    """See ``service.Service``."""

    wanted = Wanted()
    pages = True

    def __init__(
        self,
        landing: LandingPage,
        collection: Collection,
        options: Options,
        between: Between = give_way,
    ) -> None:
        self._landing = landing
        self._collection = collection
        self._options, self._between = options, between
        self.own = collection.items_url

    def ahead(self, limit: int) -> str:
        """See ``Service``."""
        return self.address(limit)

    def address(
        self, limit: Optional[int], offset: Optional[int] = None, bbox: Optional[Bbox] = None
    ) -> str:
        """See ``Service``."""
        return items_address(self._collection.items_url, self._options, limit, offset, bbox)

    def resized(self, url: str, limit: int) -> str:
        """See ``Service``."""
        return with_query(url, {"limit": str(limit)})

    def begin(self, get: Get, limit: int) -> Start:
        """See ``Service``."""
        first: Optional[OgcApiError] = None
        for address in _addresses(self._collection.items_url):
            try:
                return self._limited(get, address, limit)
            except OgcApiError as error:
                first = first or error
                if error.code is not ProblemCode.NOT_FOUND:
                    raise
        raise first or OgcApiError(ProblemCode.NOT_FOUND, masked(self._collection.items_url))

    def _limited(self, get: Get, address: str, limit: int) -> Start:
        steps: Tuple[Optional[int], ...] = (limit, *(one for one in LADDER if one < limit), None)
        for step in steps:
            url = items_address(address, self._options, step)
            try:
                return Start(read_page(get(url), self._between), url, step)
            except OgcApiError as error:
                if step is None or not is_too_much(error):
                    raise
        raise OgcApiError(ProblemCode.SERVER_ERROR, masked(address))

    def read(self, answer: Answer, part: bool = False) -> Page:
        """See ``Service``. A page of a box tells the number in that box by itself."""
        return read_page(answer, self._between)

    def by_offset(self, start: Start) -> Optional[NextByOffset]:
        """See ``Service``."""
        return by_offset(start.url, start.page.next_url, len(start.page))

    def costs_by_offset(self, url: str) -> bool:
        """See ``Service``."""
        return is_qgis_server(self._landing, url)

    def count(self, get: Get) -> Optional[int]:
        """See ``Service``."""
        return read_page(get(self.address(1))).matched

    def count_before(self, http: requests.Session, policy: Policy) -> Optional[int]:
        """See ``Service``."""
        asked = replace(self._collection, items_url=self.address(None))
        return first_page(http, asked, 1, policy).number_matched

    def largest(self, http: requests.Session, policy: Policy) -> Optional[int]:
        """See ``Service``."""
        return page_limit(http, self._landing, self._collection, policy).maximum


def _addresses(url: str) -> Iterator[str]:
    yield url
    if "%3A" in url:
        yield url.replace("%3A", ":")
    yield other_slash(url)
