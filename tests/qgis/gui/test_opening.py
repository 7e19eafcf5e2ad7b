"""From a wish to a layer, on a real platform and a real harvest."""

from __future__ import annotations

import threading
from dataclasses import replace
from types import SimpleNamespace

import pytest
from qgis.core import QgsProject

from cicclo_qgis.catalogue import Batch, Failed, Finished, Harvest, Probed, Stopped
from cicclo_qgis.gui.desk_protocol import Listing, ListingState
from cicclo_qgis.gui.opening import Opening
from cicclo_qgis.host.loading import Loading
from cicclo_qgis.host.transport import http_session
from cicclo_qgis.host.workers import Workers
from cicclo_qgis.ogcapi.cql2 import Condition, Operator, ValueKind
from cicclo_qgis.ogcapi.queryables import Offer, Queryable
from cicclo_qgis.platforms.model import LandingStatus, Platform
from cicclo_qgis.transfer import Options
from tests.qgis.gui.fake_desk import FakeDesk
from tests.qgis.platform_server import Content, OapifPlatform, _json
from tests.qgis.server import Answer
from tests.qgis.wfs_server import _XML, WfsPlatform

WANTED = (Condition("number", Operator.LESS, "5", ValueKind.INTEGER),)
QML = b"""<qgis><renderer-v2 type="singleSymbol"><symbols><symbol name="0" type="marker">
<layer class="SimpleMarker"><prop k="color" v="18,52,86,255"/><prop k="name" v="square"/></layer>
</symbol></symbols></renderer-v2></qgis>"""


class Listed(OapifPlatform):
    """Lists its collections; ``style``: links one that it answers with these bytes."""

    style = None
    strict = False

    def answer(self, seen):
        path = seen.path[len(self.base) :].rstrip("/")
        if self.strict and "bbox" in seen.query and not path.endswith("/items"):
            return Answer(400, b"{}")
        if path == "/style.qml":
            return Answer(200, self.style, [("Content-Type", "application/vnd.qgis.qml")])
        if path == "/collections":
            return _json({"links": [], "collections": [self._entry(c) for c in self.contents]})
        return super().answer(seen)

    def _entry(self, content):
        told = self._collection(content)
        if self.style is not None:
            kind = "application/vnd.qgis.qml"
            told["links"] = [{"href": self.landing + "style.qml", "rel": "style", "type": kind}]
        return told


class World:
    """A desk as far as openings use it, fed by a harvest."""

    def __init__(self, server, qtbot):
        contents = [Content("zones", 300, title="Zones"), Content("huge", 50_001, title="Huge")]
        self.server, self.qtbot = Listed(server, contents), qtbot
        self.platform = Platform(
            "atelier", "Atelier", "", "", self.server.landing, LandingStatus.DOCUMENTED, ()
        )
        self.desk = FakeDesk(self.platform)
        self.desk.entering = SimpleNamespace(demands=SimpleNamespace(pending=lambda _id: None))
        self.desk.refresh = lambda _id: self.harvest.refresh(self.platform)
        self.workers = Workers()
        self.harvest = Harvest(
            http_session, lambda event: self.workers.in_gui(lambda: self.heard(event))
        )
        self.opening = Opening(self.desk, self.workers, self.harvest, http_session)

    def heard(self, event):
        desk = self.desk
        if isinstance(event, (Batch, Finished)):
            desk._entries["atelier"] = event.entries
        if isinstance(event, Finished):
            desk._listings["atelier"] = Listing(ListingState.LOADED)
        if isinstance(event, Failed):
            desk._listings["atelier"] = Listing(ListingState.FAILED, event.problem)
        if isinstance(event, Probed):
            kept = [
                e for e in desk.entries("atelier") if e.collection.id != event.entry.collection.id
            ]
            desk._entries["atelier"] = (*kept, event.entry)
        self.opening.heard(event)

    def list(self):
        self.harvest.refresh(self.platform)
        self.qtbot.waitUntil(lambda: self.desk.listing("atelier").state is ListingState.LOADED)

    def open(self, name="zones", loading=None):
        self.opening.open(self.platform, self.desk.entry("atelier", name), loading)

    def layer(self):
        layers = QgsProject.instance().mapLayers
        self.qtbot.waitUntil(lambda: bool(layers()))
        (layer,) = layers().values()
        return layer

    def told(self):
        return [asked[1:3] for asked in self.desk.asked if asked[0] == "tell"]


@pytest.fixture
def world(server, qtbot, qgis_new_project, monkeypatch):
    # A busy machine takes its time as well.
    monkeypatch.setattr("cicclo_qgis.gui.opening._PATIENCE_MS", 3_600_000)
    world = World(server, qtbot)
    yield world
    world.harvest.stop(2.0)
    world.workers.stop()
    QgsProject.instance().clear()


def test_a_collection_becomes_a_layer(world):
    world.list()
    world.open()
    world.open()
    layer = world.layer()
    world.qtbot.wait(200)
    assert len(QgsProject.instance().mapLayers()) == 1, "two clicks are one wish"
    assert layer.isValid() and layer.name() == "Zones" and layer.featureCount() == 300


def test_what_only_the_last_run_knows_is_listed_first(world):
    world.list()
    entries = world.desk.entries("atelier")
    world.harvest.forget("atelier")
    world.opening._asked.clear()
    world.desk._listings.clear()
    world.desk._entries["atelier"] = entries
    world.open()
    assert world.layer().isValid()


