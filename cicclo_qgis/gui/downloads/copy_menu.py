"""“Refresh the copy” in the menu of layers that show one. Light: it is there from the start."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, Callable, Iterable

from qgis.core import QgsMapLayer, QgsMapLayerType, QgsProject
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtWidgets import QAction

from cicclo_qgis.gui.icons import theme
from cicclo_qgis.host.copies import file_of, is_marked
from cicclo_qgis.host.workers import Workers


def _tr(text: str) -> str:
    return QCoreApplication.translate("Downloads", text)


class CopyMenu:
    """GUI thread. ``refresh`` is called with the chosen layer."""

    def __init__(
        self, iface: Any, workers: Workers, refresh: Callable[[QgsMapLayer], None]
    ) -> None:
        self._iface = iface
        self._workers = workers
        self._refresh = refresh
        self.action = QAction(theme("/mActionRefresh.svg"), _tr("Refresh the copy"))
        self.action.setObjectName("refresh_copy")
        self.action.triggered.connect(lambda _checked=False: self._act())
        kind = QgsMapLayerType.VectorLayer
        iface.addCustomActionForLayerType(self.action, "CICCLO", kind, False)

    def stop(self) -> None:
        """Offer it no more."""
        self._iface.removeCustomActionForLayerType(self.action)

    def look_at(self, layers: Iterable[QgsMapLayer]) -> None:
        """Offer it for those of the layers that show a copy."""
        for layer in layers:
            path = file_of(layer)
            if path is None:
                continue
            if is_marked(layer):
                self._offer(layer.id(), True)
            else:
                self._workers.run(partial(_is_copy, path), partial(self._offer, layer.id()))

    def _act(self) -> None:
        layer = self._iface.activeLayer()
        if layer is not None:
            self._refresh(layer)

    def _offer(self, layer_id: str, is_copy: bool) -> None:
        layer = QgsProject.instance().mapLayer(layer_id)
        if is_copy and layer is not None:
            self._iface.addCustomActionForLayer(self.action, layer)


def _is_copy(path: Path) -> bool:
    """Whether the file says where it comes from. Blocks."""
    from cicclo_qgis.transfer.source import read_source

    return read_source(path) is not None
