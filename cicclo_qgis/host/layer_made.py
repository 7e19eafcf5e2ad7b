"""Vector layers made by QGIS itself, so that no call of Qt into them needs Python."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateTransformContext,
    QgsMapLayerFactory,
    QgsMapLayerType,
    QgsVectorLayer,
)
from qgis.PyQt import sip


def vector_layer(source: str, name: str, provider: str) -> QgsVectorLayer:
    """What ``QgsVectorLayer(source, name, provider)`` is to a map. Any thread; it may wait long.

    A layer whose constructor Python called asks Python, at each virtual call, whether it is
    overridden. Qt makes one (``disconnectNotify``) under a lock of its own: while a project is
    saved, QGIS would stand still for ever if another thread, which has Python, connects a signal
    just then.
    """
    options = QgsMapLayerFactory.LayerOptions(QgsCoordinateTransformContext())
    layer: QgsVectorLayer = QgsMapLayerFactory.createLayer(
        source, name, QgsMapLayerType.VectorLayer, options, provider
    )
    return layer


def let_go(layer: QgsVectorLayer) -> None:
    """Have a layer that nobody wants taken down in the thread it lives in. Any thread.

    A worker that has moved it to the GUI thread and then drops it would take it down from beneath
    that thread.
    """
    sip.transferto(layer, None)
    layer.deleteLater()
