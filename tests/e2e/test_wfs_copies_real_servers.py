"""Copies of feature types, from real servers of WFS, against the file that they read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Callable, Iterator, List, Tuple

import pytest
import requests
from osgeo import ogr

from cicclo_qgis.ogcapi import DEFAULT_POLICY, ServiceKind, new_session
from cicclo_qgis.ogcapi.errors import ProblemCode
from cicclo_qgis.transfer import (
    Note,
    Options,
    Place,
    Result,
    TransferError,
    Verdict,
    count,
    download,
    find,
    offer,
    refresh,
)
from tests.e2e import awkward
from tests.e2e.serving import free_port, serve
from tests.e2e.test_truth_real_servers import SMALL, Feature, compare, lies_in, turned
from tests.unit.transfer.conftest import rows, types
from tests.workshop.agent import Agent, bearer_token
from tests.workshop.identity_browser import CAMILLE
from workshop import Workshop, mapserver_config

pytestmark = pytest.mark.workshop

BOX = (1.6, 47.3, 1.75, 47.4)
L93 = "2154"
_GEOJSON = """
  OUTPUTFORMAT
    NAME "geojson"
    DRIVER "OGR/GEOJSON"
    MIMETYPE "application/json; subtype=geojson"
    FORMATOPTION "STORAGE=stream"
    FORMATOPTION "FORM=SIMPLE"
    FORMATOPTION "USE_FEATUREID=true"
  END
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("wfs")
    awkward.write_package(made / "points.gpkg")
    return made


@pytest.fixture(scope="module")
def qgis(folder: Path) -> Iterator[Place]:
    awkward.write_project(folder / "points.gpkg", folder / "points.qgs")
    address = f"127.0.0.1:{free_port()}"
    command = ["qgis_mapserver", "-p", str(folder / "points.qgs"), address]
    ready = f"http://{address}/wfs3/collections"
    for _ in serve(command, ready, {"QT_QPA_PLATFORM": "offscreen"}, folder / "qgis.log"):
        yield Place(f"http://{address}/", "points", ServiceKind.WFS)


@pytest.fixture(scope="module")
def mapserver(folder: Path) -> Iterator[str]:
    """One layer in two ways: ``points`` in GML alone, ``pointsjson`` in GeoJSON too."""
    alias = mapserver_config.ALIAS
    host = f"http://127.0.0.1:{(port := free_port())}"
    told = '"gml_types" "auto" "ows_title" "points" "gml_featureid" "code"'
    plain = awkward.map_layer(folder / "points.gpkg").replace('"gml_featureid" "code"', told)
    formats = '"wfs_getfeature_formatlist" "geojson" "gml_types"'
    other = plain.replace('NAME "points"', 'NAME "pointsjson"').replace('"gml_types"', formats)
    url = f"{host}/mapserv/{alias}"
    config = mapserver_config.write_layers(folder, url, folder, plain + other)
    map_file = folder / "ouvert.map"
    text = map_file.read_text("utf-8").replace("  EXTENT", _GEOJSON + "  EXTENT", 1)
    map_file.write_text(text, "utf-8")
    command = [sys.executable, "-m", "workshop.fastcgi_server"]
    command += [str(mapserver_config.MAPSERV), "/mapserv", str(port)]
    environment = {"MAPSERVER_CONFIG_FILE": str(config)}
    wfs = f"{host}/mapserv?map={alias}"
    ready = f"{wfs}&SERVICE=WFS&REQUEST=GetCapabilities"
    for _ in serve(command, ready, environment, folder / "mapserver.log"):
        yield wfs


def http() -> requests.Session:
    session = new_session("QGIS CICCLO tests")
    session.trust_env = False
    return session


@pytest.fixture
def fetched(tmp_path: Path) -> Callable[..., Result]:
    """Copies one feature type, in small pages; the number told before has to be the same."""

    def fetch(place: Place, crs: str = "", **options: Any) -> Result:
        landing, found = find(http, place, DEFAULT_POLICY)
        if crs:
            options["crs"] = next(one for one in found.crs if one.endswith(crs))
        wanted = Options(**{"page_size": SMALL, **options})
        with http() as session:
            told = count(session, landing, found, wanted)
        result = download(http, landing, found, tmp_path / "copy.gpkg", wanted)
        assert result.features == told
        return result

    return fetch


