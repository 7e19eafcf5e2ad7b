"""QGIS's own word that a layer is broken goes when the layer is repaired.

QGIS leaves it in its message bar until somebody closes it, whatever becomes of the layer.
"""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import Qgis, QgsProject
from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.host.live_layers import LiveLayers

# Context and text, in QGIS's own translation.
_QGIS_TITLE = ("QgisApp", "Layer %1")


class LayerErrors:
    """Takes such words down, until ``stop``. GUI thread."""

    def __init__(
        self, iface: Any, layers: LiveLayers, project: Optional[QgsProject] = None
    ) -> None:
        # Held on to: see ``notices``.
        self._bar = iface.messageBar()
        self._layers = layers
        self._project = project or QgsProject.instance()
        layers.repaired.connect(self._repaired)

    def stop(self) -> None:
        """Leave everything as it is from now on."""
        self._layers.repaired.disconnect(self._repaired)

    def _repaired(self, layer_id: str) -> None:
        layer = self._layers.layer(layer_id)
        if layer is None or len(self._project.mapLayersByName(layer.name())) != 1:
            return  # of two with one name it cannot be told whose word it is
        title = QCoreApplication.translate(*_QGIS_TITLE).replace("%1", layer.name())
        for item in list(self._bar.items()):
            if item.level() == Qgis.MessageLevel.Critical and item.title() == title:
                self._bar.popWidget(item)
