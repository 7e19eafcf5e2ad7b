"""The sign-in window inside QGIS itself, where QGIS has QtWebEngine (3.36 and later)."""

from __future__ import annotations

import logging
import threading
from importlib import import_module
from typing import TYPE_CHECKING, Optional

from qgis.PyQt.QtCore import QCoreApplication, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QWidget

from cicclo_qgis.gui.browser import proxy
from cicclo_qgis.gui.browser.authorities import qgis_authorities
from cicclo_qgis.gui.browser.waiting import WindowBrowser
from cicclo_qgis.host.workers import in_gui_thread
from cicclo_qgis.signin.browser import Visit, VisitEnd, VisitOutcome

if TYPE_CHECKING:
    from cicclo_qgis.gui.browser.stage import Stage

_log = logging.getLogger(__name__)
_LOAD_PATIENCE_S = 30.0


class InProcessBrowser(WindowBrowser):
    """Windows in QGIS's own GUI thread, beside its main window."""

    name = "in-process"

    _load = pyqtSignal(object)

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        # No child of that window: the profile must outlive the pages, which are.
        super().__init__()
        self._beside = parent
        self._stage: Optional[Stage] = None
        self._loads: Optional[bool] = None
        self._load.connect(self._try_to_load, Qt.ConnectionType.QueuedConnection)

    def usable(self) -> bool:
        """QtWebEngine can be loaded here. Any thread; loads it, in the GUI thread.

        That holds QGIS for some 50 ms, once: loaded in another thread, QtWebEngine makes timers
        that belong to nobody, and QGIS 3.40 has died of it.
        """
        if not QCoreApplication.testAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts):
            return False
        if in_gui_thread():
            self._try_to_load(threading.Event())
        elif self._loads is None:
            tried = threading.Event()
            self._load.emit(tried)
            tried.wait(_LOAD_PATIENCE_S)
        return bool(self._loads)

    def _try_to_load(self, tried: threading.Event) -> None:
        if self._loads is None:
            try:
                import_module("cicclo_qgis.gui.browser.qtwebengine")
            except ImportError:
                self._loads = False
            else:
                self._loads = True
        tried.set()

    def stage(self) -> Stage:
        """The windows, made at the first need. GUI thread; raises ImportError if not usable."""
        if self._stage is None:
            from cicclo_qgis.gui.browser.stage import Stage

            self._stage = Stage(
                self._beside, parent=self, authorities=qgis_authorities, proxy=proxy.qgis_proxy
            )
            self._stage.arrived.connect(self._room.tell)
            self._stage.ended.connect(self._room.tell)
        return self._stage

    def on_open(self, number: int, visit: Visit) -> None:
        """Show the visit."""
        try:
            proxy.use(proxy.qgis_proxy())
            self.stage().open(number, visit)
        except Exception as error:  # noqa: BLE001 - whoever waits for the visit must be told
            _log.error("the sign-in window cannot be shown: %s", type(error).__name__)
            reason = self.tr("QGIS could not start its web browser part, QtWebEngine.")
            self._room.tell(number, VisitOutcome(VisitEnd.FAILED, reason))

    def on_decline(self, number: int) -> None:
        """The last arrival did not end the visit."""
        if self._stage is not None:
            self._stage.decline(number)

    def on_close(self, number: int) -> None:
        """Close the visit's windows."""
        if self._stage is not None:
            self._stage.close(number)

    def on_front(self, number: int) -> None:
        """Raise the visit's window."""
        if self._stage is not None:
            self._stage.bring_forward(number)

    def on_forget(self) -> None:
        """Drop cookies and pages."""
        if self._stage is not None:
            self._stage.forget()
