"""Collections out of real catalogues: OGC API - Records, CSW, and two WFS."""

from __future__ import annotations

from typing import Dict, Iterator, List
from urllib.parse import urlsplit

import pytest
import requests

from cicclo_qgis.catalogue import record_opening
from cicclo_qgis.catalogue.model import Entry, Padlock
from cicclo_qgis.catalogue.sources.neighbours import Neighbours
from cicclo_qgis.catalogue.sources.plan import source_of
from cicclo_qgis.catalogue.sources.probing import probe
from cicclo_qgis.ogcapi import (
    DEFAULT_POLICY,
    Collection,
    ItemKind,
    OgcApiError,
    Reach,
    ServiceKind,
    new_session,
)
from cicclo_qgis.ogcapi.landing import open_landing
from cicclo_qgis.ogcapi.listing import collections
from cicclo_qgis.platforms import LandingStatus, Platform
from cicclo_qgis.platforms.model import Catalogue
from tests.e2e.serving import free_port, serve
from tests.workshop.agent import Agent, bearer_token
from tests.workshop.identity_browser import CAMILLE, NOE
from workshop import Workshop, paths, pygeoapi_config
from workshop.iso_records import Online, Sheet, write_iso, write_records

pytestmark = [pytest.mark.workshop, pytest.mark.anywhere]


@pytest.fixture(scope="module")
def http() -> Iterator[requests.Session]:
    with new_session("QGIS CICCLO tests") as session:
        session.trust_env = False
        yield session


@pytest.fixture(scope="module")
def sheets(workshop: Workshop) -> List[Sheet]:
    """A catalogue as authors write them: features, WFS, both, neither, and someone else's."""
    hexagone, ouvert = workshop.addresses["hexagone_landing"], workshop.addresses["ouvert_wfs"]
    wfs = workshop.addresses["hexagone_wfs"] + "?SERVICE=WFS&REQUEST=GetCapabilities"
    items = f"{hexagone}/collections/regions/items?f=json"
    both = (Online(wfs, "OGC:WFS", "regions"), Online(items, "OGC API Features"))
    closed = Online(wfs, "OGC:WFS-1.1.0-http-get-capabilities", "sites_inspection")
    open_layer = Online(ouvert + "&SERVICE=WFS", "OGC:WFS", "ms:regions_metropole")
    made = [
        Sheet("fiche-regions", "Régions de la fiche", both, "Selon le catalogue"),
        Sheet("fiche-sites", "Sites à inspecter", (closed,)),
        Sheet("fiche-ouverte", "Contours simplifiés", (open_layer,)),
        Sheet("fiche-image", "Orthophotographie", (Online("https://x.fr/wms", "OGC:WMS", "o"),)),
    ]
    # More than one page of either catalogue.
    return made + [
        Sheet(f"fiche-{number}", f"Dossier {number}", (Online("https://x.fr/doc.pdf"),))
        for number in range(120)
    ]


