"""A dock on a desk that does as it is told, and the places around it."""

from __future__ import annotations

import pytest

from tests.qgis.gui import fake_desk as fake
from tests.unit.site import Site


@pytest.fixture
def desk(qgis_app):
    desk = fake.FakeDesk(fake.ARMOR, fake.HEXAGONE, fake.OUVERT)
    desk.lists("atelier-armor", *fake.ARMOR_ENTRIES)
    desk.lists("atelier-hexagone", *fake.HEXAGONE_ENTRIES)
    desk.lists("atelier-ouvert", *fake.OUVERT_ENTRIES)
    return desk


@pytest.fixture
def make_dock(qtbot):
    from cicclo_qgis.gui.dock import CiccloDock

    def make(desk):
        dock = CiccloDock(desk)
        qtbot.addWidget(dock)
        dock.resize(360, 700)
        dock.show()
        dock.activateWindow()  # a window without the keyboard has no widget in focus
        qtbot.waitUntil(dock.isActiveWindow)
        return dock

    return make


@pytest.fixture
def dock(desk, make_dock, qtbot):
    dock = make_dock(desk)
    # Rows are read a little at a time: on a busy machine not all are there at once.
    known = sum(len(desk.entries(platform.id)) for platform in desk.platforms())
    qtbot.waitUntil(lambda: dock.model.tally().collections == known, timeout=20_000)
    return dock


class Iface:
    """QGIS, as far as its message bar goes."""

    def __init__(self, bar):
        self._bar = bar

    def messageBar(self):
        return self._bar


@pytest.fixture
def bar(qtbot):
    from qgis.gui import QgsMessageBar

    bar = QgsMessageBar()
    qtbot.addWidget(bar)
    bar.show()
    return bar


@pytest.fixture
def iface(bar):
    return Iface(bar)


@pytest.fixture
def site():
    with Site() as site:
        yield site