def test_a_platform_that_has_failed_is_asked_again(world):
    world.list()
    entries = world.desk.entries("atelier")
    world.harvest.forget("atelier")
    world.server.allowed = lambda seen: False
    world.server.refusal = lambda seen: Answer(503, b"{}")
    world.harvest.refresh(world.platform)
    world.qtbot.waitUntil(
        lambda: world.desk.listing("atelier").state is ListingState.FAILED, timeout=30_000
    )
    world.desk._entries["atelier"] = entries
    world.open()
    world.qtbot.waitUntil(lambda: bool(world.told()), timeout=30_000)
    assert world.told()[0][0] == "error" and "Zones" in world.told()[0][1]
    assert world.desk.holds()
    world.server.allowed = lambda seen: True
    world.open()
    assert not world.desk.holds(), "what was said of the first wish stays"
    assert world.layer().isValid(), "the first wish was not kept for ever"


def test_a_style_that_the_platform_links_is_drawn(world):
    world.server.style = QML
    world.list()
    world.open()
    assert world.layer().renderer().symbol().color().name() == "#123456"


def test_a_broken_style_is_no_reason_to_fail(world):
    world.server.style = b"<qgis><renderer-v2"
    world.list()
    world.open()
    assert world.layer().isValid() and world.told() == []


def test_very_many_features_are_asked_about_first(world):
    asked = []
    world.opening.huge = lambda entry, count, go_on: asked.append((count, go_on))
    world.list()
    world.open("huge")
    world.qtbot.waitUntil(lambda: bool(asked))
    assert asked[0][0] == 50_001 and not QgsProject.instance().mapLayers()
    asked[0][1]()
    assert world.layer().name() == "Huge"


def test_with_options_nobody_is_asked_twice(world):
    world.opening.huge = lambda *_: pytest.fail("the dialog has told already")
    world.list()
    world.open("huge", Loading(limit=100))
    assert sum(1 for _ in world.layer().getFeatures()) == 100


def test_a_strict_server_is_told_of_and_qgis_filters(world):
    world.server.strict = True
    world.list()
    world.open(loading=Loading((-3.0, 48.0, -2.9505, 49.0)))
    layer = world.layer()
    assert layer.isValid() and sum(1 for _ in layer.getFeatures()) == 15
    assert world.told() == [
        ("info", "The platform cannot filter “Zones”: QGIS does it, after loading.")
    ]


def test_conditions_the_server_cannot_be_told_are_qgis_own(world):
    world.list()
    world.open(loading=Loading(conditions=WANTED, offer=Offer()))
    assert sum(1 for _ in world.layer().getFeatures()) == 5
    assert len(world.told()) == 1


def test_what_waits_for_a_list_is_let_go_when_the_person_stops(world):
    world.list()
    entries = world.desk.entries("atelier")
    world.harvest.forget("atelier")
    world.opening._asked.clear()
    world.desk._entries["atelier"] = entries
    world.desk.refresh = lambda _id: None  # queued behind others
    world.open()
    world.opening.heard(Stopped("atelier"))
    assert world.told()[0][0] == "error" and "stopped" in world.told()[0][1]
    world.desk._listings["atelier"] = Listing(ListingState.STOPPED)
    world.opening._asked.add("atelier")
    world.desk.refresh = lambda _id: world.harvest.refresh(world.platform)
    world.open()
    assert world.layer().isValid(), "chosen again, its platform is asked"


def test_a_platform_that_takes_its_time_is_said_to(world, monkeypatch):
    world.list()
    text = "“Zones” opens as soon as Atelier answers."
    monkeypatch.setattr("cicclo_qgis.gui.opening._PATIENCE_MS", 1)
    go_on = threading.Event()
    world.server.on_items = lambda _seen: go_on.wait(20)
    world.open()
    world.qtbot.waitUntil(lambda: world.told() == [("info", text)], timeout=20_000)
    go_on.set()
    assert world.layer().isValid()
    world.qtbot.wait(50)
    assert world.told() == [("info", text)]


@pytest.mark.parametrize("copies", [True, False])
def test_a_part_that_a_wfs_does_not_take_is_offered_as_a_copy(world, server, copies):
    class Strict(WfsPlatform):
        def answer(self, seen):
            if "FILTER" in seen.query:
                return Answer(400, b"<ows:ExceptionReport xmlns:ows='http://x'/>", [_XML])
            return super().answer(seen)

    wfs = Strict(server, 300)
    world.platform = replace(world.platform, landing=None, wfs=wfs.url)
    world.list()
    wanted = []
    world.desk.download = (lambda *asked: wanted.append(asked)) if copies else None
    offer = Offer(queryables=(Queryable("number", "number", ValueKind.INTEGER),), cql2=True)
    world.open("t:zones", Loading(conditions=WANTED, offer=offer))
    world.qtbot.waitUntil(lambda: bool(world.told()), timeout=20_000)
    ((level, text),) = world.told()
    assert level == "warning" and "“Zones humides”" in text
    assert not QgsProject.instance().mapLayers()
    (notice,) = [asked for asked in world.desk.asked if asked[0] == "tell"]
    assert notice[3] == ("Download a copy…" if copies else "")
    if copies:
        world.desk.told()
        assert wanted == [("atelier", "t:zones", Options(filter="number < 5"))]
