"""Padlocks tell the truth, whoever asks."""

from __future__ import annotations

import pytest

from cicclo_qgis.catalogue import Batch, Harvest, Padlock, Probed
from tests.unit.catalogue.harvest.ear import (
    Ear,
    Visitor,
    guarded,
    has_token,
    padlocks,
    platform,
    stranger,
)
from tests.unit.site import Site, redirect


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


def test_a_session_that_has_ended_asks_for_a_sign_in(
    harvest: Harvest, ear: Ear, visitor: Visitor, site: Site
) -> None:
    visitor.known.add("p")
    url = guarded(site, False, has_token)
    site.routes["/api-features/collections/secret/items"] = redirect("/login")
    harvest.start([platform(url, restricted=("secret",))])
    assert padlocks(ear.end("p"))["secret"] is Padlock.NEEDS_SIGN_IN


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
