"""QGIS's own messages about a layer that is repaired."""

from __future__ import annotations

import pytest
from qgis.core import Qgis, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QObject, pyqtSignal

from cicclo_qgis.gui.layer_errors import LayerErrors
from tests.qgis.gui import fake_desk as fake
from tests.qgis.gui.fake_desk import live_layer


class Layers(QObject):
    """What is asked of the live layers. ``broken``: those that are not whole."""

    repaired = pyqtSignal(str)

    def __init__(self, project):
        super().__init__()
        self.layer = project.mapLayer
        self.broken = []

    def is_whole(self, layer):
        return layer.name() != "a file" and layer not in self.broken


@pytest.fixture
def layers(iface, qgis_new_project):
    layers = Layers(QgsProject.instance())
    errors = LayerErrors(iface, layers)
    yield layers
    errors.stop()


def add(name):
    return QgsProject.instance().addMapLayer(live_layer(name, fake.OUVERT_ENTRIES[0]))


def complain(bar, name):
    bar.pushMessage(f"Layer {name}", "no answer", Qgis.MessageLevel.Critical, 0)


def shown(bar):
    return [(item.title(), item.text()) for item in bar.items()]


def test_a_repaired_layer_is_complained_of_no_more_and_others_still_are(bar, layers):
    zones = add("Zones humides")
    add("Zones")
    for title, text, level in (
        ("Layer Zones humides", 'Protocol "" is unknown', Qgis.MessageLevel.Critical),
        ("Layer Zones humides", "for information", Qgis.MessageLevel.Info),
        ("Layer Zones", "no such file", Qgis.MessageLevel.Critical),
        ("Elsewhere", "Zones humides", Qgis.MessageLevel.Critical),
    ):
        bar.pushMessage(title, text, level, 0)
    layers.repaired.emit(zones.id())
    assert sorted(shown(bar)) == [
        ("Elsewhere", "Zones humides"),
        ("Layer Zones", "no such file"),
        ("Layer Zones humides", "for information"),
    ]


def test_of_two_layers_with_one_name_both_have_to_be_well(bar, layers):
    """Whose word it is cannot be told."""
    first, second = add("Zones"), add("Zones")
    complain(bar, "Zones")
    layers.broken = [second]
    layers.repaired.emit(first.id())
    assert len(shown(bar)) == 1
    layers.broken = []
    layers.repaired.emit(second.id())
    assert shown(bar) == []


def test_of_a_layer_that_is_gone_nothing_is_said(bar, layers):
    zones, more = add("Zones"), add("Zones")
    QgsProject.instance().addMapLayer(QgsVectorLayer("Point", "a file", "memory"))
    complain(bar, "Zones")
    complain(bar, "a file")
    QgsProject.instance().removeMapLayer(zones.id())
    assert len(shown(bar)) == 2
    QgsProject.instance().removeMapLayer(more.id())
    assert [title for title, _ in shown(bar)] == ["Layer a file"]
    QgsProject.instance().clear()
    assert [title for title, _ in shown(bar)] == ["Layer a file"]  # none of the plugin's
