"""So many times in so many seconds, and no more."""

from __future__ import annotations

import time
from collections import deque
from typing import Callable, Deque


class Limit:
    """Counts what happens.

    Args:
        most: how many times are let through within ``seconds``.
        seconds: for how long each of them counts.
        clock: seconds that never go back.
    """

    def __init__(
        self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._times: Deque[float] = deque()

    def allows(self) -> bool:
        """Whether it may happen once more now; if so, it counts."""
        now = self._clock()
        while self._times and now - self._times[0] >= self._seconds:
            self._times.popleft()
        if len(self._times) >= self._most:
            return False
        self._times.append(now)
        return True
