"""Working on many lists without holding up whoever else works in this process.

Python runs one thread at a time. Each thread that computes may keep the GUI thread waiting for
5 ms whenever that one needs Python, which it does for each row that it paints: with a hundred
lists coming in at once QGIS would stand still. So threads that compute take turns, and leave a
gap every 2 ms; and while the GUI thread computes, they wait for it.
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import Callable, Iterator, Optional

_WORK_S = 0.002
_REST_S = 0.0005
# One that does not come to its end holds the others up no longer.
_PATIENCE_S = 1.0
_COURTESY_S = 0.05


class _Turn:
    """The turn of one thread, which it may give away and take back."""

    def __init__(self, alone: threading.Lock) -> None:
        self._alone = alone
        self._mine = False
        self._until = 0.0

    def take(self) -> None:
        """Wait for it, within reason."""
        self._mine = self._alone.acquire(timeout=_PATIENCE_S)
        _way.let_pass()
        self._until = time.perf_counter() + _WORK_S

    def give(self) -> None:
        """Let another thread have it."""
        if self._mine:
            self._mine = False
            self._alone.release()

    def breathe(self) -> None:
        """Leave a gap, when it is time for one."""
        if time.perf_counter() >= self._until or _way.is_wanted:
            self.give()
            time.sleep(_REST_S)
            self.take()


class _Way:
    """Whether the GUI thread, which does not wait for turns, is computing."""

    def __init__(self) -> None:
        self.free = threading.Event()
        self.free.set()
        self._inside = 0
        self._until = 0.0

    def enter(self) -> None:
        """The GUI thread has begun."""
        self._inside += 1
        if self._inside == 1:
            self._until = time.perf_counter() + _COURTESY_S
            self.free.clear()

    def leave(self) -> None:
        """It is done."""
        self._inside -= 1
        if self._inside == 0:
            self.free.set()

    @property
    def is_wanted(self) -> bool:
        """Whether to give way."""
        return not self.free.is_set() and time.perf_counter() < self._until

    def let_pass(self) -> None:
        """Wait until it is done; a dialog that it may have opened is not waited for."""
        if not self.free.is_set():
            self.free.wait(max(0.0, self._until - time.perf_counter()))


class _Here(threading.local):
    """Of each thread: the turn it has."""

    turn: Optional[_Turn] = None


_here = _Here()
_way = _Way()


class Quiet:
    """Lets one thread compute at a time, a little at a time (``ogcapi.policy.Reading``)."""

    def __init__(self) -> None:
        self._alone = threading.Lock()

    @contextmanager
    def __call__(self) -> Iterator[Callable[[], None]]:
        """Compute in here; what it hands out is to be called often.

        Whoever waits for something in here does so ``aside``. Inside of itself it is nothing more.
        """
        if _here.turn is not None:
            yield _here.turn.breathe
            return
        _here.turn = turn = _Turn(self._alone)
        turn.take()
        try:
            yield turn.breathe
        finally:
            _here.turn = None
            turn.give()


@contextmanager
def aside() -> Iterator[None]:
    """Wait in here for the network or a clock: others compute meanwhile. Any thread."""
    turn, _here.turn = _here.turn, None
    if turn is not None:
        turn.give()
    try:
        yield
    finally:
        if turn is not None:
            turn.take()
            _here.turn = turn


@contextmanager
def ahead() -> Iterator[None]:
    """Compute in here before all others. GUI thread; others give way for two frames or three."""
    _way.enter()
    try:
        yield
    finally:
        _way.leave()
