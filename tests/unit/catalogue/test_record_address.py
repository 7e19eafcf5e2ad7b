"""Pages of portals as people copy them, and where the record behind each can be read."""

from __future__ import annotations

from typing import List, Optional

import pytest

from cicclo_qgis.catalogue.record_address import is_record, portals_of, sources_of
from cicclo_qgis.platforms import LandingStatus, Platform
from cicclo_qgis.platforms.model import Catalogue

UUID = "0f2b7a10-4c1d-4f0e-9a51-8f2f6a7c1d20"
GEO = "https://geo.example.fr"
API = f"/srv/api/records/{UUID}/formatters/xml"
BY_ID = "?service=CSW&version=2.0.2&request=GetRecordById&elementSetName=full&outputSchema="


def platform(name: str, landing: Optional[str], catalogue: Optional[Catalogue] = None) -> Platform:
    return Platform(name, name, "", "", landing, LandingStatus.DOCUMENTED, (), catalogue)


GEORCHESTRA = platform(
    "geo", f"{GEO}/geoserver/ogc/features/v1/", Catalogue("csw", f"{GEO}/geonetwork/srv/fre/csw")
)
GEOPF = platform("geopf", None, Catalogue("csw", "https://data.geopf.fr/csw"))
UDATA = platform("udata", None, Catalogue("udata", "https://www.data.gouv.fr/api/1/"))
CKAN = platform("ckan", None, Catalogue("ckan", "https://ckan.example.org"))
RECORDS = platform(
    "rec", None, Catalogue("ogc-records", "https://r.example.net/collections/c/items")
)
REGION = platform("region", None, Catalogue("csw", "https://catalogue.region.example/srv/eng/csw"))
ALL = (GEORCHESTRA, GEOPF, UDATA, CKAN, RECORDS, REGION)


def urls(address: str, stranger: bool = False) -> List[str]:
    return [source.url for source in sources_of(address, ALL, stranger)]


@pytest.mark.parametrize(
    ("page", "first"),
    [
        (f"{GEO}/geonetwork/srv/fre/catalog.search#/metadata/{UUID}", f"{GEO}/geonetwork{API}"),
        (f"{GEO}/catalogue/srv/eng/catalog.search?x=1#/metadata/{UUID}", f"{GEO}/catalogue{API}"),
        (f"{GEO}/geonetwork/srv/api/records/{UUID}", f"{GEO}/geonetwork{API}"),
        (f"{GEO}/geonetwork/srv/metadata/{UUID}", f"{GEO}/geonetwork{API}"),
        (f"{GEO}/datahub/dataset/{UUID}", f"{GEO}/geonetwork{API}"),
        (f"{GEO}/catalogue/service/{UUID}", f"{GEO}/geonetwork{API}"),
        (f"<{GEO}/#/metadata/{UUID}>", f"{GEO}/geonetwork{API}"),
        (f"{GEO}/geonetwork/?uuid={UUID}", f"{GEO}/geonetwork{API}"),
        (f"geo.example.fr/datahub/dataset/{UUID}", f"{GEO}/geonetwork{API}"),
        (
            "https://www.data.gouv.fr/fr/datasets/zones-humides/#/resources/1",
            "https://www.data.gouv.fr/api/1/datasets/zones-humides/",
        ),
        (
            "https://www.data.gouv.fr/datasets/zones-humides",
            "https://www.data.gouv.fr/api/1/datasets/zones-humides/",
        ),
        (
            "https://ecologie.data.gouv.fr/datasets/5f0d",
            "https://www.data.gouv.fr/api/1/datasets/5f0d/",
        ),
        (
            "https://www.data.gouv.fr/fr/dataservices/api-eau/",
            "https://www.data.gouv.fr/api/1/dataservices/api-eau/",
        ),
        (
            "https://cartes.gouv.fr/rechercher-une-donnee/dataset/IGNF_BD-TOPO",
            f"https://data.geopf.fr/csw{BY_ID}http://www.isotc211.org/2005/gmd&id=IGNF_BD-TOPO",
        ),
        (
            "https://portail.region.example/fiche/#/metadata/fr-1",
            f"https://catalogue.region.example/srv/eng/csw{BY_ID}"
            "http://www.isotc211.org/2005/gmd&id=fr-1",
        ),
        (
            "https://r.example.net/collections/c/items/zh-1",
            "https://r.example.net/collections/c/items/zh-1",
        ),
    ],
)  # fmt: skip
def test_where_a_record_is_read(page: str, first: str) -> None:
    assert is_record(page, ALL)
    assert urls(page)[0].replace("%3A", ":") == first


def test_its_catalogue_is_the_second_to_be_asked() -> None:
    found = urls(f"{GEO}/datahub/dataset/{UUID}")
    assert found[1].startswith(f"{GEO}/geonetwork/srv/fre/csw?") and found[1].endswith(UUID)
    assert found[2] == f"{GEO}/datahub/dataset/{UUID}"


def test_ckan_is_asked_by_its_action() -> None:
    (asked, page) = urls("https://ckan.example.org/dataset/zones")[1:]
    assert asked == "https://ckan.example.org/api/3/action/package_show?id=zones"
    assert page == "https://ckan.example.org/dataset/zones"


@pytest.mark.parametrize(
    "address",
    [
        f"https://nobody.example.com/datahub/dataset/{UUID}",
        f"https://geo.example.fr.evil.example/geonetwork/srv/fre/catalog.search#/metadata/{UUID}",
        f"https://geo.example.fr@evil.example/dataset/{UUID}",
        f"http://127.0.0.1:8000/dataset/{UUID}",
        "https://cartes.gouv.fr.evil.example/dataset/x",
        f"file:///dataset/{UUID}",
        "zones humides",
        "",
    ],
)
def test_hosts_of_no_platform_are_not_asked(address: str) -> None:
    assert urls(address) == [] and not is_record(address, ALL)


def test_a_strange_host_is_asked_once_the_person_agrees() -> None:
    found = urls(f"https://nobody.example.com/datahub/dataset/{UUID}", stranger=True)
    assert found[0] == f"https://nobody.example.com/geonetwork{API}"
    assert {url.split("/")[2] for url in found} == {"nobody.example.com"}


def test_what_stands_in_an_address_stays_one_segment_of_it() -> None:
    for url in urls(f"{GEO}/geonetwork/srv/fre/catalog.search#/metadata/..%2F..%2Fadmin"):
        assert "/records/" not in url and "GetRecordById" not in url
    for url in urls(f"{GEO}/datahub/dataset/x%26request=Transaction%23?y"):
        assert "&request=Transaction" not in url


@pytest.mark.parametrize(
    "address",
    [f"{GEO}/", f"{GEO}/datahub/", f"{GEO}/geoserver/ogc/features/v1/collections/x", f"{GEO}/a b"],
)
def test_other_pages_of_a_platform_are_no_records(address: str) -> None:
    assert not is_record(address, ALL)


def test_whose_portal_a_page_is_of() -> None:
    assert portals_of("https://cartes.gouv.fr/x", ALL) == [GEOPF]
    assert portals_of("https://geo.example.fr/x", ALL) == [GEORCHESTRA]
    assert portals_of("https://autre.gouv.fr/x", ALL) == []
