"""QGIS's own word that a layer is broken, or partial, goes when the layer is repaired, or gone.

QGIS leaves it in its message bar until somebody closes it, whatever becomes of the layer.
"""

from __future__ import annotations

from typing import Any, List, Optional

from qgis.core import Qgis, QgsProject
from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.host.layer_state import platform_of
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
        self._project.layersWillBeRemoved.connect(self._removed)

    def stop(self) -> None:
        """Leave everything as it is from now on."""
        self._layers.repaired.disconnect(self._repaired)
        self._project.layersWillBeRemoved.disconnect(self._removed)

    def _repaired(self, layer_id: str) -> None:
        layer = self._layers.layer(layer_id)
        if layer is None:
            return
        # Of several with one name it cannot be told whose word it is, as long as one is broken.
        alike = self._project.mapLayersByName(layer.name())
        if all(self._layers.is_whole(one) for one in alike):
            self._take_down(layer.name())

    def _removed(self, layer_ids: List[str]) -> None:
        for layer in map(self._project.mapLayer, layer_ids):
            if layer is None or platform_of(layer) is None:
                continue
            alike = self._project.mapLayersByName(layer.name())
            if all(one.id() in layer_ids for one in alike):
                self._take_down(layer.name())

    def _take_down(self, name: str) -> None:
        title = QCoreApplication.translate(*_QGIS_TITLE).replace("%1", name)
        for item in list(self._bar.items()):
            if item.level() == Qgis.MessageLevel.Critical and item.title() == title:
                self._bar.popWidget(item)
