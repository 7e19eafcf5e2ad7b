"""The browser of this QGIS before anybody signs in: nothing is loaded for it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Callable, Optional, Set

from qgis.PyQt.QtCore import QCoreApplication, QObject, Qt, QThread, pyqtSignal
from qgis.PyQt.QtWidgets import QWidget

from cicclo_qgis.signin.browser import Arrival, Visit, VisitEnd, VisitOutcome

if TYPE_CHECKING:
    from cicclo_qgis.gui.browser.choice import BestBrowser, Survey


class LateBrowser(QObject):
    """Fulfils ``signin.Browser`` with the best browser, which is made at the first visit.

    Make it in the GUI thread: the browsers are made there too, whoever visits first.
    """

    _needed = pyqtSignal()

    def __init__(self, parent: Optional[QWidget], wanted: Callable[[], str]) -> None:
        super().__init__()
        self._beside = parent
        self._wanted = wanted
        self._best: Optional[BestBrowser] = None
        self._made = threading.Event()
        self._lock = threading.Lock()
        self._waiting: Set[str] = set()
        self._shut = False
        self._needed.connect(self._make, Qt.ConnectionType.QueuedConnection)
        # Also when QGIS goes without unloading its plugins.
        QCoreApplication.instance().aboutToQuit.connect(self.shut)

    @property
    def name(self) -> str:
        """The browser of the last visit, "" before the first."""
        return "" if self._best is None else self._best.name

    def visit(self, visit: Visit, accept: Callable[[Arrival], bool]) -> VisitOutcome:
        """See ``Browser.visit``."""
        with self._lock:
            self._waiting.add(visit.platform_name)
        best = self._get()
        with self._lock:
            wanted = visit.platform_name in self._waiting
            self._waiting.discard(visit.platform_name)
        if best is None or not wanted:
            return VisitOutcome(VisitEnd.CANCELLED)
        return best.visit(visit, accept)

    def cancel(self, platform_name: str) -> None:
        """See ``Browser.cancel``."""
        with self._lock:
            self._waiting.discard(platform_name)
        if self._best is not None:
            self._best.cancel(platform_name)

    def forget(self) -> None:
        """See ``Browser.forget``."""
        if self._best is not None:
            self._best.forget()

    def bring_forward(self, platform_name: str) -> bool:
        """Raise the window of that platform's visit; False when there is none. Any thread."""
        return self._best is not None and self._best.bring_forward(platform_name)

    def shut(self) -> None:
        """End every visit, for good. GUI thread."""
        self._shut = True
        self._made.set()
        if self._best is not None:
            self._best.shut()

    def survey(self) -> Survey:
        """See ``BestBrowser.survey``. Worker threads only."""
        best = self._get()
        if best is None:
            raise RuntimeError("the plugin is being unloaded")
        return best.survey()

    def _get(self) -> Optional[BestBrowser]:
        if self._best is None:
            if QThread.currentThread() == self.thread():
                self._make()
            else:
                self._needed.emit()
                self._made.wait()
        return None if self._shut else self._best

    def _make(self) -> None:
        if self._best is None and not self._shut:
            from cicclo_qgis.gui.browser.choice import choose

            self._best = choose(self._beside, self._wanted)
        self._made.set()
