"""A copy of what is offered by WFS alone: the dialog, the map, a start of QGIS in the middle."""

from __future__ import annotations

import secrets
from dataclasses import replace

import pytest
from qgis.core import QgsProject
from qgis.PyQt.QtCore import Qt

from cicclo_qgis.catalogue import Entry, Padlock
from cicclo_qgis.catalogue.sources.service import service_landing
from cicclo_qgis.catalogue.sources.wfs import feature_types
from cicclo_qgis.gui.downloads.job import Pause, State
from cicclo_qgis.ogcapi import DEFAULT_POLICY
from cicclo_qgis.signin.state import SessionState
from cicclo_qgis.transfer import Options, read_source
from tests.qgis.gui import fake_desk as fake
from tests.qgis.gui.downloads.conftest import NoSession
from tests.qgis.gui.downloads.test_door import Window, dialogs, door, iface
from tests.qgis.wfs_server import WfsPlatform

__all__ = ["NoSession", "Window", "door", "iface"]


@pytest.fixture
def wfs(server):
    return WfsPlatform(server, 250)


@pytest.fixture
def entry(wfs, http, beside_gui):
    """The row, as the harvest makes it."""

    def listed():
        with http() as session:
            return feature_types(session, wfs.url, DEFAULT_POLICY, main=True).collections

    (row,) = beside_gui(listed)
    return Entry("essai", row, service_landing(wfs.url, "Essai"), Padlock.OPEN)


@pytest.fixture
def desk(wfs, entry):
    known = fake.platform("essai", "Essai (atelier)", access=[fake.oidc("essai")])
    desk = fake.FakeDesk(replace(known, landing=None, wfs=wfs.url))
    desk.lists("essai", entry)
    desk.notices = []
    desk.tell = lambda *told, **more: desk.notices.append(told)
    return desk


def opened(qtbot, desk, iface, preset=None):
    desk.download("essai", "t:zones", preset)
    qtbot.waitUntil(lambda: len(dialogs(iface)) == 1, timeout=20000)
    (dialog,) = dialogs(iface)
    return dialog


def test_chosen_in_the_dialog_and_put_on_the_map(qtbot, door, desk, iface, wfs, tmp_path):
    dialog = opened(qtbot, desk, iface)
    qtbot.waitUntil(lambda: dialog.count.text() == "250", timeout=20000)
    qtbot.waitUntil(lambda: dialog.attributes.count() == 2, timeout=20000)
    # Conditions row by row are what a WFS can be told; CQL2 by hand is not.
    assert dialog.filter.rows.isVisible() and not dialog.filter.text.isVisible()
    assert not dialog.filter.told.isVisible()
    dialog.attributes.setItemCheckState(1, Qt.CheckState.Checked)
    dialog.file.setFilePath(str(tmp_path / "zones.gpkg"))
    dialog.go.click()
    downloads = door.rooms.downloads
    qtbot.waitUntil(lambda: bool(downloads.jobs()), timeout=20000)
    (job,) = downloads.jobs()
    qtbot.waitUntil(lambda: job.state is State.DONE, timeout=20000)
    assert job.outcome.result.features == 250
    project = QgsProject.instance()
    qtbot.waitUntil(lambda: bool(project.mapLayers()), timeout=20000)
    shown = list(project.mapLayers().values())
    assert [one.featureCount() for one in shown] == [250]
    assert [one.name() for one in shown[0].fields()] == ["fid", "feature_id", "name"]
    source = read_source(tmp_path / "zones.gpkg")
    assert (source.service, source.landing, source.collection) == ("wfs", wfs.url, "t:zones")
    # Refreshed from the menu of the layer.
    wfs._count = 270
    door.refresh(shown[0])
    qtbot.waitUntil(lambda: len(downloads.jobs()) == 2, timeout=20000)
    other = downloads.jobs()[1]
    qtbot.waitUntil(lambda: other.state is State.DONE, timeout=20000)
    assert shown[0].featureCount() == 270
    project.removeAllMapLayers()


def test_after_a_start_of_qgis_it_goes_on(qtbot, door, desk, iface, tmp_path):
    """What was written down names the WFS: its capabilities are read again."""
    wish = opened(qtbot, desk, iface, Options(page_size=50))
    wish.file.setFilePath(str(tmp_path / "zones.gpkg"))
    wish.add.setChecked(False)
    heard = []
    wish.wished.connect(heard.append)
    wish.go.click()
    downloads = door.rooms.downloads
    qtbot.waitUntil(lambda: bool(downloads.jobs()), timeout=20000)
    (job,) = downloads.jobs()
    qtbot.waitUntil(lambda: job.state is State.DONE, timeout=20000)
    again = replace(job.wish, target=str(tmp_path / "other.gpkg"))
    downloads._kept.put(secrets.token_hex(8), again)
    downloads._kept.release()
    (job_id,) = downloads.restore()
    assert downloads.job(job_id).pause is Pause.INTERRUPTED
    downloads.resume(job_id)
    qtbot.waitUntil(lambda: downloads.job(job_id).state is State.DONE, timeout=20000)
    assert (tmp_path / "other.gpkg").exists()


def test_restricted_asks_for_a_sign_in_first(qtbot, door, desk, iface, entry):
    desk.lists("essai", replace(entry, padlock=Padlock.NEEDS_SIGN_IN))
    desk.download("essai", "t:zones", None)
    qtbot.waitUntil(lambda: ("sign_in", "essai") in desk.asked, timeout=20000)
    desk.has_session("essai", SessionState.WAITING)
    desk.has_session("essai", SessionState.SIGNED_IN)
    qtbot.waitUntil(lambda: len(dialogs(iface)) == 1, timeout=20000)
    assert dialogs(iface)[0].warning.isVisible()


def test_a_service_of_one_layer_is_enough(qtbot, door, desk, iface, entry):
    """The catalogue told the service alone: which layer that is, the service tells."""
    desk.lists("essai", replace(entry, collection=replace(entry.collection, service_name="")))
    dialog = opened(qtbot, desk, iface)
    qtbot.waitUntil(lambda: dialog.count.text() == "250", timeout=20000)
