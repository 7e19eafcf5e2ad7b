"""A copy refreshed by what changed alone, only where that is sure to come to the same."""

from __future__ import annotations

import copy as copies
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Callable, Dict, List

import pytest
import requests
from osgeo import ogr

from cicclo_qgis.transfer import (
    Note,
    Options,
    Result,
    Strategy,
    TransferCode,
    TransferError,
    Verdict,
    read_source,
    refresh,
)
from tests.unit.site import Reply, Site
from tests.unit.transfer.conftest import layer_of, rows
from tests.unit.transfer.served import Served, point
from tests.unit.transfer.test_refresh import publish

Copy = Callable[..., Result]
Factory = Callable[[], requests.Session]
Features = List[Dict[str, Any]]


def dated(count: int, name: str = "date_maj") -> Features:
    """Changed last in 2024, a few of them each day; ``autre`` is another time, long ago."""
    return [
        point(number, **{name: f"2024-{number % 12 + 1:02d}-{number % 28 + 1:02d}"},
              autre=f"19{number % 90 + 10}-01-01")
        for number in range(1, count + 1)
    ]  # fmt: skip


def changed(features: Features, name: str = "date_maj") -> Features:
    """Three are other than before, and two are new."""
    after = copies.deepcopy(features)
    for index in (3, 700, 701):
        after[index]["properties"]["nom"] = "Changé"
        after[index]["properties"][name] = "2025-03-01"
        after[index]["geometry"]["coordinates"] = [100.5, 10.5]
    return after + [
        point(5000 + number, **{name: "2025-03-02"}, autre="1950-01-01") for number in (1, 2)
    ]


@pytest.fixture
def served(site: Site) -> Served:
    publish(site)
    return Served(site, dated(2400), most=500, time_of="date_maj")


def values(path: Path) -> Dict[str, Any]:
    found = rows(path)
    for row in found:
        del row["fid"]
    return {row["feature_id"]: row for row in found}


def test_only_what_changed(
    served: Served, copy: Copy, target: Path, factory: Factory, tmp_path: Path
) -> None:
    copy(served)
    before = {row["feature_id"]: row["fid"] for row in rows(target)}
    served.features = changed(served.features)
    asked = served.asked
    result = refresh(factory, target)
    assert result.strategy is Strategy.CHANGES and result.notes == (Note.ONLY_CHANGES,)
    assert (result.verdict, result.features) == (Verdict.VERIFIED, 2402)
    assert served.asked - asked <= 3
    updated, after = values(target), {row["feature_id"]: row["fid"] for row in rows(target)}
    assert {name: after[name] for name in before} == before
    # The same as a whole download would have brought.
    target.unlink()
    copy(served)
    assert updated == values(target)
    assert not list(tmp_path.glob("*.part*"))


def test_the_new_file_is_as_good_as_the_old(
    served: Served, copy: Copy, target: Path, factory: Factory
) -> None:
    copy(served)
    served.features = changed(served.features)
    refresh(factory, target)
    layer = layer_of(target)
    assert layer.GetFeatureCount() == 2402
    assert layer.GetExtent()[1] == 100.5
    layer.SetSpatialFilterRect(100, 10, 101, 11)
    assert sorted(one.GetField("feature_id") for one in layer) == ["4", "701", "702"]
    with closing(sqlite3.connect(target)) as database:
        checked = database.execute("SELECT rtreecheck('rtree_Zones à voir_geom')").fetchone()
        told = database.execute("SELECT count(*) FROM gpkg_metadata").fetchone()
    assert checked == ("ok",) and told == (1,)
    source = read_source(target)
    assert source is not None and (source.strategy, source.features) == ("changes", 2402)
    # And it can be refreshed once more.
    served.features = [*served.features, point(6000, date_maj="2025-03-03", autre="1950-01-01")]
    assert refresh(factory, target).strategy is Strategy.CHANGES
    assert len(rows(target)) == 2403


