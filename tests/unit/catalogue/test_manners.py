"""Busy servers are left alone as they ask for, and no host gets more than a few requests at once."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Callable, Iterator, List

import pytest
import requests

from cicclo_qgis.catalogue import Event, Failed, Finished, Harvest
from cicclo_qgis.catalogue.manners import Manners
from cicclo_qgis.ogcapi import ProblemCode, new_session
from cicclo_qgis.platforms import LandingStatus, Platform
from tests.unit.api import serve
from tests.unit.site import Heard, Reply, Site, until


def session() -> requests.Session:
    made = new_session("QGIS CICCLO tests")
    made.trust_env = False
    return made


def polite(manners: Manners, budget_s: float = 10.0) -> requests.Session:
    return manners.polite(session(), lambda: False, time.monotonic() + budget_s)


def busy(*waits: str, status: int = 429) -> Callable[[Heard], Reply]:
    """Refuses once for each of ``waits`` ("": without a time), then answers."""
    left = list(waits)

    def answer(_: Heard) -> Reply:
        if not left:
            return Reply({"ready": True})
        wait = left.pop(0)
        return Reply({}, status, headers=[("Retry-After", wait)] if wait else [])

    return answer


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again_when_it_says(site: Site, status: int) -> None:
    site.routes["/"] = busy("1", status=status)
    begun = time.monotonic()
    answer = polite(Manners()).get(site.url(), timeout=20)
    assert answer.json() == {"ready": True}
    assert 1.0 <= time.monotonic() - begun < 10.0
    assert len(site.heard) == 2


def test_without_a_time_the_waits_grow(site: Site) -> None:
    refusals, asked = busy("", ""), []

    def answer(heard: Heard) -> Reply:
        asked.append(time.monotonic())
        return refusals(heard)

    site.routes["/"] = answer
    polite(Manners(first_wait_s=0.2)).get(site.url(), timeout=20)
    first, second, third = asked
    assert second - first >= 0.2 and third - second >= 0.4


def test_a_server_that_is_down_is_not_asked_for_ever(site: Site) -> None:
    site.routes["/"] = Reply({}, 503)
    answer = polite(Manners(first_wait_s=0.01)).get(site.url(), timeout=20)
    assert answer.status_code == 503
    assert len(site.heard) == 3


def test_nobody_waits_longer_than_there_is_time(site: Site) -> None:
    site.routes["/"] = busy("3600")
    begun = time.monotonic()
    answer = polite(Manners(), budget_s=60.0).get(site.url(), timeout=20)
    assert answer.status_code == 429
    assert time.monotonic() - begun < 30.0


def test_other_requests_to_that_host_wait_too_those_to_others_do_not(site: Site) -> None:
    site.routes.update({"/": busy("60"), "/other": Reply({})})
    manners, over = Manners(), threading.Event()

    def ask(url: str) -> requests.Response:
        asking = manners.polite(session(), over.is_set, time.monotonic() + 300)
        return asking.get(url, timeout=20)

    with Site() as another, ThreadPoolExecutor() as pool:
        another.routes["/"] = Reply({})
        first = pool.submit(ask, site.url())
        until(lambda: manners.host(site.url()).not_before)
        assert ask(another.url()).ok
        second = pool.submit(ask, site.url("/other"))
        time.sleep(0.3)
        assert site.paths() == ["/"]
        over.set()
        assert first.result().ok and second.result().ok


def test_who_has_lost_interest_waits_no_longer(site: Site) -> None:
    site.routes["/"] = busy("60")
    over = threading.Event()
    manners = Manners()
    asking = manners.polite(session(), over.is_set, time.monotonic() + 300)
    with ThreadPoolExecutor() as pool:
        begun = time.monotonic()
        answer = pool.submit(lambda: asking.get(site.url(), timeout=20))
        until(lambda: manners.host(site.url()).not_before)
        over.set()
        answer.result()
    assert time.monotonic() - begun < 30.0


def test_a_host_gets_so_many_requests_at_once(site: Site) -> None:
    there: List[int] = []
    most: List[int] = []
    lock = threading.Lock()

    def answer(_: Heard) -> Reply:
        with lock:
            there.append(1)
            most.append(len(there))
        time.sleep(0.05)
        with lock:
            there.pop()
        return Reply({})

    site.routes["/"] = answer
    manners = Manners(at_once=2)
    with ThreadPoolExecutor(10) as pool:
        for _ in range(10):
            pool.submit(lambda: polite(manners).get(site.url(), timeout=20))
    assert len(most) == 10 and max(most) <= 2


@pytest.fixture
def ends() -> List[Event]:
    return []


@pytest.fixture
def begin(ends: List[Event]) -> Iterator[Callable[..., None]]:
    """``begin(url, budget_s)`` begins a harvest of one platform."""
    made: List[Harvest] = []

    def listener(event: Event) -> None:
        if isinstance(event, (Finished, Failed)):
            ends.append(event)

    def start(url: str, budget_s: float = 60.0) -> None:
        made.append(Harvest(session, listener, budget_s=budget_s))
        made[0].start([Platform("p", "P", "", "", url, LandingStatus.DOCUMENTED)])

    yield start
    made[0].stop()


def test_a_harvest_waits_for_a_busy_platform(
    begin: Callable[..., None], ends: List[Event], site: Site
) -> None:
    url = serve(site, ["a"])
    good = site.routes["/api-features/collections"]
    answers = [Reply({}, 429, headers=[("Retry-After", "1")]), good]
    site.routes["/api-features/collections"] = lambda heard: answers.pop(0)  # type: ignore[assignment, return-value]
    begin(url)
    until(lambda: ends)
    assert isinstance(ends[0], Finished)


def test_a_platform_that_asks_for_too_long_a_wait_is_told_to_be_busy(
    begin: Callable[..., None], ends: List[Event], site: Site
) -> None:
    url = serve(site, ["a"])
    site.routes["/api-features/collections"] = Reply({}, 503, headers=[("Retry-After", "600")])
    begin(url)
    until(lambda: ends)
    assert isinstance(ends[0], Failed)
    assert ends[0].problem.code is ProblemCode.BUSY
    assert ends[0].problem.retry_after == 600


def test_a_platform_that_never_ends_has_had_its_time(
    begin: Callable[..., None], ends: List[Event], site: Site
) -> None:
    url = serve(site, [])
    number = iter(range(10_000))

    def answer(_: Heard) -> Reply:
        this = next(number)
        following = {"href": f"?page={this}", "rel": "next", "type": "application/json"}
        rows = [{"id": f"c{this}"}]
        return Reply({"collections": rows, "links": [following]}, before=0.1)

    site.routes["/api-features/collections"] = answer
    begun = time.monotonic()
    begin(url, budget_s=1.5)
    until(lambda: ends)
    assert isinstance(ends[0], Failed)
    assert ends[0].problem.code is ProblemCode.TIMED_OUT
    assert 1.4 < time.monotonic() - begun < 15.0
