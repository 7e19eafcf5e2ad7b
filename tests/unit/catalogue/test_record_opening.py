"""Records as portals answer them, compared with what the platforms list."""

from __future__ import annotations

import json
import time
from typing import Any, Dict, List, Optional, Tuple

import pytest
import requests
import requests.auth

from cicclo_qgis.catalogue.model import Entry, Padlock
from cicclo_qgis.catalogue.record_opening import LIMITS, Told, among, landing_pages, read, services
from cicclo_qgis.catalogue.sources.pointing import Pointer
from cicclo_qgis.ogcapi import Collection, LandingPage, Link, OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.model import ServiceKind
from cicclo_qgis.platforms import LandingStatus, Platform
from cicclo_qgis.platforms.model import Catalogue
from tests.unit.api import LOGIN_PAGE
from tests.unit.site import Heard, Reply, Site, redirect
from workshop.iso_records import Online, Sheet, iso

UUID = "0f2b7a10-4c1d-4f0e-9a51-8f2f6a7c1d20"
XML = "application/xml"
OGC = "https://geo.example.fr/geoserver/ogc/features/v1/"
WFS = "https://geo.example.fr/geoserver/wfs"


def entry(name: str, landing: str = OGC, *links: Link, **more: Any) -> Entry:
    page = LandingPage(landing, "", "", (), landing + "collections", None, None)
    return Entry("p", Collection(name, name, "", links, "", **more), page, Padlock.OPEN)


ZONES, COMMUNES = entry("eau:zones"), entry("adm:communes")
TWIN = entry("eau:zones", "https://autre.example.fr/geoserver/ogc/features/v1/")
HARVESTED = entry(
    "x", "https://b.fr/", Link(f"https://portail.fr/srv/api/records/{UUID}", "describedby")
)
FLOW = entry(
    "tronçons", "https://c.fr/", service_kind=ServiceKind.WFS,
    service_url="https://c.fr/wfs?map=eau", service_name="ms:troncons",
)  # fmt: skip
ENTRIES = (TWIN, COMMUNES, ZONES, HARVESTED, FLOW)


@pytest.fixture
def portal(site: Site) -> Platform:
    catalogue = Catalogue("csw", site.url("/geonetwork/srv/fre/csw"))
    return Platform("p", "P", "", "", None, LandingStatus.DOCUMENTED, (), catalogue)


def sheet(*online: Online, title: str = "Zones humides") -> str:
    return iso(Sheet(UUID, title, online))


def names(told: Told) -> List[Tuple[str, str]]:
    return [(one.service_url, one.collection.id) for one in among(told, ENTRIES)]


def test_a_page_of_geonetwork(site: Site, http: requests.Session, portal: Platform) -> None:
    online = Online(WFS + "?service=WFS", "OGC:WFS", "eau:zones")
    site.routes[f"/geonetwork/srv/api/records/{UUID}/formatters/xml"] = Reply(
        sheet(online), type=XML
    )
    page = site.url(f"/geonetwork/srv/fre/catalog.search#/metadata/{UUID}")
    told = read(http, page, [portal])
    assert names(told) == [(OGC, "eau:zones")], "listed by OGC API, told of by WFS"
    assert len(site.heard) == 1


def test_a_datahub_page_where_the_api_is_closed(
    site: Site, http: requests.Session, portal: Platform
) -> None:
    record = sheet(Online(OGC, "OGC API Features", "adm:communes")).partition("?>")[2]
    answer = f'<csw:GetRecordByIdResponse xmlns:csw="x">{record}</csw:GetRecordByIdResponse>'

    def csw(heard: Heard) -> Reply:
        assert heard.query["id"] == UUID and heard.query["request"] == "GetRecordById"
        return Reply(answer, type=XML)

    site.routes["/geonetwork/srv/fre/csw"] = csw
    told = read(http, site.url(f"/datahub/dataset/{UUID}"), [portal])
    assert names(told) == [(OGC, "adm:communes")]


