"""Python's habits while lists come in, and that they are put back."""

from __future__ import annotations

import gc
import sys
from typing import Any, Iterator

import pytest

from cicclo_qgis.host.calm import Calm


@pytest.fixture
def calm(qgis_app: Any) -> Iterator[Calm]:
    before = sys.getswitchinterval()
    made = Calm()
    yield made
    made.stop()
    assert sys.getswitchinterval() == before
    assert gc.get_freeze_count() == 0


def test_threads_give_way_sooner_and_the_old_is_left_alone(calm: Calm) -> None:
    before = sys.getswitchinterval()
    for _ in range(3):
        calm.stir("p1")
        assert sys.getswitchinterval() < before / 2
        assert gc.get_freeze_count() > 1000
    calm.stop()
    calm.stop()
    calm.stir()
    assert gc.get_freeze_count() > 1000


def test_what_came_in_is_left_alone_too(calm: Calm) -> None:
    calm.stir()
    before = gc.get_freeze_count()
    kept = [[number] for number in range(1000)]
    calm.stir()
    assert gc.get_freeze_count() >= before + len(kept)


def test_what_does_not_stay_is_not_left_alone(calm: Calm) -> None:
    calm.keep()
    assert gc.get_freeze_count() > 1000
    before = gc.get_freeze_count()
    kept = [[number] for number in range(1000)]
    calm.keep()
    assert gc.get_freeze_count() < before + len(kept)


def test_it_ends_by_itself(calm: Calm, qtbot: Any) -> None:
    calm._end.setInterval(20)
    calm.stir()
    qtbot.waitUntil(lambda: gc.get_freeze_count() == 0)


def test_what_others_chose_stays(calm: Calm) -> None:
    before = sys.getswitchinterval()
    gc.freeze()
    try:
        calm.stir()
        sys.setswitchinterval(0.02)
        calm.stop()
        assert sys.getswitchinterval() == pytest.approx(0.02)
        assert gc.get_freeze_count() > 1000
    finally:
        gc.unfreeze()
        sys.setswitchinterval(before)
