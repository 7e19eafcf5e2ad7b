"""A line of links, each of which the mouse and the keyboard reach."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QLabel, QWidget

from cicclo_qgis.gui import facts


class LinkLabel(QLabel):
    """Its links open in the person's browser. ``name``: what a screen reader calls it."""

    def __init__(self, name: str, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setIndent(0)  # a theme may give labels a frame, and with it an indent
        self.setOpenExternalLinks(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.linkActivated.connect(facts.open_page)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Tab goes from link to link and on; Shift+Tab leaves at once: Qt's would never."""
        if forward:
            return bool(super().focusNextPrevChild(True))
        return bool(QWidget.focusNextPrevChild(self, False))
