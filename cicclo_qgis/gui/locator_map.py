"""A small map that tells at a glance where a collection lies."""

from __future__ import annotations

import json
import math
from typing import Any, Dict, List, Optional, Tuple

from qgis.PyQt.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from qgis.PyQt.QtGui import (
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
    QTransform,
)
from qgis.PyQt.QtWidgets import QSizePolicy, QWidget

from cicclo_qgis.gui import colours, facts
from cicclo_qgis.where import resources

_FRAMES: Tuple[facts.BBox, ...] = (
    (-5.6, 41.1, 10.0, 51.4),  # metropolitan France
    (-62.0, 15.6, -60.8, 16.7),  # Guadeloupe
    (-61.4, 14.2, -60.6, 15.1),  # Martinique
    (-55.0, 1.8, -51.2, 6.2),  # French Guiana
    (55.0, -21.6, 56.1, -20.7),  # La Réunion
    (44.8, -13.2, 45.5, -12.4),  # Mayotte
)
_MARK = 7.0
_FRANCE, _LAND = "france", "land"


class LocatorMap(QWidget):
    """Draws an extent on an outline of France, of an overseas territory, or of the world."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._bbox: Optional[facts.BBox] = None
        self._palette = QPalette(self.palette())
        self._outlines: Optional[Dict[str, List[QPolygonF]]] = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        name = QCoreApplication.translate("LocatorMap", "Map of the extent")
        self.setAccessibleName(name)

    def show_extent(self, bbox: Optional[facts.BBox]) -> None:
        """Draw ``bbox`` (west, south, east, north in degrees), or hide without one."""
        self._bbox = bbox if bbox is not None and all(map(math.isfinite, bbox)) else None
        self.setVisible(self._bbox is not None)
        self.setAccessibleDescription(facts.extent(self._bbox))
        self.setToolTip(facts.extent(self._bbox))
        self.update()

    def dress(self, palette: QPalette) -> None:
        """Draw in the colours of ``palette``."""
        self._palette = QPalette(palette)
        self.update()

    def sizeHint(self) -> QSize:
        """About eight lines of text high."""
        return QSize(160, self.fontMetrics().height() * 8)

    def minimumSizeHint(self) -> QSize:
        """The same height, and next to no width."""
        return QSize(60, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw land, then France, then the extent."""
        if self._bbox is None:
            return
        if self._outlines is None:
            self._outlines = _read_outlines()
        palette = self._palette
        text, base = palette.color(QPalette.ColorRole.Text), palette.color(QPalette.ColorRole.Base)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), colours.blend(text, base, 0.04))
        painter.setClipRect(self.rect())
        view = View(self._frame(self._bbox), QRectF(self.rect()).adjusted(4, 4, -4, -4))
        edge = QPen(colours.blend(text, base, 0.45), 1.0)
        for name, share in ((_LAND, 0.12), (_FRANCE, 0.26)):
            painter.setPen(edge if name == _FRANCE else Qt.PenStyle.NoPen)
            painter.setBrush(colours.blend(text, base, share))
            for outline in self._outlines[name]:
                if self._on_land() and view.sees(outline):
                    painter.drawPolygon(view.drawn(outline))
        self._draw_content(painter, view, palette)
        painter.setClipping(False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colours.blend(text, base, 0.3), 1.0))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def _frame(self, bbox: facts.BBox) -> facts.BBox:
        """The part of the world to draw."""
        return frame_of(bbox)

    def _on_land(self) -> bool:
        """Whether the outlines are fine enough to be drawn."""
        return True

    def _draw_content(self, painter: QPainter, view: View, palette: QPalette) -> None:
        if self._bbox is None:
            return
        mark = colours.warning(palette)
        rect = view.rect(self._bbox)
        for side, grow in ((rect.width(), "x"), (rect.height(), "y")):
            if side < _MARK:
                more = (_MARK - side) / 2
                dx, dy = (more, 0.0) if grow == "x" else (0.0, more)
                rect = rect.adjusted(-dx, -dy, dx, dy)
        painter.setPen(QPen(mark, 2.0))
        mark.setAlpha(50)
        painter.setBrush(mark)
        painter.drawRect(rect)


def frame_of(bbox: facts.BBox) -> facts.BBox:
    """The part of the world to draw around an extent: France where it lies in France."""
    west, south, east, north = bbox
    if east < west:  # across the antimeridian (RFC 7946, section 5.2)
        return (-180.0, -60.0, 180.0, 80.0)
    for frame in _FRAMES:
        fits = frame[0] - 4 <= west and east <= frame[2] + 4
        inside = frame[0] <= (west + east) / 2 <= frame[2]
        middle = frame[1] <= (south + north) / 2 <= frame[3]
        if fits and inside and middle and north - south <= 1.5 * (frame[3] - frame[1]):
            return frame
    dx, dy = max(1.0, (east - west) * 0.25), max(1.0, (north - south) * 0.25)
    return (
        max(-180.0, west - dx),
        max(-85.0, south - dy),
        min(180.0, east + dx),
        min(85.0, north + dy),
    )


class View:
    """Longitude and latitude to pixels, both at one scale at the frame's middle latitude."""

    def __init__(self, frame: facts.BBox, area: QRectF) -> None:
        west, south, east, north = frame
        self._squeeze = max(0.2, math.cos(math.radians((south + north) / 2)))
        width, height = max(1e-6, (east - west) * self._squeeze), max(1e-6, north - south)
        self._scale = min(area.width() / width, area.height() / height)
        left = area.center().x() - self._scale * self._squeeze * (west + east) / 2
        top = area.center().y() + self._scale * (south + north) / 2
        self._transform = QTransform(self._scale * self._squeeze, 0.0, 0.0, -self._scale, left, top)
        half = area.width() / self._scale / self._squeeze / 2 + 1
        middle = (west + east) / 2
        tall = area.height() / self._scale / 2 + 1
        level = (south + north) / 2
        self._seen = QRectF(middle - half, level - tall, 2 * half, 2 * tall)

    def sees(self, outline: QPolygonF) -> bool:
        """Whether some of it may be in sight."""
        return self._seen.intersects(outline.boundingRect())

    def point(self, lon: float, lat: float) -> QPointF:
        """One place."""
        return self._transform.map(QPointF(lon, lat))

    def drawn(self, outline: QPolygonF) -> QPolygonF:
        """An outline."""
        return self._transform.map(outline)

    def traced(self, path: QPainterPath) -> QPainterPath:
        """A path."""
        return self._transform.map(path)

    def rect(self, bbox: facts.BBox) -> QRectF:
        """An extent."""
        west, south, east, north = bbox
        if east < west:
            west, east = -180.0, 180.0
        return QRectF(self.point(west, north), self.point(east, south)).normalized()


def _read_outlines() -> Dict[str, List[QPolygonF]]:
    document: Dict[str, Any] = json.loads(
        (resources() / "locator.json").read_text(encoding="utf-8")
    )
    return {
        name: [QPolygonF([QPointF(lon, lat) for lon, lat in ring]) for ring in document[name]]
        for name in (_FRANCE, _LAND)
    }
