"""A thread in which Python hears of QGIS's requests and answers, in place of the GUI thread.

QGIS tells of each of them in its GUI thread. A slot in Python there makes that thread wait for
Python each time, behind whatever else computes just then; with a hundred platforms answering at
once QGIS stood still for a third of a second.
"""

from __future__ import annotations

import threading
from typing import Optional

from qgis.PyQt.QtCore import QCoreApplication, QMetaObject, QObject, Qt, QThread, pyqtSlot

_END_MS = 2000
_CATCH_UP_S = 0.2


class Listening:
    """The thread; what it has not begun hears in the GUI thread. Use it in the GUI thread only.

    Its ears are objects with slots and no parent; they connect to nothing that was made
    in Python, and are disconnected before ``stop``.
    """

    def __init__(self) -> None:
        self._thread: Optional[QThread] = None
        self._mark: Optional[_Mark] = None

    def start(self) -> None:
        """Begin; again does nothing."""
        if self._thread is not None:
            return
        self._thread = thread = QThread()
        thread.setObjectName("cicclo-listening")
        application = QCoreApplication.instance()
        if application is not None:
            # Qt ends a program whose thread outlives it.
            application.aboutToQuit.connect(thread.quit)
        thread.start()
        self._mark = _Mark()
        self._mark.moveToThread(thread)

    def stop(self) -> None:
        """End; again does nothing."""
        if self._thread is not None:
            self._thread.quit()
            self._thread.wait(_END_MS)
            self._thread = self._mark = None

    def take(self, ear: QObject) -> None:
        """Have the slots of ``ear`` called in the thread."""
        if self._thread is not None:
            ear.moveToThread(self._thread)

    def catch_up(self) -> None:
        """Wait until all that QGIS has told so far was heard: a fifth of a second at most."""
        if self._mark is not None:
            self._mark.passed.clear()
            QMetaObject.invokeMethod(self._mark, "go_by", Qt.ConnectionType.QueuedConnection)
            self._mark.passed.wait(_CATCH_UP_S)


class _Mark(QObject):
    """Stands in the line behind what was told before."""

    def __init__(self) -> None:
        super().__init__()
        self.passed = threading.Event()

    @pyqtSlot()
    def go_by(self) -> None:
        """Its turn has come."""
        self.passed.set()
