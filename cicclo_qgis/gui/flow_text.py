"""Plain text that wraps anywhere, grows to its height, and can be selected and copied."""

from __future__ import annotations

import math
from typing import Optional, Tuple

from qgis.PyQt.QtCore import QEvent, QSize, Qt
from qgis.PyQt.QtGui import (
    QColor,
    QPalette,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
    QWheelEvent,
)
from qgis.PyQt.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from cicclo_qgis.gui import colours


class FlowText(QTextEdit):
    """A read-only text without a frame. A ``QLabel`` would not break a long identifier."""

    def __init__(self, name: str, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._said: Tuple[str, str, bool] = ("", "", False)
        self._muted: Optional[QColor] = None
        # QGIS's dark themes give every text field a frame and a ground of its own.
        self.setStyleSheet("FlowText { border: none; padding: 0px; background: transparent; }")
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursorWidth(0)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(off)
        self.setHorizontalScrollBarPolicy(off)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)

    def dress(self, palette: QPalette) -> None:
        """Take the colours of what is muted from ``palette``, and show the text in them."""
        self._muted = colours.muted(palette)
        self._write()

    def say(self, text: str, label: str = "", muted: bool = False) -> None:
        """Show ``text``, after a label in muted colour; an empty text takes no room."""
        said = (label, text, muted)
        if said != self._said:
            self._said = said
            self._write()
        self.setVisible(bool(text))

    def sizeHint(self) -> QSize:
        """One line is asked for; the rest follows from the width."""
        return QSize(80, self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """Next to nothing: any text wraps."""
        return QSize(20, self.fontMetrics().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height the text needs at the new width."""
        super().resizeEvent(event)
        self._grow()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._grow()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the panel around."""
        event.ignore()

    def _write(self) -> None:
        label, text, muted = self._said
        self.clear()
        cursor = QTextCursor(self.document())
        soft, plain = QTextCharFormat(), QTextCharFormat()
        if self._muted is not None:
            soft.setForeground(self._muted)
        cursor.insertText(label, soft)
        cursor.insertText(text, soft if muted else plain)

    def _grow(self) -> None:
        height = max(self.fontMetrics().height(), math.ceil(self.document().size().height()))
        if height != self.height():
            self.setFixedHeight(height)
