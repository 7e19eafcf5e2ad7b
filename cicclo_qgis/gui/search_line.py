"""The line that searches all platforms."""

from __future__ import annotations

from typing import Optional

from qgis.gui import QgsFilterLineEdit
from qgis.PyQt.QtWidgets import QWidget

from cicclo_qgis.gui.text import tooltip


class SearchLine(QgsFilterLineEdit):
    """With a sign, a way to clear it, and a name."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setShowSearchIcon(True)
        self.setShowClearButton(True)
        self.setPlaceholderText(self.tr("Search the collections"))
        self.setAccessibleName(self.tr("Search the collections"))
        self.setToolTip(tooltip(self.tr("Words of the title, description, keywords or platform")))
