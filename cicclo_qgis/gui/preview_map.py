"""The first features of a collection, drawn small."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Tuple

from qgis.PyQt.QtCore import QPointF, Qt
from qgis.PyQt.QtGui import QPainter, QPainterPath, QPalette, QPen, QPolygonF
from qgis.PyQt.QtWidgets import QWidget

from cicclo_qgis.catalogue.peek import Sample
from cicclo_qgis.catalogue.sketch import Shape
from cicclo_qgis.gui import colours, facts
from cicclo_qgis.gui.locator_map import LocatorMap, View

_LEAST_DEGREES = 0.002
# Below this the outline of France is coarser than what is drawn on it.
_LAND_FROM_DEGREES = 2.0
_DOT = 3.0


@dataclass(frozen=True)
class Drawing:
    """Shapes ready to be painted; any thread may make one."""

    sample: Sample
    areas: Tuple[QPainterPath, ...]
    lines: Tuple[QPainterPath, ...]
    points: Tuple[QPointF, ...]


def drawing_of(sample: Sample) -> Drawing:
    """Turn the shapes of a sample into paths. Any thread."""
    areas = [_path(shape) for shape in sample.shapes if shape.kind == "polygon"]
    lines = [_path(shape) for shape in sample.shapes if shape.kind == "line"]
    points = [
        QPointF(x, y)
        for shape in sample.shapes
        if shape.kind == "point"
        for part in shape.parts
        for x, y in part
    ]
    return Drawing(sample, tuple(areas), tuple(lines), tuple(points))


def _path(shape: Shape) -> QPainterPath:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for part in shape.parts:
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in part]))
    return path


class PreviewMap(LocatorMap):
    """Draws a ``Drawing``, as large as it goes."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._drawing: Optional[Drawing] = None
        self.setAccessibleName(self.tr("Sketch of the first features"))

    def show_drawing(self, drawing: Drawing) -> None:
        """Draw these features."""
        self._drawing = drawing
        self.show_extent(drawing.sample.box)

    def _frame(self, bbox: facts.BBox) -> facts.BBox:
        west, south, east, north = bbox
        dx = max((east - west) * 0.05, _LEAST_DEGREES)
        dy = max((north - south) * 0.05, _LEAST_DEGREES)
        return (west - dx, south - dy, east + dx, north + dy)

    def _on_land(self) -> bool:
        box = self._bbox
        return box is not None and max(box[2] - box[0], box[3] - box[1]) >= _LAND_FROM_DEGREES

    def _draw_content(self, painter: QPainter, view: View, palette: QPalette) -> None:
        if self._drawing is None:
            return
        ink = colours.link(palette)
        painter.setPen(QPen(ink, 1.2))
        wash = colours.link(palette)
        wash.setAlpha(70)
        painter.setBrush(wash)
        for area in self._drawing.areas:
            painter.drawPath(view.traced(area))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink, 1.6))
        for line in self._drawing.lines:
            painter.drawPath(view.traced(line))
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Base), 1.0))
        painter.setBrush(ink)
        for point in self._drawing.points:
            painter.drawEllipse(view.point(point.x(), point.y()), _DOT, _DOT)
