"""Reading long lists without holding up whoever else works in this process.

Python runs one thread at a time. Each thread that computes may keep the GUI thread waiting for
5 ms whenever that one needs Python, which it does for each row that it paints: with a hundred
lists coming in at once QGIS would stand still.
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import Callable, Iterator

_WORK_S = 0.002
_REST_S = 0.0005
# One that does not come to its end holds the others up no longer.
_PATIENCE_S = 1.0


class Quiet:
    """Lets one thread compute at a time, a little at a time (``ogcapi.policy.Reading``)."""

    def __init__(self) -> None:
        self._alone = threading.Lock()

    @contextmanager
    def __call__(self) -> Iterator[Callable[[], None]]:
        """Compute in here; what it hands out is to be called often."""
        mine = self._alone.acquire(timeout=_PATIENCE_S)
        until = time.perf_counter() + _WORK_S

        def breathe() -> None:
            nonlocal mine, until
            if time.perf_counter() < until:
                return
            if mine:
                self._alone.release()
            time.sleep(_REST_S)
            mine = self._alone.acquire(timeout=_PATIENCE_S)
            until = time.perf_counter() + _WORK_S

        try:
            yield breathe
        finally:
            if mine:
                self._alone.release()
