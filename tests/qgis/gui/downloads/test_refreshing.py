"""Copies on the map: added as they should be, refreshed under their layers, never over work."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtWidgets import QMainWindow, QMessageBox

from cicclo_qgis.gui.downloads.arrivals import Arrivals
from cicclo_qgis.gui.downloads.copy_menu import CopyMenu
from cicclo_qgis.gui.downloads.job import State
from cicclo_qgis.gui.downloads.refreshing import Refreshing, beside, changed_here
from cicclo_qgis.host.copies import is_marked, style_of
from cicclo_qgis.platforms import LandingStatus, Origin, Platform
from cicclo_qgis.transfer import TransferCode, read_source
from tests.qgis.gui.downloads.test_downloads import wait_state


class Iface:
    """What QGIS offers to plugins, as far as copies need it."""

    def __init__(self, window):
        self._window = window
        self.active = None
        self.offered = []

    def mainWindow(self):
        return self._window

    def activeLayer(self):
        return self.active

    def addCustomActionForLayerType(self, action, menu, kind, every):
        self.offered.append((action.objectName(), menu, every))

    def addCustomActionForLayer(self, action, layer):
        self.offered.append((action.objectName(), layer.id()))

    def removeCustomActionForLayerType(self, action):
        self.offered.clear()


@pytest.fixture
def project(qgis_app):
    project = QgsProject.instance()
    project.clear()
    yield project
    project.clear()


@pytest.fixture
def iface(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    return Iface(window)


@pytest.fixture
def told():
    return []


@pytest.fixture
def house(make_downloads, workers, platform, iface, project, told):
    """Downloads with all that puts copies where they belong."""
    known = Platform(
        id="essai",
        name="Essai (atelier)",
        territory="",
        software="",
        landing=platform.landing,
        landing_status=LandingStatus.DOCUMENTED,
        access=(),
        origin=Origin.SHIPPED,
    )
    desk = SimpleNamespace(
        tell=lambda level, text, *more, **_: told.append((level.value, text, *more))
    )
    downloads = make_downloads()
    arrivals = Arrivals(downloads, workers, {"essai": known}.get, desk.tell)
    at = {platform.landing: known}.get
    refreshing = Refreshing(iface, downloads, workers, at, desk)
    yield SimpleNamespace(downloads=downloads, arrivals=arrivals, refreshing=refreshing)
    arrivals.stop()
    refreshing.stop()


@pytest.fixture
def copy(qtbot, house, wish, project):
    """A copy of 30 rows on the map."""
    job_id = house.downloads.start(wish("agents", title="Agents"))
    wait_state(qtbot, house.downloads, job_id, State.DONE)
    qtbot.waitUntil(lambda: len(project.mapLayers()) == 1)
    return next(iter(project.mapLayers().values()))


def refreshed(qtbot, house):
    qtbot.waitUntil(lambda: len(house.downloads.jobs()) == 2)
    job_id = house.downloads.jobs()[1].id
    return wait_state(qtbot, house.downloads, job_id, State.DONE)


def test_a_copy_goes_on_the_map_with_what_is_known_of_it(copy, told):
    assert copy.name() == "Agents" and copy.isValid() and is_marked(copy)
    assert copy.metadata().identifier() == "agents"
    assert copy.metadata().rights() == ["Essai (atelier)"]
    assert told == [("success", told[0][1], "", None)]
    assert "Agents" in told[0][1] and "Complete" in told[0][1]


def test_not_added_when_that_is_not_wanted(qtbot, house, wish, project):
    job_id = house.downloads.start(wish("agents", add=False))
    wait_state(qtbot, house.downloads, job_id, State.DONE)
    qtbot.wait(200)
    assert project.mapLayers() == {}
    house.arrivals.show(house.downloads.job(job_id))
    qtbot.waitUntil(lambda: len(project.mapLayers()) == 1)


def test_refreshed_under_its_layer(qtbot, house, copy, platform, tmp_path):
    platform.contents[1].count = 44
    before = (copy.id(), copy.source(), style_of(copy))
    house.refreshing.refresh(copy)
    job = refreshed(qtbot, house)
    assert job.wish.platform_id == "essai"
    assert (copy.id(), copy.source(), style_of(copy)) == before
    assert copy.featureCount() == 44 == len(list(copy.getFeatures()))
    assert not beside(tmp_path / "copie.gpkg").exists()


def test_the_old_copy_stays_until_the_new_one_is_whole(qtbot, house, copy, gate, tmp_path):
    gate.shut()
    house.refreshing.refresh(copy)
    qtbot.waitUntil(lambda: len(house.downloads.jobs()) == 2)
    assert copy.isValid() and copy.featureCount() == 30
    house.refreshing.refresh(copy)
    qtbot.wait(200)
    assert len(house.downloads.jobs()) == 2, "it is on its way already"
    house.downloads.cancel(house.downloads.jobs()[1].id)
    gate.open.set()
    qtbot.waitUntil(lambda: sorted(p.name for p in tmp_path.glob("*.gpkg*")) == ["copie.gpkg"])
    assert copy.featureCount() == 30


def test_a_copy_being_edited_is_left_alone(qtbot, house, copy, told):
    copy.startEditing()
    house.refreshing.refresh(copy)
    qtbot.wait(200)
    assert len(house.downloads.jobs()) == 1
    assert told[-1][0] == "warning" and "edited" in told[-1][1]
    copy.rollBack()


@pytest.mark.parametrize("agreed", [False, True])
def test_changes_made_here_are_asked_about(qtbot, house, copy, iface, tmp_path, agreed):
    source = read_source(tmp_path / "copie.gpkg")
    assert not changed_here(tmp_path / "copie.gpkg", source)
    copy.startEditing()
    copy.deleteFeature(next(copy.getFeatures()).id())
    assert copy.commitChanges()
    assert changed_here(tmp_path / "copie.gpkg", source)
    house.refreshing.refresh(copy)
    find = iface.mainWindow().findChildren
    qtbot.waitUntil(lambda: bool(find(QMessageBox)))
    (question,) = find(QMessageBox)
    assert question.defaultButton() is question.button(QMessageBox.StandardButton.Cancel)
    if not agreed:
        question.reject()
        qtbot.wait(200)
        assert len(house.downloads.jobs()) == 1 and copy.featureCount() == 29
        return
    role = QMessageBox.ButtonRole.AcceptRole
    next(b for b in question.buttons() if question.buttonRole(b) == role).click()
    refreshed(qtbot, house)
    assert copy.featureCount() == 30


def test_in_use_elsewhere_it_waits_and_is_not_fetched_again(
    qtbot, house, copy, platform, told, monkeypatch
):
    monkeypatch.setattr("cicclo_qgis.host.replacing._TRIES", 1)
    with monkeypatch.context() as patch:
        patch.setattr("cicclo_qgis.host.replacing._moved", lambda new, old: False)
        platform.contents[1].count = 44
        house.refreshing.refresh(copy)
        qtbot.waitUntil(lambda: len(house.downloads.jobs()) == 2)
        job_id = house.downloads.jobs()[1].id
        job = wait_state(qtbot, house.downloads, job_id, State.FAILED)
    assert job.code is TransferCode.TARGET_BUSY and copy.featureCount() == 30
    level, text, label, again = told[-1]
    assert level == "warning" and "in use" in text and label
    before = len(platform.server.seen)
    again()
    wait_state(qtbot, house.downloads, job_id, State.DONE)
    assert copy.featureCount() == 44 and len(platform.server.seen) == before


def test_a_file_that_says_nothing_of_itself(qtbot, house, told, tmp_path, project):
    from tests.qgis.host.test_copies import package

    layer = QgsVectorLayer(str(package(tmp_path / "own.gpkg", 2)), "own", "ogr")
    project.addMapLayer(layer)
    house.refreshing.refresh(layer)
    qtbot.waitUntil(lambda: bool(told))
    assert "where it comes from" in told[0][1] and house.downloads.jobs() == ()


def test_the_menu_offers_it_for_copies_alone(qtbot, house, copy, iface, workers, project, tmp_path):
    from tests.qgis.host.test_copies import package

    own = QgsVectorLayer(str(package(tmp_path / "own.gpkg", 2)), "own", "ogr")
    by_hand = QgsVectorLayer(str(tmp_path / "copie.gpkg"), "by hand", "ogr")
    memory = QgsVectorLayer("Point", "memory", "memory")
    layers = [copy, own, by_hand, memory]
    project.addMapLayers([own, by_hand, memory])
    asked = []
    menu = CopyMenu(iface, workers, asked.append)
    menu.look_at(layers)
    wanted = {copy.id(), by_hand.id()}
    qtbot.waitUntil(lambda: {one[1] for one in iface.offered[1:]} == wanted)
    iface.active = copy
    menu.action.trigger()
    assert asked == [copy]
    menu.stop()
    assert iface.offered == []
