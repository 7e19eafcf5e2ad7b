"""Which way in is taken, and what rows come out of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Dict, List, Optional

import pytest
import requests

from cicclo_qgis.catalogue.sources.neighbours import Neighbours
from cicclo_qgis.catalogue.sources.plan import can_be_listed, source_of
from cicclo_qgis.ogcapi import DEFAULT_POLICY, Collection, OgcApiError, ProblemCode, ServiceKind
from cicclo_qgis.platforms import LandingStatus, Platform
from cicclo_qgis.platforms.model import Catalogue
from tests.unit import api
from tests.unit.catalogue.sources.answers import csw, record, wfs
from tests.unit.site import Reply, Site
from workshop.iso_records import Online, Sheet


def platform(name: str = "p", landing: Optional[str] = None, **more: object) -> Platform:
    status = LandingStatus.NONE if landing is None else LandingStatus.DOCUMENTED
    made = Platform(name, "Plateforme", "France", "x", landing, status)
    return replace(made, **more)  # type: ignore[arg-type]


def rows(
    http: requests.Session, of: Platform, *others: Platform, notes: Optional[List[str]] = None
) -> Dict[str, Collection]:
    source = source_of(http, of, DEFAULT_POLICY, Neighbours([of, *others]))
    found: Dict[str, Collection] = {}
    for page in source.pages(http, DEFAULT_POLICY):
        found.update((one.id, one) for one in page.collections)
        if notes is not None:
            notes.extend(page.notes)
    return found


def test_a_platform_without_any_way_in(http: requests.Session) -> None:
    for one in (platform(), platform(catalogue=Catalogue("ckan", "https://ckan.example.fr"))):
        assert not can_be_listed(one)
        with pytest.raises(OgcApiError) as caught:
            source_of(http, one, DEFAULT_POLICY, Neighbours())
        assert caught.value.code is ProblemCode.NO_LANDING
    assert can_be_listed(platform(private_wfs="https://a.fr/private/wfs"))


def test_a_landing_page_is_enough(site: Site, http: requests.Session) -> None:
    landing = api.serve(site, ["a", "b"])
    one = platform(
        landing=landing, wfs=site.url("/wfs"), catalogue=Catalogue("csw", site.url("/c"))
    )
    assert list(rows(http, one)) == ["a", "b"]
    assert not {"/wfs", "/c"} & set(site.paths())


def test_wfs_and_catalogue_are_joined(site: Site, http: requests.Session) -> None:
    site.routes["/geoserver/ows"] = wfs({"ws:a": "ws:a", "ws:b": "B du WFS"})
    address = site.url("/geoserver/ws/wfs?service=WFS")
    sheets = [
        Sheet("r1", "Titre de A", (Online(address, "OGC:WFS", "a"),), "Un long résumé"),
        Sheet("r2", "Autre service", (Online("https://z.example.fr/wfs", "OGC:WFS", "z"),)),
        Sheet("r3", "Image", (Online("https://z.example.fr/wms", "OGC:WMS", "z"),)),
    ]
    site.routes["/csw"] = csw(sheets)
    one = platform(wfs=site.url("/geoserver/ows"), catalogue=Catalogue("csw", site.url("/csw")))
    found = rows(http, one)
    assert list(found) == ["ws:a", "ws:b", "z@z.example.fr/wfs"]
    assert (found["ws:a"].title, found["ws:a"].description) == ("Titre de A", "Un long résumé")
    assert found["ws:a"].license == "Licence Ouverte / Open Licence"
    assert found["ws:b"].title == "B du WFS"
    other = found["z@z.example.fr/wfs"]
    assert (other.service_kind, other.service_url) == (ServiceKind.WFS, "https://z.example.fr/wfs")


def test_one_way_in_that_fails_does_not_take_the_other_with_it(
    site: Site, http: requests.Session
) -> None:
    site.routes["/wfs"] = wfs({"a": "A"})
    site.routes["/csw"] = Reply("", 500)
    one = platform(wfs=site.url("/wfs"), catalogue=Catalogue("csw", site.url("/csw")))
    notes: List[str] = []
    assert list(rows(http, one, notes=notes)) == ["a"]
    assert len(notes) == 1 and "server_error" in notes[0]
    site.routes["/wfs"] = Reply("", 401)
    with pytest.raises(OgcApiError) as caught:
        rows(http, one)
    assert caught.value.code is ProblemCode.SIGN_IN_REQUIRED


def test_a_guessed_landing_page_gives_way_to_the_catalogue(
    site: Site, http: requests.Session
) -> None:
    site.routes["/csw"] = csw(
        [Sheet("r", "A", (Online("https://z.example.fr/wfs", "OGC:WFS", "a"),))]
    )
    guessed = platform(
        landing=site.url("/geoserver/ogc/features/v1/"),
        catalogue=Catalogue("csw", site.url("/csw")),
    )
    with pytest.raises(OgcApiError):
        rows(http, guessed)
    guessed = replace(guessed, landing_status=LandingStatus.PATTERN)
    assert list(rows(http, guessed)) == ["a@z.example.fr/wfs"]
    nowhere = replace(guessed, landing="http://127.0.0.1:9/geoserver/ogc/features/v1/")
    assert list(rows(http, nowhere)) == ["a@z.example.fr/wfs"]


def test_records_complete_a_landing_page(site: Site, http: requests.Session) -> None:
    landing = api.serve(site, ["a", "b"])
    items = f"{landing}collections/a/items?f=json"
    site.routes["/r/items"] = Reply(
        {"features": [record("r1", [{"rel": "item", "href": items}], license="ODbL-1.0")]}
    )
    one = platform(landing=landing, catalogue=Catalogue("ogc-records", site.url("/r")))
    found = rows(http, one)
    assert list(found) == ["a", "b"]
    assert (found["a"].license, found["b"].license) == ("ODbL", None)
    assert found["a"].service_url == ""


def test_a_service_of_features_met_in_a_catalogue_is_asked_itself(
    site: Site, other: Site, http: requests.Session
) -> None:
    landing = api.serve(other, ["x:a", "x:b"], "/ogcapi")
    base = landing.rstrip("/")
    wfs_too = Online(other.url("/wfs"), "OGC:WFS", "a")
    sheets = [
        Sheet("r1", "A", (Online(f"{base}/collections/x%3Aa/items"), wfs_too)),
        Sheet("r2", "Caché", (Online(base, "OGC API Features", "x:hidden"),)),
        Sheet("r3", "Tout", (Online(base, "OGC API Features"),), kind="service"),
        Sheet("r1", "A", (Online(f"{base}/collections/x%3Aa/items"), wfs_too)),
    ]
    site.routes["/csw"] = csw(sheets, 10)
    found = rows(http, platform(catalogue=Catalogue("csw", site.url("/csw"))))
    place = base.split("://")[1]
    assert list(found) == [f"x:a@{place}", f"x:hidden@{place}", f"x:b@{place}"]
    first = found[f"x:a@{place}"]
    assert (first.service_kind, first.service_name) == (ServiceKind.FEATURES, "x:a")
    assert first.service_url.rstrip("/") == base
    assert first.license == "Licence Ouverte / Open Licence"
    assert other.paths().count("/ogcapi/collections") == 1
    # Listed by the catalogue, and not by the service: it may be kept for some.
    assert found[f"x:hidden@{place}"].items_url == f"{base}/collections/x%3Ahidden/items"


def test_a_service_that_does_not_answer_is_believed(
    site: Site, other: Site, http: requests.Session
) -> None:
    other.otherwise = Reply("", 500)
    link = Online(other.url("/ogcapi/collections/a/items"))
    site.routes["/csw"] = csw([Sheet("r1", "A", (link,)), Sheet("r2", "B", (link,))], 10)
    notes: List[str] = []
    found = rows(http, platform(catalogue=Catalogue("csw", site.url("/csw"))), notes=notes)
    (only,) = found.values()
    assert (only.title, only.service_name) == ("A", "a")
    assert len(notes) == 1 and len(other.heard) == 1


def test_a_service_described_as_one_is_unfolded(
    site: Site, other: Site, http: requests.Session
) -> None:
    other.routes["/wfs"] = wfs({"ms:a": "A", "ms:b": "B"})
    link = Online(other.url("/wfs?request=GetCapabilities&service=WFS"), "OGC:WFS")
    site.routes["/csw"] = csw(
        [Sheet("s", "Service", (link,), kind="service"), Sheet("d", "Donnée B", (link,))], 10
    )
    found = rows(http, platform(catalogue=Catalogue("csw", site.url("/csw"))))
    assert [one.title for one in found.values()] == ["A", "B", "Donnée B"]
    assert [one.service_name for one in found.values()] == ["ms:a", "ms:b", ""]


def test_what_another_platform_lists_is_left_to_it(site: Site, http: requests.Session) -> None:
    sheets = [
        Sheet("r1", "Chez B", (Online("https://b.example.fr/geoserver/ows", "OGC:WFS", "x:a"),)),
        Sheet("r2", "B en http", (Online("http://b.example.fr/wfs", "OGC:WFS", "x:a"),)),
        Sheet("r3", "Chez C", (Online("https://c.example.fr/wfs", "OGC:WFS", "c"),)),
        Sheet("r4", "Nulle part", (Online("https://d.example.fr/wfs", "OGC:WFS", "d"),)),
    ]
    site.routes["/csw"] = csw(sheets, 10)
    one = platform(catalogue=Catalogue("csw", site.url("/csw")))
    second = platform("b", landing="https://b.example.fr/geoserver/ogc/features/v1/")
    third = platform("c", private_wfs="https://c.example.fr/private/wfs")
    assert [row.title for row in rows(http, one, second, third).values()] == ["Nulle part"]
    assert len(rows(http, one)) == 4


def test_whose_a_service_is() -> None:
    sigena = platform("sigena", catalogue=Catalogue("csw", "https://catalogue.sigena.fr/csw"))
    datara = platform("datara", catalogue=Catalogue("csw", "https://catalogue.datara.gouv.fr/csw"))
    udata = platform("udata", catalogue=Catalogue("udata", "https://www.data.gouv.fr/api/1/"))
    lyon = platform(
        "lyon",
        landing="https://data.lyon.fr/geoserver/ogc/features/v1/",
        catalogue=Catalogue("csw", "https://catalogue.lyon.fr/csw"),
    )
    known = Neighbours([sigena, datara, udata, lyon])

    def owner(url: str) -> List[str]:
        names = ("sigena", "datara", "udata", "lyon")
        return [name for name in names if not known.is_elsewhere(name, url)]

    every = ["sigena", "datara", "udata", "lyon"]
    assert owner("https://datacarto.sigena.fr/wfs/uuid") == ["sigena"]
    assert owner("https://datacarto.datara.gouv.fr/wfs") == ["datara"]
    assert owner("https://data.lyon.fr/geoserver/ows") == ["lyon"]
    # A platform with a landing page owns that server alone; others have the same domain.
    assert owner("https://other.lyon.fr/wfs") == every
    assert owner("https://ows.data.gouv.fr/wfs") == every
    assert owner("https://ogc.gouv.fr/wfs") == every
    assert owner("https://127.0.0.1/wfs") == every
    assert owner("no address") == every
