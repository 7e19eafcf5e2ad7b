"""A harvest that runs says how far it is, and the person may wait no more."""

from __future__ import annotations

import json
import threading

import pytest
from qgis.core import QgsSettings
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest

from cicclo_qgis.catalogue import Harvest
from cicclo_qgis.catalogue.index import Index
from cicclo_qgis.engine import Engine
from cicclo_qgis.gui.desk import Desk
from cicclo_qgis.gui.desk_protocol import ListingState
from cicclo_qgis.gui.remembering import Remembering
from cicclo_qgis.host.live_layers import LiveLayers
from tests.qgis.gui import fake_desk as fake
from tests.unit.api import serve
from tests.unit.signin.people import ScriptedBrowser
from tests.unit.site import Reply, Site

QUICK, SLOW = 6, 30
LONG = 20_000
LAST_YEAR = 1_760_000_000.0


@pytest.fixture
def many(qgis_app):
    desk = fake.FakeDesk(*(fake.platform(f"p{n}", f"P{n}") for n in range(40)))
    for number in range(30):
        desk.lists(f"p{number}", fake.entry(f"p{number}", "x"))
    return desk


def test_the_foot_tells_how_far_it_is_and_stops(make_dock, many, qtbot):
    dock = make_dock(many)
    qtbot.waitUntil(dock.foot.stop_button.isVisible, timeout=LONG)
    assert "30 of 40 platforms have answered" in dock.status.text()
    assert (dock.foot.bar.value(), dock.foot.bar.maximum()) == (30, 40)
    assert dock.foot.bar.isVisible()
    qtbot.mouseClick(dock.foot.stop_button, Qt.MouseButton.LeftButton)
    assert many.asked == [("stop_refresh",)]
    place = dock.tree.geometry()
    for number in range(30, 40):
        many.stops(f"p{number}")
    qtbot.waitUntil(lambda: not dock.foot.stop_button.isVisible(), timeout=LONG)
    assert dock.status.text() == "30 collections · stopped before 10 platforms had answered"
    qtbot.wait(50)
    assert dock.tree.geometry() == place, "the list has not jumped"


def test_escape_stops_once_search_and_filters_are_clear(make_dock, many, qtbot):
    dock = make_dock(many)
    dock.search.setText("p")
    dock.tree.setFocus()
    qtbot.keyClick(dock.tree, Qt.Key.Key_Escape)
    assert many.asked == [] and dock.search.text() == ""
    dock.tree.setFocus()
    qtbot.keyClick(dock.tree, Qt.Key.Key_Escape)
    assert many.asked == [("stop_refresh",)]


def test_escape_stops_nothing_where_nothing_runs(dock, desk, qtbot):
    dock.tree.setFocus()
    qtbot.keyClick(dock.tree, Qt.Key.Key_Escape)
    assert desk.asked == []
    assert not dock.foot.stop_button.isVisible() and not dock.foot.bar.isVisible()


def test_the_stop_button_is_reached_by_the_keyboard_and_named(make_dock, many, qtbot):
    dock = make_dock(many)
    button = dock.foot.stop_button
    qtbot.waitUntil(button.isVisible, timeout=LONG)
    assert "Stop" in button.accessibleName() and dock.foot.bar.accessibleName()
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert many.asked == [("stop_refresh",)]


def test_a_row_says_that_it_was_stopped_and_of_when_its_list_is(make_dock, desk):
    desk.stops("atelier-armor", LAST_YEAR)
    dock = make_dock(desk)
    index = dock.model.index_of("atelier-armor")
    from cicclo_qgis.gui import row_texts

    brief = row_texts.platform_in_brief(dock.model.node(index))
    assert "Stopped" in brief and "2025" in brief and "list of" in brief
    assert "You stopped" in index.data(int(Qt.ItemDataRole.AccessibleDescriptionRole))


def test_stopped_before_anything_came_it_says_what_to_do(make_dock, qtbot):
    desk = fake.FakeDesk(fake.ARMOR, fake.HEXAGONE)
    dock = make_dock(desk)
    for name in ("atelier-armor", "atelier-hexagone"):
        desk.stops(name)
    qtbot.waitUntil(dock.empty.isVisible, timeout=LONG)
    assert dock.empty._title.text() == "Nothing listed yet"
    dock.empty._button.click()
    assert desk.asked == [("refresh", None)]


