"""Catalogues that mean harm, or are broken beyond measure: read within limits, and told so."""

from __future__ import annotations

import json
import time
from typing import Any, Callable, Dict, Iterator, List, Tuple

import pytest
import requests

from cicclo_qgis.catalogue.sources import record_rows
from cicclo_qgis.catalogue.sources.csw import CswRecords
from cicclo_qgis.catalogue.sources.data_gouv import DataGouvRecords
from cicclo_qgis.catalogue.sources.geonetwork import GeonetworkRecords
from cicclo_qgis.catalogue.sources.neighbours import Neighbours
from cicclo_qgis.catalogue.sources.ogc_records import OgcRecords
from cicclo_qgis.catalogue.sources.record import Record, RecordLink
from cicclo_qgis.catalogue.sources.record_rows import CatalogueSource, Records
from cicclo_qgis.catalogue.sources.xml_reader import Node, read
from cicclo_qgis.ogcapi import DEFAULT_POLICY, Collection, OgcApiError, Policy, ProblemCode
from cicclo_qgis.platforms import LandingStatus, Platform
from tests.unit.api import serve
from tests.unit.catalogue.sources.answers import record, results, wfs
from tests.unit.site import Heard, Reply, Site
from workshop.iso_records import Online, Sheet, iso

BIDI = "\u202egnp.\u2066exe\u061c\U000e0041"
HTML = '<img src=x onerror="alert(1)"><script>steal()</script>Zones <b>humides</b>'
ME = Platform("p", "P", "", "", None, LandingStatus.DOCUMENTED)


def listed(
    records: Records, http: requests.Session, policy: Policy = DEFAULT_POLICY
) -> Tuple[List[Collection], str]:
    """The rows, and what is noted of the reading."""
    source = CatalogueSource(records, ME, "https://catalogue.example.fr/csw", Neighbours())
    pages = list(source.pages(http, policy))
    rows = [row for page in pages for row in page.collections]
    return rows, "; ".join(note for page in pages for note in page.notes)


def sheet(number: int, *online: Online) -> Sheet:
    to = online or (Online("https://a.example.fr/wfs", "OGC:WFS", f"c{number}"),)
    return Sheet(f"id-{number}", f"Fiche {number}", to, "Texte")


# -- without an end -------------------------------------------------------------------------


def test_a_csw_that_gives_the_same_for_ever(site: Site, http: requests.Session) -> None:
    def answer(heard: Heard) -> Reply:
        start = int(heard.body.split(b'startPosition="')[1].split(b'"')[0])
        return results([iso(sheet(1)), iso(sheet(2))], start + 2, 10_000_000)

    site.routes["/csw"] = answer
    rows, notes = listed(CswRecords(site.url("/csw")), http)
    assert len(rows) == 2 and len(site.heard) == 2
    assert "the same records again" in notes


def test_a_csw_that_counts_in_figures_that_are_none(site: Site, http: requests.Session) -> None:
    site.routes["/csw"] = lambda _heard: results([iso(sheet(1)), iso(sheet(2))], "0", "²")
    rows, _notes = listed(CswRecords(site.url("/csw")), http)
    assert len(rows) == 2


