"""Four kinds of catalogue: the same records out, page by page, whatever the server does."""

from __future__ import annotations

import json
import time
from typing import Any, Dict, List

import pytest
import requests

from cicclo_qgis.catalogue.manners import Manners
from cicclo_qgis.catalogue.sources.csw import CswRecords
from cicclo_qgis.catalogue.sources.data_gouv import DataGouvRecords
from cicclo_qgis.catalogue.sources.geonetwork import GeonetworkRecords, geonetwork_of
from cicclo_qgis.catalogue.sources.ogc_records import OgcRecords
from cicclo_qgis.catalogue.sources.record import Record
from cicclo_qgis.catalogue.sources.record_rows import Records
from cicclo_qgis.ogcapi import DEFAULT_POLICY, OgcApiError, Policy, ProblemCode
from tests.unit.api import HOME_PAGE, LOGIN_PAGE
from tests.unit.catalogue.sources.answers import XML, csw, exception, record, results
from tests.unit.site import Heard, Reply, Site
from workshop.iso_records import Online, Sheet, iso


def sheet(number: int, **more: Any) -> Sheet:
    wfs = Online("https://a.example.fr/wfs", "OGC:WFS", f"c{number}")
    return Sheet(f"id-{number}", f"Fiche {number} & co", (wfs,), "Résumé <b>gras</b>", **more)


def read(records: Records, http: requests.Session, policy: Policy = DEFAULT_POLICY) -> List[Record]:
    return [record for _, page in records.pages(http, policy) for record in page]


def code_of(records: Records, http: requests.Session) -> ProblemCode:
    with pytest.raises(OgcApiError) as caught:
        read(records, http, Policy(total_s=5.0))
    return caught.value.code


# -- CSW ------------------------------------------------------------------------------------


def test_csw_is_read_to_its_end(site: Site, http: requests.Session) -> None:
    site.routes["/csw"] = csw([sheet(number) for number in range(5)])
    found = read(CswRecords(site.url("/csw?service=CSW")), http)
    assert [one.id for one in found] == [f"id-{number}" for number in range(5)]
    first = found[0]
    assert (first.title, first.description) == ("Fiche 0 & co", "Résumé gras")
    assert (first.license, first.publisher) == (
        "Licence Ouverte / Open Licence",
        "Atelier CICCLO pour QGIS",
    )
    assert (first.updated, first.bbox, first.keywords) == (
        "2026-03-31",
        (-5.2, 41.3, 9.6, 51.1),
        ("atelier",),
    )
    assert first.links[0].url == "https://a.example.fr/wfs"
    assert (first.links[0].protocol, first.links[0].name) == ("OGC:WFS", "c0")
    assert all(heard.body.startswith(b"<?xml") for heard in site.heard) and len(site.heard) == 3
    assert b"apiso:Identifier" in site.heard[0].body


def test_csw_that_knows_neither_filter_nor_iso(site: Site, http: requests.Session) -> None:
    core = (
        '<csw:Record xmlns:csw="x" xmlns:dc="y" xmlns:dct="z" xmlns:ows="w">'
        "<dc:identifier>dc-1</dc:identifier><dc:title>Zones</dc:title><dc:type>dataset</dc:type>"
        "<dc:subject>eau</dc:subject><dct:abstract>Texte</dct:abstract>"
        "<dc:rights>Licence ODbL</dc:rights><dct:modified>2025-11-02T10:00:00Z</dct:modified>"
        '<dct:references scheme="OGC:WFS">https://a.example.fr/wfs</dct:references>'
        '<dc:URI protocol="OGC:WFS" name="a:b">https://a.example.fr/wfs?</dc:URI>'
        '<ows:BoundingBox crs="urn:x-ogc:def:crs:EPSG:6.11:4326">'
        "<ows:LowerCorner>47 -5</ows:LowerCorner><ows:UpperCorner>49 -1</ows:UpperCorner>"
        "</ows:BoundingBox></csw:Record>"
    )

    def answer(heard: Heard) -> Reply:
        if b"Constraint" in heard.body:
            return exception("Filter not supported", status=400)
        if b'outputSchema="http://www.isotc211.org' in heard.body:
            return exception("outputSchema unknown")
        return results([core], 0, 1)

    site.routes["/csw"] = answer
    (found,) = read(CswRecords(site.url("/csw")), http)
    assert (found.id, found.title, found.license) == ("dc-1", "Zones", "ODbL")
    assert (found.updated, found.bbox) == ("2025-11-02", (-5.0, 47.0, -1.0, 49.0))
    assert [(one.protocol, one.name) for one in found.links] == [
        ("OGC:WFS", "a:b"),
        ("OGC:WFS", ""),
    ]


