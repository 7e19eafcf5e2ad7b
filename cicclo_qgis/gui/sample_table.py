"""Tables of the details: attributes, and the first rows."""

from __future__ import annotations

from typing import Optional, Sequence

from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtGui import QBrush, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from qgis.PyQt.QtWidgets import QAbstractItemView, QFrame, QTableWidget, QTableWidgetItem, QWidget

from cicclo_qgis.catalogue.peek import Attribute, Sample
from cicclo_qgis.gui import colours
from cicclo_qgis.gui.text import plain, tooltip

SHOWN_ROWS = 10
_WIDEST = 26
_MOST_LINES = 12


def _tr(text: str) -> str:
    return QCoreApplication.translate("SampleTable", text)


class PlainTable(QTableWidget):
    """Read-only, as high as its rows up to a dozen, copied with Ctrl+C."""

    def __init__(self, name: str, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy what is selected, as a spreadsheet takes it."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.selected_text())
        else:
            super().keyPressEvent(event)

    def selected_text(self) -> str:
        """The selected cells, columns apart by tabs, rows by line ends."""
        rows: dict[int, list[str]] = {}
        for index in sorted(self.selectedIndexes()):
            rows.setdefault(index.row(), []).append(str(index.data() or ""))
        return "\n".join("\t".join(cells) for cells in rows.values())

    def fill(
        self, columns: Sequence[str], rows: Sequence[Sequence[Optional[str]]], tips: Sequence[str]
    ) -> None:
        """Show text cells; None is null, said so. ``tips``: one for each row, or none at all."""
        self.clear()
        self.setColumnCount(len(columns))
        self.setRowCount(len(rows))
        self.setHorizontalHeaderLabels([plain(name, 80) for name in columns])
        quiet = QBrush(colours.muted(self.palette()))
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                cell = QTableWidgetItem(_tr("no value") if value is None else value)
                if value is None:
                    cell.setForeground(quiet)
                tip = tips[number] if tips else value or ""
                cell.setToolTip(tooltip(tip))
                self.setItem(number, column, cell)
        self._settle()

    def _settle(self) -> None:
        metrics = self.fontMetrics()
        line = metrics.height() + 6
        self.verticalHeader().setDefaultSectionSize(line)
        self.resizeColumnsToContents()
        widest = metrics.averageCharWidth() * _WIDEST
        for column in range(self.columnCount()):
            self.setColumnWidth(column, min(widest, self.columnWidth(column) + 4))
        self._grow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Room for a scroll bar only where there is one."""
        super().resizeEvent(event)
        self._grow()

    def _grow(self) -> None:
        lines = min(_MOST_LINES, self.rowCount())
        height = self.horizontalHeader().sizeHint().height() + 2
        height += lines * self.verticalHeader().defaultSectionSize()
        if self.horizontalHeader().length() > self.viewport().width():
            height += self.horizontalScrollBar().sizeHint().height()
        if height != self.height():
            self.setFixedHeight(height)


def fill_attributes(table: PlainTable, attributes: Sequence[Attribute]) -> None:
    """Name, type and meaning of each attribute."""
    rows, tips = [], []
    for one in attributes:
        about = one.title if one.title and one.title != one.name else ""
        meaning = ". ".join(filter(None, (about.rstrip("."), one.description)))
        values = ", ".join(one.values[:12])
        rows.append((one.name, kind(one.kind), meaning or values))
        tips.append(" · ".join(filter(None, (one.name, meaning, values))))
    table.fill((_tr("Attribute"), _tr("Type"), _tr("Meaning")), rows, tips)
    table.horizontalHeader().setStretchLastSection(True)


def fill_rows(table: PlainTable, sample: Sample) -> None:
    """The first ten rows."""
    table.fill(sample.columns, sample.rows[:SHOWN_ROWS], ())


def kind(told: str) -> str:
    """A type of JSON Schema in words."""
    return {
        "string": _tr("text"),
        "integer": _tr("whole number"),
        "number": _tr("number"),
        "boolean": _tr("yes or no"),
        "date": _tr("date"),
        "date-time": _tr("date and time"),
        "uri": _tr("address"),
        "geometry": _tr("geometry"),
        "object": _tr("structure"),
        "array": _tr("list"),
    }.get(told, plain(told, 40))
