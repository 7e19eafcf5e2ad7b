"""Many platforms at once: none holds another up, late answers stay out, padlocks tell the truth."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, Callable, Dict, Iterator, List, Set, Tuple, Type

import pytest
import requests

from cicclo_qgis.catalogue import (
    Batch,
    Event,
    Failed,
    Finished,
    Harvest,
    Padlock,
    Probed,
    Started,
)
from cicclo_qgis.catalogue.listed import Listed
from cicclo_qgis.ogcapi import ItemKind, Policy, ProblemCode, new_session
from cicclo_qgis.platforms import ApiKeyAccess, LandingStatus, Platform
from tests.unit.api import HOME_PAGE, LOGIN_PAGE, feature, landing, link, page, serve
from tests.unit.site import Heard, Reply, Site, redirect, until

TOKEN_HEADER = "X-Visitor"


class Ear:
    """Hears events, and asks questions of what was heard."""

    def __init__(self) -> None:
        self.events: List[Event] = []
        self._lock = threading.Lock()

    def __call__(self, event: Event) -> None:
        with self._lock:
            self.events.append(event)

    def of(self, kind: Type[Any], platform_id: str = "") -> List[Any]:
        with self._lock:
            return [
                event
                for event in self.events
                if isinstance(event, kind) and platform_id in ("", event.platform_id)
            ]

    def end(self, platform_id: str, number: int = 1, seconds: float = 20.0) -> Any:
        """The ``number``-th end (Finished or Failed) of a platform."""
        return until(lambda: self.of((Finished, Failed), platform_id)[number - 1 :], seconds)[0]  # type: ignore[arg-type]


class Visitor:
    """Sessions whose transport adds a credential by itself, as QGIS's does."""

    def __init__(self) -> None:
        self.known: Set[str] = set()

    def __call__(self) -> requests.Session:
        session = new_session("QGIS CICCLO tests")
        session.trust_env = False
        visitor = self

        def add(request: requests.PreparedRequest) -> requests.PreparedRequest:
            if visitor.known:
                request.headers[TOKEN_HEADER] = "yes"
            return request

        session.auth = add
        return session

    def signed_in(self, platform_id: str) -> bool:
        return platform_id in self.known


def stranger() -> requests.Session:
    session = new_session("QGIS CICCLO tests")
    session.trust_env = False
    return session


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


@pytest.fixture
def harvest(ear: Ear, visitor: Visitor) -> Iterator[Harvest]:
    made = Harvest(
        visitor, ear, signed_in=visitor.signed_in, policy=Policy(20.0, 20.0, 40.0), budget_s=60.0
    )
    yield made
    made.stop()


def platform(url: Any, identifier: str = "p", **more: Any) -> Platform:
    access = (ApiKeyAccess((url or "https://x.fr/",)),)
    made = Platform(identifier, identifier, "", "", url, LandingStatus.DOCUMENTED, access)
    if url is None:
        made = replace(made, landing_status=LandingStatus.NONE)
    return replace(made, **more)


def at_work(before: List[threading.Thread]) -> List[threading.Thread]:
    """The harvest's threads that are not among those of ``before``."""
    return [
        thread
        for thread in threading.enumerate()
        if thread not in before and thread.name.startswith("cicclo")
    ]


def padlocks(event: Finished) -> Dict[str, Padlock]:
    return {entry.collection.id: entry.padlock for entry in event.entries}


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


def guarded(site: Site, hidden: bool, allowed: Callable[[Heard], bool]) -> str:
    """A platform with one open collection and one for those who are ``allowed``."""
    url = serve(site, ["open", "secret"])

    def listing(heard: Heard) -> Reply:
        names = ["open", "secret"] if allowed(heard) or not hidden else ["open"]
        return Reply({"collections": [{"id": name} for name in names]})

    def items(heard: Heard) -> Reply:
        if allowed(heard):
            return Reply(page([feature()], 5))
        known = TOKEN_HEADER in heard.headers
        return Reply({}, 403 if known else 401)

    site.routes["/api-features/collections"] = listing
    site.routes["/api-features/collections/secret/items"] = items
    return url


def has_token(heard: Heard) -> bool:
    return TOKEN_HEADER in heard.headers


