"""What was added to the map, in whatever way, is among the recent ones."""

from __future__ import annotations

from typing import List, Optional

from qgis.core import QgsMapLayer, QgsProject
from qgis.PyQt.QtCore import QObject, QTimer

from cicclo_qgis.gui.keeping import Keeping
from cicclo_qgis.host import layer_state


class RecentWatch(QObject):
    """Tells ``keeping`` of each collection that becomes a layer.

    The layers of a project that is opened are not new: it was emptied in the same breath.
    """

    def __init__(self, keeping: Keeping, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._keeping = keeping
        self._opening = False
        project = QgsProject.instance()
        project.cleared.connect(self._cleared)
        project.layersAdded.connect(self._added)

    def _cleared(self) -> None:
        self._opening = True
        QTimer.singleShot(0, self._cleared_by_now)

    def _cleared_by_now(self) -> None:
        self._opening = False

    def _added(self, layers: List[QgsMapLayer]) -> None:
        for layer in () if self._opening else layers:
            platform, collection = layer_state.platform_of(layer), layer_state.collection_of(layer)
            if platform and collection:
                lasting = not layer_state.is_restricted(layer)
                self._keeping.used((platform, collection), lasting)
