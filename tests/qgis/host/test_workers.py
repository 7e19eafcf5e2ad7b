"""Work beside the GUI thread."""

from __future__ import annotations

import threading
from typing import Any, List

import pytest
from qgis.PyQt.QtCore import QCoreApplication, QThread

from cicclo_qgis.host.workers import Workers


@pytest.fixture
def workers(qgis_app: Any) -> Any:
    made = Workers(max_workers=4)
    yield made
    made.stop()


def in_gui_thread() -> bool:
    return bool(QThread.currentThread() == QCoreApplication.instance().thread())


def test_work_beside_and_result_in_the_gui_thread(workers: Workers, qtbot: Any) -> None:
    got: List[Any] = []
    workers.run(in_gui_thread, lambda result: got.append((result, in_gui_thread())))
    qtbot.waitUntil(lambda: bool(got))
    assert got == [(False, True)]


def test_an_error_comes_back(workers: Workers, qtbot: Any) -> None:
    got: List[Any] = []

    def work() -> None:
        raise KeyError("x")

    workers.run(work, lambda _: got.append("done"), lambda error: got.append(type(error)))
    qtbot.waitUntil(lambda: bool(got))
    assert got == [KeyError]


def test_a_broken_callback_does_not_end_qgis(workers: Workers, qtbot: Any) -> None:
    got: List[int] = []

    def broken(result: int) -> None:
        got.append(result)
        raise ZeroDivisionError

    with qtbot.captureExceptions() as raised:
        workers.run(lambda: 1, broken)
        workers.run(lambda: 2, got.append)
        qtbot.waitUntil(lambda: sorted(got) == [1, 2])
    assert raised == []


def test_a_cancelled_job_says_nothing(workers: Workers, qtbot: Any) -> None:
    begin, got = threading.Event(), []
    job = workers.run(lambda: begin.wait(20), got.append)
    job.cancel()
    begin.set()
    workers.run(lambda: "after", got.append)
    qtbot.waitUntil(lambda: got == ["after"])


def test_what_has_not_begun_never_does(workers: Workers, qtbot: Any) -> None:
    begin, ran = threading.Event(), []
    for _ in range(4):
        workers.run(lambda: begin.wait(20))
    workers.run(lambda: ran.append("late")).cancel()
    begin.set()
    qtbot.wait(100)
    assert ran == []


def test_stop_does_not_wait_and_nothing_comes_back(workers: Workers, qtbot: Any) -> None:
    begin, ended, got = threading.Event(), threading.Event(), []

    def work() -> int:
        begin.wait(20)
        ended.set()
        return 1

    workers.run(work, got.append)
    workers.in_gui(lambda: got.append("posted before the end"))
    workers.stop()
    assert not ended.is_set()
    begin.set()
    assert ended.wait(20)
    workers.run(lambda: 2, got.append)
    workers.in_gui(lambda: got.append("posted after the end"))
    qtbot.wait(100)
    assert got == []


def test_in_gui_from_a_thread(workers: Workers, qtbot: Any) -> None:
    got: List[bool] = []
    threading.Thread(target=lambda: workers.in_gui(lambda: got.append(in_gui_thread()))).start()
    qtbot.waitUntil(lambda: got == [True])


class Traced:
    """Notes whether it was taken down in the GUI thread."""

    def __init__(self, taken_down: List[bool]) -> None:
        self._taken_down = taken_down

    def __del__(self) -> None:
        self._taken_down.append(in_gui_thread())


@pytest.mark.parametrize("ending", ["done", "failed", "cancelled"])
def test_results_are_let_go_of_in_the_gui_thread(
    workers: Workers, qtbot: Any, monkeypatch: Any, ending: str
) -> None:
    """A worker may come to its end long after the GUI thread has had the result."""
    taken_down: List[bool] = []
    begin, posted, heard = threading.Event(), threading.Event(), threading.Event()
    post = workers._post

    def slow(call: Any) -> None:
        post(call)
        posted.set()
        heard.wait(20)

    def work() -> Traced:
        traced = Traced(taken_down)
        begin.wait(20)
        if ending == "failed":
            raise ValueError(traced)
        return traced

    monkeypatch.setattr(workers, "_post", slow)
    job = workers.run(work, lambda _result: None, lambda _error: None)
    if ending == "cancelled":
        # After it has begun: what has not never will.
        qtbot.waitUntil(job._future.running)
        job.cancel()
    begin.set()
    try:
        assert posted.wait(20) and taken_down == []
        qtbot.waitUntil(lambda: bool(taken_down))
    finally:
        heard.set()
    assert taken_down == [True]
