"""Keyboard and screen reader alone: every window, every control."""

from __future__ import annotations

import pytest
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QDialog

from cicclo_qgis.catalogue.favourites import Choice
from cicclo_qgis.catalogue.index_answer import Facet
from cicclo_qgis.gui.dock import CiccloDock
from cicclo_qgis.gui.extras import Extras
from cicclo_qgis.gui.peeking import Peeking
from cicclo_qgis.host.transport import http_session
from cicclo_qgis.host.workers import Workers
from tests.qgis.gui.controls import controls, in_tab_order, jumps, missed, nameless, orphans
from tests.qgis.gui.windows import WINDOWS, ZONAGES, unfold

SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
NOTHING_TO_REACH = {"no download", "sign-in waits"}
ENTER_DOES = {
    "add a platform": "Add",
    "account": "Sign in",
    "account refused": "Sign in",
    "key": "Sign in",
    "add with options": "Download a copy…",
    "download a copy": "Download",
    "download a copy, one value": "Download",
    "forget everything": "Cancel",
    "vouching": "Cancel",
}
"""What Enter does in a dialog that has something to decide; where much hangs on it, nothing."""


@pytest.fixture
def open_window(desk, qtbot):
    def make(name):
        made = WINDOWS[name](desk)
        qtbot.addWidget(made)
        made.show()
        made.activateWindow()
        qtbot.waitUntil(made.isActiveWindow)
        qtbot.wait(20)
        return made

    return make


@pytest.fixture(params=sorted(set(WINDOWS) - NOTHING_TO_REACH))
def window(request, open_window):
    return open_window(request.param)


def test_every_control_of_every_window_has_a_name(window):
    assert controls(window) and nameless(window) == []


def test_the_tab_key_follows_the_eye(window):
    assert jumps(window) == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
def test_no_control_keeps_the_keyboard(window, key):
    assert missed(window, key) == []


def test_every_label_of_a_form_leads_to_its_control(window):
    assert orphans(window) == []


def test_esc_closes_every_dialog_and_popup_and_nothing_else(window, qtbot):
    popup = window.windowFlags() & Qt.WindowType.WindowType_Mask == Qt.WindowType.Popup
    qtbot.keyClick(in_tab_order(window)[0], Qt.Key.Key_Escape)
    if popup or isinstance(window, QDialog):
        qtbot.waitUntil(lambda: not window.isVisible())
    else:
        assert window.isVisible(), "a panel, or a page of QGIS's own window, is not closed by it"


@pytest.mark.parametrize("name", sorted(ENTER_DOES))
def test_enter_does_what_the_dialog_is_for(open_window, name):
    window = open_window(name)
    pressed = [
        one.text().replace("&", "") for one in controls(window) if getattr(one, "isDefault", bool)()
    ]
    if not pressed:  # not yet: something is still to be filled in
        from qgis.PyQt.QtWidgets import QPushButton

        pressed = [one.text() for one in window.findChildren(QPushButton) if one.isDefault()]
    assert pressed == [ENTER_DOES[name]]


@pytest.fixture
def full(desk, qtbot):
    """The dock with all it can show: filters set, details unfolded."""
    workers = Workers()
    dock = CiccloDock(desk, None, Extras(peeking=Peeking(http_session, workers)))
    qtbot.addWidget(dock)
    dock.resize(420, 1400)
    dock.show()
    dock.activateWindow()
    qtbot.waitUntil(dock.isActiveWindow)
    desk.waits("atelier-ouvert")
    qtbot.waitUntil(dock.foot.stop_button.isVisible, timeout=20_000)
    dock._narrowing.take(Choice(text="zon", only={Facet.PADLOCK: frozenset(["sign_in"])}))
    dock._narrowing.take(Choice(text="zon"))
    dock.tree.select(dock.model.index_of(*ZONAGES))
    dock._splitter.setSizes([250, 1150])
    qtbot.wait(50)
    unfold(dock)
    qtbot.wait(50)
    yield dock
    workers.stop()


def test_every_control_of_the_dock_has_a_name(full):
    assert len(controls(full)) > 12 and nameless(full) == []


def test_the_tab_key_goes_through_the_dock_from_top_to_bottom(full):
    assert jumps(full) == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
def test_no_control_of_the_dock_keeps_the_keyboard(full, key):
    assert missed(full, key) == []


def test_a_row_tells_its_title_padlock_kind_and_star(dock, qtbot):
    def spoken(*key):
        return dock.model.index_of(*key).data(SPOKEN)

    assert spoken(*ZONAGES) == "Zonages humides recensés, Sign-in needed, Features with a geometry"
    assert "Table without geometry" in spoken("atelier-armor", "ref_epci")
    told = []
    dock.model.dataChanged.connect(lambda first, last, *_: told.append(first.data()))
    dock.tree.select(dock.model.index_of(*ZONAGES))
    qtbot.keyClick(dock.tree, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert spoken(*ZONAGES).endswith(", favourite") and told == ["Zonages humides recensés"]
    qtbot.keyClick(dock.tree, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert not spoken(*ZONAGES).endswith("favourite")