def test_several_collections_in_the_order_of_the_record(
    site: Site, http: requests.Session, portal: Platform
) -> None:
    body = sheet(
        Online(WFS, "OGC:WFS", "adm:communes"),
        Online("https://c.fr/wfs?map=eau&service=WFS&request=GetCapabilities", "", "troncons"),
        Online(OGC + "collections/eau:zones/items?f=json", "WWW:LINK"),
        Online(WFS, "OGC:WFS", "eau:zones"),
        Online("https://geo.example.fr/doc.pdf"),
    )
    site.routes["/fiche.xml"] = Reply(body, type=XML)
    told = read(http, site.url("/fiche.xml"), [portal])
    assert [name for _, name in names(told)] == ["eau:zones", "adm:communes", "tronçons"]
    assert services(told)[0] == OGC and landing_pages(told) == [OGC]


def udata(**more: Any) -> Dict[str, Any]:
    resources = [
        {"title": "Flux", "url": f"{WFS}?typenames=eau:zones&service=WFS", "format": "wfs"}
    ]
    return {"id": "5f0d", "title": "Zones", "resources": resources, **more}


def test_a_page_of_data_gouv(site: Site, http: requests.Session) -> None:
    catalogue = Catalogue("udata", site.url("/api/1/"))
    platform = Platform("d", "D", "", "", None, LandingStatus.DOCUMENTED, (), catalogue)
    site.routes["/api/1/datasets/zones-humides/"] = Reply(udata())
    told = read(http, site.url("/fr/datasets/zones-humides/#/resources"), [platform])
    assert names(told) == [(OGC, "eau:zones")]
    harvested = {
        "remote_url": f"https://portail.fr/geonetwork/srv/fre/catalog.search#/metadata/{UUID}"
    }
    site.routes["/api/1/datasets/rien/"] = Reply(udata(resources=[], harvest=harvested))
    told = read(http, site.url("/fr/datasets/rien/"), [platform])
    assert names(told) == [("https://b.fr/", "x")], "by the record it was harvested from"
    service = {"id": "s", "title": "API", "base_api_url": OGC, "format": "REST"}
    site.routes["/api/1/dataservices/api/"] = Reply(service)
    told = read(http, site.url("/fr/dataservices/api/"), [platform])
    assert landing_pages(told) == [OGC]


def test_a_page_of_ckan(site: Site, http: requests.Session) -> None:
    catalogue = Catalogue("ckan", site.url("/"))
    platform = Platform("c", "C", "", "", None, LandingStatus.DOCUMENTED, (), catalogue)
    site.routes["/api/3/action/package_show"] = Reply({"success": True, "result": udata()})
    assert names(read(http, site.url("/dataset/zones"), [platform])) == [(OGC, "eau:zones")]


def test_a_record_of_ogc_api_and_its_page(
    site: Site, http: requests.Session, portal: Platform
) -> None:
    links = [{"href": f"{OGC}collections/eau:zones", "rel": "item", "type": "application/json"}]
    record = {"type": "Feature", "id": "zh", "geometry": None, "properties": {}, "links": links}
    path = "/collections/meta/items/zh"
    page = f'<html><head><link rel="alternate" type="application/geo+json" href="{path}?f=json">'

    def answer(heard: Heard) -> Reply:
        if heard.query.get("f") == "json":
            return Reply(json.dumps(record), type="application/geo+json")
        return Reply(page, type="text/html")

    site.routes[path] = answer
    assert names(read(http, site.url(path), [portal])) == [(OGC, "eau:zones")]
    site.routes[path] = Reply(
        f'<html><body><a href="{OGC}collections/adm:communes/items">API</a></body></html>'
    )
    assert names(read(http, site.url(path), [portal])) == [(OGC, "adm:communes")]


def test_what_leads_nowhere_tells_nothing(
    site: Site, http: requests.Session, portal: Platform
) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><MD_Metadata>&a;</MD_Metadata>'
    for reply in (
        Reply(bomb, type=XML),
        Reply("{" * 5000, type="application/json"),
        Reply(LOGIN_PAGE),
        Reply(b"\x00\xff" * 100, type="application/octet-stream"),
        Reply("x", 500),
        Reply(json.dumps({"resources": "x", "id": 3, "links": {}})),
    ):
        site.otherwise = reply
        assert not read(http, site.url(f"/datahub/dataset/{UUID}"), [portal])


