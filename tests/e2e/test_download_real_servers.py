"""Copies from pygeoapi, QGIS Server and MapServer, compared feature by feature with the source."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

import pytest
import requests
from osgeo import ogr

from cicclo_qgis.ogcapi import Collection, LandingPage, collections, discover, new_session
from cicclo_qgis.transfer import Options, Result, Strategy, TransferError, Verdict, download
from cicclo_qgis.transfer.request import items_address
from tests.workshop.agent import Agent, bearer_token
from tests.workshop.identity_browser import CAMILLE
from workshop import Workshop

pytestmark = pytest.mark.workshop

LANDINGS = ("armor_landing", "hexagone_landing", "ouvert_landing")
NUMBER = "feature_id"


class Http:
    """Makes sessions; ``headers`` go to addresses below ``prefix`` only."""

    def __init__(self) -> None:
        self.prefix, self.headers = "", {}  # type: str, Dict[str, str]

    def __call__(self) -> requests.Session:
        session = new_session("QGIS CICCLO tests")
        session.trust_env = False

        def add(request: requests.PreparedRequest) -> requests.PreparedRequest:
            if self.prefix and str(request.url).startswith(self.prefix):
                request.headers.update(self.headers)
            return request

        session.auth = add
        return session


@pytest.fixture
def http() -> Http:
    return Http()


def listed(http: Http, address: str) -> Tuple[LandingPage, Dict[str, Collection]]:
    with http() as session:
        landing = discover(session, address)
        return landing, {one.id: one for one in collections(session, landing)}


def by_small_pages(http: Http, collection: Collection, crs: Any = None) -> Iterator[Dict[str, Any]]:
    """All features as the server gives them, each once, along ``next`` or by boxes of nothing."""
    url = items_address(collection.items_url, Options(crs=crs), 10_000)
    with http() as session:
        while url:
            page = session.get(url, timeout=60).json()
            yield from page["features"]
            links = page.get("links", [])
            found = [one["href"] for one in links if one["rel"] == "next"]
            url = found[0] if found and page["features"] else ""


def same_value(sent: Any, stored: Any) -> bool:
    if isinstance(sent, (dict, list)):
        return bool(json.loads(stored) == sent)
    if isinstance(sent, str) and isinstance(stored, str):
        return sent.replace("-", "/") == stored.replace("-", "/")
    return bool(sent == stored)


def compare(path: Path, result: Result, sent: List[Dict[str, Any]], turned: bool = False) -> None:
    opened = ogr.Open(str(path))
    layer = opened.GetLayerByName(result.layer)
    stored = {feature.GetField(NUMBER): feature for feature in layer}
    assert layer.GetFeatureCount() == len(stored) == len(sent) == result.features
    for feature in sent:
        copy = stored[str(feature["id"])]
        for name, value in feature["properties"].items():
            assert same_value(value, copy.GetField(name)), (name, value, copy.GetField(name))
        geometry = copy.GetGeometryRef()
        if feature["geometry"] is None:
            assert geometry is None
            continue
        expected = ogr.CreateGeometryFromJson(json.dumps(feature["geometry"]))
        if turned:
            expected.SwapXY()
        if geometry.GetGeometryName().startswith("MULTI"):
            expected = ogr.ForceTo(expected, geometry.GetGeometryType())
        assert geometry.ExportToIsoWkt() == expected.ExportToIsoWkt()


@pytest.mark.parametrize("name", LANDINGS)
def test_every_open_collection(workshop: Workshop, http: Http, tmp_path: Path, name: str) -> None:
    landing, found = listed(http, workshop.addresses[name])
    opened = 0
    for number, collection in enumerate(found.values()):
        target = tmp_path / f"{number}.gpkg"
        try:
            result = download(http, landing, collection, target)
        except TransferError as error:
            assert error.problem is not None, collection.id
            assert error.problem.code.value == "sign_in_required", collection.id
            assert not target.exists()
            continue
        opened += 1
        assert result.verdict in (Verdict.VERIFIED, Verdict.UNCOUNTED), (collection.id, result)
        sent = {str(one["id"]): one for one in by_small_pages(http, collection)}
        if result.strategy is Strategy.TILES:
            # Boxes see more than this server's pages ever show.
            assert set(sent) <= {str(row) for row in ids(target, result)}
        else:
            compare(target, result, list(sent.values()))
    assert opened >= 2


def ids(path: Path, result: Result) -> List[Any]:
    opened = ogr.Open(str(path))
    return [one.GetField(NUMBER) for one in opened.GetLayerByName(result.layer)]


def test_small_pages_bring_the_same(workshop: Workshop, http: Http, tmp_path: Path) -> None:
    """Many pages of each server, so that paging itself is on trial."""
    for name in LANDINGS:
        landing, found = listed(http, workshop.addresses[name])
        known = [found[key] for key in ("departements", "regions") if key in found]
        collection = (known or list(found.values()))[0]
        whole = download(http, landing, collection, tmp_path / f"{name}-1.gpkg")
        size = max(2, whole.features // 7)
        options = Options(page_size=size)
        pieces = download(http, landing, collection, tmp_path / f"{name}-2.gpkg", options)
        assert pieces.verdict is whole.verdict, (name, pieces)
        assert pieces.requests >= 7
        assert sorted(ids(pieces.path, pieces)) == sorted(ids(whole.path, whole))


def test_qgis_server_is_spared(workshop: Workshop, http: Http, tmp_path: Path) -> None:
    landing, found = listed(http, workshop.addresses["hexagone_landing"])
    collection = found["departements"] if "departements" in found else next(iter(found.values()))
    result = download(http, landing, collection, tmp_path / "a.gpkg", Options(page_size=20))
    assert result.strategy is Strategy.SEQUENTIAL


def test_another_system_is_stored_east_first(
    workshop: Workshop, http: Http, tmp_path: Path
) -> None:
    landing, found = listed(http, workshop.addresses["armor_landing"])
    collection = found["departements"]
    for ending, turned in (("/4326", True), ("/2154", False)):
        crs = next(one for one in collection.crs if one.endswith(ending))
        target = tmp_path / f"{ending[1:]}.gpkg"
        result = download(http, landing, collection, target, Options(crs=crs))
        compare(target, result, list(by_small_pages(http, collection, crs)), turned)


def test_a_restricted_collection_with_a_token(
    workshop: Workshop, http: Http, tmp_path: Path
) -> None:
    landing, found = listed(http, workshop.addresses["hexagone_landing"])
    token = bearer_token(workshop.addresses["hexagone_issuer"], Agent(CAMILLE))
    http.prefix = workshop.addresses["hexagone_landing"]
    http.headers = {"Authorization": f"Bearer {token}"}
    collection = found["sites_inspection"]
    target = tmp_path / "a.gpkg"
    result = download(http, landing, collection, target, Options(page_size=50))
    assert result.verdict is Verdict.VERIFIED and result.features > 0
    compare(target, result, list(by_small_pages(http, collection)))
    assert token.encode() not in target.read_bytes()
