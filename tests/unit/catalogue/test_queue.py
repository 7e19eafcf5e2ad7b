"""Work starts when there is room for it, and not by whoever adds it."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import Callable, Iterator, List

import pytest

from cicclo_qgis.catalogue.queue import Queue
from tests.unit.site import until


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    made = threading.Event()
    yield made
    made.set()


def start(name: str, work: Callable[[], None]) -> None:
    threading.Thread(target=work, name=name, daemon=True).start()


def test_so_many_at_a_time(gate: threading.Event) -> None:
    queue, begun = Queue(2, 30.0, start), []
    for number in range(4):

        def work(number: int = number) -> None:
            begun.append(number)
            gate.wait(60)

        queue.add("work", work)
    until(lambda: len(begun) == 2)
    time.sleep(0.05)
    assert sorted(begun) == [0, 1]
    gate.set()
    until(lambda: sorted(begun) == [0, 1, 2, 3])


def test_patience_ends(gate: threading.Event) -> None:
    queue, begun = Queue(1, 0.2, start), []
    queue.add("hangs", lambda: gate.wait(60) and None)
    added = time.monotonic()
    queue.add("waits", lambda: begun.append(time.monotonic()))
    until(lambda: begun)
    assert begun[0] - added >= 0.2


def test_who_adds_starts_one_thread_at_most() -> None:
    started: List[str] = []

    def note(name: str, work: Callable[[], None]) -> None:
        started.append(threading.current_thread().name)
        start(name, work)

    queue, done = Queue(8, 1.0, note), []
    for _ in range(50):
        queue.add("work", lambda: done.append(1))
    until(lambda: len(done) == 50)
    mine = [name for name in started if name == threading.current_thread().name]
    assert len(mine) < len(started) / 2


def test_what_fails_gives_its_place_back() -> None:
    def quietly(name: str, work: Callable[[], None]) -> None:
        def run() -> None:
            with suppress(ValueError):
                work()

        start(name, run)

    queue, done = Queue(1, 30.0, quietly), []

    def fail() -> None:
        raise ValueError

    queue.add("fails", fail)
    queue.add("next", lambda: done.append(1))
    until(lambda: done)


def test_what_was_cleared_never_starts(gate: threading.Event) -> None:
    queue, begun, done = Queue(1, 30.0, start), threading.Event(), []

    def hang() -> None:
        begun.set()
        gate.wait(60)

    queue.add("hangs", hang)
    assert begun.wait(20)
    queue.add("may have been taken", lambda: None)
    queue.add("cleared", lambda: done.append("cleared"))
    queue.clear()
    queue.add("last", lambda: done.append("last"))
    gate.set()
    until(lambda: "last" in done)
    assert done == ["last"]


def test_without_threads_to_give_the_work_is_done_all_the_same() -> None:
    names: List[str] = []

    def sparing(name: str, work: Callable[[], None]) -> None:
        names.append(name)
        if len(names) in (1, 3, 4):
            raise RuntimeError("can't start new thread")
        start(name, work)

    queue, done = Queue(1, 30.0, sparing), []
    with pytest.raises(RuntimeError):
        queue.add("first", lambda: done.append("first"))

    def fail() -> None:
        raise ValueError

    queue.add("fails", fail)
    queue.add("last", lambda: done.append("last"))
    until(lambda: "last" in done)
    assert done == ["first", "last"]
