"""What is gathered on the way is what the file would have told."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Callable, List, Optional

import pytest

from cicclo_qgis.transfer import Note, Result, Verdict, rtree, tally
from cicclo_qgis.transfer.geometry import Encoder
from cicclo_qgis.transfer.tally import Tally
from tests.unit.site import Heard, Reply, Site
from tests.unit.transfer.conftest import rows
from tests.unit.transfer.served import GEOJSON, Served, point, points

Copy = Callable[..., Result]

SHAPES: List[Any] = [
    None,
    {"type": "Point", "coordinates": []},
    {"type": "Point", "coordinates": [1.0, 45.0]},
    {"type": "Point", "coordinates": [2.0, 46.0, 100.0]},
    {"type": "LineString", "coordinates": [[3.1, 47.0], [3.2, 47.5]]},
    {"type": "MultiPoint", "coordinates": [[8.0, 50.0], [8.5, 50.5]]},
    {"type": "GeometryCollection", "geometries": []},
]


def blobs(shapes: List[Any]) -> List[Optional[bytes]]:
    encoder = Encoder(4326)
    return [None if one is None else encoder.encode(one) for one in shapes]


def filled(some: List[List[Optional[bytes]]]) -> Tally:
    made = Tally()
    for number, page in enumerate(some):
        made.add([f"{number}/{index}" for index in range(len(page))], page)
    return made


def nodes(made: Optional[Tally], some: List[List[Optional[bytes]]]) -> List[Any]:
    """The whole index: from the tally, or (None) from the table."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.execute("CREATE TABLE t (fid INTEGER PRIMARY KEY, geom BLOB)")
        for page in some:
            database.executemany("INSERT INTO t (geom) VALUES (?)", [(one,) for one in page])
        boxes = None if made is None else made.boxes()
        rtree.add_packed_index(database, "t", "geom", "fid", boxes)
        assert database.execute("SELECT rtreecheck('rtree_t_geom')").fetchone() == ("ok",)
        return database.execute("SELECT * FROM rtree_t_geom_node ORDER BY 1").fetchall()


def pages_of_points() -> List[List[Optional[bytes]]]:
    return [blobs([one["geometry"] for one in points(700)])] * 3


@pytest.mark.parametrize(
    "some",
    [[], [[]], [blobs(SHAPES)], [[None, None], blobs(SHAPES)], pages_of_points()],
    ids=["nothing", "no_rows", "all_kinds", "nowhere_at_first", "points"],
)
def test_the_index_is_the_same_as_from_the_table(some: List[List[Optional[bytes]]]) -> None:
    assert nodes(filled(some), some) == nodes(None, some)


def test_different_ids_are_counted() -> None:
    made = Tally()
    made.add(["a", "b", None], [])
    made.add([], [])
    made.add(["c"], [])
    assert made.distinct() == 3
    made.add(["b"], [])
    assert made.distinct() is None


def test_it_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "_MOST_BOXES", 10)
    monkeypatch.setattr(tally, "_MOST_IDS", 20)
    made = Tally()
    made.add([str(number) for number in range(15)], blobs(SHAPES[2:3] * 15))
    assert made.boxes() is None and made.distinct() == 15
    made.add([str(number) for number in range(15, 30)], blobs(SHAPES[2:3] * 15))
    assert made.distinct() is None


def test_a_copy_that_was_gone_on_with_is_read(site: Site, copy: Copy, target: Path) -> None:
    broken = Served(site, points(4000))
    broken.before = lambda heard, number: Reply(b"no", 403) if number > 3 else None
    with pytest.raises(Exception, match="server"):
        copy(broken)
    broken.before = None
    result = copy(broken)
    assert result.verdict is Verdict.VERIFIED and Note.RESUMED in result.notes
    with closing(sqlite3.connect(target)) as database:
        found = database.execute('SELECT count(*) FROM "rtree_Zones à voir_geom"').fetchone()
    assert found == (4000,)


def test_halves_of_characters_late_in_a_page(site: Site, copy: Copy, target: Path) -> None:
    """What no file can hold is found when some rows of the page are in the table already."""
    features = [point(number, nom="é") for number in range(1, 901)]
    features[850]["properties"]["nom"] = "a\ud800b"
    features[851]["id"] = "a\udfffb"

    def page(_heard: Heard, _number: int) -> Reply:
        body = {"type": "FeatureCollection", "features": features, "numberMatched": 900}
        return Reply(json.dumps(body).encode("ascii"), type=GEOJSON)

    result = copy(Served(site, features, before=page))
    assert (result.verdict, result.features) == (Verdict.VERIFIED, 900)
    found = rows(target)
    assert [row["fid"] for row in found] == list(range(1, 901))
    assert found[850]["nom"] == "a?b" and found[851]["feature_id"] == "a?b"
