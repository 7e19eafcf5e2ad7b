"""The values of one facet, with numbers, to be ticked; open while the list behind it follows."""

from __future__ import annotations

from typing import Dict, FrozenSet, Optional, Sequence, Tuple

from qgis.PyQt.QtCore import QPoint, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QCloseEvent, QColor, QGuiApplication, QKeyEvent
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cicclo_qgis.catalogue.index_words import fold
from cicclo_qgis.gui import colours, row_texts

_FILTERED_FROM = 10
_VALUE = int(Qt.ItemDataRole.UserRole) + 1


class FacetPopup(QFrame):
    """``chosen(object)``: the values that are ticked, a frozenset. ``closed()``: it is gone."""

    chosen = pyqtSignal(object)
    closed = pyqtSignal()

    def __init__(self, title: str, ticked: FrozenSet[str], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("CiccloFacet")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(title)
        self._ticked = set(ticked)
        self._corner: Optional[QPoint] = None
        self._width = 0
        self._items: Dict[str, QTreeWidgetItem] = {}
        self.line = _Line(self)
        self.line.setPlaceholderText(self.tr("Filter these values"))
        self.line.setAccessibleName(self.tr("Filter these values"))
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(self._filter)
        self.line.left.connect(lambda: self.values.setFocus())
        self.line.hide()
        self.values: _Values = self._make_list(title)
        self.note = QLabel(self.tr("Counting…"), self)
        self.note.setWordWrap(True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setMargin(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(4)
        column.addWidget(self.line)
        column.addWidget(self.note)
        column.addWidget(self.values, 1)

    def _make_list(self, title: str) -> _Values:
        values = _Values(self)
        values.setAccessibleName(title)
        values.setColumnCount(2)
        values.setHeaderHidden(True)
        values.setRootIsDecorated(False)
        values.setUniformRowHeights(True)
        values.setFrameShape(QFrame.Shape.NoFrame)
        values.setTextElideMode(Qt.TextElideMode.ElideRight)
        values.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        values.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = values.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        values.itemClicked.connect(lambda item, _column: self._toggle(item))
        values.ticked.connect(self._toggle)
        values.typed.connect(self._type_on)
        return values

    def open_at(self, corner: QPoint, width: int) -> None:
        """Show it below ``corner`` (global), inside the screen."""
        self._width = max(width, self.fontMetrics().averageCharWidth() * 34)
        self._corner = corner
        self._settle()
        self.show()
        self.values.setFocus()

    def show_counts(self, rows: Sequence[Tuple[str, str, int]]) -> None:
        """Take value, words and number of each; the order of those there already is kept."""
        self.note.setVisible(not rows)
        self.note.setText(self.tr("No value: nothing in the list matches."))
        told = {value: count for value, _, count in rows}
        for value, text, count in rows:
            if value not in self._items:
                item = self._items[value] = QTreeWidgetItem(self.values)
                item.setData(0, _VALUE, value)
                item.setText(0, text)
                item.setToolTip(0, text)
                item.setTextAlignment(1, int(Qt.AlignmentFlag.AlignRight))
                self._tick(item, value in self._ticked)
            self._number(self._items[value], count)
        for value, item in self._items.items():
            if value not in told:
                self._number(item, 0)
        self.line.setVisible(len(self._items) >= _FILTERED_FROM)
        if self.values.currentItem() is None and self._items:
            self.values.setCurrentItem(self.values.topLevelItem(0))
        self._settle()
        if self.focusWidget() is None:
            self.values.setFocus()  # it was hidden while it was empty

    def fail(self) -> None:
        """The numbers cannot be had."""
        self.note.setText(self.tr("The values cannot be counted just now. Try again in a moment."))
        self.note.show()
        self._settle()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that it is gone."""
        self.closed.emit()
        super().closeEvent(event)

    def _type_on(self, text: str) -> None:
        if not self.line.isHidden():
            self.line.setFocus()
            self.line.insert(text)

    def _toggle(self, item: QTreeWidgetItem) -> None:
        value = item.data(0, _VALUE)
        self._ticked ^= {value}
        self._tick(item, value in self._ticked)
        self.chosen.emit(frozenset(self._ticked))

    def _tick(self, item: QTreeWidgetItem, ticked: bool) -> None:
        item.setCheckState(0, Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        # In some of QGIS's themes a tick on the row one stands on can hardly be seen.
        font = item.font(0)
        font.setBold(ticked)
        item.setFont(0, font)

    def _number(self, item: QTreeWidgetItem, count: int) -> None:
        shown = row_texts.number(count)
        item.setText(1, shown)
        colour: QColor = colours.muted(self.values.palette())
        item.setForeground(1, colour)
        spoken = f"{item.text(0)}, {row_texts.counted(count)}"
        item.setData(0, int(Qt.ItemDataRole.AccessibleTextRole), spoken)

    def _filter(self, text: str) -> None:
        wanted = fold(text)
        for item in self._items.values():
            item.setHidden(wanted not in fold(item.text(0)))

    def _settle(self) -> None:
        """As high as it needs to be, and where there is room."""
        shown = self._corner
        if shown is None:
            return
        row = self.values.sizeHintForRow(0) if self._items else self.fontMetrics().height() + 6
        rows = min(max(1, len(self._items)), 14) * max(row, 1) + 4 if self._items else 0
        self.values.setVisible(bool(self._items))
        self.values.setFixedHeight(rows)
        layout = self.layout()
        if layout is not None:
            layout.invalidate()
            self.setFixedSize(self._width, layout.sizeHint().height())
        screen = QGuiApplication.screenAt(shown) or QGuiApplication.primaryScreen()
        area, size = screen.availableGeometry(), QSize(self.size())
        left = min(shown.x(), area.right() - size.width())
        top = shown.y()
        if top + size.height() > area.bottom():
            top = max(area.top(), area.bottom() - size.height())
        self.move(max(area.left(), left), top)


class _Line(QLineEdit):
    """``left()``: the person goes on to the list."""

    left = pyqtSignal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down and Enter leave the line."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        else:
            super().keyPressEvent(event)


class _Values(QTreeWidget):
    """``ticked(object)``: the item that Space or Enter meant. ``typed(str)``: a letter."""

    ticked = pyqtSignal(object)
    typed = pyqtSignal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Enter tick; letters are for the line above."""
        item, text = self.currentItem(), event.text()
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if item is not None:
                self.ticked.emit(item)
        elif text.strip() and text.isprintable():
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)
