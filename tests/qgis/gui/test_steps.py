from __future__ import annotations

from cicclo_qgis.gui.steps import Steps


def test_each_step_has_a_turn_of_its_own(qgis_app, qtbot):
    done = []
    steps = Steps([lambda: done.append(1), lambda: done.append(2)], None)
    steps.start()
    steps.start()
    assert done == []
    qtbot.waitUntil(lambda: done == [1, 2])
    qtbot.wait(20)
    assert done == [1, 2]


def test_one_that_fails_does_not_stop_the_next(qgis_app, qtbot):
    done = []

    def fail():
        raise ValueError("this one fails")

    steps = Steps([fail, lambda: done.append(2)], None)
    with qtbot.captureExceptions() as raised:
        steps.start()
        qtbot.waitUntil(lambda: done == [2])
    assert len(raised) == 1


def test_none_is_done_after_stop(qgis_app, qtbot):
    done = []
    steps = Steps([lambda: done.append(1)], None)
    steps.start()
    steps.stop()
    qtbot.wait(20)
    assert done == []
