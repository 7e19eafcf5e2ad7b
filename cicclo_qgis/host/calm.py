"""Python's own habits, set aside while lists or copies come in: the GUI thread has its turn.

A thread that computes gives way to another that waits for Python after 5 ms; the GUI thread waits
for it some hundred times in a harvest. And Python's collector, when it goes over everything that
lives in QGIS, stops everything for the time of several frames.
"""

from __future__ import annotations

import gc
import sys
from typing import Optional

from qgis.PyQt.QtCore import QObject, QTimer

_INTERVAL_S = 0.0005
_AFTER_MS = 5000


class Calm(QObject):
    """From the first ``stir`` or ``keep`` until some seconds after the last. In the GUI thread.

    Threads give way after half a millisecond, and the collector leaves what was there before
    alone. Both are Python's to change at any time, mean the same to every plugin, and are put
    back as they were.
    """

    def __init__(self, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._interval = 0.0
        self._frozen = False
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.setInterval(_AFTER_MS)
        self._end.timeout.connect(self.stop)

    def stir(self, _what: object = None) -> None:
        """Something comes in that is there to stay."""
        if self._end.isActive() and self._frozen:
            # What has come in since, too: the collector would go over a hundred thousand
            # collections again and again while they become more. It costs nothing.
            gc.freeze()
        self.keep()

    def keep(self, _what: object = None) -> None:
        """Threads are at work; nothing of it stays."""
        if not self._end.isActive():
            self._begin()
        self._end.start()

    def stop(self) -> None:
        """All is as it was; again does nothing."""
        self._end.stop()
        if self._interval and _is_ours(sys.getswitchinterval()):
            sys.setswitchinterval(self._interval)
        self._interval = 0.0
        if self._frozen:
            gc.unfreeze()
            self._frozen = False

    def _begin(self) -> None:
        interval = sys.getswitchinterval()
        if interval > _INTERVAL_S and not _is_ours(interval):
            self._interval = interval
            sys.setswitchinterval(_INTERVAL_S)
        # What somebody else has set aside stays so.
        if gc.get_freeze_count() == 0:
            gc.freeze()
            self._frozen = True


def _is_ours(interval: float) -> bool:
    return abs(interval - _INTERVAL_S) < 1e-6
