"""Details appear below the list: at once by the keyboard, after a click once it is a single one."""

from __future__ import annotations

import pytest
from qgis.PyQt.QtCore import QStringListModel, Qt
from qgis.PyQt.QtWidgets import QApplication, QLabel, QTreeView

from cicclo_qgis.gui.reveal import Reveal


@pytest.fixture
def tree(qgis_app, qtbot):
    tree = QTreeView()
    qtbot.addWidget(tree)
    model = QStringListModel(["un", "deux"], tree)
    tree.setModel(model)
    tree.setCurrentIndex(model.index(1, 0))
    return tree


@pytest.fixture
def details(tree, qtbot):
    details = QLabel("Communes")
    qtbot.addWidget(details)
    return details


@pytest.fixture
def button_down(monkeypatch):
    monkeypatch.setattr(QApplication, "mouseButtons", lambda: Qt.MouseButton.LeftButton)


def test_at_once_by_the_keyboard(tree, details):
    Reveal(tree).show(details)
    assert details.isVisible()


def test_rows_stay_until_it_is_no_double_click(tree, details, button_down, qtbot):
    reveal = Reveal(tree)
    reveal.show(details)
    reveal.show(details)
    assert not details.isVisible()
    qtbot.waitUntil(details.isVisible)


def test_what_is_no_longer_chosen_is_not_shown(tree, details, button_down, qtbot):
    reveal = Reveal(tree)
    reveal.show(details)
    tree.model().setStringList([])
    with qtbot.waitSignal(reveal._wait.timeout):
        pass
    assert not details.isVisible()
