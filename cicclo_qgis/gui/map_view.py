"""What of the world the map shows, in degrees; told when the person has stopped moving it."""

from __future__ import annotations

import math
from typing import Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsProject,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from cicclo_qgis.catalogue.index_answer import Bbox

_REST_MS = 250


class MapView(QObject):
    """``moved()``: the map shows another part of the world."""

    moved = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.moved)
        canvas.extentsChanged.connect(self._rest.start)
        canvas.destinationCrsChanged.connect(self._rest.start)

    def extent(self) -> Optional[Bbox]:
        """West, south, east, north in degrees (CRS84); None when the map cannot tell."""
        settings = self._canvas.mapSettings()
        shown, crs = settings.visibleExtent(), settings.destinationCrs()
        if shown.isEmpty() or not crs.isValid():
            return None
        to_degrees = QgsCoordinateTransform(
            crs, QgsCoordinateReferenceSystem("EPSG:4326"), QgsProject.instance()
        )
        try:
            degrees = to_degrees.transformBoundingBox(shown)
        except QgsCsException:
            return None
        box = (degrees.xMinimum(), degrees.yMinimum(), degrees.xMaximum(), degrees.yMaximum())
        if not all(map(math.isfinite, box)):
            return None
        return (max(-180.0, box[0]), max(-90.0, box[1]), min(180.0, box[2]), min(90.0, box[3]))
