"""QGIS's own messages about a layer that is repaired."""

from __future__ import annotations

import pytest
from qgis.core import Qgis, QgsVectorLayer
from qgis.PyQt.QtCore import QObject, pyqtSignal

from cicclo_qgis.gui.layer_errors import LayerErrors


class Layers(QObject):
    """What is asked of the live layers."""

    repaired = pyqtSignal(str)

    def __init__(self, project):
        super().__init__()
        self.layer = project.mapLayer


@pytest.fixture
def layers(iface, qgis_new_project):
    from qgis.core import QgsProject

    layers = Layers(QgsProject.instance())
    errors = LayerErrors(iface, layers)
    yield layers
    errors.stop()


def add(name):
    from qgis.core import QgsProject

    return QgsProject.instance().addMapLayer(QgsVectorLayer("Point", name, "memory"))


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


def test_of_two_layers_with_one_name_nobody_knows_which_is_meant(bar, layers):
    zones = add("Zones")
    add("Zones")
    bar.pushMessage("Layer Zones", "no such file", Qgis.MessageLevel.Critical, 0)
    layers.repaired.emit(zones.id())
    assert shown(bar) == [("Layer Zones", "no such file")]
