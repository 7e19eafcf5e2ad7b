"""Copies of pygeoapi and tipg refreshed by what changed: rows are changed where they come from."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Tuple

import pytest
import requests
from osgeo import gdal

from cicclo_qgis.ogcapi import collections, discover, new_session
from cicclo_qgis.transfer import Result, Strategy, Verdict, download, refresh
from tests.e2e.serving import free_port, serve
from tests.unit.transfer.conftest import rows, shapes
from workshop import install, paths, pygeoapi_config

pytestmark = pytest.mark.workshop

Feature = Dict[str, Any]
COUNT = 60


@dataclass
class Asked:
    """Makes sessions, and remembers how many features came."""

    features: int = 0
    intervals: List[str] = field(default_factory=list)

    def __call__(self) -> requests.Session:
        session = new_session("QGIS CICCLO tests")
        session.trust_env = False
        session.hooks["response"].append(self._note)
        return session

    def _note(self, answer: requests.Response, *_: Any, **__: Any) -> None:
        if "/items" in answer.url:
            self.features += len(answer.json().get("features", ()))
            if "datetime=" in answer.url:
                self.intervals.append(answer.url)


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def copied(asked: Asked, tmp_path: Path) -> Callable[[str, str], Path]:
    """A copy of a collection, whole."""

    def make(address: str, name: str) -> Path:
        with asked() as session:
            landing = discover(session, address)
            (found,) = [one for one in collections(session, landing) if one.id == name]
        result = download(asked, landing, found, tmp_path / "copy.gpkg")
        assert result.verdict is Verdict.VERIFIED and result.strategy is not Strategy.CHANGES
        asked.features = 0
        return result.path

    return make


def refreshed(asked: Asked, path: Path) -> Result:
    asked.features = 0
    return refresh(asked, path)


class Documents:
    """The file that pygeoapi reads at each request."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.features: List[Feature] = [_feature(number) for number in range(1, COUNT + 1)]
        self.save()

    def save(self) -> None:
        fresh = self.path.with_suffix(".new")
        documents = {str(one["id"]): one for one in self.features}
        fresh.write_text(json.dumps({"_default": documents}), "utf-8")
        os.replace(fresh, self.path)


def _feature(number: int, day: str = "") -> Feature:
    return {
        "type": "Feature",
        "id": number,
        "geometry": {"type": "Point", "coordinates": [number / 10, 45.5]},
        "properties": {
            "nom": f"Chantier {number}",
            "ouvert": f"19{number % 90 + 10}-05-01",
            # Three in each of the months of 2024.
            "date_maj": day or f"2024-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
        },
    }


@pytest.fixture(scope="module")
def pygeoapi(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tuple[str, Path]]:
    """pygeoapi that filters by the day of the last change, and by another; and its file."""
    folder = tmp_path_factory.mktemp("pygeoapi")
    data = folder / "chantiers.json"
    Documents(data)
    common = {"name": "TinyDB", "data": str(data), "id_field": "id"}
    providers = {
        "chantiers": {**common, "time_field": "date_maj"},
        "autrement": {**common, "time_field": "ouvert"},
    }
    url = f"http://127.0.0.1:{(port := free_port())}"
    pygeoapi_config.write_features(folder / "config.json", url, port, providers)
    command = [str(paths.venv_python()), "-m", "workshop.pygeoapi_server"]
    command += [str(folder / "config.json"), str(port)]
    for _ in serve(command, url + "/conformance?f=json", {}, folder / "log"):
        yield url, data


def compare(path: Path, source: List[Feature]) -> None:
    """The copy holds what the source does, feature by feature."""
    table = _table(path)
    found = {row["feature_id"]: row for row in rows(path, table)}
    places = {row["feature_id"]: shape for row, shape in zip(rows(path, table), shapes(path))}
    assert sorted(found) == sorted(str(one["id"]) for one in source)
    for one in source:
        key = str(one["id"])
        assert {name: found[key][name] for name in one["properties"]} == one["properties"], key
        assert list(places[key].GetPoint_2D()) == one["geometry"]["coordinates"], key


