"""A catalogue that speaks CSW 2.0.2 (OGC 07-006r1): GeoNetwork, pycsw and others."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Iterator, List, Optional, Set, Tuple
from urllib.parse import quote

import requests

from cicclo_qgis.catalogue.sources.iso_record import RECORDS, record_of
from cicclo_qgis.catalogue.sources.record import MOST_OF_A_PAGE, Record
from cicclo_qgis.catalogue.sources.service import pieces_of, post_xml
from cicclo_qgis.catalogue.sources.xml_reader import Node
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.policy import Policy
from cicclo_qgis.ogcapi.urls import masked

# Catalogues are known to fail at a thousand; ISO records are long.
_PAGE = 100

_GMD = "http://www.isotc211.org/2005/gmd"
_CSW = "http://www.opengis.net/cat/csw/2.0.2"
_RESULTS = frozenset(("SearchResults",))
_KINDS = ("dataset", "nonGeographicDataset", "series", "service")
# Filter and order in the words that most servers know. Those that do not are asked without.
_FILTER = "".join(
    f"<ogc:PropertyIsEqualTo><ogc:PropertyName>apiso:Type</ogc:PropertyName>"
    f"<ogc:Literal>{kind}</ogc:Literal></ogc:PropertyIsEqualTo>"
    for kind in _KINDS
)
_CONSTRAINT = (
    f'<csw:Constraint version="1.1.0"><ogc:Filter><ogc:Or>{_FILTER}</ogc:Or></ogc:Filter>'
    "</csw:Constraint>"
)
_SORT = (
    "<ogc:SortBy><ogc:SortProperty><ogc:PropertyName>apiso:Identifier</ogc:PropertyName>"
    "<ogc:SortOrder>ASC</ogc:SortOrder></ogc:SortProperty></ogc:SortBy>"
)
_REQUEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<csw:GetRecords xmlns:csw="http://www.opengis.net/cat/csw/2.0.2" '
    'xmlns:ogc="http://www.opengis.net/ogc" xmlns:gmd="http://www.isotc211.org/2005/gmd" '
    'xmlns:apiso="http://www.opengis.net/cat/csw/apiso/1.0" service="CSW" version="2.0.2" '
    'resultType="results" outputFormat="application/xml" outputSchema="{schema}" '
    'startPosition="{start}" maxRecords="{size}"><csw:Query typeNames="{types}">'
    "<csw:ElementSetName>full</csw:ElementSetName>{rest}</csw:Query></csw:GetRecords>"
)
_Way = Tuple[str, str, str]
# How a catalogue is asked, the best way first: schema, type, filter and order.
_WAYS: Tuple[_Way, ...] = (
    (_GMD, "gmd:MD_Metadata", _CONSTRAINT + _SORT),
    (_GMD, "gmd:MD_Metadata", ""),
    (_CSW, "csw:Record", ""),
)
_TRY_OTHERWISE = (ProblemCode.SERVER_ERROR, ProblemCode.NOT_OGC_API)
_GEONETWORK = re.compile(r"(.*/srv/)([a-z]{3})/csw[^/]*$")


class CswRecords:
    """The records of one catalogue."""

    def __init__(self, url: str) -> None:
        self.url = url.partition("?")[0]
        self.notes: List[str] = []
        found = _GEONETWORK.match(self.url)
        self._page = f"{found.group(1)}fre/catalog.search#/metadata/" if found else ""

    def pages(self, http: requests.Session, policy: Policy) -> Iterator[Tuple[str, List[Record]]]:
        """Each page: the address it is of, and its records.

        Raises:
            OgcApiError: the catalogue cannot be read in any way it should know.
        """
        first: Optional[OgcApiError] = None
        for way in _WAYS:
            walk = self._walk(http, policy, way)
            try:
                page = next(walk)
            except OgcApiError as error:
                if error.code not in _TRY_OTHERWISE:
                    raise
                first = first or error
                continue
            # Some servers find nothing by a filter they do not understand.
            if page[1] or way is _WAYS[-1]:
                yield page
                yield from walk
                return
        if first is not None:
            raise first

    def _walk(
        self, http: requests.Session, policy: Policy, way: _Way
    ) -> Iterator[Tuple[str, List[Record]]]:
        schema, types, rest = way
        start: Optional[int] = 1
        seen: Set[str] = set()
        for _ in range(policy.max_pages):
            body = _REQUEST.format(schema=schema, types=types, rest=rest, start=start, size=_PAGE)
            answer = post_xml(http, self.url, body, policy)
            page = _Page()
            root = pieces_of(answer, policy, RECORDS, page.take, _RESULTS)
            if root.name != "GetRecordsResponse" or page.results is None:
                raise OgcApiError(ProblemCode.NOT_OGC_API, masked(answer.url), answer.status)
            ids = {record.id for record in page.records}
            if ids and ids <= seen:
                # It would give them for ever, whatever it is asked for.
                self.notes.append(f"{masked(self.url)}: the same records again, left there")
                return
            seen |= ids
            yield answer.url, [self._with_page(record) for record in page.records]
            start = _next(page.results, start or 1, page.came)
            if start is None:
                return
        self.notes.append(f"{masked(self.url)}: left after {policy.max_pages} pages")

    def _with_page(self, record: Record) -> Record:
        if not self._page:
            return record
        return replace(record, page=self._page + quote(record.id, safe=""))


class _Page:
    """What one answer holds."""

    def __init__(self) -> None:
        self.records: List[Record] = []
        self.results: Optional[Node] = None
        self.came = 0

    def take(self, node: Node) -> None:
        if node.name not in RECORDS:
            self.results = node
            return
        self.came += 1
        record = record_of(node) if self.came <= MOST_OF_A_PAGE else None
        if record is not None:
            self.records.append(record)


def _next(results: Node, start: int, came: int) -> Optional[int]:
    """Where the next page begins; None at the end, and where a server would walk in circles."""
    following = _number(results, "nextRecord")
    matched = _number(results, "numberOfRecordsMatched")
    if came == 0 or following == 0:
        return None
    if following is None:
        following = start + came
    if following <= start or (matched is not None and following > matched):
        return None
    return following


def _number(node: Node, name: str) -> Optional[int]:
    text = node.attributes.get(name, "").strip()
    return int(text) if text.isdecimal() and len(text) < 10 else None
