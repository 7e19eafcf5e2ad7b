"""Rows of the list as they were painted last: what has not changed is copied, not painted anew.

A list of sixteen rows takes ten milliseconds to paint, most of it words that are measured, cut and
set. QGIS has it painted again for whatever changes around it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Dict, Hashable, List, Optional, Tuple

from qgis.PyQt.QtCore import QPoint, QRect, QSize, Qt
from qgis.PyQt.QtGui import QColor, QImage, QPainter, QPixmap, QRegion
from qgis.PyQt.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QWidget

Paint = Callable[[QPainter, QStyleOptionViewItem], None]

_FLAG = QStyle.StateFlag
# A row like this is painted as it stands: the style may do anything to it, for as long as it likes.
_PASSING = _FLAG.State_Selected | _FLAG.State_MouseOver | _FLAG.State_HasFocus
_PANEL = QStyle.PrimitiveElement.PE_PanelItemViewRow
_SMOOTH = QPainter.RenderHint.Antialiasing
_SCREENS = 2


@dataclass(frozen=True)
class _Picture:
    """``told``: all that its look depends on. ``area``: in points of the screen."""

    told: Tuple[object, ...]
    pixmap: QPixmap
    area: int


class RowPictures:
    """Pictures of the rows of ``view``: two screens full of them at most.

    A picture is a row to the pixel: it holds the view's own ground, so that letters are smoothed
    on it as they are on the screen. Where that cannot be (a ground that is not of one colour, a
    screen of one and a half pixels a point), rows are painted as ever.
    """

    def __init__(self, view: QAbstractItemView) -> None:
        self.style: QStyle = view.style()
        """The view's, looked up once for all rows of a painting."""
        self._view = view
        self._kept: Dict[Hashable, _Picture] = {}
        self._area = self._most = 0
        self._bare: List[QRect] = []
        self._look: Tuple[object, ...] = ()
        self._ground: Optional[QColor] = None
        self._ratio = 1

    def clear(self) -> None:
        """Keep nothing: all looks different from now on, or nobody looks."""
        self._kept.clear()
        self._bare.clear()
        self._area = 0

    def begin(self) -> None:
        """Rows are about to be painted: see whether what is kept is still how they look."""
        view, viewport = self._view, self._view.viewport()
        self.style = view.style()
        palette, ratio = viewport.palette(), viewport.devicePixelRatioF()
        colours = (palette.cacheKey(), palette.currentColorGroup(), view.palette().cacheKey())
        look = (*colours, ratio, viewport.logicalDpiY())
        if look != self._look:
            self._look, self._ratio = look, round(ratio)
            self.clear()
            # Letters are as large in a picture as on the screen.
            fits = QPixmap(1, 1).logicalDpiY() == viewport.logicalDpiY() and ratio == self._ratio
            self._ground = _ground(view) if fits else None
        self._most = _SCREENS * viewport.width() * viewport.height()

    def draw(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        name: Hashable,
        said: Tuple[object, ...],
        paint: Paint,
    ) -> bool:
        """Draw a row from its picture, which is made with ``paint`` if need be.

        ``name``: of the row. ``said``: what its look depends on, beside size, state and the view;
        immutable, and compared by ``==``. False when the row has to be painted as ever.
        """
        rect, state = option.rect, option.state
        if self._ground is None or state & _PASSING or rect.isEmpty():
            return False
        if painter.worldTransform().isScaling():
            return False
        told = (said, state, rect.width(), rect.height())
        picture = self._kept.pop(name, None)
        if picture is not None:
            self._area -= picture.area
        if picture is None or picture.told != told:
            pixmap = self._made(painter.layoutDirection(), option, paint)
            picture = _Picture(told, pixmap, rect.width() * rect.height())
        # Behind all others: the first is the one that was longest out of sight.
        self._kept[name] = picture
        self._area += picture.area
        while self._area > self._most and len(self._kept) > 1:
            self._area -= self._kept.pop(next(iter(self._kept))).area
        painter.drawPixmap(rect.topLeft(), picture.pixmap)
        return True

    def on_ground(self, size: QSize, paint: Callable[[QPainter], None]) -> Optional[QPixmap]:
        """A picture of that size with the view's ground; None where there can be none."""
        if self._ground is None:
            return None
        pixmap = QPixmap(size * self._ratio)
        pixmap.setDevicePixelRatio(self._ratio)
        pixmap.fill(self._ground)
        painter = QPainter(pixmap)
        painter.setRenderHint(_SMOOTH)
        paint(painter)
        painter.end()
        return pixmap

    def is_bare(self, name: Hashable, place: QRect) -> bool:
        """Whether pictures of rows like that one show the mere ground there, by their measure."""
        picture = self._kept.get(name)
        if picture is None:
            return False
        if place not in self._bare:
            ratio, bare = self._ratio, self.on_ground(place.size(), lambda _painter: None)
            piece = QRect(place.topLeft() * ratio, place.size() * ratio)
            same = bare is not None and picture.pixmap.copy(piece).toImage() == bare.toImage()
            self._bare = [place] if same else []
        return place in self._bare

    def _made(
        self, direction: Qt.LayoutDirection, option: QStyleOptionViewItem, paint: Paint
    ) -> QPixmap:
        row = QStyleOptionViewItem(option)
        row.rect = QRect(QPoint(0, 0), option.rect.size())

        def inside(painter: QPainter) -> None:
            painter.setLayoutDirection(direction)
            painter.setRenderHint(_SMOOTH, False)
            # The tree has drawn this already, where the picture will lie.
            self.style.drawPrimitive(_PANEL, row, painter, self._view)
            paint(painter, row)

        return self.on_ground(row.rect.size(), inside) or QPixmap()


def _ground(view: QAbstractItemView) -> Optional[QColor]:
    """The colour behind the rows; None where it is not one."""
    viewport = view.viewport()
    if viewport.autoFillBackground():
        brush = viewport.palette().brush(viewport.backgroundRole())
        colours = {brush.color().rgba()} if brush.style() == Qt.BrushStyle.SolidPattern else set()
    else:
        # A style sheet (QGIS's themes are some) draws it with the frame.
        drawn = QImage(view.size(), QImage.Format.Format_ARGB32_Premultiplied)
        drawn.fill(Qt.GlobalColor.transparent)
        view.render(drawn, QPoint(), QRegion(), QWidget.RenderFlag.DrawWindowBackground)
        area = viewport.geometry().intersected(drawn.rect())
        sides = (area.left(), area.center().x(), area.right())
        heights = (area.top(), area.center().y(), area.bottom())
        colours = {drawn.pixel(x, y) for x in sides for y in heights} if area.isValid() else set()
    colour = QColor.fromRgba(colours.pop()) if len(colours) == 1 else None
    return colour if colour is not None and colour.alpha() == 255 else None
