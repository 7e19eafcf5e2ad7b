"""The plugin's drawings in rows of QGIS's own lists, each rendered once."""

from __future__ import annotations

from typing import Dict, Tuple

from qgis.PyQt.QtGui import QGuiApplication, QIcon, QPalette

from cicclo_qgis.gui.icons import Icon, for_row


class RowIcons:
    """Icons ``side`` pixels wide, readable on a selected row of the theme there is. GUI thread."""

    def __init__(self, side: int = 16) -> None:
        self._side = side
        self._made: Dict[Tuple[Icon, int], QIcon] = {}

    def of(self, icon: Icon) -> QIcon:
        """The drawing as an icon for a row."""
        colour = QGuiApplication.palette().color(QPalette.ColorRole.HighlightedText)
        key = (icon, colour.rgba())
        if key not in self._made:
            self._made[key] = for_row(icon, self._side, colour)
        return self._made[key]