def of_qgis() -> List[Feature]:
    """As its GeoJSON and GML have them: six digits of degrees, moments to the millisecond."""
    source = awkward.places()
    for one in source:
        one["id"] = f"points.{one['id']}"
        if one["properties"]["instant"]:
            one["properties"]["instant"] = one["properties"]["instant"].replace("Z", ".000Z")
    return source


def of_mapserver(prefix: str, empty: Any) -> List[Feature]:
    """It leaves out what lies nowhere, and heights; a text that is nothing is ``empty``."""
    source = [one for one in awkward.places() if one["geometry"] is not None]
    for one in source:
        told = one["properties"]
        one["id"] = f"{prefix}{told['code'] if prefix else one['id']}"
        told["nom"] = told["nom"] or empty
        told["reel"] = None if told["reel"] is None else float(f"{told['reel']:.15g}")
    return source


@pytest.mark.parametrize("crs", ["", L93])
def test_qgis_server(fetched: Callable[..., Result], qgis: Place, crs: str) -> None:
    """Its GeoJSON knows degrees alone: Lambert-93 comes in GML, to the last digit."""
    result = fetched(qgis, crs)
    assert result.verdict is Verdict.VERIFIED and Note.OTHER_CRS not in result.notes
    source = of_qgis() if crs else turned(of_qgis())
    told = {row["feature_id"]: row["nom"] for row in rows(result.path, result.layer)}
    for one in source if crs else ():
        # The GML of QGIS Server 3.22 leaves out what is beyond 16 bits, that of 3.44 does not.
        name = one["properties"]["nom"] or ""
        short = "".join(sign for sign in name if ord(sign) < 0x10000)
        if short != name and told[one["id"]] == short:
            one["properties"]["nom"] = short
    compare(result, source, near=1e-6)
    assert lies_in(result) == ("/2154" if crs else "/4326")
    assert types(result.path, result.layer)["grand"] == "INTEGER"


@pytest.mark.parametrize("name", ["ms:points", "ms:pointsjson"])
@pytest.mark.parametrize("crs", ["", L93])
def test_mapserver(fetched: Callable[..., Result], mapserver: str, name: str, crs: str) -> None:
    """In GML and in GeoJSON: degrees come north first in the one, east first in the other."""
    result = fetched(Place(mapserver, name, ServiceKind.WFS), crs)
    assert result.verdict is Verdict.VERIFIED
    in_gml = name == "ms:points"
    source = of_mapserver("points." if in_gml else "", "" if in_gml else None)
    if not crs:
        source = turned(source)
    for one in source:
        del one["geometry"]["coordinates"][2]
    compare(result, _with_names(source, result), near=1e-6)
    assert lies_in(result) == ("/2154" if crs else "/4326")
    declared = types(result.path, result.layer)
    assert [declared[one] for one in ("code", "grand", "reel", "jour", "instant")] == [
        "TEXT", "INTEGER", "REAL", "DATE", "DATETIME",
    ]  # fmt: skip


def _with_names(source: List[Feature], result: Result) -> List[Feature]:
    """MapServer makes no difference between an empty text and none."""
    told = {row["feature_id"]: row["nom"] for row in rows(result.path, result.layer)}
    for one in source:
        if not one["properties"]["nom"]:
            assert told[str(one["id"])] in ("", None)
            one["properties"]["nom"] = told[str(one["id"])]
    return source


