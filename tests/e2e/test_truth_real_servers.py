"""Copies of what is hard to copy, from four real servers, against the files and tables they read."""

from __future__ import annotations

import copy
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional

import pytest
import requests
from osgeo import ogr, osr

from cicclo_qgis.ogcapi import collections, discover, new_session
from cicclo_qgis.transfer import Note, Options, Result, Strategy, Verdict, download
from tests.e2e import awkward
from tests.e2e.serving import free_port, serve
from tests.unit.transfer.conftest import rows, types
from workshop import install, mapserver_config, paths, pygeoapi_config

pytestmark = pytest.mark.workshop

Feature = Dict[str, Any]
SMALL = 10
"""Features a page, so that types and geometries differ from one page to the next."""

L93 = "http://www.opengis.net/def/crs/EPSG/0/2154"
WGS84 = "http://www.opengis.net/def/crs/EPSG/0/4326"
KINDS = {
    "code": "TEXT", "nom": "TEXT", "grand": "INTEGER", "reel": "REAL", "vrai": "BOOLEAN",
    "jour": "DATE", "instant": "DATETIME", "details": "TEXT", "autre": "REAL", "jamais": "TEXT",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("awkward")
    awkward.write_package(made / "points.gpkg")
    return made


@pytest.fixture(scope="module")
def pygeoapi(folder: Path) -> Iterator[str]:
    features = awkward.features()
    (folder / "a.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features}), "utf-8"
    )
    documents = {str(one["id"]): one for one in features}
    (folder / "tiny.json").write_text(json.dumps({"_default": documents}), "utf-8")
    # Its own provider writes into the file it reads.
    awkward.write_package(folder / "own.gpkg")
    systems = [pygeoapi_config.CRS84, WGS84, L93]
    points = {"name": "SQLiteGPKG", "table": "points", "crs": systems, "storage_crs": L93}
    providers = {
        "geojson": {"name": "GeoJSON", "data": str(folder / "a.geojson"), "id_field": "id"},
        "tinydb": {"name": "TinyDB", "data": str(folder / "tiny.json"), "id_field": "id"},
        "points": {**points, "data": str(folder / "own.gpkg"), "id_field": "fid"},
    }
    url = f"http://127.0.0.1:{(port := free_port())}"
    pygeoapi_config.write_features(folder / "pygeoapi.json", url, port, providers)
    command = [str(paths.venv_python()), "-m", "workshop.pygeoapi_server"]
    command += [str(folder / "pygeoapi.json"), str(port)]
    for _ in serve(command, url + "/conformance?f=json", {}, folder / "pygeoapi.log"):
        yield url


@pytest.fixture(scope="module")
def qgis_server(folder: Path) -> Iterator[str]:
    awkward.write_project(folder / "points.gpkg", folder / "points.qgs")
    address = f"127.0.0.1:{free_port()}"
    url = f"http://{address}/wfs3"
    command = ["qgis_mapserver", "-p", str(folder / "points.qgs"), address]
    environment = {"QT_QPA_PLATFORM": "offscreen"}
    for _ in serve(command, url + "/collections", environment, folder / "qgis.log"):
        yield url


@pytest.fixture(scope="module")
def mapserver(folder: Path) -> Iterator[str]:
    """Debian's, on a source whose pages 8.0 repeats (``offset`` is ignored, MapServer 6613)."""
    url = f"http://127.0.0.1:{(port := free_port())}/mapserv/{mapserver_config.ALIAS}"
    layer = awkward.map_layer(folder / "points.gpkg")
    file = mapserver_config.write_layers(folder, url, folder, layer)
    command = [sys.executable, "-m", "workshop.fastcgi_server"]
    command += [str(mapserver_config.MAPSERV), "/mapserv", str(port)]
    environment = {"MAPSERVER_CONFIG_FILE": str(file)}
    for _ in serve(command, url + "/ogcapi?f=json", environment, folder / "mapserver.log"):
        yield url + "/ogcapi"


@pytest.fixture(scope="module")
def tipg(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    trouble = install.missing_tipg()
    if trouble:
        pytest.skip(f"no tipg on PostGIS: {trouble}")
    made = tmp_path_factory.mktemp("tipg")
    script = awkward.sql(awkward.features()) + awkward.MANY
    (made / "tables.sql").write_text(script, "utf-8")
    url = f"http://127.0.0.1:{(port := free_port())}"
    command = [str(paths.venv_python()), "-m", "workshop.tipg_server", str(made), str(port)]
    environment = {"PYTHONPATH": str(paths.TIPG)}
    for _ in serve(command, url + "/healthz", environment, made / "log"):
        yield url


@pytest.fixture
def fetched(tmp_path: Path) -> Callable[..., Result]:
    """Downloads one collection of a server, in small pages."""

    def http() -> requests.Session:
        session = new_session("QGIS CICCLO tests")
        session.trust_env = False
        return session

    def fetch(address: str, name: str, crs: str = "", **options: Any) -> Result:
        with http() as session:
            landing = discover(session, address)
            (found,) = [one for one in collections(session, landing) if one.id == name]
        if crs:
            options["crs"] = next(one for one in found.crs if one.endswith(crs))
        target = tmp_path / "copy.gpkg"
        return download(http, landing, found, target, Options(**{"page_size": SMALL, **options}))

    return fetch


def stored(value: Any) -> Any:
    """A value of the source as the copy holds it."""
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # The one moment of the source that is not in UTC.
    return "2024-05-01T08:00:00.123456Z" if value == "2024-05-01T10:00:00.123456+02:00" else value


def compare(result: Result, source: List[Feature], near: float = 0.0) -> None:
    """Feature by feature: ids, attributes, and geometries to within ``near``."""
    assert result.verdict in (Verdict.VERIFIED, Verdict.UNCOUNTED), result
    found = {row["feature_id"]: row for row in rows(result.path, result.layer)}
    assert sorted(found) == sorted(str(one["id"]) for one in source)
    shapes = _shapes(result)
    for one in source:
        row = found[str(one["id"])]
        for name, value in one["properties"].items():
            assert row[name] == stored(value), (one["id"], name)
        _same_place(one["geometry"], shapes[str(one["id"])], near)


def _shapes(result: Result) -> Dict[str, Optional[ogr.Geometry]]:
    opened = ogr.Open(str(result.path))
    made = {}
    for feature in opened.GetLayerByName(result.layer):
        shape = feature.GetGeometryRef()
        made[feature.GetField("feature_id")] = None if shape is None else shape.Clone()
    return made


def lies_in(result: Result) -> str:
    """The code of the layer's coordinate system."""
    opened = ogr.Open(str(result.path))
    return "/" + str(opened.GetLayerByName(result.layer).GetSpatialRef().GetAuthorityCode(None))


def _same_place(source: Any, copied: Optional[ogr.Geometry], near: float) -> None:
    if source is None or copied is None:
        assert source is copied
        return
    expected = ogr.CreateGeometryFromJson(json.dumps(source))
    if not near:
        assert copied.ExportToIsoWkt() == expected.ExportToIsoWkt()
        assert copied.ExportToWkb() == expected.ExportToWkb()
        return
    assert copied.GetGeometryType() == expected.GetGeometryType()
    assert copied.GetPoint() == pytest.approx(expected.GetPoint(), rel=0, abs=near)


def turned(source: List[Feature], keep_height: bool = True) -> List[Feature]:
    """The places of Lambert-93 in WGS 84, east first."""
    systems = []
    for code in (2154, 4326):
        system = osr.SpatialReference()
        system.ImportFromEPSG(code)
        system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        systems.append(system)
    change = osr.CoordinateTransformation(*systems)
    made = copy.deepcopy(source)
    for one in made:
        if one["geometry"] is not None:
            x, y, z = one["geometry"]["coordinates"]
            placed = list(change.TransformPoint(x, y)[:2])
            one["geometry"]["coordinates"] = placed + [z] * keep_height
    return made


@pytest.mark.parametrize("provider", ["geojson", "tinydb"])
def test_pygeoapi(fetched: Callable[..., Result], pygeoapi: str, provider: str) -> None:
    result = fetched(pygeoapi, provider)
    compare(result, awkward.features())
    declared = types(result.path, result.layer)
    assert {name: declared[name] for name in KINDS} == KINDS


def test_tipg(fetched: Callable[..., Result], tipg: str) -> None:
    result = fetched(tipg, "public.difficile")
    source = awkward.features()
    for one in source:
        # A column of PostGIS has heights, or it has none.
        one["geometry"] = raised(one["geometry"])
    compare(result, source)
    declared = types(result.path, result.layer)
    assert {name: declared[name] for name in KINDS} == KINDS
    assert result.requests >= 3


def test_tipg_side_by_side(fetched: Callable[..., Result], tipg: str) -> None:
    """Many pages of a table that does not lie in the order of its ids."""
    result = fetched(tipg, "public.beaucoup", page_size=400)
    assert (result.strategy, result.verdict) == (Strategy.PARALLEL, Verdict.VERIFIED)
    found = {row["feature_id"]: row["nom"] for row in rows(result.path, result.layer)}
    assert found == {str(number): f"n{number}" for number in range(1, 6001)}
    places = _shapes(result)
    for number in (1, 3000, 6000):
        assert places[str(number)].GetX() == pytest.approx(number / 1000)


def test_a_list_of_collections_in_pages(tipg: str) -> None:
    """The only one of these servers that can: it names its tables in no order."""
    with new_session("QGIS CICCLO tests") as session:
        session.trust_env = False
        landing = discover(session, tipg)
        whole = {one.id for one in collections(session, landing)}
        paged = replace(landing, collections_url=f"{landing.collections_url}?limit=5")
        assert sorted(one.id for one in collections(session, paged)) == sorted(whole)
    assert {"public.petit_10", "public.petit_39", "public.beaucoup"} <= whole and len(whole) == 32


def raised(geometry: Any) -> Any:
    """The geometry with a height of nought where it has none."""
    if isinstance(geometry, dict):
        return {**geometry, "coordinates": raised(geometry["coordinates"])}
    if isinstance(geometry, list) and not isinstance(geometry[0], list):
        return (geometry + [0])[:3]
    return geometry and [raised(one) for one in geometry]


SYSTEMS = ["", "/2154", "/4326"]


@pytest.mark.parametrize("crs", SYSTEMS)
def test_pygeoapi_in_other_systems(fetched: Callable[..., Result], pygeoapi: str, crs: str) -> None:
    """A GeoPackage in Lambert-93, as it is and turned by the server, north or east first."""
    result = fetched(pygeoapi, "points", crs)
    source = awkward.places() if crs == "/2154" else turned(awkward.places())
    as_written(source, lambda moment: moment.replace("Z", ".000Z"))
    compare(result, source, near=1e-6 if crs == "/2154" else 1e-9)
    assert lies_in(result) == (crs or "/4326")
    assert Note.AXES_SWAPPED not in result.notes and Note.OTHER_CRS not in result.notes


def as_written(source: List[Feature], write: Callable[[str], str]) -> None:
    """Moments as a server writes them."""
    for one in source:
        if one["properties"]["instant"]:
            one["properties"]["instant"] = write(one["properties"]["instant"])


@pytest.mark.parametrize("crs", SYSTEMS)
def test_qgis_server(fetched: Callable[..., Result], qgis_server: str, crs: str) -> None:
    result = fetched(qgis_server, "points", crs)
    assert result.strategy is Strategy.SEQUENTIAL
    source = awkward.places() if crs == "/2154" else turned(awkward.places())
    as_written(source, lambda moment: moment.replace("Z", ".000Z"))
    # It gives six digits, whatever the project says.
    compare(result, source, near=1e-6)
    assert lies_in(result) == (crs or "/4326")


def test_mapserver(fetched: Callable[..., Result], mapserver: str) -> None:
    """8.0 repeats its first page for ever: boxes bring all the features it has."""
    pages = [
        requests.get(f"{mapserver}/collections/points/items?f=json&limit=2&offset={n}", timeout=60)
        for n in (0, 2)
    ]
    first, second = ([one["id"] for one in page.json()["features"]] for page in pages)
    result = fetched(mapserver, "points")
    assert result.verdict is Verdict.VERIFIED
    assert (result.strategy is Strategy.TILES) is (first == second)
    # It leaves out what lies nowhere, heights, and types: all is text, fifteen digits of it.
    source = [one for one in turned(awkward.places(), False) if one["geometry"] is not None]
    for one in source:
        told = one["properties"]
        one["id"] = told["code"]
        for name, value in told.items():
            told[name] = "" if value is None else f"{value:.15g}" if name == "reel" else str(value)
    compare(result, source, near=1e-6)
