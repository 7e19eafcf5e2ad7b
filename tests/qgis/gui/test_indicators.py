from __future__ import annotations

import pytest
from qgis.core import QgsProject
from qgis.PyQt.QtCore import QEvent, QModelIndex, QObject, pyqtSignal

from cicclo_qgis.catalogue.model import Padlock
from cicclo_qgis.gui.indicators import LayerIndicators
from cicclo_qgis.host.layer_state import describe
from cicclo_qgis.signin.state import SessionState
from tests.qgis.gui import fake_desk as fake
from tests.qgis.tree import tree_view


class Layers(QObject):
    needs_session = pyqtSignal(str)
    repaired = pyqtSignal(str)
    not_repaired = pyqtSignal(str)

    def __init__(self):
        super().__init__()
        self.ids = {}

    def waiting(self, platform_id):
        return tuple(self.ids.get(platform_id, ()))


class Iface:
    def __init__(self, view):
        self._view = view

    def layerTreeView(self):
        return self._view


@pytest.fixture
def view(qgis_new_project):
    with tree_view() as view:
        yield view


@pytest.fixture
def zones(view):
    entry = fake.entry("atelier-armor", "secret", padlock=Padlock.NEEDS_SIGN_IN)
    zones = fake.live_layer("restricted", entry)
    QgsProject.instance().addMapLayer(zones)
    return zones


@pytest.fixture
def layers():
    return Layers()


@pytest.fixture
def indicators(view, layers, desk):
    indicators = LayerIndicators(Iface(view), layers, desk)
    yield indicators
    indicators.stop()


def of(view, zones):
    node = QgsProject.instance().layerTreeRoot().findLayer(zones.id())
    return view.indicators(node)


def wait_for(layers, zones):
    layers.ids["atelier-armor"] = (zones.id(),)
    layers.needs_session.emit("atelier-armor")


def test_a_waiting_layer_bears_a_padlock_that_signs_in(indicators, layers, zones, view, desk):
    wait_for(layers, zones)
    (padlock,) = of(view, zones)
    assert "Géo Armor (atelier)" in padlock.toolTip()
    assert not padlock.icon().isNull()
    padlock.clicked.emit(QModelIndex())
    assert desk.asked == [("sign_in", "atelier-armor")]


def test_it_is_marked_once(indicators, layers, zones, view):
    wait_for(layers, zones)
    wait_for(layers, zones)
    assert len(of(view, zones)) == 1


def test_a_repaired_layer_loses_it(indicators, layers, zones, view):
    wait_for(layers, zones)
    layers.repaired.emit(zones.id())
    assert of(view, zones) == []


def test_it_follows_the_session(indicators, layers, zones, view, desk):
    wait_for(layers, zones)
    layers.ids.clear()
    desk.platform_changed.emit("atelier-armor")
    assert of(view, zones) == []


def test_an_account_that_may_not_read_it_is_told_so(indicators, layers, zones, view, desk):
    wait_for(layers, zones)
    desk.has_session("atelier-armor", SessionState.SIGNED_IN)
    assert len(of(view, zones)) == 1  # what is being tried
    layers.not_repaired.emit(zones.id())
    (padlock,) = of(view, zones)
    assert "could read nothing" in padlock.toolTip()
    padlock.clicked.emit(QModelIndex())
    assert desk.asked == [("another", "atelier-armor")]
    desk.has_session("atelier-armor", SessionState.EXPIRED)
    (padlock,) = of(view, zones)
    assert "Click to sign in." in padlock.toolTip()


def test_an_open_layer_that_broke_off_waits_for_no_sign_in(indicators, layers, zones, view):
    describe(zones, fake.entry("atelier-armor", "secret"))
    wait_for(layers, zones)
    assert of(view, zones) == []


def test_layers_waiting_at_the_start_are_marked(view, layers, zones, desk):
    layers.ids["atelier-armor"] = (zones.id(),)
    indicators = LayerIndicators(Iface(view), layers, desk)
    assert indicators.marked() == [zones.id()]
    indicators.stop()
    assert of(view, zones) == []


def test_a_removed_layer_is_forgotten(indicators, layers, zones):
    wait_for(layers, zones)
    QgsProject.instance().removeMapLayer(zones.id())
    assert indicators.marked() == []


def test_a_layer_out_of_the_tree_is_left_alone(indicators, layers):
    layers.ids["atelier-armor"] = ("gone",)
    layers.needs_session.emit("atelier-armor")
    assert indicators.marked() == []


def test_after_stop_nothing_is_marked(view, layers, zones, desk):
    indicators = LayerIndicators(Iface(view), layers, desk)
    indicators.stop()
    wait_for(layers, zones)
    assert of(view, zones) == []


class Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget):
        super().__init__()
        self.seen = 0
        widget.installEventFilter(self)

    def eventFilter(self, widget, event):
        self.seen += event.type() == QEvent.Type.Paint
        return False


def test_a_padlock_that_goes_is_not_left_on_the_screen(view, layers, zones, indicators, qtbot):
    layers.ids["atelier-armor"] = (zones.id(),)
    layers.needs_session.emit("atelier-armor")
    assert len(of(view, zones)) == 1
    view.show()
    qtbot.waitExposed(view)
    qtbot.wait(200)
    paints = Paints(view.viewport())
    layers.ids.clear()
    layers.repaired.emit(zones.id())
    qtbot.waitUntil(lambda: paints.seen > 0)
    assert of(view, zones) == []


def test_a_layer_that_comes_into_the_tree_later_is_marked_there(indicators, layers, view, qtbot):
    entry = fake.entry("atelier-armor", "secret", padlock=Padlock.NEEDS_SIGN_IN)
    pasted = fake.live_layer("pasted", entry)
    QgsProject.instance().addMapLayer(pasted, False)
    wait_for(layers, pasted)
    group = QgsProject.instance().layerTreeRoot().addGroup("team")
    group.addLayer(pasted)
    qtbot.waitUntil(lambda: len(of(view, pasted)) == 1)
