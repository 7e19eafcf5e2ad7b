"""The listing on pygeoapi, QGIS Server and MapServer, as a stranger and as agents with rights."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any, Dict, List, Tuple, Type

import pytest
import requests

from cicclo_qgis.catalogue import Event, Failed, Finished, Harvest, Padlock, Probed
from cicclo_qgis.catalogue.ways_in import ways_in
from cicclo_qgis.ogcapi import ItemKind, discover, new_session, page_limit
from cicclo_qgis.platforms import GatewayAccess, Platform, Registry
from tests.unit.site import until
from tests.workshop.agent import Agent, bearer_token
from tests.workshop.identity_browser import CAMILLE, NOE
from workshop import Workshop

pytestmark = [pytest.mark.workshop, pytest.mark.anywhere]

SHIPPED = Path(__file__).parents[2] / "resources" / "platforms.json"
ARMOR, HEXAGONE, OUVERT = "atelier-armor", "atelier-hexagone", "atelier-ouvert"


class Transport:
    """Sessions that add each platform's credential below its own addresses, as QGIS's does."""

    def __init__(self) -> None:
        self.headers: Dict[str, Tuple[str, Dict[str, str]]] = {}

    def __call__(self) -> requests.Session:
        session = new_session("QGIS CICCLO tests")
        session.trust_env = False

        def add(request: requests.PreparedRequest) -> requests.PreparedRequest:
            for prefix, headers in self.headers.values():
                if str(request.url).startswith(prefix):
                    request.headers.update(headers)
            return request

        session.auth = add
        return session

    def signed_in(self, platform_id: str) -> bool:
        return platform_id in self.headers


class Listing:
    """A harvest and what it told."""

    def __init__(self, platforms: List[Platform]) -> None:
        self.transport = Transport()
        self.platforms = {platform.id: platform for platform in platforms}
        self._events: List[Event] = []
        self._lock = threading.Lock()
        self.harvest = Harvest(self.transport, self._hear, signed_in=self.transport.signed_in)

    def _hear(self, event: Event) -> None:
        with self._lock:
            self._events.append(event)

    def of(self, kind: Type[Any], platform_id: str) -> List[Any]:
        with self._lock:
            found = [event for event in self._events if isinstance(event, kind)]
        return [event for event in found if event.platform_id == platform_id]

    def list(self, platform_id: str) -> Finished:
        """Ask once more, and wait for the whole list."""
        before = len(self.of(Finished, platform_id))
        self.harvest.refresh(self.platforms[platform_id])
        ends: List[Finished] = until(lambda: self.of(Finished, platform_id)[before:], 30.0)
        assert not self.of(Failed, platform_id)
        return ends[0]

    def probe(self, platform_id: str, collection_id: str) -> Probed:
        before = len(self.of(Probed, platform_id))
        assert until(lambda: self.harvest.probe(platform_id, collection_id))
        told: List[Probed] = until(lambda: self.of(Probed, platform_id)[before:], 30.0)
        return told[0]


def padlocks(end: Finished) -> Dict[str, Padlock]:
    return {entry.collection.id: entry.padlock for entry in end.entries}


@pytest.fixture
def listing(workshop: Workshop) -> Any:
    registry = Registry(SHIPPED, [workshop.platforms_file])
    assert registry.load() == ()
    ours = [item for item in registry.platforms() if item.id in (ARMOR, HEXAGONE, OUVERT)]
    assert len(ours) == 3
    made = Listing(ours)
    yield made
    made.harvest.stop(wait_s=10.0)


def test_three_kinds_of_server_are_listed(listing: Listing) -> None:
    armor, hexagone, ouvert = (listing.list(name) for name in (ARMOR, HEXAGONE, OUVERT))
    assert set(padlocks(armor).values()) == {Padlock.OPEN}
    assert "zones_humides" not in padlocks(armor)
    assert padlocks(hexagone)["sites_inspection"] is Padlock.NEEDS_SIGN_IN
    assert set(padlocks(ouvert).values()) == {Padlock.OPEN}
    for end in (armor, hexagone, ouvert):
        assert end.notes == () and end.hidden == 0
        for entry in end.entries:
            assert entry.collection.title != entry.collection.id
            assert entry.collection.bbox is not None


def test_tables_and_layers_are_told_apart(listing: Listing) -> None:
    listing.list(ARMOR)
    communes = listing.probe(ARMOR, "communes")
    assert communes.entry.collection.item_kind is ItemKind.TABLE
    assert communes.number_matched is not None and communes.number_matched > 30_000
    assert listing.probe(ARMOR, "departements").entry.collection.item_kind is ItemKind.FEATURE
    for platform_id in (HEXAGONE, OUVERT):
        for entry in listing.list(platform_id).entries:
            found = listing.probe(platform_id, entry.collection.id)
            if found.entry.padlock is Padlock.OPEN:
                assert found.entry.collection.item_kind is ItemKind.FEATURE
                assert found.number_matched


def test_a_gateway_shows_more_to_those_with_the_right(workshop: Workshop, listing: Listing) -> None:
    listing.list(ARMOR)
    for email, there in ((NOE, False), (CAMILLE, True)):
        agent = Agent(email)
        agent.open(workshop.addresses["armor"] + "/oauth2/authorization/proconnect")
        cookie = agent.http.cookies.get("SESSION", domain="127.0.0.1")
        prefix = workshop.addresses["armor_landing"]
        listing.transport.headers[ARMOR] = (prefix, {"Cookie": f"SESSION={cookie}"})
        shown = padlocks(listing.list(ARMOR))
        assert ("zones_humides" in shown) is there
        if there:
            assert shown["zones_humides"] is Padlock.YOURS
            assert listing.probe(ARMOR, "zones_humides").entry.padlock is Padlock.YOURS
        listing.transport.headers.clear()
        assert "zones_humides" not in padlocks(listing.list(ARMOR))


def test_a_bearer_gateway_tells_who_has_the_right(workshop: Workshop, listing: Listing) -> None:
    listing.list(HEXAGONE)
    prefix = workshop.addresses["hexagone_landing"]
    for email, padlock in ((NOE, Padlock.NO_RIGHT), (CAMILLE, Padlock.YOURS)):
        token = bearer_token(workshop.addresses["hexagone_issuer"], Agent(email))
        listing.transport.headers[HEXAGONE] = (prefix, {"Authorization": f"Bearer {token}"})
        assert padlocks(listing.list(HEXAGONE))["sites_inspection"] is padlock
        listing.transport.headers.clear()
        after = padlocks(listing.list(HEXAGONE))["sites_inspection"]
        assert after is Padlock.NEEDS_SIGN_IN


def test_a_session_that_is_no_longer_worth_anything(workshop: Workshop, listing: Listing) -> None:
    prefix = workshop.addresses["hexagone_landing"]
    listing.transport.headers[HEXAGONE] = (prefix, {"Authorization": "Bearer worn-out"})
    listing.harvest.refresh(listing.platforms[HEXAGONE])
    told = until(lambda: listing.of((Finished, Failed), HEXAGONE), 30.0)[0]  # type: ignore[arg-type]
    if isinstance(told, Failed):
        assert told.problem.code.value == "sign_in_required"
    else:
        assert padlocks(told)["sites_inspection"] is Padlock.NEEDS_SIGN_IN


def test_whatever_is_pasted_is_understood(workshop: Workshop, listing: Listing) -> None:
    with listing.transport() as session:
        for platform in listing.platforms.values():
            entry = listing.list(platform.id).entries[0]
            base = str(platform.landing).rstrip("/")
            pasted = (
                base, base + "/", base + "/collections?f=html", base + "/api?f=html",
                f"{base}/collections/{entry.collection.id}",
                f"{base}/collections/{entry.collection.id}/items?f=html&limit=10&bbox=1,2,3,4",
                base.replace("http://", "") + "/conformance",
            )  # fmt: skip
            for address in pasted:
                assert discover(session, address).url.rstrip("/") == base, address
            limit = page_limit(session, entry.landing, entry.collection)
            assert limit.maximum is not None and limit.page_size >= 1000


def test_the_way_in_is_seen_on_a_platform_added_by_its_address(
    workshop: Workshop, listing: Listing
) -> None:
    with listing.transport() as session:
        (found,) = ways_in(session, discover(session, workshop.addresses["armor_landing"]))
        assert isinstance(found, GatewayAccess)
        assert found.whoami_url == workshop.addresses["armor"] + "/whoami"
        assert ways_in(session, discover(session, workshop.addresses["ouvert_landing"])) == ()
