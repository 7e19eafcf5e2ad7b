"""Live layers: QGIS's own OGC API - Features provider on a platform's collection."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsVectorLayer
from qgis.PyQt.QtCore import QObject, pyqtSignal

from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.platforms.model import Platform


def build(entry: Entry, platform: Platform) -> QgsVectorLayer:
    """Make the layer in a worker thread (it asks the server) and hand it to the GUI thread."""
    raise RuntimeError("not built yet")


def add(layer: QgsVectorLayer) -> None:
    """Put the layer on the map. GUI thread."""
    raise RuntimeError("not built yet")


class LiveLayers(QObject):
    """The platform layers of the open project: which wait for a session, and their repair.

    ``needs_session(platform_id)``: layers of the platform wait for a session, once per platform.
    ``repaired(layer_id)``, ``partial(layer_id)``: said of one layer.
    """

    needs_session = pyqtSignal(str)
    repaired = pyqtSignal(str)
    partial = pyqtSignal(str)

    def __init__(self, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)

    def start(self) -> None:
        """Begin to watch the project."""

    def stop(self) -> None:
        """Let go of the project and its layers (unload)."""

    def waiting(self, platform_id: str) -> tuple[str, ...]:
        """Ids of the platform's layers that wait for a session."""
        return ()

    def repair(self, platform_id: str) -> None:
        """After sign-in: bring the platform's waiting layers back in place."""

    def mark(self, platform_id: str) -> None:
        """The platform's session has ended: its layers are not to be trusted any more."""
