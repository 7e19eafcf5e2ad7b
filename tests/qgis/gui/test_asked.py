"""A running QGIS asked from outside: it comes forward, shows the panel, and opens or asks."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QMainWindow

from cicclo_qgis.asking import calling
from cicclo_qgis.gui.address_opening import AddressOpening
from cicclo_qgis.gui.asked import Asked
from cicclo_qgis.host.workers import Workers

BASE = "https://atelier-armor.example.gouv.fr/ogc/features/v1/"
COMMUNES = f"{BASE}collections/communes"
ZONES = f"{BASE}collections/zonages_humides_2025"
STRANGE = "https://inconnue.example.gouv.fr/ogc/features/v1/collections/routes"


@pytest.fixture
def scene(desk, qtbot, monkeypatch):
    runtime = Path(tempfile.mkdtemp(prefix="run-"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    window = QMainWindow()
    qtbot.addWidget(window)
    window.show()
    workers = Workers()
    addresses = AddressOpening(desk, workers)
    scene = SimpleNamespace(window=window, shown=[], now=100.0)
    asked = Asked(
        SimpleNamespace(mainWindow=lambda: window),
        addresses,
        lambda: scene.shown.append(window.isMinimized()),
        lambda: scene.now,
    )
    scene.asked = asked
    yield scene
    asked.stop()
    addresses.stop()
    workers.stop()
    shutil.rmtree(runtime)


@pytest.fixture
def ask(scene, beside_gui):
    profile = Path(QgsApplication.qgisSettingsDirPath())

    def ask(address):
        answer = beside_gui(lambda: calling.ask(address, profile))
        assert answer is calling.Answer.TAKEN

    return ask


def test_a_known_collection_is_added_and_qgis_comes_forward(scene, ask, desk, qtbot):
    scene.window.showMinimized()
    qtbot.waitUntil(scene.window.isMinimized)
    ask(COMMUNES)
    qtbot.waitUntil(lambda: desk.asked == [("add_to_map", "atelier-armor", "communes")])
    assert scene.shown == [False]
    assert not scene.window.isMinimized() and scene.window.isVisible()


def test_a_strange_one_is_a_question_alone(scene, ask, desk, qtbot):
    ask(STRANGE)
    qtbot.waitUntil(lambda: len(desk.asked) == 1)
    assert desk.asked[0][:2] == ("tell", "info")
    assert desk.asked[0][2].startswith("A link leads to inconnue.example.gouv.fr,")


def test_a_double_click_opens_once(scene, ask, desk, qtbot):
    for address in (COMMUNES, COMMUNES, ZONES):
        ask(address)
    scene.now += 2.5
    ask(ZONES)
    wanted = ["communes", "zonages_humides_2025", "zonages_humides_2025"]
    qtbot.waitUntil(lambda: sorted(key for _, _, key in desk.asked) == wanted)
    assert len(scene.shown) == 3


def test_stopped_it_is_nobody(scene, beside_gui, desk):
    entry = scene.asked.doorbell.entry
    scene.asked.doorbell.stop()
    assert not entry.exists()
    profile = Path(QgsApplication.qgisSettingsDirPath())
    assert beside_gui(lambda: calling.ask(COMMUNES, profile)) is calling.Answer.NOBODY
    assert desk.asked == []