@pytest.mark.parametrize("crs", ["", L93])
@pytest.mark.parametrize("name", ["points", "ms:points", "ms:pointsjson"])
def test_a_part(
    fetched: Callable[..., Result], qgis: Place, mapserver: str, name: str, crs: str
) -> None:
    """A box alone; a box and conditions; attributes chosen: the same rows from every server."""
    place = Place(mapserver, name, ServiceKind.WFS) if ":" in name else qgis
    result = fetched(place, crs, bbox=BOX)
    codes = {row["code"] for row in rows(result.path, result.layer)}
    assert codes == {"00001", "00002", "00004", "00005"}
    result = fetched(place, crs, bbox=BOX, filter="code <> '00004' AND nom LIKE '%ÉTÉ%'")
    assert {row["code"] for row in rows(result.path, result.layer)} <= {"00005"}
    result = fetched(place, crs, filter="grand = 0", properties=("nom", "grand"))
    found = rows(result.path, result.layer)
    assert found and {row["grand"] for row in found} == {0}
    assert "code" not in found[0] and "geom" in found[0]


def test_what_can_be_asked(qgis: Place, mapserver: str) -> None:
    for place in (qgis, Place(mapserver, "ms:points", ServiceKind.WFS)):
        with http() as session:
            told = offer(session, *find(http, place, DEFAULT_POLICY))
        kinds = {one.name: one.kind.value for one in told.queryables}
        assert (kinds["code"], kinds["grand"], kinds["reel"]) == ("text", "integer", "number")


def test_refreshed(fetched: Callable[..., Result], qgis: Place) -> None:
    first = fetched(qgis, filter="code <> '00004'")
    again = refresh(http, first.path)
    assert (again.features, again.verdict) == (first.features, Verdict.VERIFIED)
    assert rows(first.path, first.layer)


def test_restricted_data_with_a_token(workshop: Workshop, tmp_path: Path) -> None:
    issuer, wfs = workshop.addresses["hexagone_issuer"], workshop.addresses["hexagone_wfs"]
    allowed = bearer_token(issuer, Agent(CAMILLE))

    def member() -> requests.Session:
        session = http()
        session.headers["Authorization"] = f"Bearer {allowed}"
        return session

    place = Place(wfs, "sites_inspection", ServiceKind.WFS)
    landing, found = find(member, place, DEFAULT_POLICY)
    result = download(member, landing, found, tmp_path / "copy.gpkg", Options(page_size=50))
    assert (result.verdict, result.features) == (Verdict.VERIFIED, result.expected)
    assert result.features > 50
    with pytest.raises(TransferError) as caught:
        download(http, landing, found, tmp_path / "other.gpkg")
    assert caught.value.problem is not None
    assert caught.value.problem.code is ProblemCode.SIGN_IN_REQUIRED
    assert not (tmp_path / "other.gpkg").exists()


def test_polygons_are_the_same_by_both_standards(workshop: Workshop, tmp_path: Path) -> None:
    """Shapes with holes and many parts, in GML and in MapServer's own GeoJSON."""
    made = {}
    for kind, address, name in (
        (ServiceKind.WFS, workshop.addresses["ouvert_wfs"], "ms:regions_metropole"),
        (ServiceKind.FEATURES, workshop.addresses["ouvert_landing"], "regions_metropole"),
    ):
        landing, found = find(http, Place(address, name, kind), DEFAULT_POLICY)
        options = Options(layer=name, page_size=SMALL)
        made[kind] = download(http, landing, found, tmp_path / f"{kind.value}.gpkg", options)
    shapes = []
    for result in made.values():
        opened = ogr.Open(str(result.path))
        layer = opened.GetLayer(0)
        shapes.append(sorted(_measures(one.GetGeometryRef()) for one in layer))
        assert "Polygon" in ogr.GeometryTypeToName(layer.GetGeomType()).replace(" ", "")
    ours, theirs = shapes
    assert len(ours) == len(theirs) > 10
    for one, other in zip(ours, theirs):
        assert one == pytest.approx(other, abs=1e-4)


def _measures(shape: ogr.Geometry) -> Tuple[float, ...]:
    """Where it lies, how large it is, and how many points it has."""
    return (*shape.GetEnvelope(), shape.Area(), _points(shape))


def _points(shape: ogr.Geometry) -> int:
    parts = shape.GetGeometryCount()
    return sum(_points(shape.GetGeometryRef(one)) for one in range(parts)) or shape.GetPointCount()
