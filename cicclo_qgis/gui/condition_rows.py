"""Conditions on attributes, row by row: attribute, operator, value."""

from __future__ import annotations

from typing import Callable, Dict, List, Optional, Tuple

from qgis.PyQt.QtCore import QCoreApplication, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cicclo_qgis.gui.icons import theme
from cicclo_qgis.gui.text import plain, tooltip
from cicclo_qgis.ogcapi.cql2 import Condition, Operator, ValueKind, ValueProblem
from cicclo_qgis.ogcapi.queryables import Offer, Queryable

_ORDERED = (
    Operator.EQUAL,
    Operator.NOT_EQUAL,
    Operator.LESS,
    Operator.AT_MOST,
    Operator.GREATER,
    Operator.AT_LEAST,
)
_EMPTY = (Operator.IS_NULL, Operator.NOT_NULL)


def _tr(text: str) -> str:
    return QCoreApplication.translate("ConditionRows", text)


def operators(queryable: Queryable, offer: Offer) -> Tuple[Operator, ...]:
    """The comparisons that make sense for an attribute, and that the server understands."""
    if queryable.kind is ValueKind.TEXT:
        contains = (Operator.CONTAINS,) if offer.like or not offer.cql2 else ()
        return (Operator.EQUAL, Operator.NOT_EQUAL, *contains, *_EMPTY)
    if queryable.kind is ValueKind.BOOLEAN:
        return (Operator.EQUAL, *_EMPTY)
    return (*_ORDERED, *_EMPTY)


def operator_text(operator: Operator, kind: ValueKind) -> str:
    """A comparison in words, or as its sign."""
    time = kind in (ValueKind.DATE, ValueKind.INSTANT)
    words = {
        Operator.EQUAL: _tr("is"),
        Operator.NOT_EQUAL: _tr("is not"),
        Operator.CONTAINS: _tr("contains"),
        Operator.IS_NULL: _tr("has no value"),
        Operator.NOT_NULL: _tr("has a value"),
        Operator.LESS: _tr("before") if time else "<",
        Operator.AT_MOST: _tr("until") if time else "≤",
        Operator.GREATER: _tr("after") if time else ">",
        Operator.AT_LEAST: _tr("since") if time else "≥",
    }
    return words[operator]


class ConditionRow(QWidget):
    """One condition. ``changed()``: anything of it; ``removed()``: it is not wanted any more."""

    changed = pyqtSignal()
    removed = pyqtSignal()

    def __init__(self, offer: Offer, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._offer = offer
        self.attribute = QComboBox(self)
        self.attribute.setAccessibleName(_tr("Attribute"))
        self.operator = QComboBox(self)
        self.operator.setAccessibleName(_tr("Comparison"))
        self.value = QComboBox(self)
        self.value.setAccessibleName(_tr("Value"))
        self.value.setEditable(True)
        self.value.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.value.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.value.setMinimumContentsLength(8)
        for box in (self.attribute, self.operator):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.remove = QToolButton(self)
        self.remove.setIcon(theme("/symbologyRemove.svg"))
        self.remove.setAutoRaise(True)
        self.remove.setAccessibleName(_tr("Remove this condition"))
        self.remove.setToolTip(tooltip(_tr("Remove this condition")))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.attribute, self.operator):
            layout.addWidget(widget)
        layout.addWidget(self.value, 1)
        layout.addWidget(self.remove)
        for queryable in offer.queryables:
            self.attribute.addItem(plain(queryable.title, 60))
            last = self.attribute.count() - 1
            self.attribute.setItemData(last, queryable.name, Qt.ItemDataRole.ToolTipRole)
        self.attribute.currentIndexChanged.connect(lambda _index: self._fill())
        self.operator.currentIndexChanged.connect(lambda _index: self._settle())
        self.value.editTextChanged.connect(lambda _text: self.changed.emit())
        self.remove.clicked.connect(lambda: self.removed.emit())
        self._fill()

    def condition(self) -> Optional[Condition]:
        """What it says; None while the value is still to be typed.

        Raises:
            ValueProblem: what was typed is no value of that attribute.
        """
        queryable, operator = self._queryable(), self._operator()
        if queryable is None or operator is None:
            return None
        value = self.value.currentText()
        if operator.takes_value and not value.strip():
            return None
        return Condition(queryable.name, operator, value, queryable.kind)

    def _queryable(self) -> Optional[Queryable]:
        number = self.attribute.currentIndex()
        return self._offer.queryables[number] if number >= 0 else None

    def _operator(self) -> Optional[Operator]:
        data = self.operator.currentData()
        return Operator(data) if data is not None else None

    def _fill(self) -> None:
        """Offer the comparisons and values of the attribute."""
        queryable = self._queryable()
        self.operator.blockSignals(True)
        self.operator.clear()
        self.value.clear()
        if queryable is not None:
            for operator in operators(queryable, self._offer):
                self.operator.addItem(operator_text(operator, queryable.kind), operator.value)
            booleans = ("true", "false") if queryable.kind is ValueKind.BOOLEAN else ()
            self.value.addItems(list(queryable.values or booleans or queryable.examples))
            # Some values of its own, so that one sees how they are written; others can be typed.
            only_some = bool(queryable.examples) and not (queryable.values or booleans)
            self.value.setToolTip(
                tooltip(_tr("Values of the first features; you can type any other"))
                if only_some
                else ""
            )
            if not booleans:
                self.value.setEditText("")
            line = self.value.lineEdit()
            if line is not None:
                line.setPlaceholderText(_HINTS.get(queryable.kind, lambda: "")())
        self.operator.blockSignals(False)
        self._settle()

    def _settle(self) -> None:
        operator = self._operator()
        self.value.setEnabled(operator is None or operator.takes_value)
        self.changed.emit()


