"""Work that QGIS's start does not wait for, in small steps between what the person does."""

from __future__ import annotations

from collections import deque
from typing import Callable, Deque, Iterable, Optional

from qgis.PyQt.QtCore import QObject, QTimer

from cicclo_qgis.catalogue.quiet import ahead

# Between two steps QGIS paints, and hears the mouse.
_PAUSE_MS = 5


class Steps(QObject):
    """Does one step after the other, each in a turn of the event loop of its own. GUI thread."""

    def __init__(self, steps: Iterable[Callable[[], None]], parent: Optional[QObject]) -> None:
        super().__init__(parent)
        self._left: Deque[Callable[[], None]] = deque(steps)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._next)

    def start(self) -> None:
        """Begin; again does nothing."""
        if self._left and not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """Do no more."""
        self._left.clear()
        self._timer.stop()

    def _next(self) -> None:
        if self._left:
            step = self._left.popleft()
            # Before the step: one that fails does not keep those after it.
            self.start()
            with ahead():
                step()
