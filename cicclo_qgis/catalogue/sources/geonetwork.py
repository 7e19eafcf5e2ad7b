"""GeoNetwork 4's own search, and CSW where a site keeps it closed."""

from __future__ import annotations

import re
from typing import Any, Dict, Iterator, List, Mapping, Optional, Tuple
from urllib.parse import quote

import requests

from cicclo_qgis.catalogue.sources.csw import CswRecords
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
from cicclo_qgis.catalogue.sources.service import post_json
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.policy import Policy
from cicclo_qgis.ogcapi.text import one_line, plain
from cicclo_qgis.ogcapi.urls import masked

_PAGE = 200
_CSW = re.compile(r"(.*)/srv/[a-z]{3}/csw[^/]*$")
# Records with a service of features; other links would be read in vain.
_QUERY = (
    "+isTemplate:n +(linkProtocol:/.*([Oo][Gg][Cc].?[Aa][Pp][Ii]|OAPIF|WFS|wfs).*/"
    " linkUrl:*ogc\\/features* linkUrl:*ogcapi*)"
)
_WANTED = (
    "uuid", "resourceTitleObject", "resourceAbstractObject", "resourceType", "link*", "tag", "geom",
    "licenseObject", "MD_LegalConstraints*Object", "OrgForResource*", "changeDate",
    "revisionDateForResource",
)  # fmt: skip
_CLOSED = (
    ProblemCode.NOT_FOUND,
    ProblemCode.NOT_OGC_API,
    ProblemCode.INVALID_JSON,
    ProblemCode.NO_RIGHT,
    ProblemCode.SIGN_IN_REQUIRED,
    ProblemCode.SERVER_ERROR,
)
# Who is left out by a member "default" of another shape has lost the names, not the record.
_ORGANISATIONS = ("OrgForResourceObject", "OrgForResource")


def geonetwork_of(url: str) -> Optional[str]:
    """The root of the GeoNetwork whose CSW has that address; None when it is another software."""
    found = _CSW.match(url.partition("?")[0])
    return found.group(1) if found else None


class GeonetworkRecords:
    """The records of one GeoNetwork.

    Args:
        url: its root (``…/geonetwork``). csw: its CSW, by default that of its root.
    """

    def __init__(self, url: str, csw: str = "") -> None:
        self.url = url.partition("?")[0].rstrip("/")
        self._csw = CswRecords(csw or f"{self.url}/srv/fre/csw")
        self.notes: List[str] = self._csw.notes

    def pages(self, http: requests.Session, policy: Policy) -> Iterator[Tuple[str, List[Record]]]:
        """Each page: the address it is of, and its records. Raises OgcApiError."""
        walk = self._walk(http, policy)
        try:
            first = next(walk, None)
        except OgcApiError as error:
            if error.code not in _CLOSED:
                raise
            yield from self._csw.pages(http, policy)
            return
        if first is not None:
            yield first
            yield from walk

    def _walk(self, http: requests.Session, policy: Policy) -> Iterator[Tuple[str, List[Record]]]:
        url = f"{self.url}/srv/api/search/records/_search"
        after: Optional[List[Any]] = None
        for _ in range(policy.max_pages):
            body: Dict[str, Any] = {
                "size": _PAGE,
                "query": {"query_string": {"query": _QUERY}},
                "_source": list(_WANTED),
                "sort": [{"uuid": "asc"}],
            }
            if after is not None:
                # Paging by number ends at ten thousand (Elasticsearch, index.max_result_window).
                body["search_after"] = after
            hits = members(members(post_json(http, url, body, policy)).get("hits")).get("hits")
            if not isinstance(hits, list):
                raise OgcApiError(ProblemCode.NOT_OGC_API, masked(url), 200)
            found = (self._record(members(hit)) for hit in hits[:MOST_OF_A_PAGE])
            yield url, [record for record in found if record is not None]
            before, after = after, members(hits[-1]).get("sort") if hits else None
            if len(hits) < _PAGE:
                return
            if not isinstance(after, list) or after == before:
                self.notes.append(f"{masked(url)}: it does not tell how to read on, left there")
                return
        self.notes.append(f"{masked(url)}: left after {policy.max_pages} pages")

    def _record(self, hit: Mapping[str, Any]) -> Optional[Record]:
        source = members(hit.get("_source"))
        identifier = text(source.get("uuid")) or text(hit.get("_id"))
        if not identifier:
            return None
        rights = [
            *texts(source.get("licenseObject")),
            *texts(source.get("MD_LegalConstraintsOtherConstraintsObject")),
            *texts(source.get("MD_LegalConstraintsUseLimitationObject")),
        ]
        organisations = [one for key in _ORGANISATIONS for one in texts(source.get(key))]
        return Record(
            id=identifier,
            title=one_line(text(source.get("resourceTitleObject"))),
            description=plain(text(source.get("resourceAbstractObject"))),
            links=tuple(_links(source)),
            keywords=words_of(texts(source.get("tag"))),
            bbox=geometry_box(source.get("geom")),
            license=licence_in(rights),
            rights=plain("\n".join(dict.fromkeys(rights)), 1000),
            publisher=one_line(organisations[0]) if organisations else "",
            updated=_updated(source),
            page=f"{self.url}/srv/fre/catalog.search#/metadata/{quote(identifier, safe='')}",
            is_service="service" in listed(source.get("resourceType")),
        )


def _links(source: Mapping[str, Any]) -> Iterator[RecordLink]:
    for item in listed(source.get("link"))[:MOST_LINKS]:
        link = members(item)
        url = text(link.get("urlObject")) or text(link.get("url"))
        if url:
            yield RecordLink(
                url=url,
                protocol=text(link.get("protocol")),
                name=text(link.get("nameObject")) or text(link.get("name")),
                type=text(link.get("mimeType")),
                title=one_line(text(link.get("descriptionObject"))),
            )


def _updated(source: Mapping[str, Any]) -> str:
    revised = [day_of(one) for one in texts(source.get("revisionDateForResource"))]
    return max(revised, default="") or day_of(text(source.get("changeDate")))
