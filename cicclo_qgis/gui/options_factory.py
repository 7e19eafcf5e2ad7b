"""What QGIS's options ask for the plugin's page."""

from __future__ import annotations

from typing import Callable, Optional

from qgis.gui import QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QWidget

from cicclo_qgis import where


class OptionsFactory(QgsOptionsWidgetFactory):
    """Makes the page each time QGIS's options are opened.

    Args:
        make: makes the page; called in the GUI thread.
    """

    def __init__(self, make: Callable[[QWidget], QgsOptionsPageWidget]) -> None:
        super().__init__()
        self._make = make
        # Qt owns the page, but its slots are Python's: they live as long as this.
        self._page: Optional[QgsOptionsPageWidget] = None
        self.setTitle("CICCLO")
        self.setIcon(QIcon(str(where.resources() / "icons" / "cicclo.svg")))

    def createWidget(self, parent: QWidget) -> QgsOptionsPageWidget:  # noqa: N802 - QGIS's name
        """See ``QgsOptionsWidgetFactory.createWidget``."""
        self._page = self._make(parent)
        return self._page
