from __future__ import annotations

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication

from cicclo_qgis.gui.frame import DockFrame
from tests.qgis.gui import fake_desk as fake
from tests.qgis.gui.dock_hands import ZONAGES, select, visible_rows


def test_enter_folds_a_platform(dock, qtbot):
    select(dock, "atelier-armor")
    qtbot.keyClick(dock.tree, Qt.Key.Key_Return)
    assert visible_rows(dock)[:2] == ["Géo Armor (atelier)", "Hexagone (atelier)"]
    qtbot.keyClick(dock.tree, Qt.Key.Key_Return)
    assert visible_rows(dock)[1] == "Communes"


def test_a_folded_platform_stays_folded_while_others_answer(dock, desk, qtbot):
    select(dock, "atelier-armor")
    qtbot.keyClick(dock.tree, Qt.Key.Key_Left)
    desk.lists("atelier-armor", *fake.ARMOR_ENTRIES[:2])
    desk.lists("atelier-ouvert", *fake.OUVERT_ENTRIES)
    qtbot.wait(100)
    assert visible_rows(dock)[:2] == ["Géo Armor (atelier)", "Hexagone (atelier)"]


def test_the_whole_way_by_keyboard(dock, desk, qtbot):
    dock.search.setFocus()
    qtbot.keyClicks(dock.search, "zonages hum")
    qtbot.keyClick(dock.search, Qt.Key.Key_Down)
    qtbot.keyClick(dock.tree, Qt.Key.Key_Return)
    assert desk.asked == [("add_to_map", *ZONAGES)]


def test_letters_typed_in_the_list_search(dock, qtbot):
    dock.tree.setFocus()
    qtbot.keyClick(dock.tree, Qt.Key.Key_R)
    assert dock.search.text() == "r"
    assert QApplication.focusWidget() in (dock.search, None)


def test_ctrl_f_and_escape(dock, qtbot):
    dock.search.setText("xyz")
    dock.tree.setFocus()
    qtbot.keyClick(dock.tree, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert dock.search.selectedText() == "xyz"
    qtbot.keyClick(dock.search, Qt.Key.Key_Escape)
    assert dock.search.text() == ""


def test_ctrl_f_is_taken_from_a_shortcut_of_the_main_window(qtbot, desk, make_dock):
    from qgis.PyQt.QtWidgets import QAction, QMainWindow

    window = QMainWindow()
    qtbot.addWidget(window)
    dock = make_dock(desk)
    frame = DockFrame(window)
    frame.furnish(dock)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, frame)
    taken = []
    action = QAction("Find", window)
    action.setShortcut("Ctrl+F")
    action.triggered.connect(lambda: taken.append(True))
    window.addAction(action)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    dock.tree.setFocus()
    QTest.keyClick(dock.tree, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    dock.setParent(None)  # the window would take it along
    assert taken == []


def test_f5_asks_the_platform_of_the_row_again(dock, desk, qtbot):
    qtbot.keyClick(dock.search, Qt.Key.Key_F5)
    select(dock, *ZONAGES)
    qtbot.keyClick(dock.tree, Qt.Key.Key_F5)
    assert desk.asked == [("refresh", None), ("refresh", "atelier-armor")]


def test_the_filter_keeps_the_row_selected_while_it_matches(dock, qtbot):
    select(dock, *ZONAGES)
    dock.search.setText("zonages")
    assert dock.tree.current_key() == ZONAGES
    dock.search.setText("")
    assert dock.tree.current_key() == ZONAGES


def test_a_search_unfolds_and_gives_back_what_was_folded(dock, qtbot):
    dock.tree.collapse(dock.model.index_of("atelier-armor"))
    dock.search.setText("communes")
    assert "Communes" in visible_rows(dock)
    dock.search.setText("")
    assert visible_rows(dock)[:2] == ["Géo Armor (atelier)", "Hexagone (atelier)"]