def test_a_csw_that_never_ends(
    site: Site, http: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(heard: Heard) -> Reply:
        start = int(heard.body.split(b'startPosition="')[1].split(b'"')[0])
        return results([iso(sheet(start)), iso(sheet(start + 1))], start + 2, 10_000_000)

    site.routes["/csw"] = answer
    rows, notes = listed(CswRecords(site.url("/csw")), http, Policy(max_pages=5))
    assert len(rows) == 10 and "left after 5 pages" in notes
    monkeypatch.setattr(record_rows, "_MOST_ROWS", 7)
    rows, notes = listed(CswRecords(site.url("/csw")), http)
    assert len(rows) <= 8 and "read in part" in notes


def test_a_geonetwork_that_does_not_tell_how_to_read_on(site: Site, http: requests.Session) -> None:
    hits = [{"_id": f"id-{n}", "_source": {"uuid": f"id-{n}"}} for n in range(200)]
    site.routes["/gn/srv/api/search/records/_search"] = Reply({"hits": {"hits": hits}})
    records = GeonetworkRecords(site.url("/gn"))
    assert sum(len(page) for _, page in records.pages(http, DEFAULT_POLICY)) == 200
    assert "does not tell how to read on" in records.notes[0] and len(site.heard) == 1


def test_an_old_geonetwork_is_read_by_csw(site: Site, http: requests.Session) -> None:
    """Version 3 has no such search: it answers with its own page, an error, or not at all."""
    for old in (Reply("<html><body>GeoNetwork 3.12</body></html>"), Reply("", 405), Reply({}, 400)):
        site.routes["/gn/srv/api/search/records/_search"] = old
        site.routes["/gn/srv/fre/csw"] = results([iso(sheet(1))], 0, 1)
        rows, _notes = listed(GeonetworkRecords(site.url("/gn")), http)
        assert [row.title for row in rows] == ["Fiche 1"]


def dataset(number: int, **more: Any) -> Dict[str, Any]:
    url = f"https://a.example.fr/wfs?typenames=c{number}&service=WFS"
    resources = [{"title": "Flux", "url": url, "format": "wfs"}]
    return {"id": f"d{number}", "title": f"Jeu {number}", "resources": resources, **more}


@pytest.mark.parametrize("turns", [1, 2])
def test_data_gouv_whose_pages_lead_in_circles(
    site: Site, http: requests.Session, turns: int
) -> None:
    def answer(heard: Heard) -> Reply:
        page = int(heard.query["page"])
        following = heard.target.replace(f"page={page}&", f"page={page % turns + 1}&")
        return Reply({"data": [dataset(page)], "next_page": site.url(following)})

    site.routes["/api/1/datasets/"] = answer
    rows, _notes = listed(DataGouvRecords(site.url("/api/1/")), http)
    assert len(rows) == turns and len(site.heard) == 3 * turns


def test_data_gouv_that_goes_on_elsewhere_is_left_there(
    site: Site, other: Site, http: requests.Session
) -> None:
    following = other.url("/api/1/datasets/?page=2")
    site.routes["/api/1/datasets/"] = Reply({"data": [dataset(1)], "next_page": following})
    rows, notes = listed(DataGouvRecords(site.url("/api/1/")), http)
    assert len(rows) == 1 and other.heard == [] and "goes on elsewhere" in notes


def test_data_gouv_is_read_as_far_as_is_told(site: Site, http: requests.Session) -> None:
    def answer(heard: Heard) -> Reply:
        page = int(heard.query["page"])
        following = heard.target.replace(f"page={page}&", f"page={page + 1}&")
        return Reply({"data": [dataset(page)], "next_page": site.url(following)})

    site.routes["/api/1/datasets/"] = answer
    rows, notes = listed(DataGouvRecords(site.url("/api/1/")), http, Policy(max_pages=4))
    assert len(rows) == 4 and notes.count("left after 4 pages") == 3


# -- too much of it -------------------------------------------------------------------------


def test_ten_megabytes_of_a_title(site: Site, http: requests.Session) -> None:
    title = "Zones " * 1_700_000
    one = iso(Sheet("id-1", title, (Online("https://a.example.fr/wfs", "OGC:WFS", "c"),), title))
    site.routes["/csw"] = results([one], 0, 1)
    (row,), _ = listed(CswRecords(site.url("/csw")), http)
    assert len(row.title) <= 300 and len(row.description) <= 4000
    title = title[:1_000_000]
    site.routes["/api/1/datasets/"] = Reply(
        {"data": [dataset(1, title=title, license=title, tags=[title])]}
    )
    (row,), _ = listed(DataGouvRecords(site.url("/api/1/")), http)
    kept = (row.title, row.description, row.license or "", *row.keywords, *row.crs)
    assert max(map(len, kept)) <= 4000


def test_texts_and_elements_in_thousands_of_pieces_cost_no_minutes() -> None:
    found: List[Node] = []
    start = time.thread_time()
    read(("<a>" + ("x" * 1000 + "<b/>") * 15_000 + "</a>").encode(), ("a",), found.append)
    assert len(found[0].text) < 500_000
    within = "<c>" * 90 + "<t/>" * 40_000 + "</c>" * 90
    read(f"<a>{within}</a>".encode(), ("a",), found.append)
    assert found[1].words("**", "c", "**", "t") == ""
    assert sum(1 for _ in found[1].all("**", "c", "**", "t")) == 40_000
    assert time.thread_time() - start < 5.0


def test_one_record_is_not_a_catalogue(
    site: Site, http: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_rows, "_MOST_ROWS", 50)
    links = [
        {"href": f"https://a{n}.fr/wfs?service=WFS&typenames=" + ",".join("abcdefghij")}
        for n in range(5000)
    ]
    site.routes["/items"] = Reply({"features": [record("x", links)]})
    rows, notes = listed(OgcRecords(site.url("/items")), http)
    assert len(rows) == 51 and "read in part" in notes


def test_addresses_and_identifiers_beyond_measure_are_left_out(
    site: Site, http: requests.Session
) -> None:
    far = "https://a.example.fr/" + "x/" * 5000 + "wfs?service=WFS&typenames=c"
    long = "https://a.example.fr/wfs?service=WFS&typenames=" + "n" * 3000
    items = [
        record("far", [{"href": far}]),
        record("y" * 600, [{"href": "https://a.example.fr/wfs?service=WFS&typenames=d"}]),
        record("long", [{"href": long}]),
    ]
    site.routes["/items"] = Reply({"features": items})
    rows, _ = listed(OgcRecords(site.url("/items")), http)
    assert [(row.title, row.service_name) for row in rows] == [("Fiche long", "")]


def test_who_gives_up_does_not_wait_for_a_long_page(site: Site, http: requests.Session) -> None:
    taken: List[int] = []

    def cancelled() -> bool:
        taken.append(1)
        return len(taken) > 20

    site.routes["/csw"] = results([iso(sheet(n)) for n in range(500)], 0, 500)
    with pytest.raises(OgcApiError) as caught:
        list(CswRecords(site.url("/csw")).pages(http, Policy(cancelled=cancelled)))
    assert caught.value.code is ProblemCode.CANCELLED and len(taken) < 40


# -- what would be shown, or followed -------------------------------------------------------


def of_csw(site: Site, title: str) -> Records:
    one = iso(Sheet("id-1", title, (Online("https://a.fr/wfs", "OGC:WFS", "c"),), title))
    site.routes["/csw"] = results([one], 0, 1)
    return CswRecords(site.url("/csw"))


def of_data_gouv(site: Site, title: str) -> Records:
    one = dataset(1, title=title, description=title, license=title, tags=[title])
    site.routes["/api/1/datasets/"] = Reply({"data": [one]})
    return DataGouvRecords(site.url("/api/1/"))


def of_records(site: Site, title: str) -> Records:
    links = [{"href": "https://a.fr/wfs?service=WFS&typenames=c"}]
    about = {"title": title, "description": title, "license": title, "keywords": [title]}
    site.routes["/items"] = Reply({"features": [record("x", links, **about)]})
    return OgcRecords(site.url("/items"))


def of_geonetwork(site: Site, title: str) -> Records:
    told = {"default": title}
    link = {"protocol": "OGC:WFS", "urlObject": {"default": "https://a.fr/wfs"}}
    source = {
        "uuid": "x", "resourceTitleObject": told, "resourceAbstractObject": told, "tag": [told],
        "licenseObject": [told], "OrgForResourceObject": [told],
        "link": [{**link, "nameObject": {"default": "c"}}],
    }  # fmt: skip
    site.routes["/gn/srv/api/search/records/_search"] = Reply(
        {"hits": {"hits": [{"_source": source}]}}
    )
    return GeonetworkRecords(site.url("/gn"))


@pytest.mark.parametrize("of", [of_csw, of_data_gouv, of_records, of_geonetwork])
@pytest.mark.parametrize("title", [HTML, BIDI + "Zones", "Zones\x00\x1b[31m\ufff9"])
def test_texts_come_out_plain(
    site: Site, http: requests.Session, of: Callable[[Site, str], Records], title: str
) -> None:
    if of is of_csw and "\x00" in title:
        title = "Zones\ufff9"  # XML holds no control characters at all
    (row,), _ = listed(of(site, title), http)
    texts = (row.title, row.description, row.license or "", row.rights, row.publisher)
    for text in (*texts, *row.keywords):
        assert "<" not in text and "steal" not in text
        assert all(char.isprintable() or char == "\n" for char in text)
    assert "Zones" in row.title


def test_half_a_character_is_none(site: Site, http: requests.Session) -> None:
    body = json.dumps({"data": [dataset(1, title="Zones \ud83d humides")]})
    site.routes["/api/1/datasets/"] = Reply(body, type="application/json")
    (row,), _ = listed(DataGouvRecords(site.url("/api/1/")), http)
    assert row.title == "Zones humides"


@pytest.mark.parametrize(
    "page", ["javascript:alert(1)", "file:///etc/passwd", "\\\\evil\\share", "x" * 9000, "http://"]
)
def test_pages_that_are_none_are_not_linked(site: Site, http: requests.Session, page: str) -> None:
    site.routes["/api/1/datasets/"] = Reply({"data": [dataset(1, page=page)]})
    (row,), _ = listed(DataGouvRecords(site.url("/api/1/")), http)
    assert [link.href for link in row.links if not link.href.startswith("http")] == []


def test_a_credential_does_not_follow_to_another_host(
    site: Site, other: Site, http: requests.Session
) -> None:
    """It is put on by address, as QGIS does it; nothing of it is in what the harvest asks."""

    def add(request: requests.PreparedRequest) -> requests.PreparedRequest:
        if str(request.url).startswith(site.url("/")):
            request.headers["X-Key"] = "of-the-test"
        return request

    http.auth = add
    landing = serve(other, ["routes"])
    other.routes["/ows"] = wfs({"zones": "Zones"})
    online = (
        Online(landing, "OGC API Features"),
        Online(other.url("/ows"), "OGC:WFS"),
    )
    site.routes["/csw"] = results(
        [iso(sheet(1, online[0])), iso(Sheet("s", "S", online[1:], kind="service"))], 0, 2
    )
    rows, _ = listed(CswRecords(site.url("/csw")), http)
    assert {row.service_name for row in rows} == {"routes", "zones"}
    names = {name.lower() for heard in other.heard for name in heard.headers}
    assert other.heard and not names & {"x-key", "authorization", "cookie"}
    assert all(heard.headers.get("X-Key") for heard in site.heard)


def test_a_public_catalogue_does_not_lead_into_the_network_of_the_person(
    site: Site, http: requests.Session
) -> None:
    inside = RecordLink(site.url("/ogc/features/v1/"), "OGC API Features")

    class Public:
        def __init__(self) -> None:
            self.notes: List[str] = []

        def pages(self, http: requests.Session, policy: Policy) -> Iterator[Tuple[str, Any]]:
            yield "https://catalogue.invalid/csw", [Record("x", "X", "", (inside,))]

    source = CatalogueSource(Public(), ME, "https://catalogue.invalid/csw", Neighbours())
    with pytest.raises(OgcApiError):
        list(source.pages(http, Policy(connect_s=1.0, read_s=1.0, total_s=2.0)))
    assert site.heard == []