# -- the plugin's own desk and harvest, and servers that keep them waiting ------------------------


class Federation:
    """Platforms that answer at once, and platforms that do not until they are let go."""

    def __init__(self, quick, slow):
        self.gate = threading.Event()
        self.slow = slow
        serve(quick, ["a"], "/ogc")
        serve(slow, ["b"], "/ogc")
        self._route = slow.routes["/ogc/"]
        slow.routes["/ogc/"] = self._answer
        common = {"territory": "", "software": "", "landing_status": "documented", "access": []}
        self.records = [
            {"id": f"{kind}{n}", "name": f"{kind} {n}", "landing": site.url("/ogc/"), **common}
            for kind, site, count in (("quick", quick, QUICK), ("slow", slow, SLOW))
            for n in range(count)
        ]

    def _answer(self, heard):
        self.gate.wait(60)
        return self._route if isinstance(self._route, Reply) else self._route(heard)


@pytest.fixture
def federation():
    with Site() as quick, Site() as slow:
        made = Federation(quick, slow)
        yield made
        made.gate.set()


@pytest.fixture
def real(federation, tmp_path, monkeypatch, qgis_new_project):
    path = tmp_path / "registry.json"
    path.write_text(json.dumps({"version": 1, "platforms": federation.records}), encoding="utf-8")
    monkeypatch.setenv("CICCLO_REGISTRY", str(path))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    QgsSettings().remove("cicclo")
    QgsSettings().setValue("cicclo/userRegistry", str(tmp_path / "user.json"))
    QgsSettings().setValue("cicclo/shippedPlatforms", False)
    engine, layers = Engine(ScriptedBrowser(lambda visit: ())), LiveLayers()
    engine.settings.shipped_platforms = False
    desk = Desk(
        engine=engine,
        layers=layers,
        make_harvest=lambda listener: Harvest(engine.http, listener),
        find=lambda address: None,
        memory=Remembering(Index(None, engine.registry.platforms()), engine.workers),
        bring_forward=lambda name: False,
    )
    desk.settings_changed()
    yield desk
    federation.gate.set()
    desk.stop()
    layers.stop()
    engine.stop()
    QgsSettings().remove("cicclo")


def states(desk):
    found = {}
    for platform in desk.platforms():
        found.setdefault(desk.listing(platform.id).state, set()).add(platform.id)
    return found


def test_what_was_told_stays_and_asking_again_brings_the_rest(real, federation, make_dock, qtbot):
    dock = make_dock(real)
    assert len(real.platforms()) == QUICK + SLOW
    real.start()
    real.open()
    quick = {f"quick{n}" for n in range(QUICK)}
    qtbot.waitUntil(lambda: states(real).get(ListingState.LOADED) == quick, timeout=LONG)
    qtbot.waitUntil(lambda: f"{QUICK} of {QUICK + SLOW}" in dock.status.text(), timeout=LONG)
    qtbot.waitUntil(dock.foot.stop_button.isVisible, timeout=LONG)
    dock.foot.stop_button.click()
    qtbot.wait(300)  # what was under way must not tell of itself later
    assert states(real) == {
        ListingState.LOADED: quick,
        ListingState.STOPPED: {f"slow{n}" for n in range(SLOW)},
    }
    assert all(real.entry(name, "a") for name in quick)
    assert real.listing("quick0").when and real.listing("slow0").when is None
    qtbot.waitUntil(lambda: not dock.foot.stop_button.isVisible(), timeout=LONG)

    federation.gate.set()
    dock.refresh_button.click()
    assert set(states(real)) == {ListingState.WAITING}, "all of them are awaited again"
    qtbot.waitUntil(lambda: set(states(real)) == {ListingState.LOADED}, timeout=LONG)
    assert all(real.entry(f"slow{n}", "b") for n in range(SLOW))


def test_stopped_before_the_sessions_are_back_nothing_is_asked(real, federation, qtbot):
    real.open()
    real.stop_refresh()
    real.start()
    qtbot.waitUntil(lambda: real._ready, timeout=LONG)
    qtbot.wait(100)
    assert set(states(real)) == {ListingState.STOPPED} and federation.slow.heard == []
    real.open()  # the dock is looked at again
    qtbot.waitUntil(lambda: bool(federation.slow.heard), timeout=LONG)
