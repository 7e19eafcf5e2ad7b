from __future__ import annotations

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QLineEdit, QMainWindow

from cicclo_qgis.gui.frame import DockFrame


def test_it_stands_in_the_window_before_there_is_anything_in_it(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    frame = DockFrame(window)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, frame)
    window.show()
    qtbot.waitExposed(window)
    assert frame.objectName() == "CiccloDock" and not frame.furnished
    before = frame.width()
    content = QLineEdit()
    frame.furnish(content)
    assert frame.furnished and content.isVisible() and frame.widget() is content
    assert frame.width() == before
    assert frame.focusProxy() is content
