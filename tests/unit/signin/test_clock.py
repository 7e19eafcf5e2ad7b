"""Deadlines on two clocks."""

from __future__ import annotations

import time

from cicclo_qgis.signin.clock import Deadline, SystemClock, over
from tests.unit.signin.people import SetClock


def test_over_as_soon_as_one_clock_says_so() -> None:
    for how in ({}, {"asleep": True}, {"wall": False}):
        clock = SetClock(1e9)
        deadline = Deadline.after(100, clock)
        clock.skip(99, **how)
        assert not over(deadline, clock)
        clock.skip(2, **how)
        assert over(deadline, clock)


def test_read_back_it_is_never_further_away_than_it_was_given_for() -> None:
    clock = SetClock(1e9)
    assert Deadline.at(1e9 + 50, 100, clock).remaining(clock) == 50
    assert Deadline.at(1e9 + 5000, 100, clock).remaining(clock) == 100
    assert Deadline.at(1e9 - 50, 100, clock).remaining(clock) == -50


def test_unknown_is_never_over() -> None:
    assert not over(None, SetClock(1e9))


def test_the_system_clock_goes() -> None:
    clock = SystemClock()
    before = clock.monotonic()
    assert abs(clock.now() - time.time()) < 5
    assert clock.monotonic() >= before