def _table(path: Path) -> str:
    opened = gdal.OpenEx(str(path))
    return str(opened.GetLayer(0).GetName())


def test_pygeoapi(pygeoapi: Tuple[str, Path], copied: Callable[..., Path], asked: Asked) -> None:
    documents = Documents(pygeoapi[1])
    copy = copied(pygeoapi[0], "chantiers")
    compare(copy, documents.features)
    for index in (3, 40):
        documents.features[index]["properties"].update(nom="Repris", date_maj="2025-03-01")
    documents.features[40]["geometry"]["coordinates"] = [7.25, 48.5]
    documents.features.append(_feature(1001, "2025-03-02"))
    documents.save()
    result = refreshed(asked, copy)
    assert result.strategy is Strategy.CHANGES and result.features == COUNT + 1
    # The changed and the new, the last week's of before, and one page of one for the count.
    assert 3 <= asked.features <= 10
    compare(copy, documents.features)
    # Nothing has changed since: that is seen by those few alone, too.
    assert refreshed(asked, copy).strategy is Strategy.CHANGES and asked.features <= 10
    compare(copy, documents.features)


def test_pygeoapi_where_it_does_not_do(
    pygeoapi: Tuple[str, Path], copied: Callable[..., Path], asked: Asked
) -> None:
    documents = Documents(pygeoapi[1])
    copy = copied(pygeoapi[0], "chantiers")
    # One is gone: what changed does not tell which.
    del documents.features[7]
    documents.save()
    result = refreshed(asked, copy)
    assert result.strategy is not Strategy.CHANGES and result.verdict is Verdict.VERIFIED
    compare(copy, documents.features)
    # A row without a day: pygeoapi's own search breaks down on it (500).
    documents.features[9]["properties"].update(nom="Sans date", date_maj=None)
    documents.save()
    assert refreshed(asked, copy).strategy is not Strategy.CHANGES
    compare(copy, documents.features)


def test_pygeoapi_by_another_time(
    pygeoapi: Tuple[str, Path], copied: Callable[..., Path], asked: Asked
) -> None:
    documents = Documents(pygeoapi[1])
    copy = copied(pygeoapi[0], "autrement")
    documents.features[3]["properties"].update(nom="Repris", date_maj="2025-03-01")
    documents.save()
    assert refreshed(asked, copy).strategy is not Strategy.CHANGES and asked.intervals
    compare(copy, documents.features)


_TABLES = """
CREATE FUNCTION touched() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN NEW.date_maj := now(); RETURN NEW; END';
CREATE TABLE chantiers (
  id integer PRIMARY KEY, nom text, construit date,
  date_maj timestamptz NOT NULL DEFAULT now(), geom geometry(Point, 4326)
);
CREATE TABLE autrement (LIKE chantiers INCLUDING ALL);
CREATE TRIGGER touched BEFORE UPDATE ON chantiers FOR EACH ROW EXECUTE FUNCTION touched();
CREATE TRIGGER touched BEFORE UPDATE ON autrement FOR EACH ROW EXECUTE FUNCTION touched();
"""
_ROWS = """
INSERT INTO {name} SELECT n, 'Chantier ' || n, date '1950-01-01' + n,
  timestamptz '2024-01-01 10:00:00.123456+01' + n * interval '5 days',
  ST_SetSRID(ST_MakePoint(n / 10.0, 45.5), 4326) FROM generate_series(1, 60) AS n
"""


