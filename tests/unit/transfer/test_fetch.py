"""How many requests a server is sent at once: as many as it bears."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any, Callable, List

import pytest

from cicclo_qgis.transfer import Note, Options, Result, Verdict, download, fetch
from cicclo_qgis.transfer.fetch import Throttle
from tests.unit.site import Heard, Reply, Site
from tests.unit.transfer.served import Served, points

Copy = Callable[..., Result]


def serve(throttle: Throttle, seconds: float, times: int, ok: bool = True) -> None:
    for _ in range(times):
        assert throttle.enter(lambda: False)
        throttle.leave(ok, seconds)


def test_one_more_as_long_as_all_goes_well() -> None:
    throttle = Throttle(4, 8)
    serve(throttle, 0.1, 4)
    assert throttle.limit == 5
    serve(throttle, 0.1, 100)
    assert throttle.limit == 8


def test_failures_do_not_make_it_grow() -> None:
    throttle = Throttle(4, 8)
    serve(throttle, 0.1, 50, ok=False)
    assert throttle.limit == 4


def test_fewer_for_a_server_that_grows_slow() -> None:
    throttle = Throttle(4, 8)
    serve(throttle, 0.5, 20)
    before = throttle.limit
    # Three times the usual, and long enough for a person to notice.
    serve(throttle, 2.5, before - 1)
    assert throttle.limit == 1
    serve(throttle, 2.5, 10)
    assert throttle.limit == 1


def test_a_server_that_was_slow_from_the_beginning_is_not_growing_slow() -> None:
    throttle = Throttle(4, 8)
    serve(throttle, 5.0, 100)
    assert throttle.limit == 8


def test_half_as_many_and_a_pause_when_it_asks_for_quiet() -> None:
    throttle = Throttle(8, 8)
    throttle.busy(0.2)
    assert throttle.limit == 4 and throttle.was_busy
    began = time.monotonic()
    assert throttle.enter(lambda: False)
    assert time.monotonic() - began >= 0.2
    for _ in range(5):
        throttle.busy(0.0)
    assert throttle.limit == 1


def test_no_one_waits_once_all_is_stopped() -> None:
    throttle = Throttle(1, 1)
    assert throttle.enter(lambda: False)
    stopped = threading.Event()
    threading.Timer(0.1, stopped.set).start()
    began = time.monotonic()
    assert not throttle.enter(stopped.is_set)
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("status", [429, 503])
def test_nothing_is_sent_while_the_server_wants_quiet(site: Site, copy: Copy, status: int) -> None:
    served = Served(site, points(8000), most=400, wait=0.01)
    heard_at: List[float] = []
    refused: List[float] = []

    def busy(heard: Heard, number: int) -> Any:
        heard_at.append(time.monotonic())
        if not refused and number == 8:
            refused.append(heard_at[-1])
            return Reply({"code": "Busy"}, status, headers=[("Retry-After", "2")])
        return None

    served.before = busy
    result = copy(served)
    assert result.verdict is Verdict.VERIFIED and Note.SERVER_BUSY in result.notes
    # What was under way when the answer came may still arrive.
    after = [one - refused[0] for one in heard_at if one > refused[0]]
    assert not [one for one in after if 1.0 < one < 1.9]


def test_a_server_that_wants_too_long_a_pause_ends_it(
    site: Site, copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "_LONGEST_WAIT_S", 0.5)
    served = Served(site, points(4000), most=400)
    served.before = lambda heard, number: (
        Reply({}, 429, headers=[("Retry-After", "3600")]) if number > 4 else None
    )
    with pytest.raises(Exception, match="server") as caught:
        copy(served)
    assert caught.value.resumable  # type: ignore[attr-defined]


@pytest.mark.timeout(30)
def test_a_fault_where_pages_are_fetched_ends_the_download(
    site: Site, copy: Copy, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits for the page would wait for ever."""
    served = Served(site, points(2000), most=400)
    sent = fetch.fetch

    def falls(http: Any, url: str, *more: Any) -> Any:
        if "offset=800" in url:
            raise ZeroDivisionError
        return sent(http, url, *more)

    monkeypatch.setattr(fetch, "fetch", falls)
    with pytest.raises(ZeroDivisionError):
        copy(served)

    def no_session() -> Any:
        raise LookupError

    with pytest.raises(LookupError):
        download(no_session, served.landing(), served.collection(), target, Options())
