"""An address pasted into the dock's search: found, or its platform offered."""

from __future__ import annotations

import pytest
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QAbstractButton

from cicclo_qgis.gui.add_platform import AddPlatformDialog
from cicclo_qgis.gui.address_opening import AddressOpening
from cicclo_qgis.host.workers import Workers
from cicclo_qgis.signin.state import SessionState
from tests.qgis.gui import fake_desk as fake
from tests.qgis.gui.dock_hands import page_texts

BASE = "https://atelier-armor.example.gouv.fr/ogc/features/v1/"
STRANGE = "https://inconnue.example.gouv.fr/ogc/features/v1/collections/routes"


@pytest.fixture
def dock(desk, make_dock):
    workers = Workers()
    addresses = AddressOpening(desk, workers)
    desk.find_address = addresses.find_keys
    dock = make_dock(desk)
    yield dock
    addresses.stop()
    workers.stop()


def shown(dock):
    model = dock.model
    found = []
    for number in range(model.rowCount()):
        parent = model.index(number, 0)
        found += [model.row(model.index(r, 0, parent)).id for r in range(model.rowCount(parent))]
    return found


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        (f"{BASE}collections/communes/items?f=html", "communes"),
        ("https://portail.example.gouv.fr/fiche/zh", "zonages_humides_2025"),
    ],
)
def test_the_collection_is_shown_alone(dock, qtbot, address, wanted):
    dock.search.setText(address)
    qtbot.waitUntil(lambda: shown(dock) == [wanted])
    assert dock.tree.current_key() == ("atelier-armor", wanted)
    assert dock.details.isVisible()
    dock.search.clear()
    qtbot.waitUntil(lambda: len(shown(dock)) > 4)


def test_a_strange_address_offers_its_platform_and_finds_it_then(dock, desk, qtbot):
    dock.search.setText(STRANGE)
    qtbot.waitUntil(lambda: shown(dock) == [] and dock.empty.isVisible())
    dock.ask_for_platform()
    dialog = dock.findChild(AddPlatformDialog)
    assert dialog.address.text() == STRANGE
    dialog.reject()
    desk.gains(fake.platform("inconnue", "Inconnue"))
    desk.lists("inconnue", fake.entry("inconnue", "routes"))
    qtbot.waitUntil(lambda: shown(dock) == ["routes"])


def test_the_address_of_what_is_hidden_from_strangers_leads_to_the_sign_in(dock, desk, qtbot):
    dock.search.setText(f"<{BASE}collections/secret/items>")
    qtbot.waitUntil(lambda: dock.empty.isVisible() and shown(dock) == [])
    assert "Géo Armor (atelier) may show it only once you are signed in." in page_texts(dock)
    qtbot.mouseClick(dock.empty.findChild(QAbstractButton), Qt.MouseButton.LeftButton)
    assert desk.asked == [("sign_in", "atelier-armor")]
    desk.has_session("atelier-armor", SessionState.SIGNED_IN)
    desk.lists("atelier-armor", *fake.ARMOR_ENTRIES, fake.entry("atelier-armor", "secret"))
    qtbot.waitUntil(lambda: shown(dock) == ["secret"])


def test_the_address_of_what_a_platform_does_not_have(dock, desk, qtbot):
    desk.has_session("atelier-armor", SessionState.SIGNED_IN)
    dock.search.setText(f"{BASE}collections/nulle_part")
    qtbot.waitUntil(lambda: dock.empty.isVisible() and shown(dock) == [])
    assert "does not list it, or not for your account" in page_texts(dock)
    qtbot.mouseClick(dock.empty.findChild(QAbstractButton), Qt.MouseButton.LeftButton)
    assert desk.asked == [("refresh", "atelier-armor")]


def test_words_are_looked_for_as_ever(dock, desk, qtbot):
    dock.search.setText("communes")
    qtbot.waitUntil(lambda: "communes" in shown(dock))
    assert len(shown(dock)) < 8


def test_without_the_finder_it_is_text(desk, make_dock, qtbot):
    dock = make_dock(desk)
    dock.search.setText(STRANGE)
    qtbot.waitUntil(lambda: shown(dock) == [])
