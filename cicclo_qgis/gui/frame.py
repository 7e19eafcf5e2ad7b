"""The dock as QGIS knows it: there from QGIS's first moment, filled when it is first looked at."""

from __future__ import annotations

from typing import Optional

from qgis.gui import QgsDockWidget
from qgis.PyQt.QtWidgets import QWidget

_LEAST_WIDTH = 228


class DockFrame(QgsDockWidget):
    """Holds ``dock.CiccloDock`` once there is one.

    QGIS wants its docks while it starts, to give each its old place. What is in this one takes
    longer to load than QGIS's start should wait for.
    """

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__("CICCLO", parent)
        self.setObjectName("CiccloDock")
        room = QWidget(self)
        room.setMinimumWidth(_LEAST_WIDTH)
        self.setWidget(room)
        self._room: Optional[QWidget] = room

    @property
    def furnished(self) -> bool:
        """Whether ``furnish`` was called."""
        return self._room is None

    def furnish(self, content: QWidget) -> None:
        """Put the content in."""
        room, self._room = self._room, None
        focused = self.hasFocus()
        self.setWidget(content)
        self.setFocusProxy(content)
        if room is not None:
            room.deleteLater()
        if focused:
            content.setFocus()
