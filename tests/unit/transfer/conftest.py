"""What tests of downloads share: a served collection, a target, a way to read it back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List

import pytest
import requests
from osgeo import ogr

from cicclo_qgis.ogcapi.session import new_session
from cicclo_qgis.transfer import Options, Result, download
from tests.unit.site import Site
from tests.unit.transfer.served import Served

EVERYTHING = Options()


@pytest.fixture
def factory() -> Iterator[Callable[[], requests.Session]]:
    made: List[requests.Session] = []

    def make() -> requests.Session:
        session = new_session("QGIS CICCLO tests")
        session.trust_env = False
        made.append(session)
        return session

    yield make
    for session in made:
        session.close()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "copie.gpkg"


@pytest.fixture
def copy(
    site: Site, factory: Callable[[], requests.Session], target: Path
) -> Callable[..., Result]:
    def made(served: Served, options: Options = EVERYTHING, **more: Any) -> Result:
        collection = more.pop("collection", None) or served.collection()
        return download(factory, served.landing(), collection, target, options, **more)

    return made


def rows(path: Path, table: str = "Zones à voir", order: str = "fid") -> List[Dict[str, Any]]:
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        found = database.execute(f'SELECT * FROM "{table}" ORDER BY {order}').fetchall()
    return [dict(row) for row in found]


def layer_of(path: Path) -> Any:
    """The first layer, which keeps its file open (GDAL's own layers do not)."""
    opened = ogr.Open(str(path))
    layer = opened.GetLayer(0)
    layer.kept = opened
    return layer


def shapes(path: Path) -> List[Any]:
    """All geometries of the first layer, independent of their features."""
    found = []
    for feature in layer_of(path):
        geometry = feature.GetGeometryRef()
        found.append(None if geometry is None else geometry.Clone())
    return found


def types(path: Path, table: str = "Zones à voir") -> Dict[str, str]:
    with closing(sqlite3.connect(path)) as database:
        found = database.execute(f'PRAGMA table_info("{table}")').fetchall()
    return {row[1]: row[2] for row in found}
