from __future__ import annotations

import pytest
from qgis.core import QgsLayerTreeModel, QgsProject, QgsVectorLayer
from qgis.gui import QgsLayerTreeView
from qgis.PyQt.QtCore import QEvent, QModelIndex, QObject, pyqtSignal

from cicclo_qgis.catalogue.model import Padlock
from cicclo_qgis.gui.indicators import LayerIndicators
from cicclo_qgis.host.layer_state import describe
from cicclo_qgis.signin.state import SessionState
from tests.qgis.gui import fake_desk as fake


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
def view(qtbot, qgis_new_project):
    view = QgsLayerTreeView()
    qtbot.addWidget(view)
    view.setModel(QgsLayerTreeModel(QgsProject.instance().layerTreeRoot()))
    return view


@pytest.fixture
def layer(view):
    layer = QgsVectorLayer("Point?crs=EPSG:4326", "restricted", "memory")
    describe(layer, fake.entry("atelier-armor", "secret", padlock=Padlock.NEEDS_SIGN_IN))
    QgsProject.instance().addMapLayer(layer)
    return layer


@pytest.fixture
def layers():
    return Layers()


@pytest.fixture
def indicators(view, layers, desk):
    indicators = LayerIndicators(Iface(view), layers, desk)
    yield indicators
    indicators.stop()


def of(view, layer):
    node = QgsProject.instance().layerTreeRoot().findLayer(layer.id())
    return view.indicators(node)


def wait_for(layers, layer):
    layers.ids["atelier-armor"] = (layer.id(),)
    layers.needs_session.emit("atelier-armor")


def test_a_waiting_layer_bears_a_padlock_that_signs_in(indicators, layers, layer, view, desk):
    wait_for(layers, layer)
    (padlock,) = of(view, layer)
    assert "Géo Armor (atelier)" in padlock.toolTip()
    assert not padlock.icon().isNull()
    padlock.clicked.emit(QModelIndex())
    assert desk.asked == [("sign_in", "atelier-armor")]


def test_it_is_marked_once(indicators, layers, layer, view):
    wait_for(layers, layer)
    wait_for(layers, layer)
    assert len(of(view, layer)) == 1


def test_a_repaired_layer_loses_it(indicators, layers, layer, view):
    wait_for(layers, layer)
    layers.repaired.emit(layer.id())
    assert of(view, layer) == []


def test_it_follows_the_session(indicators, layers, layer, view, desk):
    wait_for(layers, layer)
    layers.ids.clear()
    desk.platform_changed.emit("atelier-armor")
    assert of(view, layer) == []


def test_an_account_that_may_not_read_it_is_told_so(indicators, layers, layer, view, desk):
    wait_for(layers, layer)
    desk.has_session("atelier-armor", SessionState.SIGNED_IN)
    assert len(of(view, layer)) == 1  # what is being tried
    layers.not_repaired.emit(layer.id())
    (padlock,) = of(view, layer)
    assert "could read nothing" in padlock.toolTip()
    padlock.clicked.emit(QModelIndex())
    assert desk.asked == [("another", "atelier-armor")]
    desk.has_session("atelier-armor", SessionState.EXPIRED)
    (padlock,) = of(view, layer)
    assert "Click to sign in." in padlock.toolTip()


def test_an_open_layer_that_broke_off_waits_for_no_sign_in(indicators, layers, layer, view):
    describe(layer, fake.entry("atelier-armor", "secret"))
    wait_for(layers, layer)
    assert of(view, layer) == []


def test_layers_waiting_at_the_start_are_marked(view, layers, layer, desk):
    layers.ids["atelier-armor"] = (layer.id(),)
    indicators = LayerIndicators(Iface(view), layers, desk)
    assert indicators.marked() == [layer.id()]
    indicators.stop()
    assert of(view, layer) == []


def test_a_removed_layer_is_forgotten(indicators, layers, layer):
    wait_for(layers, layer)
    QgsProject.instance().removeMapLayer(layer.id())
    assert indicators.marked() == []


def test_a_layer_out_of_the_tree_is_left_alone(indicators, layers):
    layers.ids["atelier-armor"] = ("gone",)
    layers.needs_session.emit("atelier-armor")
    assert indicators.marked() == []


def test_after_stop_nothing_is_marked(view, layers, layer, desk):
    indicators = LayerIndicators(Iface(view), layers, desk)
    indicators.stop()
    wait_for(layers, layer)
    assert of(view, layer) == []


class Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget):
        super().__init__()
        self.seen = 0
        widget.installEventFilter(self)

    def eventFilter(self, widget, event):
        self.seen += event.type() == QEvent.Type.Paint
        return False


def test_a_padlock_that_goes_is_not_left_on_the_screen(view, layers, layer, indicators, qtbot):
    layers.ids["atelier-armor"] = (layer.id(),)
    layers.needs_session.emit("atelier-armor")
    assert len(of(view, layer)) == 1
    view.show()
    qtbot.waitExposed(view)
    qtbot.wait(200)
    paints = Paints(view.viewport())
    layers.ids.clear()
    layers.repaired.emit(layer.id())
    qtbot.waitUntil(lambda: paints.seen > 0)
    assert of(view, layer) == []