def test_beside_the_old_copy(
    served: Served, copy: Copy, target: Path, factory: Factory, tmp_path: Path
) -> None:
    copy(served)
    before = target.read_bytes()
    served.features = changed(served.features)
    result = refresh(factory, target, target=tmp_path / "neuf.gpkg")
    assert result.path == tmp_path / "neuf.gpkg" and result.strategy is Strategy.CHANGES
    assert target.read_bytes() == before and len(rows(tmp_path / "neuf.gpkg")) == 2402


@pytest.mark.parametrize(
    "case",
    [
        "one is gone", "one is gone and one is new", "datetime is not known", "another time",
        "no such column", "edited here", "a new attribute", "a wider type", "another geometry",
        "an empty one", "refused", "another table here", "a day that stands for none",
    ],
)  # fmt: skip
def test_all_of_it_where_changes_do_not_tell(
    served: Served, copy: Copy, target: Path, factory: Factory, case: str
) -> None:
    if case == "no such column":
        served.features, served.time_of = dated(2400, "jour"), "jour"
    if case == "a day that stands for none":
        for one in served.features:
            one["properties"]["date_maj"] = "0001-01-01"
    copy(served)
    served.features = changed(served.features, served.time_of)
    first = served.features[3]
    if case.startswith("one is gone"):
        del served.features[5]
    if case == "one is gone":
        served.features.pop()
    if case == "datetime is not known":
        served.time_of = ""
    if case == "another time":
        served.time_of = "autre"
    if case == "a new attribute":
        first["properties"]["neuf"] = 1
    if case == "a wider type":
        first["properties"]["valeur"] = "un"
    if case == "another geometry":
        first["geometry"] = {"type": "LineString", "coordinates": [[1, 45], [2, 46]]}
    if case == "an empty one":
        first["properties"]["date_maj"] = None
        served.time_of = ""
    if case == "refused":
        served.before = lambda heard, number: (
            Reply({"code": "x"}, 400) if "datetime" in heard.query else None
        )
    if case == "edited here":
        opened = ogr.Open(str(target), 1)
        layer = opened.GetLayer(0)
        feature = layer.GetFeature(9)
        feature.SetField("nom", "Par moi")
        layer.SetFeature(feature)
        del feature, layer, opened
    if case == "another table here":
        with closing(sqlite3.connect(target)) as database:
            database.execute('ALTER TABLE "Zones à voir" RENAME TO "x"')
            database.commit()
    result = refresh(factory, target)
    assert result.strategy is not Strategy.CHANGES and result.verdict is Verdict.VERIFIED
    assert len(rows(target)) == len(served.features)
    assert not any(row["nom"] == "Par moi" for row in rows(target))


def test_a_server_that_knows_moments_but_no_days(
    served: Served, copy: Copy, target: Path, factory: Factory
) -> None:
    """As the standard has it (17-069r4 section 7.15.4), and tipg."""
    copy(served)
    served.features = changed(served.features)
    served.before = lambda heard, number: (
        Reply({"code": "x"}, 500) if "T" not in heard.query.get("datetime", "T") else None
    )
    assert refresh(factory, target).strategy is Strategy.CHANGES
    assert len(rows(target)) == 2402


def test_a_part_of_the_collection(
    served: Served, copy: Copy, target: Path, factory: Factory
) -> None:
    copy(served, Options(bbox=(-5.0, 41.0, 3.0, 52.0)))
    count = len(rows(target))
    served.features = [
        *served.features, point(1000, date_maj="2025-03-03", autre="1950-01-01") | {"id": 9001},
    ]  # fmt: skip
    result = refresh(factory, target)
    assert (result.strategy, result.features) == (Strategy.CHANGES, count + 1)


def test_cancelled(served: Served, copy: Copy, target: Path, factory: Factory) -> None:
    copy(served)
    before = target.read_bytes()
    served.features = changed(served.features)
    calls: List[int] = []

    def cancelled() -> bool:
        calls.append(1)
        return served.asked > 7

    with pytest.raises(TransferError) as caught:
        refresh(factory, target, cancelled=cancelled)
    assert caught.value.code is TransferCode.CANCELLED
    assert target.read_bytes() == before and not list(target.parent.glob("*.changes*"))
