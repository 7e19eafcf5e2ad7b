"""What a feature holds survives: attributes of all kinds, ids, geometries, systems and axes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Callable, Dict, List

import pytest
from osgeo import ogr, osr

from cicclo_qgis.transfer import Note, Options, Result, Verdict
from cicclo_qgis.transfer.package import crs_of
from tests.unit.site import Reply, Site
from tests.unit.transfer.conftest import layer_of, rows, shapes, types
from tests.unit.transfer.served import Served, point

Copy = Callable[..., Result]
TABLE = "Zones à voir"


def with_values(*values: Any) -> List[Dict[str, Any]]:
    """One feature a value; ``...`` leaves the attribute out."""
    made = []
    for number, value in enumerate(values, 1):
        feature = point(number)
        feature["properties"] = {"autre": "x"} if value is ... else {"v": value}
        made.append(feature)
    return made


@pytest.mark.parametrize(
    ("values", "kind", "stored"),
    [
        ([1, None, 2**62], "INTEGER", [1, None, 2**62]),
        ([1, 2.5], "REAL", [1.0, 2.5]),
        ([True, None, False], "BOOLEAN", [1, None, 0]),
        (["a", "", None, ...], "TEXT", ["a", "", None, None]),
        ([1, "deux"], "TEXT", ["1", "deux"]),
        ([True, "x", 3], "TEXT", ["true", "x", "3"]),
        ([2**70, 5], "TEXT", [str(2**70), "5"]),
        ([2**60, 0.5], "TEXT", [str(2**60), "0.5"]),
        (["2024-02-29", "1789-07-14"], "DATE", ["2024-02-29", "1789-07-14"]),
        (["2024-02-29", "inconnue"], "TEXT", ["2024-02-29", "inconnue"]),
        (["2024-02-31"], "DATE", ["2024-02-31"]),
        (
            ["2024-05-01T10:00:00Z", "2024-05-01T10:00:00.5+02:00", "2024-05-01T10:00:00"],
            "DATETIME",
            ["2024-05-01T10:00:00Z", "2024-05-01T08:00:00.5Z", "2024-05-01T10:00:00Z"],
        ),
        (
            ["2024-05-01T10:00:00.500000+00:00", "2024-05-01T10:00:00.123456+02:00"],
            "DATETIME",
            ["2024-05-01T10:00:00.500Z", "2024-05-01T08:00:00.123456Z"],
        ),
        ([{"a": [1, "é"]}, [1, 2]], "TEXT", ['{"a":[1,"é"]}', "[1,2]"]),
        ([{"a": 1}, "texte"], "TEXT", ['{"a":1}', "texte"]),
        ([None, None], "TEXT", [None, None]),
        (["0042", "75056"], "TEXT", ["0042", "75056"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("drift", [False, True])
def test_attributes(
    site: Site, copy: Copy, target: Path, values: Any, kind: str, stored: Any, drift: bool
) -> None:
    # Drift: each value comes on a page of its own.
    served = Served(site, with_values(*values), most=1 if drift else 1000)
    assert copy(served).verdict is Verdict.VERIFIED
    assert types(target)["v"] == kind
    found = [row["v"] for row in rows(target)]
    assert found == stored
    assert [type(one) for one in found] == [type(one) for one in stored]
    layer = layer_of(target)
    assert layer.GetFeatureCount() == len(values) == len(list(layer))


def test_ogr_reads_the_types(site: Site, copy: Copy, target: Path) -> None:
    feature = point(1, jour="2024-05-01", heure="2024-05-01T10:30:00Z", vrai=True, reel=1.5)
    copy(Served(site, [feature]))
    layer = layer_of(target)
    definition = layer.GetLayerDefn()
    kinds = {
        definition.GetFieldDefn(index).GetName(): definition.GetFieldDefn(index).GetTypeName()
        for index in range(definition.GetFieldCount())
    }
    assert kinds["jour"] == "Date" and kinds["heure"] == "DateTime"
    assert kinds["valeur"] == "Integer64" and kinds["reel"] == "Real"
    read = layer.GetNextFeature()
    assert read.GetFieldAsDateTime("heure")[:6] == [2024, 5, 1, 10, 30, 0.0]


def test_types_that_widen_are_told(site: Site, copy: Copy) -> None:
    result = copy(Served(site, with_values(1, "deux"), most=1))
    assert Note.TYPES_WIDENED in result.notes


def test_names_that_clash(site: Site, copy: Copy, target: Path) -> None:
    feature = point(1)
    feature["properties"] = {
        "fid": 7, "geom": "g", "feature_id": "f", "Nom": 1, "nom": 2, 'a"b': 3, "": 4, "rowid": 5,
    }  # fmt: skip
    later = point(2)
    later["properties"] = {"NOM": 9, "fid": 8}
    copy(Served(site, [feature, later], most=1))
    first, second = rows(target, order="ogc_fid")
    assert (first["fid"], first["geom"], first["feature_id"]) == (7, "g", "f")
    assert (first["ogc_feature_id"], first["Nom"], first["nom_2"], first["ab"]) == ("1", 1, 2, 3)
    assert (second["fid"], second["NOM_3"]) == (8, 9)
    layer = layer_of(target)
    assert layer.GetFIDColumn() == "ogc_fid" and layer.GetGeometryColumn() == "ogc_geom"


@pytest.mark.parametrize("identifier", [17, "communes.17", "é:1/2", 2**70, 0, ""])
def test_ids(site: Site, copy: Copy, target: Path, identifier: Any) -> None:
    feature = point(1, id="autre")
    feature["id"] = identifier
    copy(Served(site, [feature]))
    (row,) = rows(target)
    assert row["feature_id"] == str(identifier) and row["id"] == "autre"


def test_text_that_no_file_can_hold(site: Site, copy: Copy, target: Path) -> None:
    served = Served(site, [])
    body = b'{"type":"FeatureCollection","numberMatched":1,"features":[{"type":"Feature","id":1,'
    body += b'"geometry":null,"properties":{"v":"a\\ud800b","n":NaN}}, null]}'
    served.before = lambda heard, number: Reply(body, type="application/geo+json")
    assert copy(served).verdict is Verdict.VERIFIED
    (row,) = rows(target)
    assert row["v"] == "a?b" and row["n"] is None


GEOMETRIES = [
    {"type": "Point", "coordinates": [1.5, 45.25]},
    {"type": "Point", "coordinates": [1.5, 45.25, 312.5]},
    {"type": "LineString", "coordinates": [[1, 45], [2, 46], [3, 45]]},
    {"type": "Polygon", "coordinates": [[[1, 45], [2, 45], [2, 46], [1, 45]],
                                        [[1.5, 45.2], [1.6, 45.2], [1.6, 45.3], [1.5, 45.2]]]},
    {"type": "Polygon", "coordinates": [[[1, 45, 1], [2, 45, 2], [2, 46, 3], [1, 45, 1]]]},
    {"type": "MultiPoint", "coordinates": [[1, 45], [2, 46]]},
    {"type": "MultiLineString", "coordinates": [[[1, 45], [2, 46]], [[3, 45], [4, 46]]]},
    {"type": "MultiPolygon", "coordinates": [[[[1, 45], [2, 45], [2, 46], [1, 45]]],
                                             [[[3, 45], [4, 45], [4, 46], [3, 45]]]]},
    {"type": "GeometryCollection", "geometries": [
        {"type": "Point", "coordinates": [1, 45]},
        {"type": "LineString", "coordinates": [[1, 45], [2, 46]]}]},
]  # fmt: skip


@pytest.mark.parametrize("geometry", GEOMETRIES)
def test_geometries_are_those_that_ogr_reads(
    site: Site, copy: Copy, target: Path, geometry: Dict[str, Any]
) -> None:
    feature = point(1)
    feature["geometry"] = geometry
    copy(Served(site, [feature]))
    layer = layer_of(target)
    expected = ogr.CreateGeometryFromJson(json.dumps(geometry))
    (found,) = shapes(target)
    assert found.ExportToIsoWkt() == expected.ExportToIsoWkt()
    assert layer.GetGeomType() == expected.GetGeometryType()
    assert layer.GetExtent() == expected.GetEnvelope()


@pytest.mark.parametrize("single", [0, 2, 3])
def test_single_parts_join_their_multi_parts(
    site: Site, copy: Copy, target: Path, single: int
) -> None:
    features = [point(1), point(2), point(3)]
    features[0]["geometry"] = GEOMETRIES[single]
    features[1]["geometry"] = GEOMETRIES[{0: 5, 2: 6, 3: 7}[single]]
    features[2]["geometry"] = None
    copy(Served(site, features, most=1))
    layer = layer_of(target)
    one, many, none = shapes(target)
    expected = ogr.CreateGeometryFromJson(json.dumps(GEOMETRIES[single]))
    assert none is None and layer.GetGeomType() == many.GetGeometryType()
    assert one.GetGeometryCount() == 1
    assert one.GetGeometryRef(0).ExportToWkt() == expected.ExportToWkt()


def test_mixed_null_empty_and_unreadable_geometries(site: Site, copy: Copy, target: Path) -> None:
    features = [point(number) for number in range(1, 7)]
    features[0]["geometry"] = None
    features[1]["geometry"] = GEOMETRIES[3]
    features[2]["geometry"] = {"type": "Point", "coordinates": []}
    features[3]["geometry"] = {"type": "Polygon", "coordinates": [[["x"]]]}
    features[4]["geometry"] = {"type": "Circle", "coordinates": [1, 2]}
    result = copy(Served(site, features, most=2))
    assert result.verdict is Verdict.VERIFIED and Note.GEOMETRY_UNREADABLE in result.notes
    layer = layer_of(target)
    assert layer.GetGeomType() == ogr.wkbUnknown
    found = shapes(target)
    assert [one is None for one in found] == [True, False, False, True, True, False]
    assert found[2].IsEmpty()


def test_a_table_without_geometry(site: Site, copy: Copy, target: Path) -> None:
    features = [point(number) for number in range(1, 1500)]
    for feature in features:
        feature["geometry"] = None
    assert copy(Served(site, features)).verdict is Verdict.VERIFIED
    layer = layer_of(target)
    assert layer.GetGeomType() == ogr.wkbNone and layer.GetFeatureCount() == 1499
    assert "geom" not in types(target)


L93 = "http://www.opengis.net/def/crs/EPSG/0/2154"
ETRS = "http://www.opengis.net/def/crs/EPSG/0/4258"


@pytest.mark.parametrize(
    ("crs", "sent", "stored", "swapped"),
    [
        (L93, [652000.0, 6862000.0], (652000.0, 6862000.0), False),
        (ETRS, [48.85, 2.35], (2.35, 48.85), False),
        # Some servers give x, y whatever the authority says (pg_featureserv).
        (ETRS, [2.35, 48.85], (2.35, 48.85), True),
        ("http://www.opengis.net/def/crs/EPSG/0/4326", [48.85, 2.35], (2.35, 48.85), False),
    ],
)
def test_systems_and_axes(
    site: Site, copy: Copy, target: Path, crs: str, sent: Any, stored: Any, swapped: bool
) -> None:
    feature = point(1)
    feature["geometry"] = {"type": "Point", "coordinates": sent}
    served = Served(site, [feature], headers=[("Content-Crs", f"<{crs}>")])
    result = copy(served, Options(crs=crs))
    assert served.requests()[0].query["crs"] == crs
    layer = layer_of(target)
    (found,) = shapes(target)
    assert (found.GetX(), found.GetY()) == stored
    assert layer.GetSpatialRef().GetAuthorityCode(None) == crs.rsplit("/", 1)[1]
    assert (Note.AXES_SWAPPED in result.notes) is swapped


def test_a_server_that_answers_in_another_system(site: Site, copy: Copy, target: Path) -> None:
    feature = point(1)
    feature["geometry"] = {"type": "Point", "coordinates": [652000.0, 6862000.0]}
    result = copy(Served(site, [feature], headers=[("Content-Crs", f"<{L93}>")]))
    assert Note.OTHER_CRS in result.notes
    layer = layer_of(target)
    assert layer.GetSpatialRef().GetAuthorityCode(None) == "2154"


@pytest.mark.parametrize("raising", [True, False])
def test_a_system_that_nobody_knows(raising: bool) -> None:
    """Whether GDAL raises errors is for the whole of QGIS: any plugin may have settled it."""
    before = osr.GetUseExceptions()
    (osr.UseExceptions if raising else osr.DontUseExceptions)()
    try:
        assert crs_of("EPSG:999999") is None
    finally:
        (osr.UseExceptions if before else osr.DontUseExceptions)()
