"""The list itself: keys, clicks, and showing more rows as the person scrolls towards them."""

from __future__ import annotations

from typing import Callable, List, Optional, Tuple

from qgis.PyQt.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    QTimerEvent,
    pyqtSignal,
)
from qgis.PyQt.QtGui import QCursor, QHideEvent, QKeyEvent, QMouseEvent, QPaintEvent
from qgis.PyQt.QtWidgets import QAbstractItemView, QStyleOptionViewItem, QTreeView, QWidget

from cicclo_qgis.catalogue.quiet import ahead
from cicclo_qgis.gui.delegate import RowDelegate
from cicclo_qgis.gui.row_pictures import RowPictures
from cicclo_qgis.gui.row_rings import Rings
from cicclo_qgis.gui.tree_model import TreeModel

_FRAME_MS = 120
_OTHER_LOOKS = (
    QEvent.Type.FontChange,
    QEvent.Type.StyleChange,
    QEvent.Type.PaletteChange,
    QEvent.Type.LanguageChange,
    QEvent.Type.LocaleChange,
    QEvent.Type.LayoutDirectionChange,
)
_NEAR = 5


class CollectionTree(QTreeView):
    """Shows a ``TreeModel``.

    ``chosen(QModelIndex)``: double click or Enter on a row. ``retry(QModelIndex)``: "Try again"
    of a failed platform. ``starred(QModelIndex)``: a click on the star of a collection.
    ``typed(str)``: a letter typed here, meant for the search line.
    """

    chosen = pyqtSignal(QModelIndex)
    retry = pyqtSignal(QModelIndex)
    starred = pyqtSignal(QModelIndex)
    typed = pyqtSignal(str)

    def __init__(self, model: TreeModel, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self._delegate = RowDelegate(self)
        self.setItemDelegate(self._delegate)
        self._pictures = RowPictures(self)
        self._delegate.pictures = self._pictures
        self._rings = Rings(self, self._pictures)
        self.setAccessibleName(self.tr("Platforms and their collections"))
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(False)
        self.setAnimated(False)
        self.setExpandsOnDoubleClick(False)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setIndentation(max(12, self.fontMetrics().height() * 3 // 4))
        self._extender = QTimer(self)
        self._extender.setSingleShot(True)
        self._extender.timeout.connect(self._extend)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._extender.start())
        self.verticalScrollBar().rangeChanged.connect(lambda *_: self._extender.start())
        self.expanded.connect(lambda _index: self._extender.start())
        self._frames = QTimer(self)
        self._frames.setInterval(_FRAME_MS)
        self._frames.timeout.connect(self._turn_spinners)

    def show_stars(self, is_starred: Callable[[Tuple[str, str]], bool]) -> None:
        """Draw a star on the collections (platform and collection id) that have one."""
        self._delegate.is_starred = is_starred
        self.viewport().update()

    # -- what the dock asks -----------------------------------------------------------------

    def current_key(self) -> Optional[Tuple[str, str]]:
        """Platform id and collection id ("" for a platform) of the current row."""
        node, row = self._model.node(self.currentIndex()), self._model.row(self.currentIndex())
        return None if node is None else (node.platform.id, row.id if row is not None else "")

    def scroll_back(self, place: int) -> None:
        """Stand where the scroll bar stood before the rows were replaced."""
        if place > 0:
            self.indexAt(QPoint(0, 0))  # lays the rows out
            self.verticalScrollBar().setValue(place)

    def fill(self) -> None:
        """Show more rows, soon, where there is room for them."""
        self._extender.start()

    def current_heading(self) -> Optional[str]:
        """The key of the heading that the current row is, or stands under."""
        group = self._model.group(self.currentIndex())
        return None if group is None else group.key

    def select(self, index: QModelIndex) -> None:
        """Make a row the current one."""
        flag = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)

    def menu_point(self) -> QPoint:
        """Where the menu of the current row opens when asked for by a key."""
        rect = self.visualRect(self.currentIndex())
        return self.viewport().mapToGlobal(rect.center() if rect.isValid() else QPoint(8, 8))

    def spin(self, waiting: bool) -> None:
        """Let the rings of waiting platforms turn, or rest."""
        if waiting and not self._frames.isActive():
            self._frames.start()
        elif not waiting:
            self._frames.stop()

    # -- Qt ---------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses; letters go to the search line; all else is the tree's own."""
        key, index = event.key(), self.currentIndex()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if index.isValid():
                self.chosen.emit(index)
            return
        held = event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        text = event.text()
        letter = text.strip() and text.isprintable() and text not in "+-*"
        if letter and held == Qt.KeyboardModifier.NoModifier:
            self.typed.emit(text)
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on "Try again" asks for that platform again; one on a star gives or takes it."""
        if event.button() == Qt.MouseButton.LeftButton:
            index, starred = self._retry_at(event.pos()), self._star_at(event.pos())
            if index.isValid():
                self.retry.emit(index)
            elif starred.isValid():
                self.starred.emit(starred)
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click chooses the row under the pointer."""
        index = self.indexAt(event.pos())
        if (
            index.isValid()
            and event.button() == Qt.MouseButton.LeftButton
            and not self._retry_at(event.pos()).isValid()
            and not self._star_at(event.pos()).isValid()
        ):
            self.chosen.emit(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The pointer becomes a hand over "Try again" and over a star."""
        if self._retry_at(event.pos()).isValid() or self._star_at(event.pos()).isValid():
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.viewport().unsetCursor()
        super().mouseMoveEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font and the look of the person's desktop."""
        super().changeEvent(event)
        # Qt tells of changes while the list is being made, too. Colours are looked after by whoever
        # keeps the pictures: a window that comes to the front need not have others.
        if event.type() in _OTHER_LOOKS and hasattr(self, "_pictures"):
            self._pictures.clear()
        if event.type() == QEvent.Type.FontChange:
            self.setIndentation(max(12, self.fontMetrics().height() * 3 // 4))

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep no pictures of what nobody sees."""
        super().hideEvent(event)
        self._pictures.clear()

    def rowsInserted(self, parent: QModelIndex, start: int, end: int) -> None:
        """Rows below a heading that is folded change its own line, and nothing else in sight.

        Qt paints all lines anew when a heading gets its first rows: for each platform that answers.
        """
        viewport, held = self.viewport(), Qt.WidgetAttribute.WA_UpdatesDisabled
        if not parent.isValid() or self.isExpanded(parent) or viewport.testAttribute(held):
            super().rowsInserted(parent, start, end)
            return
        viewport.setAttribute(held, True)
        try:
            super().rowsInserted(parent, start, end)
        finally:
            viewport.setAttribute(held, False)
        line = self.visualRect(parent)
        viewport.update(0, line.top(), viewport.width(), line.height())

    # -- own --------------------------------------------------------------------------------

    def _retry_at(self, point: QPoint) -> QModelIndex:
        index = self.indexAt(point)
        node = self._model.node(index)
        if node is None or self._model.row(index) is not None:
            return QModelIndex()
        option = QStyleOptionViewItem()
        option.rect, option.font = self.visualRect(index), self.font()
        hit = self._delegate.retry_rect(option, node).adjusted(-4, -4, 6, 4).contains(point)
        return index if hit else QModelIndex()

    def _star_at(self, point: QPoint) -> QModelIndex:
        index = self.indexAt(point)
        if self._model.row(index) is None:
            return QModelIndex()
        option = QStyleOptionViewItem()
        option.rect, option.font = self.visualRect(index), self.font()
        hit = self._delegate.star_rect(option).adjusted(-3, -6, 3, 6).contains(point)
        return index if hit else QModelIndex()

    def _extend(self) -> None:
        """Show more rows of the first heading whose last row shown comes into sight."""
        height, model = self.viewport().height(), self._model
        for group in model.groups():
            if not group.more:
                continue
            index = model.group_index(group)
            unseen = model.filtered and not group.shown and index.isValid()
            if not (model.bare or unseen or self.isExpanded(index)):
                continue
            last_row = model.index(len(group.shown) - 1, 0, index) if group.shown else index
            last = self.visualRect(last_row)
            if last.bottom() > 0 and last.top() < height + _NEAR * last.height():
                model.show_more(index)
                if unseen:
                    self.setExpanded(index, True)
                self._extender.start()  # what follows may be in sight still
                return

    def _turn_spinners(self) -> None:
        if not self.isVisible():
            return
        bottom, index = self.viewport().height(), self.indexAt(QPoint(0, 0))
        option, current, chosen = QStyleOptionViewItem(), self.currentIndex(), self.selectionModel()
        option.font = self.font()
        pointer = self.viewport().mapFromGlobal(QCursor.pos())
        alike: List[QRect] = []
        others: List[QRect] = []
        bare = True
        while index.isValid():
            place = self.visualRect(index)
            if place.top() > bottom:
                break
            node = self._model.node(index)
            if node is not None and node.waiting and self._model.row(index) is None:
                option.rect = place
                ring = self._delegate.ring_rect(option)
                if bare and not alike:
                    within = ring.translated(-place.topLeft())
                    bare = self._pictures.is_bare(self._delegate.name(node, None), within)
                marked = index == current or chosen.isSelected(index) or place.contains(pointer)
                (others if marked or not bare else alike).append(ring)
            index = self.indexBelow(index)
        self._rings.turn(alike, others)

    # Rows are painted, and laid out by a timer, by many small calls from Qt into Python, each of
    # which would wait for threads that compute. Begun in Python, the whole of it waits once, and
    # then goes ahead of them.

    def paintEvent(self, event: QPaintEvent) -> None:
        """See above."""
        with ahead():
            option = QStyleOptionViewItem()
            option.initFrom(self)
            left = self._rings.paint(event.region(), self._delegate.ring_colour(option))
            if left.isEmpty():
                return
            self._delegate.dirty = left
            self._pictures.begin()
            try:
                super().paintEvent(QPaintEvent(left))
            finally:
                self._delegate.dirty = None

    def timerEvent(self, event: QTimerEvent) -> None:
        """See above."""
        with ahead():
            super().timerEvent(event)
