from __future__ import annotations

from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtWidgets import QAbstractButton, QWidget

from cicclo_qgis.catalogue.favourites import Choice
from cicclo_qgis.catalogue.index_answer import Facet
from cicclo_qgis.gui.add_platform import AddPlatformDialog
from cicclo_qgis.ogcapi.errors import ProblemCode
from cicclo_qgis.signin.state import SessionState
from tests.qgis.gui import fake_desk as fake
from tests.qgis.gui.dock_hands import ZONAGES, page_texts, point_of, select


def test_a_failed_platform_says_why_and_tries_again(dock, desk, qtbot):
    desk.fails("atelier-hexagone", ProblemCode.SERVER_ERROR, "upstream down")
    select(dock, "atelier-hexagone")
    assert "internal error" in dock.details.findChild(QWidget, "state").toPlainText()
    assert "upstream down" in dock.details.findChild(QWidget, "state").toPlainText()
    qtbot.mouseClick(dock.details.main_button, Qt.MouseButton.LeftButton)
    qtbot.keyClick(dock.tree, Qt.Key.Key_Return)
    rect = dock.tree.visualRect(dock.model.index_of("atelier-hexagone"))
    link = QPoint(rect.right() - 16, rect.bottom() - 8)
    qtbot.mouseClick(dock.tree.viewport(), Qt.MouseButton.LeftButton, pos=link)
    assert desk.asked == [("refresh", "atelier-hexagone")] * 3
    # What the list amounts to follows at its own pace.
    qtbot.waitUntil(lambda: "1 platform could not be listed" in dock.status.text(), timeout=20_000)


def test_a_failure_leaves_the_other_platforms_usable(dock, desk, qtbot):
    desk.fails("atelier-hexagone", ProblemCode.TIMED_OUT)
    select(dock, *ZONAGES)
    qtbot.keyClick(dock.tree, Qt.Key.Key_Return)
    assert desk.asked == [("add_to_map", *ZONAGES)]


def test_a_click_beside_try_again_asks_for_nothing(dock, desk, qtbot):
    desk.fails("atelier-hexagone", ProblemCode.TIMED_OUT)
    qtbot.mouseClick(
        dock.tree.viewport(), Qt.MouseButton.LeftButton, pos=point_of(dock, "atelier-hexagone")
    )
    assert desk.asked == []


def test_no_platform(make_dock, qtbot):
    desk = fake.FakeDesk()
    dock = make_dock(desk)
    assert "No platform yet" in page_texts(dock)
    qtbot.mouseClick(dock.empty.findChild(QAbstractButton), Qt.MouseButton.LeftButton)
    assert dock.findChild(AddPlatformDialog).isVisible()
    desk.gains(fake.OUVERT)
    assert dock.tree.isVisible()


def test_nothing_matches(dock, qtbot):
    dock.search.setText("glaciers <b>")
    assert "glaciers" in page_texts(dock)
    qtbot.mouseClick(dock.empty.findChild(QAbstractButton), Qt.MouseButton.LeftButton)
    assert dock.search.text() == ""
    assert dock.tree.isVisible()


MORE = "may show more once you are signed in"


def test_nothing_matches_and_a_sign_in_may_show_more(dock, desk, qtbot):
    dock.search.setText("glaciers")
    qtbot.waitUntil(lambda: f"2 platforms {MORE}: “Sign in”, above." in page_texts(dock))
    assert dock.accounts.button.text() == "Sign in" and dock.accounts.button.isVisible()
    desk.has_session("atelier-armor", SessionState.SIGNED_IN, who="Camille Durand")
    here = f"Hexagone (atelier) {MORE}: “Account”, above."
    qtbot.waitUntil(lambda: here in page_texts(dock), timeout=20_000)
    assert dock.accounts.button.text() == "Account"
    desk.has_session("atelier-hexagone", SessionState.SIGNED_IN, who="Camille Durand")
    qtbot.waitUntil(lambda: MORE not in page_texts(dock), timeout=20_000)


def test_filters_that_leave_nothing_and_a_sign_in_may_show_more(dock):
    dock.search.setText("glaciers")
    dock.filters.take(Choice("glaciers").choosing(Facet.PLATFORM, ["atelier-armor"]))
    assert f"Géo Armor (atelier) {MORE}" in page_texts(dock)
    dock.filters.take(Choice("glaciers").choosing(Facet.PLATFORM, ["atelier-ouvert"]))
    assert "Nothing matches" in page_texts(dock) and MORE not in page_texts(dock)


def test_where_nobody_can_sign_in_nothing_is_said_of_it(make_dock):
    desk = fake.FakeDesk(fake.OUVERT)
    desk.lists("atelier-ouvert", *fake.OUVERT_ENTRIES)
    dock = make_dock(desk)
    dock.search.setText("glaciers")
    assert "glaciers" in page_texts(dock) and MORE not in page_texts(dock)


def test_offline(make_dock, qtbot):
    desk = fake.FakeDesk(fake.ARMOR, fake.HEXAGONE)
    desk.fails("atelier-armor", ProblemCode.UNREACHABLE)
    desk.fails("atelier-hexagone", ProblemCode.TIMED_OUT)
    dock = make_dock(desk)
    assert "Network" in page_texts(dock)
    first, second = dock.empty.findChildren(QAbstractButton)
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    assert desk.asked == [("refresh", None)]
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    assert dock.tree.isVisible()


def test_offline_with_collections_known_from_before_shows_them(dock, desk):
    for platform in desk.platforms():
        desk.fails(platform.id, ProblemCode.UNREACHABLE)
    assert dock.tree.isVisible()


def test_none_found(make_dock):
    """An empty list is an answer, and no failure."""
    desk = fake.FakeDesk(fake.OUVERT, fake.ARMOR)
    for platform in desk.platforms():
        desk.fails(platform.id, ProblemCode.NO_COLLECTIONS)
    dock = make_dock(desk)
    assert "No collection found" in page_texts(dock)
    assert "could not be listed" not in dock.foot.label.text()
    desk.fails("atelier-ouvert", ProblemCode.SERVER_ERROR)
    assert "1 platform could not be listed" in dock.foot.label.text()


def test_a_small_screen_with_large_letters_has_room_for_it(dock, qtbot):
    font = dock.font()
    font.setPixelSize(20)
    dock.setFont(font)
    select(dock, *ZONAGES)
    qtbot.waitUntil(lambda: dock.details.isVisible())
    line = dock.fontMetrics().height()
    # 720 pixels, without the title, the menus, two rows of tools and the status line of QGIS.
    qtbot.waitUntil(lambda: dock.minimumSizeHint().height() <= 18 * line)