def test_a_page_with_a_declaration_that_is_none(
    site: Site, http: requests.Session, portal: Platform
) -> None:
    link = f'<a href="{OGC}collections/adm:communes/items">API</a>'
    for odd in ("<![x[ ]]>", "<![ 1>"):
        site.otherwise = Reply(f"<html><body>{odd}{link}</body></html>")
        assert names(read(http, site.url("/fiche.html"), [portal])) == [(OGC, "adm:communes")]


def test_reading_is_bounded(site: Site, http: requests.Session, portal: Platform) -> None:
    site.otherwise = Reply(b"<a>", type=XML, length=LIMITS.max_bytes + 1)
    assert not read(http, site.url(f"/datahub/dataset/{UUID}"), [portal])
    site.otherwise = redirect("/encore")
    site.heard.clear()
    assert not read(http, site.url("/fiche.xml"), [portal])
    assert len(site.heard) <= LIMITS.max_redirects + 1
    assert LIMITS.total_s <= 15 and LIMITS.max_bytes <= 8 * 1024 * 1024


def test_nothing_a_record_links_to_is_fetched(
    site: Site, other: Site, http: requests.Session, portal: Platform
) -> None:
    http.headers["Authorization"] = "Bearer of-the-test"
    links = (Online(other.url("/ogc/features/v1/"), "OGC API Features", "a"),)
    site.routes["/fiche.xml"] = Reply(sheet(*links), type=XML)
    read(http, site.url("/fiche.xml"), [portal])
    site.routes["/collections/m/items/z"] = Reply(
        f'<html><head><link rel="alternate" type="application/json" href="{other.url("/x")}">'
    )
    read(http, site.url("/collections/m/items/z"), [portal])
    assert other.heard == []


def test_who_gives_up_is_obeyed(site: Site, http: requests.Session, portal: Platform) -> None:
    with pytest.raises(OgcApiError) as caught:
        read(http, site.url("/fiche.xml"), [portal], cancelled=lambda: True)
    assert caught.value.code is ProblemCode.CANCELLED and site.heard == []


def test_a_service_alone_means_its_only_collection() -> None:
    told = Told((Pointer(ServiceKind.WFS, "https://c.fr/wfs?map=eau"),))
    assert among(told, ENTRIES) == [FLOW]
    two = Told((Pointer(ServiceKind.FEATURES, OGC),))
    assert among(two, ENTRIES) == [], "which of its collections is not known"
    assert among(two, ENTRIES, choose=True) == [COMMUNES, ZONES], "the person chooses"
    assert among(Told(), ENTRIES) == []


def test_collections_of_one_name_in_two_workspaces_are_two() -> None:
    air = entry("air:zones")
    told = Told(
        tuple(Pointer(ServiceKind.FEATURES, OGC, name) for name in ("eau:zones", "air:zones"))
    )
    assert among(told, (*ENTRIES, air)) == [ZONES, air]


def test_many_services_alone_are_compared_quickly() -> None:
    many = [entry(f"c:{number}", f"https://h{number % 300}.fr/ogc/") for number in range(20_000)]
    told = Told(tuple(Pointer(ServiceKind.WFS, f"https://x{n}.fr/wfs") for n in range(400)))
    start = time.thread_time()
    assert among(told, many, choose=True) == []
    assert time.thread_time() - start < 2.0


def test_many_collections_are_compared_quickly() -> None:
    many = [entry(f"c:{number}") for number in range(50_000)]
    told = Told(tuple(Pointer(ServiceKind.FEATURES, OGC, f"c:{n}") for n in (7, 49_999)))
    start = time.thread_time()
    assert [one.collection.id for one in among(told, many)] == ["c:7", "c:49999"]
    assert time.thread_time() - start < 2.0


# -- what only those who are signed in may read ---------------------------------------------


