"""The algorithms on what is offered by WFS: by platform and name, by address, refreshed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from types import SimpleNamespace

import pytest
from qgis.core import QgsVectorLayer

from cicclo_qgis.transfer import read_source
from tests.qgis.processing.test_copy_algorithms import Feedback, engine, platform, run
from tests.qgis.server import Answer
from tests.qgis.wfs_server import WfsPlatform

__all__ = ["engine", "platform", "run"]


@pytest.fixture
def wfs(server, engine):
    """A platform without a landing page, with a WFS."""
    served = WfsPlatform(server, 250)
    (known,) = engine.registry.platforms()
    other = replace(known, id="zones", name="Zones (atelier)", landing=None, wfs=served.url)
    engine.registry = SimpleNamespace(platforms=lambda: (known, other))
    return served


def numbers(path):
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute('SELECT feature_id, number, name FROM "Zones humides"').fetchall()
    return sorted(rows, key=lambda row: row[1])


def test_by_name_by_title_and_by_address(run, wfs, tmp_path):
    address = f"{wfs.url}?SERVICE=WFS&REQUEST=GetFeature&TYPENAMES=t:zones"
    named = [
        {"PLATFORM": "Zones (atelier)", "COLLECTION": "t:zones"},
        {"PLATFORM": "zones", "COLLECTION": "zones"},
        {"PLATFORM": "zones", "COLLECTION": "Zones humides"},
        {"COLLECTION": address},
    ]
    for number, which in enumerate(named):
        target = tmp_path / f"{number}.gpkg"
        results = run("download", OUTPUT=str(target), **which)
        assert (results["COUNT"], results["VERDICT"]) == (250, "verified"), which
        assert numbers(target) == [(f"zones.{one}", one, f"n{one}") for one in range(250)]
        assert read_source(target).landing == wfs.url


def test_described(run, wfs):
    results = run("describe", PLATFORM="zones", COLLECTION="t:zones", OUTPUT="memory:")
    assert (results["COUNT"], results["TITLE"], results["FILTERS"]) == (
        250,
        "Zones humides",
        "cql2",
    )
    layer = run.context.getMapLayer(results["OUTPUT"])
    rows = [feature.attributes() for feature in layer.getFeatures()]
    assert [(row[0], row[2]) for row in rows] == [("number", "integer"), ("name", "text")]


def test_described_though_it_does_not_count(run, wfs, server):
    def refused(seen):
        counting = seen.query.get("RESULTTYPE") == "hits"
        if counting:
            return Answer(400, b"too many to count")
        answer = wfs.answer(seen)
        answer.body = answer.body.replace(b'numberMatched="250"', b'numberMatched="unknown"')
        return answer

    server.routes["/wfs"] = refused
    results = run("describe", PLATFORM="zones", COLLECTION="t:zones", OUTPUT="memory:")
    assert (results["COUNT"], results["TITLE"]) == (-1, "Zones humides")


def test_refreshed_and_opened(run, wfs, tmp_path):
    target = tmp_path / "zones.gpkg"
    run("download", PLATFORM="zones", COLLECTION="t:zones", OUTPUT=str(target))
    wfs._count = 260
    results = run("refresh", INPUT=str(target))
    assert (results["COUNT"], results["VERDICT"]) == (260, "verified")
    layer = QgsVectorLayer(str(target), "zones", "ogr")
    assert layer.featureCount() == 260 and layer.crs().authid() == "EPSG:4326"
    extent = layer.extent()
    assert -3 <= extent.xMinimum() <= extent.xMaximum() <= -2 and extent.yMinimum() >= 48


def test_what_a_wfs_cannot_be_told_is_said_in_words(run, wfs, tmp_path):
    told = Feedback()
    target = str(tmp_path / "x.gpkg")
    which = {"PLATFORM": "zones", "COLLECTION": "t:zones", "OUTPUT": target}
    assert run("download", told, FILTER="number = 1 OR number = 2", **which) is None
    assert "AND" in told.told[-1] and not (tmp_path / "x.gpkg").exists()
    assert run("download", told, **{**which, "COLLECTION": "t:nothing"}) is None
    assert "t:nothing" in told.told[-1]
