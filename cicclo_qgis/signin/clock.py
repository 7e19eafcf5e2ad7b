"""The two clocks a session is measured with."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Optional, Protocol

_MARGIN_S = 60.0
_MARGIN_SHARE = 0.2


class Clock(Protocol):
    """Tells the time. Tests hand in one they can set."""

    def monotonic(self) -> float:
        """Seconds from an arbitrary start, never going back; may stand still during sleep."""

    def now(self) -> float:
        """Seconds since the epoch; goes on during sleep, but may be set by the person."""


class SystemClock:
    """The computer's own clocks."""

    def monotonic(self) -> float:
        """See ``Clock.monotonic``."""
        return time.monotonic()

    def now(self) -> float:
        """See ``Clock.now``."""
        return time.time()


@dataclass(frozen=True)
class Deadline:
    """When something ends, on both clocks: over as soon as one of them says so.

    The monotonic clock cannot be set wrong, the wall clock notices that the computer slept.
    ``lifetime`` is the number of seconds it was given for.
    """

    wall: float
    monotonic: float
    lifetime: float

    @classmethod
    def after(cls, seconds: float, clock: Clock) -> Deadline:
        """The deadline ``seconds`` from now."""
        return cls(clock.now() + seconds, clock.monotonic() + seconds, seconds)

    @classmethod
    def at(cls, wall: float, lifetime: float, clock: Clock) -> Deadline:
        """The deadline at a time read back from a store, when only the wall clock is known.

        Never further away than ``lifetime``: a wall clock that was set back does not prolong.
        """
        left = min(wall - clock.now(), lifetime)
        return cls(clock.now() + left, clock.monotonic() + left, lifetime)

    def remaining(self, clock: Clock) -> float:
        """Seconds left; negative once it is over."""
        return min(self.wall - clock.now(), self.monotonic - clock.monotonic())

    def due(self, clock: Clock) -> bool:
        """Whether it is time to renew: less than 60 s left, or a fifth of a short lifetime."""
        return self.remaining(clock) < min(_MARGIN_S, _MARGIN_SHARE * self.lifetime)


def over(deadline: Optional[Deadline], clock: Clock) -> bool:
    """Whether ``deadline`` is known and has passed."""
    return deadline is not None and deadline.remaining(clock) <= 0
