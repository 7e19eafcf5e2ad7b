"""The API of data.gouv.fr (udata): its datasets with a service of features."""

from __future__ import annotations

from typing import Any, Iterator, List, Mapping, Optional, Set, Tuple
from urllib.parse import urlsplit

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
from cicclo_qgis.catalogue.sources.service import get_masked
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.policy import Policy
from cicclo_qgis.ogcapi.text import one_line, plain
from cicclo_qgis.ogcapi.urls import child, masked, resolve, same_origin, with_query

_PAGE = 100
# There is no format for OGC API - Features; what the resources are called by is what is asked for.
_FORMATS = ("ogc api features", "wfs", "ogc:wfs")
# Tens of thousands are harvested from the platforms listed here themselves: the newest are enough.
_MOST_PAGES = 30
# Without it each dataset comes with all there is to say of each of its files.
_MASK = (
    "data{id,title,description,tags,license,page,last_update,organization{name},owner{first_name,"
    "last_name},spatial{geom},resources{title,url,format,type}},next_page,total"
)


class DataGouvRecords:
    """The datasets of one udata.

    Args:
        url: its API (``https://www.data.gouv.fr/api/1/``), or a list of datasets with a query of
            its own (``…/datasets/?organization=…``), which is kept.
    """

    def __init__(self, url: str) -> None:
        self.notes: List[str] = []
        path = urlsplit(url).path.rstrip("/")
        self.url = url if path.endswith("/datasets") else child(url, "datasets") + "/"

    def pages(self, http: requests.Session, policy: Policy) -> Iterator[Tuple[str, List[Record]]]:
        """Each page: the address it is of, and its records. Raises OgcApiError."""
        for kind in _FORMATS:
            values = {"format": kind, "sort": "-last_update", "page": "1", "page_size": str(_PAGE)}
            yield from self._walk(http, policy, with_query(self.url, values))

    def _walk(
        self, http: requests.Session, policy: Policy, first: str
    ) -> Iterator[Tuple[str, List[Record]]]:
        url: Optional[str] = first
        asked: Set[str] = set()
        pages = min(policy.max_pages, _MOST_PAGES)
        for _ in range(pages):
            if url is None or url in asked:
                return
            asked.add(url)
            document = get_masked(http, url, {"X-Fields": _MASK}, policy)
            data = members(document.data)
            if not isinstance(data.get("data"), list):
                raise OgcApiError(ProblemCode.NOT_OGC_API, masked(document.url), 200)
            found = map(record_of, data["data"][:MOST_OF_A_PAGE])
            yield document.url, [record for record in found if record is not None]
            url = resolve(document.url, data.get("next_page")) if data["data"] else None
            if url is not None and not same_origin(url, self.url):
                self.notes.append(f"{masked(document.url)}: it goes on elsewhere, left there")
                return
        if url is not None:
            self.notes.append(f"{masked(first)}: left after {pages} pages, the newest come first")


def record_of(item: Any) -> Optional[Record]:
    """The record that an item of a list is; None when it is none."""
    dataset = members(item)
    identifier = text(dataset.get("id"))
    if not identifier:
        return None
    licence = one_line(text(dataset.get("license")), 200)
    return Record(
        id=identifier,
        title=one_line(text(dataset.get("title"))),
        description=plain(text(dataset.get("description"))),
        links=tuple(_links(dataset)),
        keywords=words_of(texts(dataset.get("tags"))),
        bbox=geometry_box(members(dataset.get("spatial")).get("geom")),
        license=licence_in([licence]) or (licence if licence != "notspecified" else "") or None,
        publisher=_publisher(dataset),
        updated=day_of(text(dataset.get("last_update"))),
        page=text(dataset.get("page")),
    )


def _links(dataset: Mapping[str, Any]) -> Iterator[RecordLink]:
    for item in listed(dataset.get("resources"))[:MOST_LINKS]:
        resource = members(item)
        url = text(resource.get("url"))
        if url:
            yield RecordLink(
                url=url,
                protocol=text(resource.get("format")),
                title=one_line(text(resource.get("title"))),
            )


def _publisher(dataset: Mapping[str, Any]) -> str:
    owner = members(dataset.get("owner"))
    person = f"{text(owner.get('first_name'))} {text(owner.get('last_name'))}".strip()
    return one_line(text(members(dataset.get("organization")).get("name")) or person)
