"""Layers that Qt's own calls do not lead into Python."""

from __future__ import annotations

import threading

from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, Qt

from cicclo_qgis.host import layers
from cicclo_qgis.host.copies import build_copy
from cicclo_qgis.host.first_features import rehearse
from cicclo_qgis.host.layer_made import let_go, vector_layer
from tests.unit.catalogue.listing import entry, platform


def test_what_qgis_makes_is_not_pythons(qgis_app):
    assert sip.ispycreated(QgsVectorLayer("Point", "un", "memory"))
    layer = vector_layer("Point?crs=EPSG:2154&field=nom:string", "Communes", "memory")
    assert isinstance(layer, QgsVectorLayer) and not sip.ispycreated(layer)
    assert layer.isValid() and layer.name() == "Communes" and layer.fields().names() == ["nom"]
    assert layer.crs().authid() == "EPSG:2154"


def test_it_belongs_to_the_project_it_is_put_in(qgis_app):
    project = QgsProject()
    layer = vector_layer("Point", "un", "memory")
    project.addMapLayer(layer)
    name = layer.id()
    del layer
    assert project.mapLayer(name).isValid()


def test_live_layers_and_copies_are_made_so(qgis_app, tmp_path):
    # Both point to nothing: what matters is who made them.
    live = layers.build(entry("armor", "c1", "Couche"), platform("armor", "Géo Armor"))
    copy = build_copy(tmp_path / "none.gpkg", "none", "Copie")
    assert not sip.ispycreated(live) and not sip.ispycreated(copy)
    assert live.name() == "Couche" and copy.name() == "Copie"


def test_what_a_worker_lets_go_of_is_taken_down_in_the_gui_thread(qgis_app, beside_gui, qtbot):
    gone = []

    def work():
        layer = vector_layer("Point", "un", "memory")
        layer.moveToThread(QCoreApplication.instance().thread())
        layer.willBeDeleted.connect(
            lambda: gone.append(threading.current_thread()), Qt.ConnectionType.DirectConnection
        )
        let_go(layer)

    beside_gui(work)
    qtbot.waitUntil(lambda: len(gone) == 1, timeout=20_000)
    assert gone == [threading.main_thread()]


def test_the_layer_of_the_rehearsal_is_let_go_of(qgis_app, beside_gui, monkeypatch):
    left = []
    monkeypatch.setattr("cicclo_qgis.host.first_features.let_go", left.append)
    beside_gui(rehearse)
    assert [layer.featureCount() for layer in left] == [1]
    left.clear()
