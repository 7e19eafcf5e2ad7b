"""Which features are wanted: CQL2 text where the platform takes it, else attribute = value."""

from __future__ import annotations

from typing import Iterable, Optional, Tuple

from qgis.PyQt.QtCore import QCoreApplication, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from cicclo_qgis.gui.text import plain, tooltip

Where = Tuple[Tuple[str, str], ...]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Downloads", text)


class FilterBox(QWidget):
    """Empty is no filter. ``offered`` tells what the platform takes; until then it waits.

    ``changed`` while the person types.
    """

    changed = pyqtSignal()

    def __init__(self, text: str = "", where: Where = (), parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._kept = where
        self.told = QLabel(_tr("Asking the platform…"), self)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setWordWrap(True)
        self.text = QLineEdit(text, self)
        self.text.setPlaceholderText("population > 1000 AND nom LIKE 'Saint%'")
        self.text.setToolTip(
            tooltip(_tr("A condition in CQL2 text, the filter language of OGC API"))
        )
        self.text.setAccessibleName(_tr("Condition in CQL2"))
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
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.told, self.text, self._pair):
            column.addWidget(widget)
        self.text.setVisible(bool(text))
        self._pair.hide()
        self.told.setVisible(not text)
        self.text.textChanged.connect(lambda _text: self.changed.emit())
        self.value.textChanged.connect(lambda _text: self.changed.emit())
        self.name.currentIndexChanged.connect(lambda _index: self.changed.emit())

    def offered(self, cql2: bool, names: Iterable[str]) -> None:
        """The platform takes CQL2 text, or these attributes one by one, or neither."""
        listed = sorted(names, key=str.casefold)
        known = bool(self.text.text())
        self.text.setVisible(cql2 or known)
        self._pair.setVisible(bool(listed) and not (cql2 or known))
        self.told.setVisible(not (cql2 or known or listed))
        self.told.setText(_tr("The platform cannot filter by attributes."))
        self.name.blockSignals(True)
        for name in listed:
            self.name.addItem(plain(name, 80), name)
        if len(self._kept) == 1:
            self.name.setCurrentIndex(self.name.findData(self._kept[0][0]))
            self.value.setText(self._kept[0][1])
            self._kept = ()
        self.name.blockSignals(False)
        self.setFocusProxy(self.text if self.text.isVisibleTo(self) else self.value)

    def filter(self) -> Optional[str]:
        """The condition in CQL2 text; None when there is none."""
        return self.text.text().strip() or None

    def where(self) -> Where:
        """The attributes and the values wanted of them."""
        name, value = self.name.currentData(), self.value.text().strip()
        if self._kept:
            return self._kept
        return ((name, value),) if name and value and self.filter() is None else ()
