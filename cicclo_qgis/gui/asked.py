"""Addresses that other programs ask this QGIS to open: a link in a web page, a script.

They go the way of those that are dropped or pasted. A stranger may have made the link: for a
platform that is not known, the person is asked, and nothing is fetched before.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Callable, Tuple

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QApplication, QWidget

from cicclo_qgis.gui.address_opening import AddressOpening
from cicclo_qgis.host.doorbell import Doorbell

_SAME_S = 2.0


class Asked:
    """Listens from the beginning until ``stop``. GUI thread.

    Args:
        iface: QGIS's.
        addresses: opens them.
        show_panel: brings the panel into sight.
        clock: seconds that never go back.
    """

    def __init__(
        self,
        iface: Any,
        addresses: AddressOpening,
        show_panel: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._window: QWidget = iface.mainWindow()
        self._addresses = addresses
        self._show_panel = show_panel
        self._clock = clock
        self._last: Tuple[str, float] = ("", 0.0)
        profile = Path(QgsApplication.qgisSettingsDirPath())
        self.doorbell = Doorbell(profile, self._window)
        # Queued: the caller has its answer before QGIS begins to work.
        self.doorbell.asked.connect(self._open, Qt.ConnectionType.QueuedConnection)
        self.doorbell.start()

    def stop(self) -> None:
        """Listen no more."""
        self.doorbell.asked.disconnect(self._open)
        self.doorbell.stop()
        self.doorbell.deleteLater()

    def _open(self, address: str) -> None:
        now = self._clock()
        last, when = self._last
        self._last = (address, now)
        if address == last and now - when < _SAME_S:
            return  # a link that was double-clicked
        bring_to_front(self._window)
        self._show_panel()
        self._addresses.open(address, linked=True)


def bring_to_front(window: QWidget) -> None:
    """Raise the window; a desktop that does not let it come forward marks it in its task bar."""
    if window.isMinimized():
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
    QApplication.alert(window)
