"""Tells QGIS's Data Source Manager of the page CICCLO; the page is made when QGIS asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, List, Optional

from qgis.core import QgsProviderRegistry
from qgis.gui import QgsSourceSelectProvider
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QWidget

from cicclo_qgis.gui.desk_protocol import Desk

if TYPE_CHECKING:
    from cicclo_qgis.gui.source_select import CiccloSourcePage

_ORDER = 900


class CiccloSourceProvider(QgsSourceSelectProvider):
    """Registered with ``QgsGui.sourceSelectProviderRegistry()``; ``stop`` before it is removed."""

    def __init__(self, desk: Callable[[], Desk]) -> None:
        super().__init__()
        self._desk = desk
        self._pages: List[CiccloSourcePage] = []

    def providerKey(self) -> str:
        """The key by which QGIS knows it."""
        return "cicclo"

    def name(self) -> str:
        """The name by which the page can be opened."""
        return "cicclo"

    def text(self) -> str:
        """The page's title."""
        return "CICCLO"

    def toolTip(self) -> str:
        """What the page is for."""
        return QCoreApplication.translate(
            "SourceSelect", "Add collections of the data platforms (CICCLO)"
        )

    def ordering(self) -> int:
        """After QGIS's own remote sources."""
        remote = QgsSourceSelectProvider.Ordering.OrderRemoteProvider
        return int(getattr(remote, "value", remote)) + _ORDER

    def icon(self) -> QIcon:
        """The page's picture."""
        from cicclo_qgis.gui.icons import Icon

        return Icon.CICCLO.icon()

    def createDataSourceWidget(
        self,
        parent: Optional[QWidget] = None,
        flags: Any = Qt.WindowType.Widget,
        mode: Any = QgsProviderRegistry.WidgetMode.Embedded,
    ) -> QWidget:
        """The page; QGIS owns it."""
        from cicclo_qgis.gui.source_select import CiccloSourcePage

        page = CiccloSourcePage(self._desk(), parent, flags, mode)
        self._pages.append(page)
        return page

    def stop(self) -> None:
        """Let the pages follow the desk no longer."""
        pages, self._pages = self._pages, []
        for page in pages:
            if not sip.isdeleted(page):
                page.stop()
