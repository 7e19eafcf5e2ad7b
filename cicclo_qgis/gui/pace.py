"""Work that may be asked for hundreds of times a second, and is done as often as time allows."""

from __future__ import annotations

import time
from typing import Callable

from qgis.PyQt.QtCore import QObject, QTimer

from cicclo_qgis.catalogue.quiet import ahead

_WINDOW_MS = 200
_BUDGET_S = 0.003


class Pace(QObject):
    """Does ``work`` at once while that is cheap, else once for all the times it was asked for.

    In each 200 ms, ``work`` gets 3 ms of the GUI thread (what is painted after it costs more):
    one answer is shown as it comes, and a hundred that come at once cost no more than a few.
    """

    def __init__(self, work: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._owed = False
        self._spent = 0.0
        self._window = QTimer(self)
        self._window.setSingleShot(True)
        self._window.setInterval(_WINDOW_MS)
        self._window.timeout.connect(self._next_window)

    def ask(self) -> None:
        """Have it done, now or within 200 ms."""
        if self._window.isActive() and self._spent >= _BUDGET_S:
            self._owed = True
        else:
            self.do()

    def do(self) -> None:
        """Have it done now, whatever it costs."""
        if not self._window.isActive():
            self._spent = 0.0
            self._window.start()
        self._owed = False
        # The thread's own time: on a busy machine the clock would tell of others.
        begun = time.thread_time()
        with ahead():
            self._work()
        self._spent += time.thread_time() - begun

    def _next_window(self) -> None:
        if self._owed:
            self.do()
