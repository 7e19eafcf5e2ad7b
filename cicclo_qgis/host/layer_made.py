"""Vector layers made by QGIS itself, so that no call of Qt into them needs Python."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateTransformContext,
    QgsMapLayerFactory,
    QgsMapLayerType,
    QgsVectorLayer,
)


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
