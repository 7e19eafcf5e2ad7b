from __future__ import annotations

import pytest
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QAbstractButton, QLineEdit

from cicclo_qgis.gui.add_platform import AddPlatformDialog
from cicclo_qgis.gui.desk_protocol import Desk as DeskProtocol
from cicclo_qgis.gui.dock import CiccloDock
from cicclo_qgis.gui.help_dialog import HelpDialog
from cicclo_qgis.signin.state import SessionState
from tests.qgis.gui import fake_desk as fake
from tests.qgis.gui.dock_hands import ZONAGES, point_of, select, visible_rows


def test_the_fake_fulfils_the_protocol():
    names = [n for n in vars(DeskProtocol) if not n.startswith("_")]
    assert [n for n in names if not hasattr(fake.FakeDesk, n)] == []


def test_the_plugins_own_desk_fulfils_the_protocol():
    from cicclo_qgis.gui.desk import Desk

    names = [n for n in vars(DeskProtocol) if not n.startswith("_")]
    assert [n for n in names if not hasattr(Desk, n)] == []


def test_few_platforms_come_unfolded(dock):
    assert visible_rows(dock)[:3] == [
        "Géo Armor (atelier)",
        "Communes",
        "EPCI : rattachement des communes et compétences exercées",
    ]


def test_nothing_is_asked_of_the_desk_by_opening_the_dock(dock, desk):
    assert desk.asked == []


def test_an_answer_appears_as_it_comes(make_dock, qtbot):
    desk = fake.FakeDesk(fake.ARMOR, fake.HEXAGONE)
    dock = make_dock(desk)
    assert dock.status.text() == "2 platforms still to answer"
    desk.lists("atelier-armor", *fake.ARMOR_ENTRIES)
    qtbot.waitUntil(lambda: "Communes" in visible_rows(dock))
    assert dock.status.text() == "4 collections · 1 platform still to answer"


def test_of_many_platforms_it_tells_how_far_they_are(make_dock, qtbot):
    platforms = [fake.platform(f"p{n}", f"P{n}") for n in range(40)]
    desk = fake.FakeDesk(*platforms)
    dock = make_dock(desk)
    assert dock.status.text() == "0 of 40 platforms have answered"
    for one in platforms[:30]:
        desk.lists(one.id, fake.entry(one.id, "x"))
    qtbot.waitUntil(lambda: "30 of 40 platforms have answered" in dock.status.text())
    for one in platforms[30:]:
        desk.lists(one.id, fake.entry(one.id, "x"))
    qtbot.waitUntil(lambda: dock.status.text() == "40 collections")


def test_many_batches_keep_what_is_selected(dock, desk, qtbot):
    select(dock, *ZONAGES)
    desk.lists("atelier-armor", *fake.ARMOR_ENTRIES[:1])
    desk.lists("atelier-armor", *fake.ARMOR_ENTRIES)
    qtbot.wait(100)
    assert dock.tree.current_key() == ZONAGES


def test_double_click_adds_to_the_map(dock, desk, qtbot):
    qtbot.mouseDClick(dock.tree.viewport(), Qt.MouseButton.LeftButton, pos=point_of(dock, *ZONAGES))
    assert desk.asked == [("add_to_map", *ZONAGES)]


def test_only_where_the_person_lingers_is_looked_at(dock, desk, qtbot):
    dock.tree.setFocus()
    dock.tree.setCurrentIndex(dock.model.index(0, 0, dock.model.index(0, 0)))
    for _ in range(3):
        QTest.keyClick(dock.tree, Qt.Key.Key_Down)
    node, row = (pick(dock.tree.currentIndex()) for pick in (dock.model.node, dock.model.row))
    qtbot.waitUntil(lambda: desk.looked_at != [])
    assert desk.looked_at == [(node.platform.id, row.id)]


def test_enter_adds_to_the_map(dock, desk, qtbot):
    select(dock, *ZONAGES)
    qtbot.keyClick(dock.tree, Qt.Key.Key_Return)
    assert desk.asked == [("add_to_map", *ZONAGES)]


def test_the_button_adds_to_the_map(dock, desk, qtbot):
    select(dock, *ZONAGES)
    qtbot.mouseClick(dock.details.main_button, Qt.MouseButton.LeftButton)
    assert desk.asked == [("add_to_map", *ZONAGES)]


def test_a_platform_removed_is_gone(dock, desk):
    select(dock, "atelier-ouvert")
    desk.remove_platform("atelier-ouvert")
    assert "Données ouvertes (atelier)" not in visible_rows(dock)


def test_the_sign_in_button_of_a_platform(dock, desk, qtbot):
    select(dock, "atelier-armor")
    qtbot.mouseClick(dock.details.sign_in_button, Qt.MouseButton.LeftButton)
    assert desk.asked == [("sign_in", "atelier-armor")]
    desk.has_session("atelier-armor", SessionState.SIGNED_IN, who="Camille Durand")
    assert not dock.details.sign_in_button.isVisible()


def test_help_opens(dock, qtbot):
    qtbot.mouseClick(dock.help_button, Qt.MouseButton.LeftButton)
    assert dock.findChild(HelpDialog).isVisible()


def test_an_added_platform_is_selected(dock, desk, qtbot):
    qtbot.mouseClick(dock.add_button, Qt.MouseButton.LeftButton)
    dialog = dock.findChild(AddPlatformDialog)
    dialog.address.setText("https://new.example.gouv.fr/")
    dialog.add_button.click()
    desk.gains(fake.platform("new", "Nouvelle"))
    desk.answer_addition(platform_id="new")
    assert dock.tree.current_key() == ("new", "")


@pytest.mark.parametrize("kind", [QAbstractButton, QLineEdit])
def test_every_control_has_a_name_for_a_screen_reader(dock, kind, qtbot):
    select(dock, *ZONAGES)
    dock.ask_for_platform()
    nameless = [
        widget
        for widget in dock.findChildren(kind)
        if widget.isVisible()
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not (widget.accessibleName() or (kind is QAbstractButton and widget.text()))
    ]
    assert nameless == []
    assert dock.tree.accessibleName()


@pytest.mark.parametrize("width", [260, 360, 600])
def test_it_works_narrow(dock, desk, qtbot, width):
    select(dock, *ZONAGES)
    dock.resize(width, 700)
    qtbot.wait(20)
    assert dock.width() == max(width, dock.minimumWidth())
    inside = dock.rect()
    for button in (dock.details.main_button, dock.details.page_button, dock.accounts.button):
        place = button.mapTo(dock, QPoint(0, 0))
        assert inside.contains(place)
        assert inside.contains(place + QPoint(button.width() - 1, 0))
        assert button.width() >= button.minimumSizeHint().width() - 1


def test_one_that_is_filled_later_shows_the_same(desk, dock, qtbot):
    later = CiccloDock(desk, filled=False)
    qtbot.addWidget(later)
    assert later.model.platforms() == []
    # What is told in between is not told twice.
    desk.platform_changed.emit("atelier-armor")
    later.fill()
    qtbot.waitUntil(lambda: later.model.tally() == dock.model.tally(), timeout=20000)
    assert visible_rows(later) == visible_rows(dock)
    assert later.status.text() == dock.status.text()