class Table:
    """A table of PostGIS; the time of a row's last change is kept by the database itself."""

    def __init__(self, url: str, name: str) -> None:
        self._database = gdal.OpenEx(url, gdal.OF_VECTOR | gdal.OF_UPDATE)
        assert self._database is not None
        self.name = name
        self.run("TRUNCATE {name}")
        self.run(_ROWS)

    def run(self, statement: str) -> None:
        self._database.ExecuteSQL(statement.format(name=self.name))

    def features(self) -> List[Feature]:
        text = f"""SELECT json_agg(json_build_object(
            'id', id, 'geometry', ST_AsGeoJSON(geom, 15)::json, 'properties', json_build_object(
              'nom', nom, 'construit', construit, 'date_maj', date_maj))) AS told FROM {self.name}
        """
        answer = self._database.ExecuteSQL(text)
        (row,) = [feature.GetField("told") for feature in answer]
        self._database.ReleaseResultSet(answer)
        made: List[Feature] = json.loads(row)
        for one in made:
            told = datetime.fromisoformat(one["properties"]["date_maj"])
            one["properties"]["date_maj"] = _moment(told)
        return made


def _moment(told: datetime) -> str:
    digits = f"{told.microsecond:06d}"
    fraction = "." + (digits[:3] if digits.endswith("000") else digits)
    return told.strftime("%Y-%m-%dT%H:%M:%S") + (fraction if told.microsecond else "") + "Z"


@pytest.fixture(scope="module")
def tipg(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tuple[str, str]]:
    """tipg, and the address of its database; it filters ``chantiers`` by the last change."""
    trouble = install.missing_tipg()
    if trouble:
        pytest.skip(f"no tipg on PostGIS: {trouble}")
    folder = tmp_path_factory.mktemp("tipg")
    (folder / "tables.sql").write_text(_TABLES, "utf-8")
    url = f"http://127.0.0.1:{(port := free_port())}"
    command = [str(paths.venv_python()), "-m", "workshop.tipg_server", str(folder), str(port)]
    environment = {
        "PYTHONPATH": str(paths.TIPG),
        "TIPG_TABLE_CONFIG__public_chantiers__datetimecol": "date_maj",
    }
    for _ in serve(command, url + "/healthz", environment, folder / "log"):
        yield url, (folder / "database-url").read_text("utf-8")


def test_tipg(tipg: Tuple[str, str], copied: Callable[..., Path], asked: Asked) -> None:
    table = Table(tipg[1], "chantiers")
    copy = copied(tipg[0], "public.chantiers")
    compare(copy, table.features())
    table.run("UPDATE {name} SET nom = 'Repris' WHERE id IN (4, 41)")
    table.run("UPDATE {name} SET geom = ST_SetSRID(ST_MakePoint(7.25, 48.5), 4326) WHERE id = 41")
    table.run("INSERT INTO {name} VALUES (1001, 'Neuf', NULL, now(), ST_Point(2.5, 48.5, 4326))")
    result = refreshed(asked, copy)
    assert result.strategy is Strategy.CHANGES and result.features == COUNT + 1
    # The changed and the new, the two of the last week before, and one page of one for the count.
    assert 3 <= asked.features <= 8
    compare(copy, table.features())
    # Once more: the times of now, to the microsecond, are what is asked by.
    table.run("UPDATE {name} SET nom = 'Encore' WHERE id = 4")
    assert refreshed(asked, copy).strategy is Strategy.CHANGES and asked.features <= 8
    compare(copy, table.features())
    # One is gone: what changed does not tell which.
    table.run("DELETE FROM {name} WHERE id = 9")
    assert refreshed(asked, copy).strategy is not Strategy.CHANGES
    compare(copy, table.features())


def test_tipg_by_another_time(
    tipg: Tuple[str, str], copied: Callable[..., Path], asked: Asked
) -> None:
    # The day of building is the first that it finds.
    table = Table(tipg[1], "autrement")
    copy = copied(tipg[0], "public.autrement")
    table.run("UPDATE {name} SET nom = 'Repris' WHERE id = 4")
    assert refreshed(asked, copy).strategy is not Strategy.CHANGES and asked.intervals
    compare(copy, table.features())
