"""Layers that Qt's own calls do not lead into Python."""

from __future__ import annotations

from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt import sip

from cicclo_qgis.host import layers
from cicclo_qgis.host.copies import build_copy
from cicclo_qgis.host.layer_made import vector_layer
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
