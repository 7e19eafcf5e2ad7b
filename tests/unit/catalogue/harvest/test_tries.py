"""One collection is tried: what that tells, and what the next list remembers of it."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

from cicclo_qgis.catalogue import Harvest, Padlock, Probed
from cicclo_qgis.ogcapi import ItemKind, ProblemCode
from tests.unit.api import feature, page, serve
from tests.unit.catalogue.harvest.ear import Ear, Visitor, guarded, has_token, padlocks, platform
from tests.unit.site import Heard, Reply, Site, until


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