def test_csw_that_finds_nothing_by_filter_is_asked_without(
    site: Site, http: requests.Session
) -> None:
    def answer(heard: Heard) -> Reply:
        if b"Constraint" in heard.body:
            return results([], 0, "[object Object]")
        return results([iso(sheet(1))], 0, 1)

    site.routes["/csw"] = answer
    assert [one.id for one in read(CswRecords(site.url("/csw")), http)] == ["id-1"]


@pytest.mark.parametrize("following", ["1", "2", "-4", "x", "99999999999999", ""])
def test_csw_that_walks_in_circles_comes_to_an_end(
    site: Site, http: requests.Session, following: str
) -> None:
    site.routes["/csw"] = results([iso(sheet(1)), iso(sheet(2))], following, 4)
    assert len(read(CswRecords(site.url("/csw")), http)) <= 4
    assert len(site.heard) <= 4


def test_csw_in_iso_19115_3(site: Site, http: requests.Session) -> None:
    text = (
        '<mdb:MD_Metadata xmlns:mdb="m" xmlns:mcc="c" xmlns:gco="g" xmlns:cit="t" xmlns:mri="i">'
        "<mdb:metadataIdentifier><mcc:MD_Identifier><mcc:code><gco:CharacterString>new-1"
        "</gco:CharacterString></mcc:code></mcc:MD_Identifier></mdb:metadataIdentifier>"
        "<mdb:identificationInfo><mri:MD_DataIdentification><mri:citation><cit:CI_Citation>"
        "<cit:title><gco:CharacterString>Neuf</gco:CharacterString></cit:title></cit:CI_Citation>"
        "</mri:citation></mri:MD_DataIdentification></mdb:identificationInfo>"
        "<mdb:distributionInfo><cit:CI_OnlineResource><cit:linkage><gco:CharacterString>"
        "https://a.fr/wfs</gco:CharacterString></cit:linkage><cit:protocol><gco:CharacterString>"
        "OGC:WFS</gco:CharacterString></cit:protocol></cit:CI_OnlineResource>"
        "</mdb:distributionInfo></mdb:MD_Metadata>"
    )
    site.routes["/csw"] = results([text], 0, 1)
    (found,) = read(CswRecords(site.url("/csw")), http)
    assert (found.id, found.title) == ("new-1", "Neuf")
    assert (found.links[0].url, found.links[0].protocol) == ("https://a.fr/wfs", "OGC:WFS")


# -- GeoNetwork -----------------------------------------------------------------------------


def hit(number: int) -> Dict[str, Any]:
    return {
        "_id": f"id-{number}",
        "sort": [f"id-{number}"],
        "_source": {
            "uuid": f"id-{number}",
            "resourceTitleObject": {"default": f"Fiche {number}", "langfre": "x"},
            "resourceAbstractObject": {"default": "Résumé"},
            "resourceType": ["dataset"],
            "tag": [{"default": "eau"}, {"langfre": "sol"}],
            "geom": {"type": "Polygon", "coordinates": [[[-5, 47], [-1, 47], [-1, 49], [-5, 47]]]},
            "licenseObject": [{"default": "Licence ouverte Etalab 2.0"}],
            "OrgForResourceObject": [{"default": "Région"}],
            "changeDate": "2026-02-03T04:05:06.000Z",
            "link": [
                {
                    "protocol": "OGC:WFS",
                    "urlObject": {"default": "https://a.fr/geoserver/ows"},
                    "nameObject": {"default": f"ws:c{number}"},
                },
                {"protocol": "OGC:WFS", "url": "https://a.fr/old", "name": "old"},
                None,
                "odd",
            ],
        },
    }


SEARCH = "/geonetwork/srv/api/search/records/_search"


