"""Which features are wanted: conditions row by row or in CQL2 text, else attribute = value."""

from __future__ import annotations

from typing import Dict, List, Optional, Tuple

from qgis.PyQt.QtCore import QCoreApplication, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from cicclo_qgis.gui.condition_rows import ConditionRows
from cicclo_qgis.gui.text import plain, tooltip
from cicclo_qgis.ogcapi.cql2 import ValueProblem, cql2_text
from cicclo_qgis.ogcapi.queryables import Offer

Where = Tuple[Tuple[str, str], ...]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Downloads", text)


class FilterBox(QWidget):
    """Empty is no filter. ``offered`` tells what the platform takes; until then it waits.

    ``text`` and ``where`` are what was chosen before: a condition in CQL2, or attributes and the
    values wanted of them. ``changed`` while the person chooses.
    """

    changed = pyqtSignal()

    def __init__(self, text: str = "", where: Where = (), parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._kept = where
        self._any_case = False
        self._examples: Dict[str, Tuple[str, ...]] = {}
        self.told = QLabel(_tr("Asking the platform…"), self)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setWordWrap(True)
        self.rows = ConditionRows(self)
        self.text = QLineEdit(text, self)
        self.text.setPlaceholderText(_tr("CQL2: population > 1000 AND surface < 50"))
        self.text.setToolTip(
            tooltip(_tr("A condition in CQL2 text, the filter language of OGC API"))
        )
        self.text.setAccessibleName(_tr("Condition in CQL2"))
        self._make_pair()
        self.main: QWidget = self.text
        """What the label's key leads to. No focus proxy: Tab would skip what stands before it."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.told, self.rows, self.text, self._pair):
            column.addWidget(widget)
        self.rows.hide()
        self._pair.hide()
        self.text.setVisible(bool(text))
        self.told.setVisible(not text)
        self.text.textChanged.connect(lambda _text: self.changed.emit())
        self.value.textChanged.connect(lambda _text: self.changed.emit())
        self.name.currentIndexChanged.connect(lambda _index: self._named())
        self.rows.changed.connect(self.changed)

    def _make_pair(self) -> None:
        self.name = QComboBox(self)
        self.name.setAccessibleName(_tr("Attribute to filter by"))
        self.value = QLineEdit(self)
        self.value.setPlaceholderText(_tr("value"))
        self.value.setAccessibleName(_tr("Value wanted"))
        self._pair = QWidget(self)
        row = QHBoxLayout(self._pair)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.name, 1)
        row.addWidget(QLabel("=", self._pair))
        row.addWidget(self.value, 1)

    def offered(self, offer: Offer) -> None:
        """The platform takes CQL2 text, or some attributes one by one, or neither."""
        names = sorted(offer.simple, key=str.casefold)
        self._examples = {one.name: one.values or one.examples for one in offer.queryables}
        text, pair = (offer.cql2 and offer.free_text) or bool(self.text.text()), False
        self._any_case = offer.any_case
        if len(self._kept) == 1 and self._kept[0][0] in names and not text:
            kept, self._kept = self._kept[0], ()
            pair = True
        elif not self._kept:
            kept, pair = ("", ""), bool(names) and not text
        else:
            kept = ("", "")
        self._fill(names, kept)
        self.rows.setVisible(offer.cql2)
        if offer.cql2:
            self.rows.take(offer)
        self.text.setVisible(text)
        self._pair.setVisible(pair)
        self.main = self.rows.more if offer.cql2 else self.text if text else self.name
        self.told.setVisible(not (text or pair or offer.cql2))
        self.told.setText(
            ", ".join(f"{plain(name, 80)} = {plain(value, 80)}" for name, value in self._kept)
            or _tr("The platform cannot filter by attributes.")
        )

    def _fill(self, names: List[str], kept: Tuple[str, str]) -> None:
        for widget in (self.name, self.value):
            widget.blockSignals(True)
        for name in names:
            self.name.addItem(plain(name, 80), name)
        if kept[0]:
            self.name.setCurrentIndex(self.name.findData(kept[0]))
            self.value.setText(kept[1])
        for widget in (self.name, self.value):
            widget.blockSignals(False)
        self._show_example()

    def _named(self) -> None:
        self._show_example()
        self.changed.emit()

    def _show_example(self) -> None:
        """How a value of that attribute is written."""
        known = self._examples.get(str(self.name.currentData()), ())
        hint = _tr("for example {value}").format(value=known[0]) if known else _tr("value")
        self.value.setPlaceholderText(hint)

    def problem(self) -> str:
        """What is wrong with a value, as a sentence; "" when nothing is."""
        return self.rows.problem()

    def filter(self) -> Optional[str]:
        """The condition in CQL2 text; None when there is none."""
        typed = self.text.text().strip()
        try:
            built = cql2_text(self.rows.conditions(), self._any_case)
        except ValueProblem:
            built = ""
        if typed and built:
            return f"{built} AND ({typed})"
        return built or typed or None

    def where(self) -> Where:
        """The attributes and the values wanted of them."""
        if self._kept:
            return self._kept
        name, value = self.name.currentData(), self.value.text().strip()
        shown = self._pair.isVisibleTo(self)
        return ((name, value),) if shown and name and value else ()
