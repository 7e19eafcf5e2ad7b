"""The packed index: SQLite finds no fault in it, it finds what is there, and GDAL keeps it true."""

from __future__ import annotations

import math
import sqlite3
import struct
from contextlib import closing
from pathlib import Path
from typing import Any, Callable, List, Tuple

import numpy as np
import pytest
from osgeo import ogr

from cicclo_qgis.transfer import Result, Verdict, rtree, spatial_index, write
from cicclo_qgis.transfer.geometry import Encoder
from tests.unit.site import Site
from tests.unit.transfer.served import Served, points

Copy = Callable[..., Result]
Box = Tuple[float, float, float, float]


def places(count: int) -> List[Tuple[float, float]]:
    """Spread over France without a pattern, some of them twice."""
    return [
        (-5 + (number * 7919 % 10007) / 10007 * 14, 41 + (number * 104729 % 9973) / 9973 * 10)
        for number in range(count)
    ]


def squares(count: int) -> List[Any]:
    made = []
    for x, y in places(count):
        ring = [[x, y], [x + 0.1, y], [x + 0.1, y + 0.1], [x, y]]
        made.append({"type": "Polygon", "coordinates": [ring]})
    return made


def indexed(geometries: List[Any]) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.execute("CREATE TABLE t (fid INTEGER PRIMARY KEY, geom BLOB)")
    encoder = Encoder(4326)
    database.executemany(
        "INSERT INTO t (geom) VALUES (?)",
        [(None if one is None else encoder.encode(one),) for one in geometries],
    )
    rtree.add_packed_index(database, "t", "geom", "fid")
    return database


def found_in(database: sqlite3.Connection, box: Box) -> List[int]:
    west, south, east, north = box
    rows = database.execute(
        "SELECT id FROM rtree_t_geom WHERE maxx>=? AND minx<=? AND maxy>=? AND miny<=?",
        (west, east, south, north),
    )
    return sorted(row[0] for row in rows)


@pytest.mark.parametrize("count", [0, 1, 51, 52, 53, 2601, 2602, 6000])
def test_sqlite_finds_no_fault(count: int) -> None:
    geometries = [{"type": "Point", "coordinates": list(one)} for one in places(count)]
    with closing(indexed(geometries)) as database:
        assert database.execute("SELECT rtreecheck('rtree_t_geom')").fetchone() == ("ok",)
        assert found_in(database, (-180, -90, 180, 90)) == list(range(1, count + 1))


@pytest.mark.parametrize("at_a_time", [250_000, 700])
def test_it_finds_what_is_there_and_little_else(
    monkeypatch: pytest.MonkeyPatch, at_a_time: int
) -> None:
    monkeypatch.setattr(rtree, "_A_TIME", at_a_time)
    there = places(20_000)
    with closing(indexed([{"type": "Point", "coordinates": list(one)} for one in there])) as data:
        assert data.execute("SELECT rtreecheck('rtree_t_geom')").fetchone() == ("ok",)
        for number in range(40):
            west, south = -5 + number / 3, 41 + number / 5
            box = (west, south, west + 0.7, south + 0.4)
            exact = {
                fid
                for fid, (x, y) in enumerate(there, 1)
                if west <= x <= box[2] and south <= y <= box[3]
            }
            got = set(found_in(data, box))
            assert exact <= got and len(got - exact) <= 1


def test_full_nodes_only() -> None:
    with closing(indexed(squares(5100))) as database:
        nodes = database.execute("SELECT count(*) FROM rtree_t_geom_node").fetchone()[0]
        # 100 leaves of 51, some more where a strip ends, two above them, one root.
        assert nodes < 115


def test_all_kinds_of_geometry() -> None:
    geometries = [
        None,
        {"type": "Point", "coordinates": []},
        {"type": "Point", "coordinates": [1.0, 45.0]},
        {"type": "Point", "coordinates": [2.0, 46.0, 100.0]},
        *squares(3),
        {"type": "MultiPoint", "coordinates": [[8.0, 50.0], [8.5, 50.5]]},
        {"type": "GeometryCollection", "geometries": []},
    ]
    with closing(indexed(geometries)) as database:
        assert found_in(database, (-180, -90, 180, 90)) == [3, 4, 5, 6, 7, 8]
        assert found_in(database, (8.4, 50.4, 9, 51)) == [8]
        assert found_in(database, (2, 46, 2, 46)) == [4]


VALUES = [0.0, -0.0, 1e-60, -1e-60, 0.1, -0.1, 2.35, -2.35, 48.8566, 1e-40, -1e-40, 6862000.123]


def test_boxes_never_shrink() -> None:
    rounded = rtree._outward(np.array([[value] * 4 for value in VALUES]))
    assert rounded.dtype == np.float32
    for value, (low, high, bottom, top) in zip(VALUES, rounded.tolist()):
        assert (bottom, top) == (low, high)
        assert low <= value <= high
        (step,) = struct.unpack("<i", struct.pack("<f", abs(value)))
        (following,) = struct.unpack("<f", struct.pack("<i", step + 1))
        assert high - low <= 2 * abs(following - abs(value)) + math.ulp(0.0) + 3e-45


def test_gdal_uses_it_and_keeps_it_true(site: Site, copy: Copy, target: Path) -> None:
    assert copy(Served(site, points(3000))).verdict is Verdict.VERIFIED
    with closing(sqlite3.connect(target)) as database:
        nodes = database.execute('SELECT count(*) FROM "rtree_Zones à voir_geom_node"').fetchone()
    # Full nodes: it is ours.
    assert nodes[0] < 70
    opened = ogr.Open(str(target), 1)
    layer = opened.GetLayer(0)
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(ogr.CreateGeometryFromWkt("POINT (100 10)"))
    layer.CreateFeature(feature)
    layer.DeleteFeature(17)
    moved = layer.GetFeature(18)
    moved.SetGeometry(ogr.CreateGeometryFromWkt("POINT (101 11)"))
    layer.SetFeature(moved)
    layer.SetSpatialFilterRect(99, 9, 102, 12)
    assert sorted(one.GetFID() for one in layer) == [18, 3001]
    del layer, opened, feature, moved
    with closing(sqlite3.connect(target)) as database:
        checked = database.execute("SELECT rtreecheck('rtree_Zones à voir_geom')").fetchone()
        rows = database.execute('SELECT count(*) FROM "rtree_Zones à voir_geom"').fetchone()
        extension = database.execute(
            "SELECT table_name, column_name, scope FROM gpkg_extensions "
            "WHERE extension_name='gpkg_rtree_index'"
        ).fetchall()
    assert checked == ("ok",) and rows == (3000,)
    assert extension == [("Zones à voir", "geom", "write-only")]


@pytest.mark.parametrize("fault", ["no_module", "no_triggers"])
def test_gdal_builds_it_where_this_sqlite_cannot(
    site: Site, copy: Copy, target: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    def refused(database: sqlite3.Connection, *_: str) -> None:
        database.execute("CREATE TABLE left_over (x)")
        raise sqlite3.OperationalError("no such module: rtree")

    if fault == "no_module":
        monkeypatch.setattr(rtree, "add_packed_index", refused)
    else:
        for module in (spatial_index, write):
            monkeypatch.setattr(module, "triggers", lambda what: ())
    assert copy(Served(site, points(3000))).verdict is Verdict.VERIFIED
    with closing(sqlite3.connect(target)) as database:
        names = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
        rows = database.execute('SELECT count(*) FROM "rtree_Zones à voir_geom"').fetchone()
    assert rows == (3000,) and "left_over" not in names
    assert not any(name.startswith("cicclo_part") for name in names)
