"""The sign-in window inside QGIS itself, where QGIS has QtWebEngine (3.36 and later)."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Dict, Optional

from qgis.PyQt.QtCore import QCoreApplication, Qt, QTimer
from qgis.PyQt.QtWidgets import QWidget

from cicclo_qgis.gui.browser import proxy
from cicclo_qgis.gui.browser.waiting import WindowBrowser
from cicclo_qgis.signin.browser import Visit, VisitEnd, VisitOutcome

if TYPE_CHECKING:
    from cicclo_qgis.gui.browser.stage import Stage


class InProcessBrowser(WindowBrowser):
    """Windows in QGIS's own GUI thread, beside its main window."""

    name = "in-process"

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        # No child of that window: the profile must outlive the pages, which are.
        super().__init__()
        self._beside = parent
        self._stage: Optional[Stage] = None
        self._due: Dict[int, Visit] = {}

    def usable(self) -> bool:
        """QtWebEngine can be loaded here. Loads it: some 100 ms the first time, any thread."""
        if not QCoreApplication.testAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts):
            return False
        try:
            # With all that shows a window: what a worker loads, the GUI thread need not.
            import_module("cicclo_qgis.gui.browser.stage")
        except ImportError:
            return False
        return True

    def stage(self) -> Stage:
        """The windows, made at the first need. GUI thread; raises ImportError if not usable."""
        if self._stage is None:
            from cicclo_qgis.gui.browser.stage import Stage

            self._stage = Stage(self._beside, parent=self)
            self._stage.arrived.connect(self._room.tell)
            self._stage.ended.connect(self._room.tell)
        return self._stage

    def on_open(self, number: int, visit: Visit) -> None:
        """Show the visit. The first time the engine starts, and QGIS breathes before the window."""
        try:
            proxy.use(proxy.qgis_proxy())
            self.stage().start_engine()
        except (ImportError, RuntimeError):
            self._no_engine(number)
            return
        self._due[number] = visit
        QTimer.singleShot(0, lambda: self._show(number))

    def _show(self, number: int) -> None:
        visit = self._due.pop(number, None)
        if visit is None:
            return  # closed meanwhile
        try:
            self.stage().open(number, visit)
        except RuntimeError:
            self._no_engine(number)

    def _no_engine(self, number: int) -> None:
        reason = self.tr("QGIS could not start its web browser part, QtWebEngine.")
        self._room.tell(number, VisitOutcome(VisitEnd.FAILED, reason))

    def on_decline(self, number: int) -> None:
        """The last arrival did not end the visit."""
        if self._stage is not None:
            self._stage.decline(number)

    def on_close(self, number: int) -> None:
        """Close the visit's windows."""
        self._due.pop(number, None)
        if self._stage is not None:
            self._stage.close(number)

    def on_front(self, number: int) -> None:
        """Raise the visit's window."""
        if self._stage is not None:
            self._stage.bring_forward(number)

    def on_forget(self) -> None:
        """Drop cookies and pages."""
        self._due.clear()
        if self._stage is not None:
            self._stage.forget()
