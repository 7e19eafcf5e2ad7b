"""The submenu of layers that came from the plugin."""

from __future__ import annotations

import pytest
from qgis.core import QgsProject
from qgis.PyQt.QtWidgets import QMainWindow

from cicclo_qgis.gui.layer_menu import LayerMenu
from cicclo_qgis.signin.state import SessionState
from tests.qgis.gui import fake_desk as fake


class Tree:
    def __init__(self):
        self.chosen = []

    def selectedLayers(self):
        return self.chosen


class Iface:
    """As much of QGIS's interface as the menu uses."""

    def __init__(self, window):
        self._window = window
        self.actions = {}
        self.tree = Tree()

    def mainWindow(self):
        return self._window

    def layerTreeView(self):
        return self.tree

    def activeLayer(self):
        return None

    def addCustomActionForLayerType(self, action, menu, kind, every):
        assert menu == "" and every is False
        self.actions[action] = []

    def addCustomActionForLayer(self, action, layer):
        self.actions[action].append(layer)

    def removeCustomActionForLayerType(self, action):
        del self.actions[action]


@pytest.fixture
def iface(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    return Iface(window)


@pytest.fixture
def layers(qgis_new_project):
    made = []
    for name in ("zones", "other", "communes"):
        number = {"zones": 0, "communes": 1}.get(name)
        made.append(fake.live_layer(name, None if number is None else fake.ARMOR_ENTRIES[number]))
    yield made
    QgsProject.instance().clear()


def texts(menu):
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions()]


def test_only_layers_of_the_plugin_have_it(iface, desk, layers):
    menu = LayerMenu(iface, lambda: desk)
    assert iface.actions == {}, "nothing is made before there is such a layer"
    QgsProject.instance().addMapLayers(layers)
    ((action, ours),) = iface.actions.items()
    assert ours == [layers[0], layers[2]]
    iface.tree.chosen = [layers[0]]
    assert texts(action.menu()) == [
        "Sign in to Géo Armor (atelier)…",
        "Load the features again",
        "Open page",
        "Copy address",
    ]
    menu.stop()
    assert iface.actions == {}
    QgsProject.instance().layersAdded.emit([layers[0]])
    assert iface.actions == {}


def test_layers_that_were_there_before(iface, desk, layers):
    QgsProject.instance().addMapLayers(layers)
    menu = LayerMenu(iface, lambda: desk)
    assert [len(ours) for ours in iface.actions.values()] == [2]
    menu.stop()


def test_it_tells_the_truth_at_each_opening(iface, desk, layers):
    menu = LayerMenu(iface, lambda: desk)
    QgsProject.instance().addMapLayers(layers)
    inside = next(iter(iface.actions)).menu()
    iface.tree.chosen = [layers[0]]
    texts(inside)
    desk.has_session("atelier-armor", SessionState.WAITING)
    assert texts(inside)[0] == "Cancel the sign-in to Géo Armor (atelier)"
    again = next(a for a in inside.actions() if a.text() == "Load the features again")
    again.trigger()
    assert desk.asked == [("load_again", layers[0].id())]
    menu.stop()


def test_several_are_loaded_again_together(iface, desk, layers):
    menu = LayerMenu(iface, lambda: desk)
    QgsProject.instance().addMapLayers(layers)
    inside = next(iter(iface.actions)).menu()
    iface.tree.chosen = layers
    assert texts(inside) == ["Load the features again"]
    inside.actions()[0].trigger()
    assert desk.asked == [("load_again", layers[0].id()), ("load_again", layers[2].id())]
    menu.stop()
