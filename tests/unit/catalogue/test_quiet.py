"""One list is read at a time, and others get their turn while it is."""

from __future__ import annotations

import threading
import time

import pytest

from cicclo_qgis.catalogue import quiet as quiet_module
from cicclo_qgis.catalogue.quiet import Quiet, ahead, aside


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine, too, nobody goes ahead out of turn."""
    monkeypatch.setattr(quiet_module, "_PATIENCE_S", 30.0)


def busy(seconds: float) -> None:
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        pass


def test_one_at_a_time() -> None:
    quiet, inside, most = Quiet(), [], []

    def read() -> None:
        with quiet():
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.01)
            inside.pop()

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 8


def test_a_long_list_lets_a_short_one_pass() -> None:
    quiet, ends = Quiet(), []
    begun = threading.Event()

    def long() -> None:
        with quiet() as breathe:
            begun.set()
            # As long as it takes until the other one is there.
            until = time.monotonic() + 10
            while not ends and time.monotonic() < until:
                busy(0.003)
                breathe()
        ends.append("long")

    def short() -> None:
        with quiet():
            pass
        ends.append("short")

    threads = [threading.Thread(target=long), threading.Thread(target=short)]
    threads[0].start()
    assert begun.wait(20)
    threads[1].start()
    for thread in threads:
        thread.join(40)
    assert ends == ["short", "long"]


def test_a_reader_that_fails_gives_its_place_back() -> None:
    quiet = Quiet()
    for _ in range(2):
        begun = time.monotonic()
        try:
            with quiet():
                raise ValueError
        except ValueError:
            assert time.monotonic() - begun < 10


def test_who_waits_aside_holds_no_other_up() -> None:
    quiet, order = Quiet(), []
    waits, computed = threading.Event(), threading.Event()

    def wait() -> None:
        with quiet():
            with aside():
                waits.set()
                computed.wait(10)
            order.append("waited")

    def compute() -> None:
        waits.wait(10)
        with quiet(), quiet() as breathe:
            breathe()
            order.append("computed")
            computed.set()

    threads = [threading.Thread(target=work) for work in (wait, compute)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(15)
    assert order == ["computed", "waited"]
    assert time.monotonic() - begun < 5


def test_who_comes_from_the_network_goes_first() -> None:
    quiet, order = Quiet(), []
    begun, arrived = threading.Event(), threading.Event()

    def read(name: str) -> None:
        with quiet() as breathe:
            begun.set()
            arrived.wait(20)
            busy(0.003)
            breathe()
            order.append(name)

    def ask() -> None:
        with aside(), quiet():
            order.append("asks again")

    long = [threading.Thread(target=read, args=(f"list {number}",)) for number in range(3)]
    for thread in long:
        thread.start()
    assert begun.wait(20)
    short = [threading.Thread(target=ask) for _ in range(3)]
    for thread in short:
        thread.start()
    waiting(quiet, 5)
    arrived.set()
    for thread in (*long, *short):
        thread.join(20)
    assert set(order[:3]) == {"asks again"}


def test_who_begins_goes_before_all_others() -> None:
    """A platform that was not asked yet may be the slowest of all."""
    quiet, order = Quiet(), []
    is_aside, answer, held, go_on = (threading.Event() for _ in range(4))

    def come_back() -> None:
        with quiet():
            with aside():
                is_aside.set()
                answer.wait(20)
            order.append("is back")

    def hold() -> None:
        with quiet():
            held.set()
            go_on.wait(20)

    def begin() -> None:
        with quiet():
            order.append("begins")

    threads = [threading.Thread(target=work) for work in (come_back, hold, begin)]
    threads[0].start()
    assert is_aside.wait(20)
    threads[1].start()
    assert held.wait(20)
    answer.set()
    waiting(quiet, 1)
    threads[2].start()
    waiting(quiet, 2)
    go_on.set()
    for thread in threads:
        thread.join(20)
    assert order == ["begins", "is back"]


def test_who_is_eager_has_every_other_turn() -> None:
    quiet, order = Quiet(), []
    begun, all_there = threading.Event(), threading.Event()

    def recall() -> None:
        with quiet(eager=True) as breathe:
            begun.set()
            all_there.wait(20)
            for number in range(3):
                order.append(f"recalls {number}")
                busy(0.003)
                breathe()

    def ask() -> None:
        with quiet() as breathe:
            order.append("asks")
            # Until the eager one stands in line again, beside those that ask.
            left = 3 - order.count("asks")
            if left:
                waiting(quiet, left + 1)
            breathe()

    threads = [threading.Thread(target=work) for work in (recall, ask, ask, ask)]
    threads[0].start()
    assert begun.wait(20)
    for thread in threads[1:]:
        thread.start()
    waiting(quiet, 3)
    all_there.set()
    for thread in threads:
        thread.join(20)
    assert order[:4] == ["recalls 0", "asks", "recalls 1", "asks"]


def waiting(quiet: Quiet, number: int) -> None:
    until = time.monotonic() + 20
    while len(quiet._line._first) < number and time.monotonic() < until:
        time.sleep(0.001)


def test_one_that_never_ends_holds_nobody_up_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quiet_module, "_PATIENCE_S", 0.05)
    quiet, held, end = Quiet(), threading.Event(), threading.Event()

    def hang() -> None:
        with quiet():
            held.set()
            end.wait(20)

    hanging = threading.Thread(target=hang)
    hanging.start()
    assert held.wait(20)
    done = []

    def work() -> None:
        with quiet():
            done.append(1)

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(done) == 5
    end.set()
    hanging.join(20)
    # The turn is there for the next.
    with quiet():
        pass


def test_aside_of_nothing_is_nothing() -> None:
    quiet = Quiet()
    with aside(), quiet(), aside(), aside():
        pass
    with quiet():
        pass


def test_the_gui_goes_ahead() -> None:
    quiet, order = Quiet(), []
    begun, inside = threading.Event(), threading.Event()

    def read() -> None:
        with quiet() as breathe:
            begun.set()
            inside.wait(10)
            breathe()
            order.append("read")

    thread = threading.Thread(target=read)
    thread.start()
    begun.wait(10)
    with ahead(), ahead():
        inside.set()
        busy(0.005)
        order.append("painted")
    thread.join(10)
    assert order == ["painted", "read"]


def test_nobody_waits_for_a_dialog() -> None:
    quiet = Quiet()
    with ahead():
        begun = time.monotonic()
        thread = threading.Thread(target=_turn, args=(quiet,))
        thread.start()
        thread.join(10)
        assert not thread.is_alive()
        assert time.monotonic() - begun < 5


def _turn(quiet: Quiet) -> None:
    with quiet() as breathe:
        breathe()
