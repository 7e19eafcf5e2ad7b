"""The way in: cheap until used, a sign-in first where one is needed, nothing left behind."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from types import SimpleNamespace

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsRectangle
from qgis.PyQt.QtWidgets import QMainWindow

from cicclo_qgis.catalogue import Entry, Padlock
from cicclo_qgis.gui.desk_protocol import Notice
from cicclo_qgis.gui.downloads.dialog import CopyDialog
from cicclo_qgis.gui.downloads.door import Door
from cicclo_qgis.gui.downloads.job import Pause, State
from cicclo_qgis.gui.downloads.job_row import Act
from cicclo_qgis.gui.downloads.running import find
from cicclo_qgis.gui.sentences import problem_code
from cicclo_qgis.ogcapi import OgcApiError, ProblemCode, ServiceKind
from cicclo_qgis.signin.state import SessionState
from cicclo_qgis.transfer import Options, Place
from tests.qgis.gui import fake_desk as fake
from tests.qgis.gui.downloads.conftest import NoSession
from tests.qgis.gui.downloads.test_refreshing import Iface
from tests.qgis.server import Answer
from tests.qgis.tree import tree_view


class Window(Iface):
    """QGIS with a map, a menu and a place for panels."""

    def __init__(self, window, tree):
        super().__init__(window)
        self.menu = []
        self.docks = []
        self.chosen = []
        self.tree = tree

    def mapCanvas(self):
        wgs84 = QgsCoordinateReferenceSystem("EPSG:4326")
        return SimpleNamespace(
            extent=lambda: QgsRectangle(-3, 48, -2, 49),
            mapSettings=lambda: SimpleNamespace(destinationCrs=lambda: wgs84),
        )

    def setActiveLayer(self, layer):
        self.chosen.append(layer.id())

    def layerTreeView(self):
        return self.tree

    def addPluginToWebMenu(self, name, action):
        self.menu.append(action)

    def removePluginWebMenu(self, name, action):
        self.menu.remove(action)

    def addDockWidget(self, area, dock):
        self.docks.append(dock)
        self._window.addDockWidget(area, dock)

    def removeDockWidget(self, dock):
        self.docks.remove(dock)


@pytest.fixture
def iface(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    window.show()
    with tree_view(window) as tree:
        yield Window(window, tree)


@pytest.fixture
def entry(platform, http, beside_gui):
    landing, collection = beside_gui(
        lambda: find(http, Place(platform.landing, "agents"), lambda: False)
    )
    return Entry("essai", collection, landing, Padlock.NEEDS_SIGN_IN)


@pytest.fixture
def desk(platform, entry):
    known = replace(
        fake.platform("essai", "Essai (atelier)", access=[fake.oidc("essai")]),
        landing=platform.landing,
    )
    desk = fake.FakeDesk(known)
    desk.lists("essai", entry)
    desk.notices = []
    desk.tell = lambda *told, **more: desk.notices.append(Notice(*told, **more))
    return desk


@pytest.fixture
def door(iface, desk, workers, http, tmp_path, monkeypatch, qgis_settings):
    monkeypatch.setattr("cicclo_qgis.gui.downloads.door.downloads_path", lambda: tmp_path / "kept")
    monkeypatch.setattr("cicclo_qgis.gui.downloads.rooms.downloads_path", lambda: tmp_path / "kept")
    monkeypatch.setattr("cicclo_qgis.gui.downloads.door._AFTER_START_MS", 50)
    qgis_settings({"cicclo/downloadFolder": str(tmp_path)})
    known = {one.id: one for one in desk.platforms()}
    engine = SimpleNamespace(
        http=http,
        sessions=NoSession(),
        workers=workers,
        registry=SimpleNamespace(get=known.get, platforms=lambda: tuple(known.values())),
    )
    door = Door(iface, desk, engine)
    door.start()
    yield door
    door.stop()


def dialogs(iface):
    return [one for one in iface.mainWindow().findChildren(CopyDialog) if one.isVisible()]


def test_cheap_until_somebody_comes_in(door, desk, iface):
    assert desk.download == door.download and len(iface.menu) == 1
    assert door._rooms is None


def test_a_sign_in_comes_first_and_the_dialog_after_it(qtbot, door, desk, iface):
    preset = Options(bbox=(-3.0, 48.0, -2.0, 49.0))
    desk.download("essai", "agents", preset)
    qtbot.waitUntil(lambda: ("sign_in", "essai") in desk.asked)
    assert dialogs(iface) == []
    desk.has_session("essai", SessionState.WAITING)
    assert dialogs(iface) == []
    desk.has_session("essai", SessionState.SIGNED_IN)
    qtbot.waitUntil(lambda: len(dialogs(iface)) == 1)
    (dialog,) = dialogs(iface)
    assert dialog.warning.isVisible(), "restricted"
    assert dialog.options().bbox == preset.bbox
    dialog.go.click()
    (job,) = door.rooms.downloads.jobs()
    qtbot.waitUntil(lambda: job.state is State.DONE)
    qtbot.waitUntil(lambda: bool(iface.docks))
    assert desk.notices[-1].text.startswith("“agents”: Complete")


def test_a_sign_in_that_came_to_nothing_is_forgotten(qtbot, door, desk, iface):
    desk.download("essai", "agents", None)
    qtbot.waitUntil(lambda: ("sign_in", "essai") in desk.asked)
    desk.has_session("essai", SessionState.WAITING)
    desk.has_session("essai", SessionState.SIGNED_OUT)
    desk.has_session("essai", SessionState.SIGNED_IN)
    qtbot.wait(300)
    assert dialogs(iface) == []


@pytest.mark.parametrize(
    ("padlock", "kind", "word"),
    [
        (Padlock.NO_RIGHT, ServiceKind.FEATURES, "no right"),
        (Padlock.OPEN, ServiceKind.WFS, "several layers"),
    ],
)
def test_what_cannot_be_copied_is_told(qtbot, door, desk, iface, entry, padlock, kind, word):
    collection = replace(entry.collection, service_kind=kind)
    desk.lists("essai", replace(entry, padlock=padlock, collection=collection))
    desk.download("essai", "agents", None)
    qtbot.waitUntil(lambda: bool(desk.notices))
    assert word in desk.notices[0].text and dialogs(iface) == []


def test_a_service_that_does_not_answer_is_told(qtbot, door, desk, entry, monkeypatch):
    def dead(*_asked):
        raise OgcApiError(ProblemCode.UNREACHABLE, "http://127.0.0.1/")

    monkeypatch.setattr("cicclo_qgis.gui.downloads.rooms.located", dead)
    wfs = replace(entry.collection, service_kind=ServiceKind.WFS, service_name="")
    desk.lists("essai", replace(entry, collection=wfs, padlock=Padlock.OPEN))
    desk.download("essai", "agents")
    qtbot.waitUntil(lambda: len(desk.notices) == 1, timeout=20_000)
    assert problem_code(ProblemCode.UNREACHABLE) in desk.notices[0].text


def test_a_collection_that_is_not_listed_is_looked_up(qtbot, door, desk, iface):
    desk.download("essai", "stations", None)
    qtbot.waitUntil(lambda: len(dialogs(iface)) == 1)
    assert dialogs(iface)[0].heading.text() == "Stations de mesure"
    desk.download("essai", "nothing", None)
    qtbot.waitUntil(lambda: bool(desk.notices))
    assert "nothing" in desk.notices[0].text


def test_downloads_cut_off_are_offered(qtbot, iface, desk, wish, tmp_path, request):
    (tmp_path / "kept").mkdir()
    told = json.dumps(wish("agents").to_json())
    (tmp_path / "kept" / "a1.json").write_text(told, encoding="utf-8")
    door = request.getfixturevalue("door")
    qtbot.waitUntil(lambda: bool(desk.notices))
    notice = desk.notices[0]
    assert "Stations de mesure" in notice.text and notice.action is not None
    (job,) = door.rooms.downloads.jobs()
    assert (job.state, job.pause) == (State.PAUSED, Pause.INTERRUPTED)
    notice.action()
    qtbot.waitUntil(lambda: job.state is State.DONE)


def test_a_session_that_is_only_renewed_wakes_nothing(qtbot, door, desk, wish, platform):
    desk.has_session("essai", SessionState.SIGNED_OUT)
    platform.allowed = lambda seen: not seen.path.endswith("/items")
    downloads = door.rooms.downloads
    job = downloads.job(downloads.start(wish("agents")))
    qtbot.waitUntil(lambda: job.needs_sign_in)
    assert desk.notices[-1].action_label
    desk.has_session("essai", SessionState.SIGNED_IN)
    qtbot.waitUntil(lambda: job.state is State.FAILED)
    before = len(platform.server.seen)
    desk.has_session("essai", SessionState.RENEWING)
    desk.has_session("essai", SessionState.SIGNED_IN)
    qtbot.wait(500)
    assert job.state is State.FAILED and len(platform.server.seen) == before


def test_a_key_in_an_address_is_not_written_down(qtbot, door, desk, iface, entry, gate, tmp_path):
    key = secrets.token_hex(12)
    landing = replace(entry.landing, url=f"{entry.landing.url}?apikey={key}")
    items = f"{entry.collection.items_url}?apikey={key}"
    collection = replace(entry.collection, items_url=items)
    desk.lists("essai", Entry("essai", collection, landing, Padlock.OPEN))
    desk.download("essai", "agents", None)
    qtbot.waitUntil(lambda: len(dialogs(iface)) == 1)
    gate.shut(after=1)
    dialogs(iface)[0].go.click()
    (job,) = door.rooms.downloads.jobs()
    written = [path.read_bytes() for path in (tmp_path / "kept").iterdir()]
    assert written and not any(key.encode() in one for one in written)
    gate.open.set()
    qtbot.waitUntil(lambda: job.state is State.DONE)
    assert key.encode() not in job.wish.path.read_bytes()


@pytest.fixture
def drawn(qtbot, door, wish, gate, desk):
    """A copy whose first features are on the map, and no more yet."""
    QgsProject.instance().clear()
    gate.shut(after=1)
    job = door.rooms.downloads.job(door.rooms.downloads.start(wish()))
    qtbot.waitUntil(lambda: len(QgsProject.instance().mapLayers()) == 1, timeout=20000)
    yield job
    QgsProject.instance().clear()


def test_what_was_shown_of_a_cancelled_copy_is_said_to_be_gone(qtbot, door, desk, drawn):
    door.rooms.downloads.cancel(drawn.id)
    assert QgsProject.instance().mapLayers() == {}
    text = desk.notices[-1].text
    assert "Cancelled" in text and "off the map" in text


def test_what_was_shown_of_a_failed_copy_is_said_to_be_gone(
    qtbot, door, desk, drawn, gate, platform
):
    platform.server.fallback = lambda seen: Answer(404, b"{}")
    gate.open.set()
    qtbot.waitUntil(lambda: drawn.state is State.FAILED, timeout=20000)
    assert QgsProject.instance().mapLayers() == {}
    (notice,) = desk.notices
    assert "off the map" in notice.text and notice.action is not None


def test_the_whole_copy_can_be_refreshed_by_its_menu(qtbot, door, desk, iface, drawn, gate):
    (layer,) = QgsProject.instance().mapLayers().values()
    assert ("refresh_copy", layer.id()) not in iface.offered
    gate.open.set()
    offered = ("refresh_copy", layer.id())
    qtbot.waitUntil(lambda: offered in iface.offered, timeout=20000)
    assert layer.featureCount() == 2500
    gate.open.clear()
    downloads = door.rooms.downloads
    door.refresh(layer)
    qtbot.waitUntil(lambda: len(downloads.jobs()) == 2, timeout=20000)
    door.rooms.panel.hide()
    door.refresh(layer)  # while it is under way: how far it is, is shown
    assert door.rooms.panel.isVisible() and len(downloads.jobs()) == 2
    gate.open.set()


def test_a_copy_that_is_on_the_map_is_not_put_there_twice(qtbot, door, desk, iface, drawn, gate):
    gate.open.set()
    qtbot.waitUntil(lambda: drawn.state is State.DONE, timeout=20000)
    (layer,) = QgsProject.instance().mapLayers().values()
    qtbot.waitUntil(lambda: layer.featureCount() == 2500, timeout=20000)
    node = QgsProject.instance().layerTreeRoot().findLayer(layer.id())
    node.setItemVisibilityChecked(False)
    desk.notices.clear()
    door.rooms.show_panel()
    door.rooms.panel.act(drawn.id, Act.SHOW)
    assert list(QgsProject.instance().mapLayers()) == [layer.id()]
    assert iface.chosen == [layer.id()] and node.isVisible()
    (notice,) = desk.notices
    assert "already" in notice.text
    QgsProject.instance().removeMapLayer(layer.id())
    door.rooms.panel.act(drawn.id, Act.SHOW)
    qtbot.waitUntil(lambda: len(QgsProject.instance().mapLayers()) == 1, timeout=20000)


def test_closed_meanwhile_nothing_of_it_stays_on_the_map(door, drawn):
    door.stop()
    assert QgsProject.instance().mapLayers() == {}


def test_nothing_is_left_behind(qtbot, door, desk, iface, wish, gate):
    gate.shut()
    job_id = door.rooms.downloads.start(wish("agents"))
    qtbot.waitUntil(lambda: bool(iface.docks))
    downloads = door.rooms.downloads
    door.stop()
    assert desk.download is None and iface.menu == [] and iface.docks == []
    assert not downloads._threads and job_id
    desk.has_session("essai", SessionState.SIGNED_IN)
    door.stop()
