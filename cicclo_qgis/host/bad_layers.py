"""QGIS's question about unavailable layers, when they are all ours and only wait for a sign-in.

On reading a project with broken layers QGIS opens the modal dialog "Handle Unavailable Layers".
For a platform's layers it has nothing to offer: they come back by themselves after sign-in. When
every layer it lists is a live layer it is answered as the person would have to ("Keep
Unavailable Layers"); with a single layer of somebody else's in it, it is left alone.
"""

from __future__ import annotations

from typing import List, Optional, Set

from qgis.core import QgsMapLayer, QgsProject
from qgis.PyQt.QtCore import QObject, QTimer
from qgis.PyQt.QtWidgets import QApplication, QDialog, QTableWidget, QWidget

from cicclo_qgis.host.layer_state import platform_of

_CLASS = "QgsHandleBadLayers"
_LIST = "mLayerList"
_LOOK_EVERY_MS = 30
# The dialog opens within the reading of the project, which ends with ``readProject``; a project
# that fails to be read never says so.
_LOOKS = 4000


class BadLayersDialog(QObject):
    """Keeps the dialog out of the way. Make it, start it and stop it in the GUI thread."""

    def __init__(
        self, project: Optional[QgsProject] = None, parent: Optional[QObject] = None
    ) -> None:
        super().__init__(parent)
        self._project = project or QgsProject.instance()
        self._started = False
        self._looks_left = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Begin to watch for projects being read; again does nothing."""
        if not self._started:
            self._project.layersAdded.connect(self._on_added)
            self._project.readProject.connect(self._on_read)
            self._started = True

    def stop(self) -> None:
        """Watch no more; again does nothing."""
        self._timer.stop()
        if self._started:
            self._project.layersAdded.disconnect(self._on_added)
            self._project.readProject.disconnect(self._on_read)
            self._started = False

    def _on_added(self, layers: List[QgsMapLayer]) -> None:
        if any(not layer.isValid() and platform_of(layer) for layer in layers):
            self._looks_left = _LOOKS
            self._timer.start()

    def _on_read(self, *_: object) -> None:
        self._timer.stop()

    def _look(self) -> None:
        self._looks_left -= 1
        if self._looks_left <= 0:
            self._timer.stop()
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog) and dialog.metaObject().className() == _CLASS:
            self._timer.stop()
            if self._lists_only_ours(dialog):
                # Rejecting is what the button "Keep Unavailable Layers" does.
                dialog.reject()

    def _lists_only_ours(self, dialog: QWidget) -> bool:
        broken = [layer for layer in self._project.mapLayers().values() if not layer.isValid()]
        table = dialog.findChild(QTableWidget, _LIST)
        if table is None or table.rowCount() != len(broken):
            return False
        if not all(platform_of(layer) for layer in broken):
            return False
        sources: Set[str] = {layer.source() for layer in broken}
        return all(_texts(table, row) & sources for row in range(table.rowCount()))


def _texts(table: QTableWidget, row: int) -> Set[str]:
    items = (table.item(row, column) for column in range(table.columnCount()))
    return {item.text() for item in items if item is not None}
