"""Downloads from a real server on 127.0.0.1, over QGIS's own network."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.qgis.platform_server import Content, OapifPlatform


class NoSession:
    """Nobody is signed in, and nothing can be renewed."""

    def renew_if_due(self, url):
        return None

    def refused(self, url, status, sent=None):
        return False


class Gate:
    """Holds the answers of a server back until it is opened."""

    def __init__(self):
        self.open = threading.Event()
        self.open.set()
        self.after = 0
        self.asked = 0

    def __call__(self, seen):
        self.asked += 1
        if self.asked > self.after:
            self.open.wait(20)

    def shut(self, after=0):
        """Let ``after`` more requests through, and no further one."""
        self.asked, self.after = 0, after
        self.open.clear()


@pytest.fixture
def gate():
    gate = Gate()
    yield gate
    gate.open.set()


@pytest.fixture
def platform(server, gate):
    content = [Content("stations", 2500, title="Stations de mesure"), Content("agents", 30, True)]
    platform = OapifPlatform(server, content, max_limit=100)
    platform.on_items = gate
    return platform


@pytest.fixture
def workers(qgis_app):
    from cicclo_qgis.host.workers import Workers

    workers = Workers()
    yield workers
    workers.stop()


@pytest.fixture
def http(qgis_app):
    from cicclo_qgis.host.transfer_http import transfer_http
    from cicclo_qgis.host.transport import http_session

    return transfer_http(http_session, NoSession())


@pytest.fixture
def make_downloads(qgis_app, workers, http, tmp_path):
    from cicclo_qgis.gui.downloads.downloads import Downloads
    from cicclo_qgis.gui.downloads.kept import Kept

    made = []

    def make(http=http, signed_in=lambda platform_id: False):
        kept = Kept(tmp_path / "kept")
        downloads = Downloads(http, lambda wish: wish.landing, workers, kept, signed_in)
        made.append(downloads)
        return downloads

    yield make
    for downloads in made:
        downloads.stop()


@pytest.fixture
def downloads(make_downloads):
    downloads = make_downloads()
    downloads.arrived.connect(downloads.settle)
    return downloads


@pytest.fixture
def wish(platform, tmp_path):
    from cicclo_qgis.gui.downloads.job import Wish

    def make(name="stations", file="copie.gpkg", **more):
        told = {
            "platform_id": "essai",
            "landing": platform.landing,
            "collection_id": name,
            "title": "Stations de mesure",
            "target": str(tmp_path / file),
        }
        told.update(more)
        return Wish(**told)

    return make


@pytest.fixture
def rows_of(qgis_app):
    """How many features QGIS reads from a file."""
    from qgis.core import QgsVectorLayer

    def count(path: Path) -> int:
        layer = QgsVectorLayer(str(path), "x", "ogr")
        assert layer.isValid()
        return layer.featureCount()

    return count