class Agent(requests.auth.AuthBase):
    """Puts a credential on what lies below ``place``, and on nothing else, as QGIS does."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.asked: List[str] = []

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if str(request.url).startswith(self.place):
            request.headers["X-Agent"] = "camille"
        return request

    def session(self, url: str) -> Optional[requests.Session]:
        """What ``read`` asks for."""
        self.asked.append(url)
        if not url.startswith(self.place):
            return None
        made = requests.Session()
        made.trust_env = False
        made.auth = self
        return made


def guarded(site: Site, reply: Reply, refusal: Reply) -> None:
    def answer(heard: Heard) -> Reply:
        return reply if "X-Agent" in heard.headers else refusal

    site.routes[f"/geonetwork/srv/api/records/{UUID}/formatters/xml"] = answer


@pytest.mark.parametrize(
    "refusal",
    [Reply({}, 401), Reply({}, 403), Reply({}, 404), redirect("/login"), Reply(LOGIN_PAGE)],
    ids=["401", "403", "404", "login", "page"],
)
def test_a_closed_record_is_read_by_whoever_is_signed_in(
    site: Site, http: requests.Session, portal: Platform, refusal: Reply
) -> None:
    site.routes["/login"] = Reply(LOGIN_PAGE)
    online = Online(OGC + "collections/eau:zones", "OGC API Features")
    guarded(site, Reply(sheet(online), type=XML), refusal)
    page = site.url(f"/geonetwork/srv/fre/catalog.search#/metadata/{UUID}")
    stranger = read(http, page, [portal])
    assert not stranger and not stranger.to_member
    told_why = refusal.status != 404
    assert bool(stranger.refused) is told_why
    agent = Agent(site.url("/geonetwork"))
    told = read(http, page, [portal], member=agent.session)
    assert names(told) == [(OGC, "eau:zones")] and told.to_member and not told.refused


def test_an_open_record_is_read_as_a_stranger(
    site: Site, http: requests.Session, portal: Platform
) -> None:
    online = Online(OGC + "collections/eau:zones", "OGC API Features")
    path = f"/geonetwork/srv/api/records/{UUID}/formatters/xml"
    site.routes[path] = Reply(sheet(online), type=XML)
    agent = Agent(site.url("/geonetwork"))
    told = read(http, site.url(f"/datahub/dataset/{UUID}"), [portal], member=agent.session)
    assert told and not told.to_member and agent.asked == []


def test_nothing_of_the_page_is_asked_in_the_name_of_the_person(
    site: Site, http: requests.Session, portal: Platform
) -> None:
    """Whoever made up the address cannot have something done by it."""
    agent = Agent(site.url("/"))
    for page in (
        f"/admin/delete?sure=yes&uuid={UUID}",
        f"/logout/dataset/{UUID}",
        "/geoserver/rest/reload.xml?recurse=true",
        "/collections/x/items/y?do=it",
    ):
        read(http, site.url(page), [portal], member=agent.session)
        asked = [heard.target for heard in site.heard if "X-Agent" in heard.headers]
        assert page not in asked
        assert all("/srv/" in target for target in asked), asked
    read(http, site.url("/collections/x/items/y"), [portal], member=agent.session)
    assert site.heard[-1].target == "/collections/x/items/y"
    assert "X-Agent" in site.heard[-1].headers, "an item is read and never done"


def test_a_session_does_not_follow_a_record_to_another_host(
    site: Site, other: Site, http: requests.Session, portal: Platform
) -> None:
    guarded(site, redirect(other.url("/stolen")), Reply({}, 403))
    agent = Agent(site.url("/"))
    page = site.url(f"/geonetwork/srv/fre/catalog.search#/metadata/{UUID}")
    assert not read(http, page, [portal], member=agent.session)
    assert [heard.path for heard in other.heard] == ["/stolen"]
    assert "X-Agent" not in other.heard[0].headers


def test_a_session_that_may_not_read_it_either(
    site: Site, http: requests.Session, portal: Platform
) -> None:
    site.otherwise = Reply({}, 403)
    agent = Agent(site.url("/geonetwork"))
    page = site.url(f"/geonetwork/srv/fre/catalog.search#/metadata/{UUID}")
    told = read(http, page, [portal], member=agent.session)
    assert not told and told.refused.endswith("/formatters/xml")
