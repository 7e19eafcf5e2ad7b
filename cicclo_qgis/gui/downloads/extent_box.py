"""Which part of the ground is wanted: all, what the map shows, what a layer covers."""

from __future__ import annotations

from enum import Enum
from typing import Callable, Optional, Tuple

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsMapLayerProxyModel,
    QgsProject,
    QgsRectangle,
)
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtCore import QCoreApplication, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from cicclo_qgis.gui import facts

Bbox = Tuple[float, float, float, float]
View = Callable[[], Optional[Tuple[QgsRectangle, QgsCoordinateReferenceSystem]]]
_ROLE = int(Qt.ItemDataRole.UserRole)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Downloads", text)


class Part(str, Enum):
    """What the extent is taken from."""

    WHOLE = "whole"
    VIEW = "view"
    LAYER = "layer"
    GIVEN = "given"


class ExtentBox(QWidget):
    """``changed`` when another extent is wanted. ``view``: what the map shows, and its CRS."""

    changed = pyqtSignal()

    def __init__(
        self, view: View, given: Optional[Bbox] = None, parent: Optional[QWidget] = None
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._given = given
        self.part = QComboBox(self)
        self.part.setAccessibleName(_tr("Extent"))
        self.part.addItem(_tr("The whole collection"), Part.WHOLE.value)
        if given is not None:
            self.part.addItem(_tr("What was chosen before"), Part.GIVEN.value)
            self.part.setCurrentIndex(1)
        if view() is not None:
            self.part.addItem(_tr("What the map shows now"), Part.VIEW.value)
        self.layer = QgsMapLayerComboBox(self)
        kind = getattr(QgsMapLayerProxyModel, "Filter", QgsMapLayerProxyModel)
        self.layer.setFilters(kind.RasterLayer | kind.HasGeometry)
        self.layer.setAccessibleName(_tr("Layer that gives the extent"))
        if self.layer.count():
            self.part.addItem(_tr("What a layer covers"), Part.LAYER.value)
        self.told = QLabel(self)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.part, self.layer, self.told):
            column.addWidget(widget)
        self.setFocusProxy(self.part)
        self.part.currentIndexChanged.connect(lambda _index: self._settle())
        self.layer.layerChanged.connect(lambda _layer: self._settle())
        self._settle()

    @property
    def chosen(self) -> Part:
        """What the extent is taken from."""
        return Part(self.part.currentData(_ROLE))

    def bbox(self) -> Optional[Bbox]:
        """West, south, east, north in CRS84; None for the whole collection."""
        if self.chosen is Part.GIVEN:
            return self._given
        if self.chosen is Part.VIEW:
            shown = self._view()
            return None if shown is None else to_crs84(*shown)
        layer = self.layer.currentLayer()
        if self.chosen is Part.LAYER and layer is not None:
            return to_crs84(layer.extent(), layer.crs())
        return None

    @property
    def missing(self) -> bool:
        """Whether an extent is wanted and there is none (an empty layer, a map without one)."""
        return self.chosen is not Part.WHOLE and self.bbox() is None

    def _settle(self) -> None:
        self.layer.setVisible(self.chosen is Part.LAYER)
        self.told.setText(
            _tr("It has no extent on the ground.") if self.missing else facts.extent(self.bbox())
        )
        self.told.setVisible(bool(self.told.text()))
        self.changed.emit()


def to_crs84(extent: QgsRectangle, crs: QgsCoordinateReferenceSystem) -> Optional[Bbox]:
    """``extent`` of ``crs`` in degrees, within the world; None when it has no place there."""
    if extent.isEmpty() or not extent.isFinite():
        return None
    if not crs.isValid():
        return None
    wgs84 = QgsCoordinateReferenceSystem("EPSG:4326")
    transform = QgsCoordinateTransform(crs, wgs84, QgsProject.instance().transformContext())
    try:
        box = transform.transformBoundingBox(extent)
    except QgsCsException:
        return None
    if not box.isFinite() or box.isEmpty():
        return None
    west, east = max(-180.0, box.xMinimum()), min(180.0, box.xMaximum())
    south, north = max(-90.0, box.yMinimum()), min(90.0, box.yMaximum())
    return (west, south, east, north) if west < east and south < north else None