def test_what_appears_with_a_session_is_yours(
    harvest: Harvest, ear: Ear, visitor: Visitor, site: Site
) -> None:
    one = platform(guarded(site, True, has_token))
    harvest.start([one])
    assert padlocks(ear.end("p")) == {"open": Padlock.OPEN}
    visitor.known.add("p")
    harvest.refresh(one)
    assert padlocks(ear.end("p", 2)) == {"open": Padlock.OPEN, "secret": Padlock.YOURS}
    visitor.known.clear()
    harvest.refresh(one)
    assert padlocks(ear.end("p", 3)) == {"open": Padlock.OPEN}
    assert not harvest.probe("p", "secret")


def test_a_run_that_begins_signed_in_asks_as_a_stranger_too(
    ear: Ear, visitor: Visitor, site: Site
) -> None:
    visitor.known.add("p")
    harvest = Harvest(visitor, ear, signed_in=visitor.signed_in, anonymous=stranger)
    harvest.start([platform(guarded(site, True, has_token))])
    assert padlocks(ear.end("p")) == {"open": Padlock.OPEN, "secret": Padlock.YOURS}
    harvest.stop()


@pytest.mark.parametrize("hidden", [True, False])
def test_what_the_record_calls_restricted_is_tried_once_signed_in(
    harvest: Harvest, ear: Ear, visitor: Visitor, site: Site, hidden: bool
) -> None:
    visitor.known.add("p")
    harvest.start([platform(guarded(site, hidden, has_token), restricted=("sec*",))])
    assert padlocks(ear.end("p")) == {"open": Padlock.OPEN, "secret": Padlock.YOURS}
    assert [event.entry.collection.id for event in ear.of(Probed)] == ["secret"]
    assert ear.of(Batch)[0].entries[1].padlock is Padlock.NEEDS_SIGN_IN


def test_who_has_no_right_is_told_so(
    harvest: Harvest, ear: Ear, visitor: Visitor, site: Site
) -> None:
    one = platform(guarded(site, False, lambda _: False), restricted=("secret",))
    harvest.start([one])
    assert padlocks(ear.end("p"))["secret"] is Padlock.NEEDS_SIGN_IN
    visitor.known.add("p")
    harvest.refresh(one)
    assert padlocks(ear.end("p", 2))["secret"] is Padlock.NO_RIGHT


def test_a_try_finds_what_the_record_did_not_say(
    harvest: Harvest, ear: Ear, visitor: Visitor, site: Site
) -> None:
    one = platform(guarded(site, False, has_token))
    harvest.start([one])
    assert padlocks(ear.end("p"))["secret"] is Padlock.OPEN
    assert harvest.probe("p", "secret")
    (found,) = until(lambda: ear.of(Probed))
    assert (found.entry.padlock, found.problem) == (Padlock.NEEDS_SIGN_IN, None)
    harvest.refresh(one)
    assert padlocks(ear.end("p", 2))["secret"] is Padlock.NEEDS_SIGN_IN
    visitor.known.add("p")
    harvest.refresh(one)
    assert padlocks(ear.end("p", 3))["secret"] is Padlock.YOURS


def test_a_session_that_has_ended_asks_for_a_sign_in(
    harvest: Harvest, ear: Ear, visitor: Visitor, site: Site
) -> None:
    visitor.known.add("p")
    url = guarded(site, False, has_token)
    site.routes["/api-features/collections/secret/items"] = redirect("/login")
    harvest.start([platform(url, restricted=("secret",))])
    assert padlocks(ear.end("p"))["secret"] is Padlock.NEEDS_SIGN_IN


def test_a_try_tells_a_table_and_the_next_list_remembers(
    harvest: Harvest, ear: Ear, site: Site
) -> None:
    url = serve(site, ["communes"])
    table = Reply(page([feature(geometry=None)], 34_935))
    site.routes["/api-features/collections/communes/items"] = table
    harvest.start([platform(url)])
    assert ear.end("p").entries[0].collection.item_kind is ItemKind.UNKNOWN
    assert harvest.probe("p", "communes")
    (found,) = until(lambda: ear.of(Probed))
    assert (found.entry.collection.item_kind, found.number_matched) == (ItemKind.TABLE, 34_935)
    harvest.refresh(platform(url))
    assert ear.end("p", 2).entries[0].collection.item_kind is ItemKind.TABLE


def test_a_try_that_fails_changes_no_padlock(harvest: Harvest, ear: Ear, site: Site) -> None:
    url = serve(site, ["a"])
    site.routes["/api-features/collections/a/items"] = Reply({"detail": "panne"}, 500)
    harvest.start([platform(url)])
    before = ear.end("p").entries[0]
    harvest.probe("p", "a")
    (found,) = until(lambda: ear.of(Probed))
    assert found.entry == before
    assert (found.problem.code, found.problem.detail) == (ProblemCode.SERVER_ERROR, "panne")