@pytest.fixture(scope="module")
def csw(sheets: List[Sheet], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("csw")
    write_iso(folder, sheets)
    url = f"http://127.0.0.1:{(port := free_port())}/csw"
    command = [str(paths.venv_python()), "-m", "workshop.csw_server", str(folder), str(port)]
    ready = url + "?service=CSW&version=2.0.2&request=GetCapabilities"
    for _ in serve(command, ready, {"PYTHONPATH": str(paths.CSW)}, folder / "log"):
        yield url


@pytest.fixture(scope="module")
def records(sheets: List[Sheet], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("records")
    write_records(folder / "records.json", sheets)
    url = f"http://127.0.0.1:{(port := free_port())}"
    pygeoapi_config.write_catalogue(folder / "config.json", url, port, folder / "records.json")
    command = [
        *(str(paths.venv_python()), "-m", "workshop.pygeoapi_server"),
        *(str(folder / "config.json"), str(port)),
    ]
    for _ in serve(command, url + "/conformance?f=json", {}, folder / "log"):
        yield url + "/collections/catalogue"


def platform(name: str, **more: object) -> Platform:
    base = Platform(name, name, "France", "x", None, LandingStatus.NONE)
    return Platform(**{**vars(base), **more})  # type: ignore[arg-type]


def rows(http: requests.Session, of: Platform, *others: Platform) -> Dict[str, Collection]:
    source = source_of(http, of, DEFAULT_POLICY, Neighbours([of, *others]))
    found: Dict[str, Collection] = {}
    for page in source.pages(http, DEFAULT_POLICY):
        found.update((one.id, one) for one in page.collections)
    return found


@pytest.mark.parametrize(
    ("kind", "page"),
    [
        ("csw", "/datahub/dataset/fiche-regions"),
        ("csw", "/geonetwork/srv/fre/catalog.search#/metadata/fiche-regions"),
        ("csw", "/csw?service=CSW&version=2.0.2&request=GetRecordById&id=fiche-regions"),
        ("ogc-records", "/collections/catalogue/items/fiche-regions"),
        ("ogc-records", "/collections/catalogue/items/fiche-regions?f=html"),
        ("ogc-records", "/datahub/dataset/fiche-regions"),
    ],
)
def test_the_page_of_a_record_means_its_collection(
    http: requests.Session, workshop: Workshop, kind: str, page: str, csw: str, records: str
) -> None:
    catalogue = Catalogue(kind, csw if kind == "csw" else records)
    portal = platform("p", catalogue=catalogue)
    landing = open_landing(http, workshop.addresses["hexagone_landing"], DEFAULT_POLICY)
    listed = [
        Entry("h", one, landing, Padlock.OPEN) for one in collections(http, landing, DEFAULT_POLICY)
    ]
    address = "http://" + urlsplit(catalogue.url).netloc + page
    told = record_opening.read(http, address, [portal])
    assert [one.collection.id for one in record_opening.among(told, listed)] == ["regions"]
    assert record_opening.read(http, address, []) == record_opening.Told(), "of no platform"


@pytest.mark.parametrize("kind", ["csw", "ogc-records"])
def test_a_catalogue_alone(
    http: requests.Session, workshop: Workshop, kind: str, csw: str, records: str
) -> None:
    one = platform("p", catalogue=Catalogue(kind, csw if kind == "csw" else records))
    found = {row.title: row for row in rows(http, one).values()}
    assert set(found) == {"Régions", "Sites à inspecter", "Contours simplifiés"}
    # OGC API - Features is preferred to the WFS of the same record, and asked itself.
    regions = found["Régions"]
    assert regions.service_kind is ServiceKind.FEATURES
    assert regions.license == "Licence Ouverte / Open Licence"
    assert regions.service_url.rstrip("/") == workshop.addresses["hexagone_landing"]
    assert probe(http, regions, DEFAULT_POLICY).number_matched == 18
    sites = found["Sites à inspecter"]
    assert sites.service_kind is ServiceKind.WFS
    assert probe(http, sites, DEFAULT_POLICY).reach is Reach.SIGN_IN_REQUIRED
    # MapServer, which knows WFS 2.0.
    contours = probe(http, found["Contours simplifiés"], DEFAULT_POLICY)
    assert (contours.reach, contours.item_kind, contours.number_matched) == (
        Reach.OPENED,
        ItemKind.FEATURE,
        13,
    )


def test_what_known_platforms_list_is_left_to_them(
    http: requests.Session, workshop: Workshop, csw: str
) -> None:
    one = platform("p", catalogue=Catalogue("csw", csw))
    hexagone = platform(
        "h", landing=workshop.addresses["hexagone_landing"], landing_status=LandingStatus.DOCUMENTED
    )
    assert [row.title for row in rows(http, one, hexagone).values()] == ["Contours simplifiés"]
    ouvert = platform("o", wfs=workshop.addresses["ouvert_wfs"])
    with pytest.raises(OgcApiError):
        rows(http, one, hexagone, ouvert)


def test_a_wfs_and_its_catalogue_are_one_list(
    http: requests.Session, workshop: Workshop, csw: str
) -> None:
    ouvert = platform("o", wfs=workshop.addresses["ouvert_wfs"])
    hexagone = platform(
        "h", wfs=workshop.addresses["hexagone_wfs"], catalogue=Catalogue("csw", csw)
    )
    found = rows(http, hexagone, ouvert)
    assert set(found) == {"regions", "departements", "sites_inspection"}
    # The record's features win over the WFS: one row, by the better way in.
    assert found["regions"].service_kind is ServiceKind.FEATURES
    assert found["departements"].service_kind is ServiceKind.WFS
    assert found["sites_inspection"].title == "Sites soumis à inspection (exercice)"
    assert found["sites_inspection"].license == "Licence Ouverte / Open Licence"
    # QGIS Server speaks WFS 1.1: it counts when asked.
    departements = probe(http, found["departements"], DEFAULT_POLICY)
    assert (departements.reach, departements.number_matched) == (Reach.OPENED, 101)


def test_wfs_by_right(http: requests.Session, workshop: Workshop) -> None:
    found = rows(http, platform("h", wfs=workshop.addresses["hexagone_wfs"]))
    for email, reach in ((NOE, Reach.NO_RIGHT), (CAMILLE, Reach.OPENED)):
        token = bearer_token(workshop.addresses["hexagone_issuer"], Agent(email))
        with new_session("QGIS CICCLO tests") as session:
            session.trust_env = False
            session.headers["Authorization"] = f"Bearer {token}"
            told = probe(session, found["sites_inspection"], DEFAULT_POLICY)
            assert told.reach is reach
