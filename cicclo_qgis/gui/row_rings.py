"""The rings that turn on the rows of platforms whose answer is awaited; the words say the same."""

from __future__ import annotations

import time
from functools import partial
from typing import List

from qgis.PyQt.QtCore import QPoint, QRect, QRectF, Qt
from qgis.PyQt.QtGui import QColor, QPainter, QPen, QRegion
from qgis.PyQt.QtWidgets import QAbstractItemView

from cicclo_qgis.gui.row_pictures import RowPictures


def draw(rect: QRect, colour: QColor, painter: QPainter) -> None:
    """An open ring that turns once a second."""
    ring = QRectF(rect).adjusted(2.5, 2.5, -2.5, -2.5)
    turned = int(time.monotonic() * 360) % 360
    faint = QColor(colour)
    faint.setAlpha(60)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(faint, 2.0))
    painter.drawEllipse(ring)
    painter.setPen(QPen(colour, 2.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawArc(ring, -turned * 16, 100 * 16)


class Rings:
    """Turns the rings in sight eight times a second, and nothing beside them.

    To have Qt paint a row, of which a ring is all that changes, is a hundred times the work.
    """

    def __init__(self, view: QAbstractItemView, pictures: RowPictures) -> None:
        self._view = view
        self._pictures = pictures
        self._asked = self._others = QRegion()
        self._places: List[QRect] = []

    def turn(self, places: List[QRect], others: List[QRect]) -> None:
        """Have the rings at these places painted; ``others``: on rows that look like no other.

        All rings are equally large.
        """
        self._places, self._others = places, _region(others)
        self._asked = _region(places).united(self._others)
        self._view.viewport().update(self._asked)

    def paint(self, region: QRegion, colour: QColor) -> QRegion:
        """Paint the rings, if ``region`` is theirs and no more; what is left for the view."""
        places, self._places = self._places, []
        if not places or region != self._asked:
            return region
        whole = QRect(QPoint(0, 0), places[0].size())
        ring = self._pictures.on_ground(whole.size(), partial(draw, whole, colour))
        if ring is None:
            return region
        painter = QPainter(self._view.viewport())
        for place in places:
            painter.drawPixmap(place.topLeft(), ring)
        painter.end()
        return self._others


def _region(places: List[QRect]) -> QRegion:
    region = QRegion()
    for place in places:
        region = region.united(place)
    return region
