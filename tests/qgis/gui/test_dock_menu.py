from __future__ import annotations

from qgis.PyQt.QtWidgets import QApplication

from cicclo_qgis.platforms.model import Origin
from cicclo_qgis.signin.state import SessionState
from tests.qgis.gui import fake_desk as fake
from tests.qgis.gui.dock_hands import ZONAGES, open_menu


def test_the_menu_of_a_collection(dock, desk, qtbot):
    actions = open_menu(dock, *ZONAGES)
    actions["Add to the map"].trigger()
    actions["Copy address"].trigger()
    actions["Sign in to Géo Armor (atelier)…"].trigger()
    assert desk.asked == [("add_to_map", *ZONAGES), ("sign_in", "atelier-armor")]
    assert QApplication.clipboard().text().endswith("/collections/zonages_humides_2025/items")


def test_the_menu_of_a_signed_in_platform(dock, desk):
    desk.has_session("atelier-armor", SessionState.SIGNED_IN, who="Camille Durand")
    actions = open_menu(dock, "atelier-armor")
    actions["Sign out here"].trigger()
    actions["Sign out here and at ProConnect"].trigger()
    assert desk.asked == [
        ("sign_out", "atelier-armor", False),
        ("sign_out", "atelier-armor", True),
    ]
    assert "Remove from the list" not in actions


def test_only_ones_own_platform_can_be_removed(make_dock, qtbot):
    desk = fake.FakeDesk(fake.ARMOR, fake.platform("mine", "Mine", origin=Origin.USER))
    desk.lists("atelier-armor", *fake.ARMOR_ENTRIES)
    dock = make_dock(desk)
    open_menu(dock, "mine")["Remove from the list"].trigger()
    assert ("remove_platform", "mine") in desk.asked
