"""Platforms waiting to be asked: started one by one, in a thread that does nothing else."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from typing import Callable, Deque, Tuple

LOG = logging.getLogger("cicclo.catalogue")

# A hundred threads that begin at once would all have the same work to do at once.
_PAUSE_S = 0.001

Work = Callable[[], None]
Start = Callable[[str, Work], None]


class Queue:
    """Starts at most ``slots`` pieces of work at a time, each in a thread of its own.

    One that has waited ``patience_s`` seconds is started all the same, so that those that hang
    hold none up. A hundred threads take a tenth of a second to start: whoever adds work, QGIS's
    GUI thread above all, does not wait for that.

    Args:
        start: starts a named thread.
    """

    def __init__(self, slots: int, patience_s: float, start: Start) -> None:
        self._slots = threading.BoundedSemaphore(max(1, slots))
        self._patience_s = patience_s
        self._start = start
        self._lock = threading.Lock()
        self._waiting: Deque[Tuple[float, str, Work]] = deque()
        self._running = False

    def add(self, name: str, work: Work) -> None:
        """Have ``work`` done in a thread of that name. Returns at once; any thread.

        Raises:
            RuntimeError: the system has no thread to give. What waits is begun by the next call.
        """
        with self._lock:
            self._waiting.append((time.monotonic() + self._patience_s, name, work))
            idle, self._running = not self._running, True
        if not idle:
            return
        try:
            self._start("cicclo-harvest", self._run)
        except RuntimeError:
            with self._lock:
                self._running = False
            raise

    def clear(self) -> None:
        """Forget what was not started."""
        with self._lock:
            self._waiting.clear()

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._running = False
                    return
                until, name, work = self._waiting.popleft()
            has_slot = self._slots.acquire(timeout=max(0.0, until - time.monotonic()))
            whole = self._held(work) if has_slot else work
            try:
                self._start(name, whole)
            except RuntimeError:
                self._here(name, whole)
            time.sleep(_PAUSE_S)

    @staticmethod
    def _here(name: str, work: Work) -> None:
        """The system has no thread to give: it is done in this one, and the others wait for it."""
        try:
            work()
        except Exception:
            LOG.exception("%s failed", name)

    def _held(self, work: Work) -> Work:
        def held() -> None:
            try:
                work()
            finally:
                self._slots.release()

        return held
