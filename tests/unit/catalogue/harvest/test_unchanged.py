"""A list that has not changed is not transferred again."""

from __future__ import annotations

from dataclasses import replace
from typing import List

from cicclo_qgis.catalogue import Entry, Harvest
from cicclo_qgis.catalogue.listed import Listed, Unread
from cicclo_qgis.ogcapi import LandingPage
from tests.unit.api import serve
from tests.unit.catalogue.harvest.ear import Ear, Visitor, padlocks, platform
from tests.unit.site import Heard, Reply, Site


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


def test_a_list_that_was_put_away_meanwhile_is_asked_for_as_a_whole(
    ear: Ear, visitor: Visitor, harvest: Harvest, site: Site
) -> None:
    one = platform(conditional(site, ["a", "b"]))
    harvest.start([one])
    first = ear.end("p")
    gone = Listed("p", Unread(2, lambda: ()), first.landing, 1.0, first.validator)
    other = Ear()
    later = Harvest(visitor, other, remembered=lambda _: gone)
    later.start([one])
    again = other.end("p")
    assert [entry.collection.id for entry in again.entries] == ["a", "b"]
    sent = [one.headers.get("If-None-Match") for one in site.heard[-2:]]
    assert sent == ['"one"', None]
    later.stop()


def test_what_is_not_needed_is_not_read(ear: Ear, visitor: Visitor, site: Site) -> None:
    read: List[str] = []

    def entries() -> List[Entry]:
        read.append("read")
        return []

    url = serve(site, ["a", "b"])
    landing = LandingPage(url, "", "", (), f"{url}/collections", None, None)
    kept = Listed("p", Unread(2, entries), landing, 1.0, "")
    later = Harvest(visitor, ear, remembered=lambda _: kept)
    later.start([platform(url)])
    assert len(ear.end("p").entries) == 2
    assert read == []
    later.stop()
