"""Search, facet, row, details, add, star, copy: all of it without a mouse."""

from __future__ import annotations

from dataclasses import replace

import pytest
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtGui import QContextMenuEvent
from qgis.PyQt.QtWidgets import QApplication, QMenu

from cicclo_qgis.catalogue.index_answer import Facet
from cicclo_qgis.catalogue.model import Padlock
from cicclo_qgis.gui.dock import CiccloDock
from cicclo_qgis.gui.downloads.dialog import CopyDialog
from cicclo_qgis.gui.extras import Extras
from cicclo_qgis.gui.facet_popup import FacetPopup
from cicclo_qgis.gui.peeking import Peeking
from cicclo_qgis.host.transport import http_session
from cicclo_qgis.host.workers import Workers
from tests.qgis.gui import fake_desk as fake
from tests.qgis.gui.controls import name
from tests.qgis.gui.dock_hands import visible_rows
from tests.qgis.gui.windows import COPY, ZONAGES

_KEY = Qt.Key


class Keys:
    """Ten fingers on a keyboard, and what a screen reader tells of where they are."""

    def __init__(self, qtbot, window):
        self._qtbot, self._window = qtbot, window

    def __call__(self, *keys, control=False):
        held = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
        for key in keys:
            self._qtbot.keyClick(self._target(), key, held)
            self._qtbot.wait(5)

    def type(self, text):
        self._qtbot.keyClicks(self._target(), text)

    def tab_to(self, wanted):
        """Press Tab until the control so named has the keyboard."""
        passed = []
        while self.here() != wanted:
            passed.append(self.here())
            assert len(passed) < 60, f"Tab does not reach {wanted!r}: {passed}"
            self(_KEY.Key_Tab)

    def menu(self):
        """The key beside the right Ctrl: the system turns it into this."""
        widget = QApplication.focusWidget()
        point = widget.rect().center()
        reason = QContextMenuEvent.Reason.Keyboard
        QApplication.sendEvent(widget, QContextMenuEvent(reason, point, widget.mapToGlobal(point)))

    def in_menu(self, *keys):
        """Open the menu of the button that has the keyboard, and press these in it.

        Qt comes back from the opening once the menu is closed: the keys wait for it.
        """

        def press():
            if isinstance(QApplication.activePopupWidget(), QMenu):
                waiting.stop()
                self(*keys)

        waiting = QTimer()
        waiting.timeout.connect(press)
        waiting.start(20)
        self(_KEY.Key_Space)
        self._qtbot.waitUntil(lambda: not waiting.isActive())

    def down_to(self, text):
        """Press Down in the menu until the entry of that text is marked."""
        menu, passed = QApplication.activePopupWidget(), []
        while menu.activeAction() is None or menu.activeAction().text() != text:
            passed.append(menu.activeAction() and menu.activeAction().text())
            assert len(passed) < 30, passed
            self(_KEY.Key_Down)

    def here(self):
        widget = QApplication.focusWidget()
        return "" if widget is None else name(widget, widget.window()).replace("&", "")

    def _target(self):
        popup = QApplication.activePopupWidget()
        if popup is None or isinstance(popup, QMenu):
            return popup or QApplication.focusWidget() or self._window
        return popup.focusWidget() or popup


@pytest.fixture
def dock(desk, qtbot):
    workers = Workers()
    dock = CiccloDock(desk, None, Extras(peeking=Peeking(http_session, workers)))
    qtbot.addWidget(dock)
    dock.resize(380, 900)
    dock.show()
    dock.activateWindow()
    qtbot.waitUntil(dock.isActiveWindow)
    yield dock
    workers.stop()


@pytest.fixture
def keys(dock, qtbot):
    dock.search.setFocus()
    return Keys(qtbot, dock)


def test_from_the_search_to_the_map(dock, desk, keys, qtbot):
    keys.type("zon")
    qtbot.waitUntil(lambda: "Zonages humides recensés" in visible_rows(dock))
    keys.tab_to("Filter: Access")
    keys(_KEY.Key_Space)
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), FacetPopup))
    popup = QApplication.activePopupWidget()
    qtbot.waitUntil(lambda: popup.values.currentItem() is not None)
    assert popup.focusWidget() is popup.values
    keys(_KEY.Key_Space, _KEY.Key_Escape)
    assert dock.filters.choice.only == {Facet.PADLOCK: frozenset(["needs_sign_in"])}
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)
    assert keys.here() == "Filter: Access", "the keyboard is where it was"
    keys.tab_to(dock.tree.accessibleName())
    keys(_KEY.Key_Home, _KEY.Key_Down)
    assert dock.tree.current_key() == ZONAGES
    keys(_KEY.Key_Return)
    assert ("add_to_map", *ZONAGES) in desk.asked


def choose(keys, dock, qtbot):
    """Find the row; the keyboard is in the list then."""
    keys.type("zonages")
    qtbot.waitUntil(lambda: "Zonages humides recensés" in visible_rows(dock))
    keys(_KEY.Key_Down)
    qtbot.waitUntil(lambda: dock.tree.current_key() == ZONAGES)


def test_the_details_are_read_and_the_star_given(dock, desk, keys, qtbot):
    choose(keys, dock, qtbot)
    keys(_KEY.Key_B, control=True)
    assert dock._desk.keeping.is_favourite(ZONAGES)
    keys.tab_to("Access conditions")
    keys.tab_to("Sign in")
    keys(_KEY.Key_Space)
    assert ("sign_in", ZONAGES[0]) in desk.asked
    desk.lists(ZONAGES[0], replace(fake.ARMOR_ENTRIES[0], padlock=Padlock.YOURS))
    qtbot.waitUntil(lambda: not dock.details.peek.locked.isVisible(), timeout=20_000)
    for title in ("Access conditions", "Attributes", "First rows", "Preview"):
        keys.tab_to(title)
        keys(_KEY.Key_Space)
    assert all(part.open for part in dock.details.peek._sections)
    keys.tab_to("Add to the map")
    keys(_KEY.Key_Space)
    assert ("add_to_map", *ZONAGES) in dock._desk.asked


def test_the_menu_leads_to_the_copy(dock, desk, keys, qtbot):
    asked, wished = [], []

    def download(platform_id, collection_id, *_more):
        asked.append((platform_id, collection_id))
        desk.dialog = dialog = COPY(desk)
        qtbot.addWidget(dialog)
        dialog.wished.connect(wished.append)
        dialog.show()
        dialog.activateWindow()

    desk.download = download
    choose(keys, dock, qtbot)
    keys.menu()
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    keys.down_to("Download a copy…")
    keys(_KEY.Key_Return)
    qtbot.waitUntil(lambda: asked == [ZONAGES])
    dialog = desk.dialog
    assert isinstance(dialog, CopyDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    keys.tab_to("Download")
    keys(_KEY.Key_Return)
    qtbot.waitUntil(lambda: len(wished) == 1)


def test_everything_folds_filters_and_leaves_by_keys(dock, desk, keys, qtbot):
    keys.tab_to(dock.filters.group_button.accessibleName())
    keys.in_menu(_KEY.Key_Down, _KEY.Key_Down, _KEY.Key_Return)
    assert "by platform" not in dock.filters.group_button.accessibleName()
    keys(_KEY.Key_F, control=True)
    assert dock.search.hasFocus()
    keys.tab_to("Sign in")
    keys.in_menu(_KEY.Key_Down, _KEY.Key_Return)
    assert [one[0] for one in desk.asked] == ["sign_in"]