_HINTS: Dict[ValueKind, Callable[[], str]] = {
    ValueKind.DATE: lambda: _tr("YYYY-MM-DD"),
    ValueKind.INSTANT: lambda: _tr("YYYY-MM-DD"),
}


class ConditionRows(QWidget):
    """Rows, all of which must hold. ``changed()``: any of them."""

    changed = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._offer = Offer()
        self._rows: List[ConditionRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.more = QPushButton(theme("/symbologyAdd.svg"), _tr("Add a condition"), self)
        self.more.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.more.clicked.connect(self.add_row)
        self._column.addWidget(self.more)

    def take(self, offer: Offer) -> None:
        """Begin anew with what the server offers."""
        self._offer = offer
        for row in list(self._rows):
            self._drop(row)
        self.more.setEnabled(bool(offer.queryables))

    def add_row(self) -> None:
        """One more condition."""
        row = ConditionRow(self._offer, self)
        row.changed.connect(self.changed)
        row.removed.connect(lambda: self._drop(row))
        self._rows.append(row)
        self._column.insertWidget(len(self._rows) - 1, row)
        order = (self.more, row.attribute, row.operator, row.value, row.remove, self.more)
        for before, then in zip(order, order[1:]):
            QWidget.setTabOrder(before, then)
        row.attribute.setFocus()
        self.changed.emit()

    def rows(self) -> List[ConditionRow]:
        """The rows there are."""
        return list(self._rows)

    def conditions(self) -> Tuple[Condition, ...]:
        """What they say, those not yet filled in left out.

        Raises:
            ValueProblem: one of them is no value of its attribute.
        """
        said = (row.condition() for row in self._rows)
        return tuple(condition for condition in said if condition is not None)

    def problem(self) -> str:
        """What is wrong with a value, as a sentence; "" when nothing is."""
        for row in self._rows:
            try:
                row.condition()
            except ValueProblem as problem:
                return _problem(ValueKind(str(problem)))
        return ""

    def _drop(self, row: ConditionRow) -> None:
        if row in self._rows:
            self._rows.remove(row)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
            self.changed.emit()


def _problem(kind: ValueKind) -> str:
    sentences = {
        ValueKind.NUMBER: _tr("A value is not a number."),
        ValueKind.INTEGER: _tr("A value is not a whole number."),
        ValueKind.BOOLEAN: _tr("A value is neither true nor false."),
        ValueKind.DATE: _tr("A value is not a date: write it as 2026-03-31."),
        ValueKind.INSTANT: _tr("A value is not a date: write it as 2026-03-31."),
    }
    return sentences.get(kind, "")
