"""A dock whose details look into the collections of a real server."""

from __future__ import annotations

import pytest

from cicclo_qgis.gui.dock import CiccloDock
from cicclo_qgis.gui.extras import Extras
from cicclo_qgis.gui.peeking import Peeking
from cicclo_qgis.host.transport import http_session
from cicclo_qgis.host.workers import Workers
from tests.qgis.gui import fake_desk as fake


@pytest.fixture
def workers(qgis_app):
    workers = Workers()
    yield workers
    workers.stop()


@pytest.fixture
def open_dock(qtbot, workers):
    def make(*entries):
        desk = fake.FakeDesk(fake.ARMOR)
        desk.lists("atelier-armor", *entries)
        extras = Extras(None, Peeking(http_session, workers))
        dock = CiccloDock(desk, None, extras)
        dock.desk = desk
        qtbot.addWidget(dock)
        dock.resize(400, 1000)
        dock.show()
        qtbot.waitUntil(lambda: dock.model.tally().collections == len(entries))
        return dock

    return make