def test_geonetwork_is_searched_after_the_last_record(site: Site, http: requests.Session) -> None:
    def answer(heard: Heard) -> Reply:
        after = json.loads(heard.body).get("search_after")
        hits = [hit(n) for n in range(200)] if after is None else [hit(n) for n in (200, 201)]
        return Reply({"hits": {"total": {"value": 202}, "hits": hits}})

    site.routes[SEARCH] = answer
    csw_url = site.url("/geonetwork/srv/eng/csw")
    assert geonetwork_of(csw_url) == site.url("/geonetwork")
    found = read(GeonetworkRecords(site.url("/geonetwork"), csw_url), http)
    assert len(found) == 202
    assert json.loads(site.heard[1].body)["search_after"] == ["id-199"]
    first = found[0]
    assert (first.title, first.license) == ("Fiche 0", "Licence Ouverte / Open Licence")
    assert (first.bbox, first.publisher, first.updated) == (
        (-5.0, 47.0, -1.0, 49.0),
        "Région",
        "2026-02-03",
    )
    assert first.keywords == ("eau", "sol")
    assert [one.name for one in first.links] == ["ws:c0", "old"]
    assert first.page == site.url("/geonetwork/srv/fre/catalog.search#/metadata/id-0")


@pytest.mark.parametrize(
    "closed",
    [
        Reply({"message": "no"}, 403),
        Reply({"message": "no"}, 404),
        Reply(LOGIN_PAGE),
        Reply(HOME_PAGE),
        Reply({"error": {"root_cause": []}, "status": 500}, 500),
        Reply({"unexpected": []}),
        Reply([]),
    ],
)
def test_geonetwork_with_a_closed_search_is_asked_by_csw(
    site: Site, http: requests.Session, closed: Reply
) -> None:
    site.routes[SEARCH] = closed
    site.routes["/geonetwork/srv/eng/csw"] = csw([sheet(1), sheet(2), sheet(3)])
    records = GeonetworkRecords(site.url("/geonetwork"), site.url("/geonetwork/srv/eng/csw"))
    assert [one.id for one in read(records, http)] == ["id-1", "id-2", "id-3"]


# -- OGC API - Records ----------------------------------------------------------------------


def test_records_are_followed_page_by_page(site: Site, http: requests.Session) -> None:
    items = "/cat/collections/main/items"
    link = {
        "rel": "item",
        "href": "https://a.fr/ogc/collections/c/items",
        "title": "OGC API Features",
    }
    one = record(
        "a",
        [link, {"rel": "self", "href": site.url(items) + "/a"}, {"rel": "item"}, 3],
        description="Texte",
        keywords=["eau"],
        themes=[{"concepts": [{"id": "sol"}]}],
        license="CC-BY-4.0",
        updated="2026-01-02T00:00:00Z",
        contacts=[
            {"name": "x", "roles": ["author"]},
            {"organization": "Y", "roles": ["publisher"]},
        ],
    )

    def answer(heard: Heard) -> Reply:
        offset = int(heard.query.get("offset", "0"))
        if offset == 0:
            following = {"rel": "next", "type": "application/geo+json", "href": "items?offset=1"}
            return Reply({"features": [one, {"id": None}, "x"], "links": [following]})
        again = {"rel": "next", "type": "application/geo+json", "href": "items?offset=1"}
        return Reply({"features": [record("b", []), one], "links": [again]})

    site.routes[items] = answer
    for address in ("/cat/collections/main", items, items + "?f=dcat"):
        site.heard.clear()
        found = read(OgcRecords(site.url(address)), http)
        assert [record.id for record in found] == ["a", "b"]
        assert len(site.heard) == 2
    first = found[0]
    assert (first.license, first.updated, first.publisher) == ("CC BY", "2026-01-02", "Y")
    assert first.keywords == ("eau", "sol")
    assert [one.url for one in first.links] == ["https://a.fr/ogc/collections/c/items"]


def test_records_do_not_lead_to_another_host(site: Site, http: requests.Session) -> None:
    following = {"rel": "next", "type": "application/geo+json", "href": "https://evil.fr/items"}
    site.routes["/c/items"] = Reply({"features": [record("a", [])], "links": [following]})
    assert len(read(OgcRecords(site.url("/c")), http)) == 1


# -- data.gouv.fr ---------------------------------------------------------------------------


