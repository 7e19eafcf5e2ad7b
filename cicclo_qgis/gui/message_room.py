"""Room for a whole sentence in QGIS's message bar, which shows one line and a half of it.

Beside panels and a button a map leaves room for some forty letters: nearly every sentence goes
over two or three lines there.
"""

from __future__ import annotations

import math
import re
from typing import Optional

from qgis.PyQt.QtCore import QObject, QSizeF
from qgis.PyQt.QtWidgets import QTextBrowser, QWidget

_MOST_LINES = 4
_HEIGHT = re.compile(r"(m(?:ax|in)-height:)[^;]*;")


class MessageRoom(QObject):
    """Makes ``item`` of a message bar as high as its text, up to four lines. Keep it as long."""

    def __init__(self, item: QWidget) -> None:
        super().__init__(item)
        self._text: Optional[QTextBrowser] = item.findChild(QTextBrowser)
        if self._text is None:
            return
        # Held on to: the slot is Python's, its sender QGIS's.
        self._layout = self._text.document().documentLayout()
        self._layout.documentSizeChanged.connect(self._fit)

    def _fit(self, size: QSizeF) -> None:
        """Take the height that the text has at the width there is."""
        if self._text is None:
            return
        margins = 2 * self._text.document().documentMargin()
        most = _MOST_LINES * self._text.fontMetrics().lineSpacing() + margins
        height = math.ceil(min(size.height(), most))
        sheet = self._text.styleSheet()
        wanted = _HEIGHT.sub(rf"\g<1> {height}px;", sheet)
        if wanted != sheet:
            self._text.setStyleSheet(wanted)
