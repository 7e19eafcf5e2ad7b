"""Work beside the GUI thread, in threads of the plugin's own.

Qt's global pool is left alone: a sign-in may wait minutes for a person, and QGIS draws its maps
with that pool.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Callable, Deque, Optional, TypeVar

from qgis.PyQt.QtCore import (
    QCoreApplication,
    QObject,
    Qt,
    QThread,
    QTimer,
    pyqtSignal,
    pyqtSlot,
)

from cicclo_qgis.catalogue.quiet import ahead

_log = logging.getLogger(__name__)

T = TypeVar("T")

_BURST_S = 0.006


def in_gui_thread() -> bool:
    """Whether this is QGIS's GUI thread, in which nothing may be waited for."""
    application = QCoreApplication.instance()
    return application is not None and QThread.currentThread() == application.thread()


class Job:
    """One piece of work under way. After ``cancel`` neither callback is called."""

    def __init__(
        self, done: Optional[Callable[[Any], None]], failed: Optional[Callable[[Exception], None]]
    ) -> None:
        self._done = done
        self._failed = failed
        self._future: Optional[Future[Any]] = None

    def cancel(self) -> None:
        """Drop the callbacks; work that has not begun never will. GUI thread; returns at once.

        Work that has begun goes on to its own end (each kind of work has its own way to be
        stopped: ``Sessions.cancel``, ``Harvest.stop``, ``Session.close``).
        """
        self._done = self._failed = None
        if self._future is not None:
            self._future.cancel()


class Workers(QObject):
    """A pool of threads whose results come back in the GUI thread. Make it in the GUI thread."""

    _posted = pyqtSignal()

    def __init__(self, parent: Optional[QObject] = None, max_workers: int = 16) -> None:
        super().__init__(parent)
        self._pool: Optional[ThreadPoolExecutor] = ThreadPoolExecutor(
            max_workers=max_workers, thread_name_prefix="cicclo"
        )
        self._calls: Deque[Callable[[], None]] = deque()
        self._resting = False
        self._told = False
        self._posted.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], T],
        done: Optional[Callable[[T], None]] = None,
        failed: Optional[Callable[[Exception], None]] = None,
    ) -> Job:
        """Run ``work`` in a worker thread; its result or error comes back in the GUI thread.

        GUI thread only; returns at once. After ``stop`` nothing is run.
        """
        job = Job(done, failed)
        if self._pool is not None:
            job._future = self._pool.submit(self._work, job, work)
        return job

    def in_gui(self, call: Callable[[], None]) -> None:
        """Have ``call`` called in the GUI thread, later. Any thread; returns at once."""
        self._post(call)

    def stop(self) -> None:
        """Take no more work and call nothing back any more. Never waits for running work."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    def _work(self, job: Job, work: Callable[[], Any]) -> None:
        outcome = _Outcome(job)
        try:
            outcome.result = work()
        except Exception as error:  # noqa: BLE001 - handed to the caller, whatever it is
            outcome.error = error
        self._post(outcome)

    def _post(self, call: Callable[[], None]) -> None:
        if self._pool is None:
            return
        self._calls.append(call)
        # Each signal is a call of Python by Qt, for which the GUI thread may have to wait: one
        # that is still under way finds this call too.
        if self._told:
            return
        self._told = True
        try:
            self._posted.emit()
        except RuntimeError:
            # The plugin was unloaded between the check and the emit: nobody is left to tell.
            _log.debug("a result came after the plugin was unloaded")

    @pyqtSlot()
    def _deliver(self) -> None:
        """Call what was posted; in a burst, let the person in between."""
        if self._resting:
            return
        # First of all: whoever posts from now on tells again.
        self._told = False
        until = time.perf_counter() + _BURST_S
        with ahead():
            while self._calls and not self._resting:
                self._call(self._calls.popleft())
                if self._calls and time.perf_counter() > until:
                    self._resting = True
                    QTimer.singleShot(0, self._go_on)

    @pyqtSlot()
    def _go_on(self) -> None:
        self._resting = False
        self._deliver()

    def _call(self, call: Callable[[], None]) -> None:
        if self._pool is None:
            return
        try:
            call()
        except Exception:  # noqa: BLE001 - one broken callback must not abort QGIS (PyQt 5.5+)
            _log.exception("a callback failed")


class _Outcome:
    """What a job came to, told to whoever still wants to know.

    It keeps nothing of it after that: a worker may come to the end of its work later than the GUI
    thread, and would have what the GUI thread has done with already.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self.result: Any = None
        self.error: Optional[Exception] = None

    def __call__(self) -> None:
        result, error, done, failed = self.result, self.error, self._job._done, self._job._failed
        self.result = self.error = self._job._done = self._job._failed = None
        if error is None:
            if done is not None:
                done(result)
        elif failed is not None:
            failed(error)
        else:
            _log.error("work failed: %s", type(error).__name__)
