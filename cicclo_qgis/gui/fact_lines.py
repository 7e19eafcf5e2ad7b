"""Labels with their values, one below the other."""

from __future__ import annotations

from typing import List, Optional, Sequence, Tuple

from qgis.PyQt.QtGui import QPalette
from qgis.PyQt.QtWidgets import QVBoxLayout, QWidget

from cicclo_qgis.gui.flow_text import FlowText

Fact = Tuple[str, str]
"""A label, "" for none, and its value."""


class FactLines(QWidget):
    """Labels with their values; an empty value takes no room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(3)
        self._lines: List[FlowText] = []
        self._palette: Optional[QPalette] = None

    def dress(self, palette: QPalette) -> None:
        """Colours for the lines that are still to be made."""
        self._palette = palette

    def show_facts(self, told_facts: Sequence[Fact]) -> None:
        """Show each fact as one line, "label: value"."""
        told = [(label, value) for label, value in told_facts if value]
        while len(self._lines) < len(told):
            line = FlowText("", self)
            if self._palette is not None:
                line.dress(self._palette)
            self._lines.append(line)
            self._column.addWidget(line)
        pattern = self.tr("{label}: ")
        for number, line in enumerate(self._lines):
            if number < len(told):
                label, value = told[number]
                line.setAccessibleName(label)
                line.say(value, pattern.format(label=label) if label else "")
            else:
                line.say("")
        self.setVisible(bool(told))
