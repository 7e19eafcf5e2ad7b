"""The person stops a harvest that runs: what was told stays, and asking again works."""

from __future__ import annotations

import threading
from typing import Iterator

import pytest

from cicclo_qgis.catalogue import Batch, Failed, Finished, Harvest, Started, Stopped
from cicclo_qgis.ogcapi import Policy
from tests.unit.api import link, serve
from tests.unit.catalogue.harvest.ear import Ear, Visitor, platform
from tests.unit.site import Heard, Reply, Site, until

ENDS = (Finished, Failed)


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def harvest(ear: Ear) -> Iterator[Harvest]:
    """Two at a time, and those behind them patient."""
    made = Harvest(Visitor(), ear, 2, policy=Policy(20.0, 20.0, 20.0), patience_s=60.0)
    yield made
    made.stop()


class Slow:
    """A platform whose second page comes when it is let go."""

    def __init__(self, site: Site) -> None:
        self.gate = threading.Event()
        self.url = serve(site, [])
        site.routes["/api-features/collections"] = self._answer

    def _answer(self, heard: Heard) -> Reply:
        if "page" in heard.query:
            self.gate.wait(20.0)
            return Reply({"collections": [{"id": "b"}]})
        return Reply({"collections": [{"id": "a"}], "links": [link("?page=2", "next")]})


@pytest.fixture
def slow(site: Site) -> Iterator[Slow]:
    made = Slow(site)
    yield made
    made.gate.set()


def test_what_was_told_stays_and_what_waits_is_not_asked(
    harvest: Harvest, ear: Ear, slow: Slow
) -> None:
    with Site() as quick:
        harvest.start([platform(serve(quick, ["x"]), "quick")])
        ear.end("quick", seconds=20.0)
        heard = len(quick.heard)
        harvest.start([platform(slow.url, "p0"), platform(slow.url, "p1")])
        until(lambda: ear.of(Batch, "p0") and ear.of(Batch, "p1"), 20.0)
        harvest.start([platform(quick.url("/api-features/"), name) for name in ("p2", "p3")])
        harvest.interrupt()
        until(lambda: len(ear.of(Stopped)) == 4, 20.0)
        slow.gate.set()
        harvest.stop(wait_s=20.0)
        assert {event.platform_id for event in ear.of(Stopped)} == {"p0", "p1", "p2", "p3"}
        assert not ear.of(Started, "p2") and not ear.of(Started, "p3")
        assert len(quick.heard) == heard
    assert [entry.collection.id for entry in ear.of(Batch, "p0")[0].entries] == ["a"]
    # Nothing follows: neither a failure that would look like the platform's, nor a late answer.
    assert not any(event.platform_id != "quick" for event in ear.of(ENDS))  # type: ignore[arg-type]


def test_asked_again_it_answers(harvest: Harvest, ear: Ear, slow: Slow) -> None:
    harvest.start([platform(slow.url)])
    until(lambda: ear.of(Batch), 20.0)
    harvest.interrupt()
    slow.gate.set()
    harvest.refresh(platform(slow.url))
    end = ear.end("p", seconds=20.0)
    assert isinstance(end, Finished)
    assert [entry.collection.id for entry in end.entries] == ["a", "b"]
    # The stop was meant for the turn before: one more would have silenced the list.
    assert len(ear.of(Stopped)) <= 1


def test_who_has_answered_is_not_stopped(harvest: Harvest, ear: Ear, site: Site) -> None:
    harvest.start([platform(serve(site, ["a"]), "good"), platform(None, "bad")])
    ear.end("good", seconds=20.0)
    ear.end("bad", seconds=20.0)
    harvest.interrupt()
    harvest.stop(wait_s=20.0)
    assert not ear.of(Stopped)


def test_stopped_twice_it_is_told_once(harvest: Harvest, ear: Ear, slow: Slow) -> None:
    harvest.start([platform(slow.url)])
    until(lambda: ear.of(Batch), 20.0)
    harvest.interrupt()
    until(lambda: ear.of(Stopped), 20.0)
    harvest.interrupt()
    slow.gate.set()
    harvest.stop(wait_s=20.0)
    assert len(ear.of(Stopped)) == 1