def test_one_collection_is_tried_once_at_a_time(harvest: Harvest, ear: Ear, site: Site) -> None:
    url, late = serve(site, ["a"]), threading.Event()
    site.routes["/api-features/collections/a/items"] = Reply(page([feature()]), after=late)
    harvest.start([platform(url)])
    ear.end("p")
    assert [harvest.probe("p", "a") for _ in range(5)] == [True, False, False, False, False]
    late.set()
    until(lambda: ear.of(Probed))
    assert until(lambda: harvest.probe("p", "a"))
    assert not harvest.probe("p", "unknown") and not harvest.probe("q", "a")


def test_a_sign_in_during_a_try_makes_it_try_again(
    harvest: Harvest, ear: Ear, visitor: Visitor, site: Site
) -> None:
    url, late = guarded(site, False, has_token), threading.Event()
    items = site.routes["/api-features/collections/secret/items"]

    def slow(heard: Heard) -> Reply:
        reply = items(heard) if callable(items) else items
        return replace(reply, after=late) if reply.status == 401 else reply

    one = platform(url, restricted=("secret",))
    harvest.start([one])
    ear.end("p")
    site.routes["/api-features/collections/secret/items"] = slow
    harvest.probe("p", "secret")
    until(lambda: [path for path in site.paths() if path.endswith("secret/items")])
    visitor.known.add("p")
    harvest.refresh(one)
    ear.end("p", 2)
    late.set()
    time.sleep(0.3)
    assert {event.entry.padlock for event in ear.of(Probed)} == {Padlock.YOURS}


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


def conditional(site: Site, ids: List[str]) -> str:
    """A server that names the state of its list, and says when it has not changed."""
    url = serve(site, ids)
    whole = site.routes["/api-features/collections"]

    def answer(heard: Heard) -> Reply:
        if heard.headers.get("If-None-Match") == '"one"':
            return Reply(b"", 304, headers=[("ETag", '"one"')])
        assert isinstance(whole, Reply)
        return replace(whole, headers=[("ETag", '"one"')])

    site.routes["/api-features/collections"] = answer
    return url


def test_an_unchanged_list_is_not_transferred_again(
    harvest: Harvest, ear: Ear, visitor: Visitor, site: Site
) -> None:
    one = platform(conditional(site, ["a", "b"]))
    harvest.start([one])
    first = ear.end("p")
    harvest.refresh(one)
    second = ear.end("p", 2)
    assert (second.entries, second.validator) == (first.entries, first.validator)
    assert site.heard[-1].headers["If-None-Match"] == '"one"'
    # A person's own list is asked for as a whole.
    visitor.known.add("p")
    harvest.refresh(one)
    assert len(ear.end("p", 3).entries) == 2
    assert "If-None-Match" not in site.heard[-1].headers


def test_the_list_of_the_last_run_may_still_be_true(
    ear: Ear, visitor: Visitor, harvest: Harvest, site: Site
) -> None:
    one = platform(conditional(site, ["a", "b"]))
    harvest.start([one])
    first = ear.end("p")
    kept = Listed("p", first.entries, first.landing, 1.0, first.validator)
    other = Ear()
    later = Harvest(visitor, other, remembered=lambda _: kept)
    later.start([one])
    assert padlocks(other.end("p")) == padlocks(first)
    assert "If-None-Match" in site.heard[-1].headers
    # Of another address, it is not.
    site.heard.clear()
    moved = replace(first.landing, collections_url="https://elsewhere.fr/collections")
    kept = replace(kept, landing=moved)
    later.forget("p")
    later.start([one])
    other.end("p", 2)
    assert "If-None-Match" not in site.heard[-1].headers
    later.stop()


def test_a_finish_says_what_a_stranger_was_given(ear: Ear, visitor: Visitor, site: Site) -> None:
    one = platform(guarded(site, True, has_token))
    visitor.known.add("p")
    harvest = Harvest(visitor, ear, signed_in=visitor.signed_in, anonymous=stranger)
    harvest.start([one])
    end = ear.end("p")
    assert end.signed_in and set(padlocks(end)) == {"open", "secret"}
    assert [entry.collection.id for entry in end.public] == ["open"]
    visitor.known.clear()
    harvest.refresh(one)
    end = ear.end("p", 2)
    assert not end.signed_in and end.public == end.entries
    harvest.stop()
