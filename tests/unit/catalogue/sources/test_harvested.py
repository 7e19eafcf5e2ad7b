"""A platform without a landing page, from the harvest to the index: what a session alone sees."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any, Dict, Iterator, List, Set

import pytest
import requests

from cicclo_qgis.catalogue import Batch, Event, Failed, Finished, Harvest, Padlock, Probed
from cicclo_qgis.catalogue.index import Index
from cicclo_qgis.catalogue.index_answer import Search
from cicclo_qgis.catalogue.listed import Listed
from cicclo_qgis.ogcapi import ItemKind, ProblemCode, ServiceKind, new_session
from cicclo_qgis.platforms import ApiKeyAccess, LandingStatus, Platform
from cicclo_qgis.platforms.model import Catalogue
from tests.unit.catalogue.sources.answers import csw, wfs
from tests.unit.site import Heard, Reply, Site, until
from workshop.iso_records import Online, Sheet

ME = "p"
KEY = "apikey"


class Stage:
    """A harvest of one platform, and what it told."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.signed: Set[str] = set()
        self.events: List[Event] = []
        self.lock = threading.Lock()
        self.harvest = Harvest(
            self.session,
            self.hear,
            signed_in=lambda name: name in self.signed,
            anonymous=lambda: new_session("stranger"),
        )

    def session(self) -> requests.Session:
        session = new_session("QGIS CICCLO tests")

        def add(request: requests.PreparedRequest) -> requests.PreparedRequest:
            if self.signed and "/private/" in str(request.url):
                request.headers[KEY] = "yes"
            return request

        session.auth = add
        return session

    def hear(self, event: Event) -> None:
        with self.lock:
            self.events.append(event)

    def of(self, kind: Any) -> List[Any]:
        with self.lock:
            return [event for event in self.events if isinstance(event, kind)]

    def list(self) -> Any:
        before = len(self.of((Finished, Failed)))
        self.harvest.refresh(self.platform)
        return until(lambda: self.of((Finished, Failed))[before:], 20.0)[0]

    def probe(self, name: str) -> Probed:
        before = len(self.of(Probed))
        assert until(lambda: self.harvest.probe(ME, name))
        found: Probed = until(lambda: self.of(Probed)[before:], 10.0)[0]
        return found


def platform(site: Site, **more: Any) -> Platform:
    access = ApiKeyAccess((site.url("/private"),), KEY)
    made = Platform(ME, "Plateforme", "France", "x", None, LandingStatus.NONE, (access,))
    return replace(made, wfs=site.url("/wfs"), **more)


def guarded(heard: Heard) -> Reply:
    if heard.headers.get(KEY) != "yes":
        return Reply("<html>401 Authorization Required</html>", 401)
    return wfs({"secret": "Couche réservée"})(heard)


@pytest.fixture
def stage(site: Site) -> Iterator[Stage]:
    site.routes["/wfs"] = wfs({"ns:a": "Cours d'eau", "ns:b": "Bâtiments"})
    site.routes["/private/wfs"] = guarded
    link = Online(site.url("/wfs?SERVICE=WFS"), "OGC:WFS", "ns:a")
    site.routes["/csw"] = csw([Sheet("r1", "Cours d'eau de la fiche", (link,), "Hydrographie")])
    made = Stage(
        platform(
            site,
            private_wfs=site.url("/private/wfs"),
            catalogue=Catalogue("csw", site.url("/csw")),
        )
    )
    yield made
    made.harvest.stop(wait_s=5.0)


def padlocks(end: Finished) -> Dict[str, Padlock]:
    return {entry.service_name: entry.padlock for entry in end.entries}


def test_a_stranger_is_told_what_is_open(stage: Stage) -> None:
    end = stage.list()
    assert isinstance(end, Finished)
    assert padlocks(end) == {"ns:a": Padlock.OPEN, "ns:b": Padlock.OPEN}
    assert {entry.collection.service_kind for entry in end.entries} == {ServiceKind.WFS}
    told = [entry.collection.id for batch in stage.of(Batch) for entry in batch.entries]
    # The catalogue completes what the service has told.
    assert told == ["ns:a", "ns:b", "ns:a"]
    assert end.entries[0].collection.license == "Licence Ouverte / Open Licence"
    found = stage.probe("ns:a")
    assert found.entry.collection.item_kind is ItemKind.FEATURE
    assert (found.number_matched, found.entry.padlock) == (7, Padlock.OPEN)


def found_in(index: Index, text: str) -> int:
    answer = index.search(Search(text))
    assert answer is not None
    return len(answer)


