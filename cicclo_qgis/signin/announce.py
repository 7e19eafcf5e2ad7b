"""Tells listeners what happens, in order, from whichever thread it happens in."""

from __future__ import annotations

import logging
import threading
from collections import deque
from typing import Callable, Deque, Generic, List, TypeVar

_log = logging.getLogger(__name__)
_Event = TypeVar("_Event")


class Announcer(Generic[_Event]):
    """Calls listeners without holding a lock that they could run into.

    One thread at a time tells; what others announce meanwhile is told by that thread, in the
    order in which it was announced.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: List[Callable[[_Event], None]] = []
        self._waiting: Deque[_Event] = deque()
        self._telling = False

    def watch(self, listener: Callable[[_Event], None]) -> Callable[[], None]:
        """Call ``listener`` for each event from now on; returns what stops that."""

        def stop() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        with self._lock:
            self._listeners.append(listener)
        return stop

    def announce(self, event: _Event) -> None:
        """Tell every listener. A listener that fails is logged and hinders no other."""
        with self._lock:
            self._waiting.append(event)
            if self._telling:
                return
            self._telling = True
        while True:
            with self._lock:
                if not self._waiting:
                    self._telling = False
                    return
                event = self._waiting.popleft()
                listeners = tuple(self._listeners)
            for listener in listeners:
                _tell(listener, event)


def _tell(listener: Callable[[_Event], None], event: _Event) -> None:
    try:
        listener(event)
    except Exception:  # noqa: BLE001 - a listener is not ours to judge
        _log.exception("a listener failed")
