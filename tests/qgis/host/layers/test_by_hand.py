"""What people do to live layers with QGIS's own tools, and what has to stay as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsDataProvider,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt.QtXml import QDomDocument

from cicclo_qgis.host.layer_state import collection_of, is_restricted, landing_of, platform_of
from cicclo_qgis.host.layers import add
from cicclo_qgis.host.live_layers import LiveLayers
from tests.qgis.host.layers.hands import Session
from tests.qgis.platform_server import OapifPlatform


def paste_style(source: QgsVectorLayer, target: QgsVectorLayer) -> None:
    """Copy and paste a style, all of it, as the menu of a layer does."""
    document = QDomDocument()
    source.exportNamedStyle(document)
    target.importNamedStyle(document)


@pytest.mark.parametrize("live_too", [False, True])
def test_a_pasted_style_leaves_platform_and_collection(
    session: Session, project: QgsProject, live: LiveLayers, made: Any, live_too: bool
) -> None:
    layer = made()
    add(layer)
    other = made("points") if live_too else QgsVectorLayer("Point", "mine", "memory")
    other.setCustomProperty("own", "kept")
    project.addMapLayer(other)
    landing = landing_of(layer)
    paste_style(other, layer)
    assert (platform_of(layer), collection_of(layer)) == ("atelier", "zones")
    assert is_restricted(layer) and landing_of(layer) == landing
    assert layer.customProperty("own") == "kept"


def test_the_style_of_a_live_layer_makes_no_live_layer_of_another(
    session: Session,
    project: QgsProject,
    live: LiveLayers,
    made: Any,
    platform: OapifPlatform,
    beside_gui: Any,
) -> None:
    layer, mine = made(), QgsVectorLayer("Point", "mine", "memory")
    # Made with QGIS's own connection, on the same service.
    other = beside_gui(lambda: made_elsewhere(layer.source()))
    for one in (layer, mine, other):
        project.addMapLayer(one)
        if one is not layer:
            paste_style(layer, one)
    assert platform_of(mine) is None and platform_of(other) is None
    live.mark("atelier")
    assert live.waiting("atelier") == (layer.id(),)


def made_elsewhere(source: str) -> QgsVectorLayer:
    from qgis.PyQt.QtCore import QCoreApplication

    layer = QgsVectorLayer(source, "other", "OAPIF")
    layer.moveToThread(QCoreApplication.instance().thread())
    return layer


def test_a_layer_pointed_at_a_file_is_live_no_more(
    session: Session, project: QgsProject, live: LiveLayers, made: Any, tmp_path: Path
) -> None:
    layer = made()
    add(layer)
    path = str(tmp_path / "mine.gpkg")
    options = QgsVectorFileWriter.SaveVectorOptions()
    context = project.transformContext()
    QgsVectorFileWriter.writeAsVectorFormatV3(layer, path, context, options)
    layer.setDataSource(path, "mine", "ogr", QgsDataProvider.ProviderOptions())
    assert layer.isValid() and platform_of(layer) is None
    live.mark("atelier")
    assert live.waiting("atelier") == ()
