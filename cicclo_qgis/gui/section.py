"""A part of the details that is folded until the person wants it."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QPalette
from qgis.PyQt.QtWidgets import QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from cicclo_qgis.gui import colours


class Section(QWidget):
    """A heading that unfolds what is below it. ``unfolded()``: its content is wanted now.

    It is in one of three states: a sentence (reading, failed), its content, or folded.
    """

    unfolded = pyqtSignal()

    def __init__(self, title: str, content: QWidget, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.heading = QToolButton(self)
        self.heading.setText(title)
        self.heading.setAccessibleName(title)
        self.heading.setCheckable(True)
        self.heading.setAutoRaise(True)
        self.heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.heading.setArrowType(Qt.ArrowType.RightArrow)
        self.heading.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.heading.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.heading.toggled.connect(self._toggled)
        self.content = content
        self._sentence = QLabel(self)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setWordWrap(True)
        self._sentence.setContentsMargins(4, 0, 0, 2)
        self._told = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.heading)
        column.addWidget(self._sentence)
        column.addWidget(content)
        self._show()

    @property
    def open(self) -> bool:
        """Whether it is unfolded."""
        return bool(self.heading.isChecked())

    @property
    def sentence(self) -> str:
        """What is said in place of the content; "" when that is shown."""
        return str(self._sentence.text())

    @property
    def shown(self) -> bool:
        """Whether its content is there."""
        return self._told

    def say(self, sentence: str) -> None:
        """Show a sentence in place of the content."""
        self._told = False
        self._sentence.setText(sentence)
        self._show()

    def tell(self) -> None:
        """Show the content."""
        self._told = True
        self._sentence.setText("")
        self._show()

    def dress(self, palette: QPalette) -> None:
        """Take the colours of the list."""
        role = QPalette.ColorRole
        text, ground = palette.color(role.Text), palette.color(role.Base)
        line, focus = colours.blend(text, ground, 0.2), colours.link(palette)
        sheet = (
            f"QLabel {{ color: {text.name()}; }}"
            f" QToolButton {{ color: {text.name()}; background: transparent; font-weight: 600;"
            f" border: 1px solid transparent; border-top-color: {line.name()}; padding: 3px 0; }}"
            f" QToolButton:hover {{ background: {colours.blend(text, ground, 0.08).name()}; }}"
            f" QToolButton:focus {{ border-color: {focus.name()}; }}"
        )
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)

    def _toggled(self, on: bool) -> None:
        way = Qt.ArrowType.DownArrow if on else Qt.ArrowType.RightArrow
        self.heading.setArrowType(way)
        self._show()
        if on:
            self.unfolded.emit()

    def _show(self) -> None:
        self._sentence.setVisible(self.open and not self._told and bool(self._sentence.text()))
        self.content.setVisible(self.open and self._told)
