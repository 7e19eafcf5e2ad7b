"""Working on many lists without holding up whoever else works in this process.

Python runs one thread at a time. Each thread that computes may keep the GUI thread waiting for
5 ms whenever that one needs Python, which it does for each row that it paints: with a hundred
lists coming in at once QGIS would stand still. So threads that compute take turns, and leave a
gap every 2 ms; and while the GUI thread computes, they wait for it.

Who has just begun goes before all others: a platform that was not asked yet may be the slowest. Who
comes from the network goes before those who have had their 2 ms: most have little to do then but to
ask for what comes next, and a slow server is asked again before the lists of a hundred fast ones
are read.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from contextlib import contextmanager
from enum import Enum
from typing import Callable, Deque, Iterator, Optional

_WORK_S = 0.002
_REST_S = 0.0005
# One that does not come to its end holds the others up no longer.
_PATIENCE_S = 1.0
_COURTESY_S = 0.05
# Then it is the turn of one that has had its 2 ms: a list is there to be shown now and then.
_IN_A_ROW = 5


class _Rank(Enum):
    """Why a thread wants a turn: it begins, is back from the network, or has had its 2 ms."""

    BEGINS = 1
    IS_BACK = 2
    GOES_ON = 3


class _Line:
    """Where threads wait for their turn: two lines, of which the first is mostly served first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = False
        self._since = 0.0
        self._in_a_row = 0
        self._first: Deque[threading.Lock] = deque()
        self._others: Deque[threading.Lock] = deque()

    def wait(self, rank: _Rank, eager: bool) -> bool:
        """Wait for the turn; False when whoever has it keeps it for too long."""
        line = self._others if rank is _Rank.GOES_ON and not eager else self._first
        with self._lock:
            if not self._taken:
                self._taken, self._since = True, time.monotonic()
                return True
            mine = threading.Lock()
            mine.acquire()
            # Of the others, whoever has begun comes to an end before the next begins.
            line.append(mine) if rank is _Rank.IS_BACK and not eager else line.appendleft(mine)
        while not mine.acquire(timeout=_PATIENCE_S):
            with self._lock:
                # That others come before does not mean that nobody comes to an end.
                if time.monotonic() - self._since < _PATIENCE_S:
                    continue
                if mine in line:
                    line.remove(mine)
                    return False
        return True

    def pass_on(self) -> None:
        """Give the turn to whoever is next."""
        with self._lock:
            others = not self._first or (self._in_a_row >= _IN_A_ROW and self._others)
            line = self._others if others else self._first
            self._in_a_row = 0 if others else self._in_a_row + 1
            self._taken, self._since = bool(line), time.monotonic()
            if line:
                line.popleft().release()


class _Turn:
    """The turn of one thread, which it may give away and take back."""

    def __init__(self, line: _Line, eager: bool) -> None:
        self._line = line
        self._eager = eager
        self._mine = False
        self._until = 0.0

    def take(self, rank: _Rank) -> None:
        """Wait for it, within reason."""
        self._mine = self._line.wait(rank, self._eager)
        _way.let_pass()
        self._until = time.perf_counter() + _WORK_S

    def give(self) -> None:
        """Let another thread have it."""
        if self._mine:
            self._mine = False
            self._line.pass_on()

    def breathe(self) -> None:
        """Leave a gap, when it is time for one."""
        if time.perf_counter() >= self._until or _way.is_wanted:
            self.give()
            time.sleep(_REST_S)
            self.take(_Rank.GOES_ON)


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
        self._line = _Line()

    @contextmanager
    def __call__(self, eager: bool = False) -> Iterator[Callable[[], None]]:
        """Compute in here; what it hands out is to be called often.

        Whoever waits for something in here does so ``aside``. Inside of itself it is nothing more.
        ``eager``: have every other turn, for what somebody waits for in front of the screen.
        """
        if _here.turn is not None:
            yield _here.turn.breathe
            return
        _here.turn = turn = _Turn(self._line, eager)
        turn.take(_Rank.BEGINS)
        try:
            yield turn.breathe
        finally:
            _here.turn = None
            turn.give()


def breathe() -> None:
    """Leave a gap, when it is time for one, if this thread has a turn. Any thread."""
    if _here.turn is not None:
        _here.turn.breathe()


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
            turn.take(_Rank.IS_BACK)
            _here.turn = turn


@contextmanager
def unbroken() -> Iterator[None]:
    """Compute in here without gaps: a lock is held that the next in line may need. Any thread."""
    turn, _here.turn = _here.turn, None
    try:
        yield
    finally:
        _here.turn = turn


def give_way() -> None:
    """Wait while the GUI thread computes (``ahead``), within reason. Any thread."""
    _way.let_pass()


@contextmanager
def ahead() -> Iterator[None]:
    """Compute in here before all others. GUI thread; others give way for two frames or three."""
    _way.enter()
    try:
        yield
    finally:
        _way.leave()
