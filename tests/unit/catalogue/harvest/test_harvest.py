"""Many platforms at once: none holds another up, and late answers stay out."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack
from dataclasses import replace
from typing import List, Tuple

import pytest

from cicclo_qgis.catalogue import Batch, Event, Failed, Finished, Harvest, Padlock, Probed, Started
from cicclo_qgis.ogcapi import ItemKind, Policy, ProblemCode
from cicclo_qgis.platforms import LandingStatus
from tests.unit.api import HOME_PAGE, LOGIN_PAGE, feature, landing, link, page, serve
from tests.unit.catalogue.harvest.ear import Ear, Visitor, at_work, padlocks, platform
from tests.unit.site import Heard, Reply, Site, redirect, until


def test_a_platform_is_listed(harvest: Harvest, ear: Ear, site: Site) -> None:
    harvest.start([platform(serve(site, ["a", "b"]))])
    end = ear.end("p")
    assert isinstance(end, Finished)
    assert padlocks(end) == {"a": Padlock.OPEN, "b": Padlock.OPEN}
    assert [type(event) for event in ear.events] == [Started, Batch, Finished]
    assert ear.of(Batch)[0].entries == end.entries
    assert 0 < end.seconds < 60
    assert end.entries[0].landing is end.landing


def test_pages_are_told_as_they_arrive(harvest: Harvest, ear: Ear, site: Site) -> None:
    url = serve(site, [])
    gate = threading.Event()

    def answer(heard: Heard) -> Reply:
        if "page" in heard.query:
            gate.wait(20)
            return Reply({"collections": [{"id": "b"}]})
        return Reply({"collections": [{"id": "a"}], "links": [link("?page=2", "next")]})

    site.routes["/api-features/collections"] = answer
    harvest.start([platform(url)])
    until(lambda: ear.of(Batch))
    assert not ear.of(Finished)
    # What is in sight can be chosen, even before the list is whole.
    site.routes["/api-features/collections/a/items"] = Reply(page([feature()]))
    assert harvest.probe("p", "a")
    until(lambda: ear.of(Probed))
    gate.set()
    assert list(padlocks(ear.end("p"))) == ["a", "b"]
    assert ear.end("p").entries[0].collection.item_kind is ItemKind.FEATURE


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Reply(HOME_PAGE), ProblemCode.NOT_OGC_API),
        (Reply({}, 500), ProblemCode.SERVER_ERROR),
        (Reply({}, before=60.0), ProblemCode.TIMED_OUT),
        (Reply(b"{", 200, "application/json"), ProblemCode.INVALID_JSON),
        (Reply(LOGIN_PAGE), ProblemCode.SIGN_IN_REQUIRED),
        (redirect("/login"), ProblemCode.SIGN_IN_REQUIRED),
        (Reply({}, 403), ProblemCode.NO_RIGHT),
        (Reply({}, 404), ProblemCode.NOT_FOUND),
        (Reply({}, 429, headers=[("Retry-After", "600")]), ProblemCode.BUSY),
    ],
)
def test_a_platform_that_fails_says_why(
    ear: Ear, visitor: Visitor, site: Site, answer: Reply, code: ProblemCode
) -> None:
    read_s = 1.5 if code is ProblemCode.TIMED_OUT else 20.0
    harvest = Harvest(visitor, ear, policy=Policy(20.0, read_s, 40.0))
    site.routes["/x/"] = site.routes["/x"] = answer
    harvest.start([platform(site.url("/x/"))])
    end = ear.end("p")
    assert isinstance(end, Failed) and end.problem.code is code
    assert end.problem.retry_after == (600.0 if code is ProblemCode.BUSY else None)
    # "Try again" works once the server does.
    serve(site, ["a"], "/x")
    harvest.refresh(platform(site.url("/x/")))
    assert isinstance(ear.end("p", 2), Finished)
    harvest.stop()


def test_an_empty_list_and_a_missing_address_are_said(
    harvest: Harvest, ear: Ear, site: Site
) -> None:
    harvest.start([platform(serve(site, []), "empty"), platform(None, "none")])
    assert ear.end("empty").problem.code is ProblemCode.NO_COLLECTIONS
    assert ear.end("none").problem.code is ProblemCode.NO_LANDING


def test_platforms_that_hang_or_fail_hold_none_up(ear: Ear, visitor: Visitor) -> None:
    with ExitStack() as stack:
        sites = [stack.enter_context(Site()) for _ in range(8)]
        platforms = []
        for number, one in enumerate(sites):
            url = serve(one, ["a"])
            if number < 5:
                one.routes["/api-features/"] = Reply({}, before=60.0)
            platforms.append(platform(url, f"p{number}"))
        broken = platform("http://127.0.0.1:9/", "broken")
        harvest = Harvest(visitor, ear, 2, policy=Policy(20.0, 20.0), patience_s=0.3)
        harvest.start([*platforms[:5], broken, *platforms[5:]])
        for number in (5, 6, 7):
            assert isinstance(ear.end(f"p{number}"), Finished)
        assert not ear.of((Finished, Failed), "p0")  # type: ignore[arg-type]
        harvest.stop()


def test_a_late_answer_never_overwrites_a_newer_one(harvest: Harvest, ear: Ear, site: Site) -> None:
    url = serve(site, [])
    release = threading.Event()
    asked: List[int] = []

    def answer(_: Heard) -> Reply:
        asked.append(1)
        if len(asked) == 1:
            release.wait(20)
            return Reply({"collections": [{"id": "old"}]})
        return Reply({"collections": [{"id": "new"}]})

    site.routes["/api-features/collections"] = answer
    harvest.start([platform(url)])
    until(lambda: asked)
    harvest.refresh(platform(url))
    assert list(padlocks(ear.end("p"))) == ["new"]
    release.set()
    time.sleep(0.3)
    assert len(ear.of(Finished)) == 1 and not ear.of(Failed)
    assert all(entry.collection.id != "old" for batch in ear.of(Batch) for entry in batch.entries)


def test_nothing_is_told_after_a_stop(ear: Ear, visitor: Visitor, site: Site) -> None:
    url, late = serve(site, ["a"]), threading.Event()
    site.routes["/api-features/"] = Reply(landing(site.url("/api-features")), after=late)
    harvest = Harvest(visitor, ear)
    harvest.start([platform(url)])
    until(lambda: site.heard)
    harvest.stop()
    told = list(ear.events)
    harvest.refresh(platform(url))
    assert not harvest.probe("p", "a")
    late.set()
    time.sleep(0.3)
    assert ear.events == told == [Started("p")]


def test_a_stop_can_wait_for_the_threads(ear: Ear, visitor: Visitor, site: Site) -> None:
    before = threading.enumerate()
    harvest = Harvest(visitor, ear)
    harvest.start([platform(serve(site, ["a"]))])
    harvest.stop(wait_s=20.0)
    assert not at_work(before)


def test_a_forgotten_platform_is_silent(harvest: Harvest, ear: Ear, site: Site) -> None:
    url, late = serve(site, ["a"]), threading.Event()
    site.routes["/api-features/collections"] = Reply({"collections": [{"id": "a"}]}, after=late)
    harvest.start([platform(url)])
    until(lambda: site.heard)
    harvest.forget("p")
    late.set()
    time.sleep(0.3)
    assert not ear.of((Finished, Failed))  # type: ignore[arg-type]
    assert not harvest.probe("p", "a")


def test_a_listener_that_fails_stops_nothing(visitor: Visitor, site: Site) -> None:
    heard: List[Event] = []

    def listener(event: Event) -> None:
        heard.append(event)
        raise RuntimeError("the window is gone")

    harvest = Harvest(visitor, listener)
    harvest.start([platform(serve(site, ["a"]))])
    until(lambda: [event for event in heard if isinstance(event, Finished)])
    harvest.stop()


def test_a_listener_may_ask_for_more(visitor: Visitor, site: Site) -> None:
    heard: List[Event] = []
    url = serve(site, ["a"])

    def listener(event: Event) -> None:
        heard.append(event)
        if isinstance(event, Finished):
            harvest.probe("p", "a")

    harvest = Harvest(visitor, listener)
    harvest.start([platform(url)])
    until(lambda: [event for event in heard if isinstance(event, Probed)])
    harvest.stop()


def test_where_the_address_is_a_guess_other_usual_places_are_tried(
    harvest: Harvest, ear: Ear, site: Site
) -> None:
    serve(site, ["a"], "/data/ogcapi")
    guess = platform(site.url("/geoserver/ogc/features/v1/"), landing_status=LandingStatus.PATTERN)
    harvest.start([guess])
    assert ear.end("p").landing.url == site.url("/data/ogcapi/")
    harvest.start([replace(guess, id="sure", landing_status=LandingStatus.DOCUMENTED)])
    assert ear.end("sure").problem.code is ProblemCode.NOT_FOUND


def test_coverages_are_counted(harvest: Harvest, ear: Ear, site: Site) -> None:
    url = serve(site, ["a"])
    entries = [{"id": "a"}, {"id": "dem", "itemType": "coverage"}, {}]
    site.routes["/api-features/collections"] = Reply({"collections": entries})
    harvest.start([platform(url)])
    end = ear.end("p")
    assert (end.hidden, len(end.entries), len(end.notes)) == (1, 1, 1)


def test_a_hundred_refreshes_end_in_one_true_list(harvest: Harvest, ear: Ear, site: Site) -> None:
    url = serve(site, ["a"])
    numbers: List[int] = []

    def answer(_: Heard) -> Reply:
        numbers.append(len(numbers))
        return Reply({"collections": [{"id": f"c{numbers[-1]}"}]})

    site.routes["/api-features/collections"] = answer
    before = threading.enumerate()
    threads = [threading.Thread(target=harvest.refresh, args=(platform(url),)) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    until(lambda: not at_work(before))
    order: List[Tuple[str, ...]] = [
        tuple(entry.collection.id for entry in event.entries) for event in ear.of(Finished)
    ]
    assert isinstance(ear.events[-1], Finished) and order[-1]
    assert not ear.of(Failed)