@pytest.mark.parametrize("stranger_first", [True, False])
def test_what_only_a_session_sees_is_marked_and_leaves_the_index(
    stage: Stage, stranger_first: bool
) -> None:
    index = Index(None, [stage.platform])
    if stranger_first:
        first = stage.list()
        index.take(Listed(ME, first.entries, first.landing, 1.0))
    stage.signed.add(ME)
    end = stage.list()
    assert padlocks(end) == {
        "ns:a": Padlock.OPEN,
        "ns:b": Padlock.OPEN,
        "secret": Padlock.YOURS,
    }
    if end.public is not None:
        assert {entry.service_name for entry in end.public} == {"ns:a", "ns:b"}
        index.take(Listed(ME, end.public, end.landing, 2.0))
    index.show(ME, end.entries)
    assert found_in(index, "réservée") == 1 and found_in(index, "cours d'eau") == 1
    secret = next(e for e in end.entries if e.service_name == "secret").collection.id
    assert stage.probe(secret).entry.padlock is Padlock.YOURS
    stage.signed.clear()
    index.sign_out(ME)
    assert found_in(index, "réservée") == 0 and found_in(index, "cours d'eau") == 1
    after = stage.list()
    assert "secret" not in padlocks(after)
    listed = index.listed(ME)
    assert listed is not None
    assert {entry.service_name for entry in listed.entries} == {"ns:a", "ns:b"}
    # What comes back from the index knows by what it is read.
    assert {entry.collection.service_kind for entry in listed.entries} == {ServiceKind.WFS}
    index.close()


def test_a_platform_for_members_alone(site: Site) -> None:
    site.routes["/private/wfs"] = guarded
    stage = Stage(replace(platform(site), wfs=None, private_wfs=site.url("/private/wfs")))
    end = stage.list()
    assert isinstance(end, Failed)
    assert end.problem.code is ProblemCode.SIGN_IN_REQUIRED
    stage.signed.add(ME)
    assert padlocks(stage.list()) == {"secret": Padlock.YOURS}
    stage.harvest.stop(wait_s=5.0)


def test_a_layer_that_asks_for_a_sign_in(site: Site) -> None:
    listed = wfs({"open": "A", "closed": "B"})

    def answer(heard: Heard) -> Reply:
        return Reply("", 401) if heard.query.get("TYPENAMES") == "closed" else listed(heard)

    site.routes["/wfs"] = answer
    stage = Stage(platform(site))
    stage.list()
    assert stage.probe("closed").entry.padlock is Padlock.NEEDS_SIGN_IN
    assert stage.probe("open").entry.padlock is Padlock.OPEN
    stage.harvest.stop(wait_s=5.0)


def test_a_layer_without_a_name_is_found_when_it_is_wanted(site: Site) -> None:
    site.routes["/one"] = wfs({"ms:z": "Zones"})
    link = Online(site.url("/one?SERVICE=WFS&REQUEST=GetCapabilities"), "OGC:WFS")
    site.routes["/csw"] = csw([Sheet("r1", "Les zones", (link,))])
    one = replace(platform(site), wfs=None, catalogue=Catalogue("csw", site.url("/csw")))
    stage = Stage(one)
    (entry,) = stage.list().entries
    assert entry.collection.service_name == ""
    # A catalogue that tells of it does not say that it is open.
    assert entry.padlock is Padlock.UNKNOWN
    assert "/one" not in site.paths()
    probed = stage.probe(entry.collection.id).entry
    assert (probed.service_name, probed.padlock) == ("ms:z", Padlock.OPEN)
    # What was found out holds for the next list.
    assert stage.list().entries[0].padlock is Padlock.OPEN
    stage.harvest.stop(wait_s=5.0)


def test_what_a_catalogue_alone_tells_is_told_apart(stage: Stage, site: Site) -> None:
    far = Online(site.url("/far/wfs"), "OGC:WFS", "x")
    own = Online(site.url("/wfs"), "OGC:WFS", "ns:b")
    site.routes["/csw"] = csw([Sheet("r1", "Ailleurs", (far,)), Sheet("r2", "Ici", (own,))], 10)
    site.routes["/far/wfs"] = Reply("", 403)
    end = stage.list()
    assert padlocks(end) == {"ns:a": Padlock.OPEN, "ns:b": Padlock.OPEN, "x": Padlock.UNKNOWN}
    (row,) = [entry for entry in end.entries if entry.service_name == "x"]
    # Signed out, a refusal is an invitation to sign in.
    assert stage.probe(row.collection.id).entry.padlock is Padlock.NEEDS_SIGN_IN
