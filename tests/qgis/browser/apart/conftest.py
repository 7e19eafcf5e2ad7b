"""A desktop, and the sign-in window's browser in its process."""

from __future__ import annotations

from typing import Any, Iterator

import pytest
from qgis.PyQt.QtWidgets import QMainWindow

from cicclo_qgis.gui.browser.inprocess import InProcessBrowser


@pytest.fixture
def desktop(qtbot: Any) -> Iterator[QMainWindow]:
    window = QMainWindow()
    window.setWindowTitle("Desktop")
    window.resize(900, 700)
    window.show()
    yield window
    window.close()


@pytest.fixture
def browser(desktop: QMainWindow, qtbot: Any) -> Iterator[InProcessBrowser]:
    made = InProcessBrowser(desktop)
    assert made.usable()
    yield made
    made.shut()
    qtbot.wait(50)