def test_data_gouv_is_asked_for_little(site: Site, http: requests.Session) -> None:
    dataset = {
        "id": "64f",
        "title": "Zones",
        "description": "**Texte**",
        "tags": ["eau"],
        "license": "lov2",
        "page": "https://www.data.gouv.fr/fr/datasets/zones/",
        "last_update": "2026-05-06T07:08:09.000000+00:00",
        "organization": {"name": "DDT"},
        "owner": None,
        "spatial": {"geom": None},
        "resources": [
            {
                "title": "WFS",
                "url": "https://g.fr/wfs?typename=ms:z",
                "format": "wfs",
                "type": "api",
            },
            {"title": "zip", "url": "https://g.fr/z.zip", "format": "shp"},
        ],
    }

    def answer(heard: Heard) -> Reply:
        if heard.query["format"] != "wfs":
            return Reply({"data": [], "next_page": None, "total": 0})
        page = int(heard.query["page"])
        nearest = heard.target.replace(f"page={page}", f"page={page + 1}", 1)
        following = site.url(nearest) if page < 3 else None
        return Reply({"data": [{**dataset, "id": f"{page}"}], "next_page": following, "total": 3})

    site.routes["/api/1/datasets/"] = answer
    found = read(DataGouvRecords(site.url("/api/1/")), http)
    assert [one.id for one in found] == ["1", "2", "3"]
    assert found[0].license == "Licence Ouverte / Open Licence"
    assert (found[0].publisher, found[0].updated) == ("DDT", "2026-05-06")
    assert found[0].links[0].url == "https://g.fr/wfs?typename=ms:z"
    assert all("resources{title" in heard.headers["X-Fields"] for heard in site.heard)
    assert {heard.query["page_size"] for heard in site.heard} == {"100"}


# -- all of them ----------------------------------------------------------------------------


def each(site: Site) -> List[Records]:
    return [
        CswRecords(site.url("/c")),
        OgcRecords(site.url("/c")),
        DataGouvRecords(site.url("/c/datasets")),
    ]


@pytest.mark.parametrize(
    ("answer", "codes"),
    [
        (Reply(LOGIN_PAGE), {ProblemCode.SIGN_IN_REQUIRED}),
        (Reply({"detail": "no"}, 401), {ProblemCode.SIGN_IN_REQUIRED}),
        (Reply({"detail": "no"}, 403), {ProblemCode.NO_RIGHT}),
        (Reply(HOME_PAGE), {ProblemCode.NOT_OGC_API}),
        (Reply(b"\xff\xfe\x00garbage", 200, XML), {ProblemCode.NOT_OGC_API}),
        (Reply("[]", 200, "application/json"), {ProblemCode.NOT_OGC_API}),
        (
            Reply('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', 200, XML),
            {ProblemCode.NOT_OGC_API},
        ),
        (Reply({"data": "no", "features": "no"}), {ProblemCode.NOT_OGC_API}),
        (
            Reply("{" * 100_000, 200, "application/json"),
            {ProblemCode.INVALID_JSON, ProblemCode.NOT_OGC_API},
        ),
        (Reply({}, 500), {ProblemCode.SERVER_ERROR}),
    ],
)
def test_hostile_and_broken_servers_are_told_apart(
    site: Site, http: requests.Session, answer: Reply, codes: set[ProblemCode]
) -> None:
    site.otherwise = answer
    for records in each(site):
        assert code_of(records, http) in codes, records


def test_a_busy_catalogue_is_waited_for_as_it_asks(site: Site, http: requests.Session) -> None:
    asked: List[float] = []
    full = csw([sheet(1)])

    def answer(heard: Heard) -> Reply:
        asked.append(time.monotonic())
        if len(asked) == 1:
            return Reply("", 429, "text/plain", [("Retry-After", "1")])
        return full(heard)

    site.routes["/csw"] = answer
    Manners().polite(http, lambda: False, time.monotonic() + 30)
    assert len(read(CswRecords(site.url("/csw")), http)) == 1
    assert asked[1] - asked[0] >= 0.9


def test_a_catalogue_that_wants_too_much_patience_is_left(
    site: Site, http: requests.Session
) -> None:
    site.otherwise = Reply("", 503, "text/plain", [("Retry-After", "3600")])
    Manners().polite(http, lambda: False, time.monotonic() + 30)
    for records in each(site):
        site.heard.clear()
        assert code_of(records, http) is ProblemCode.BUSY
        assert len(site.heard) == 1
