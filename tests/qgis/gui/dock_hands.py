"""What a person does at the dock, and sees there."""

from __future__ import annotations

from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QWidget

ZONAGES = ("atelier-armor", "zonages_humides_2025")


def select(dock, platform_id, collection_id=""):
    dock.tree.select(dock.model.index_of(platform_id, collection_id))
    QTest.qWait(20)  # for the layout


def point_of(dock, platform_id, collection_id=""):
    rect = dock.tree.visualRect(dock.model.index_of(platform_id, collection_id))
    assert rect.isValid()
    return rect.center()


def visible_rows(dock):
    rows, index = [], dock.model.index(0, 0)
    while index.isValid():
        rows.append(index.data())
        index = dock.tree.indexBelow(index)
    return rows


def page_texts(dock):
    from qgis.PyQt.QtWidgets import QLabel

    assert dock.empty.isVisible()
    return " ".join(label.text() for label in dock.empty.findChildren(QLabel))


def menu_actions(dock):
    return {a.text(): a for a in dock.findChildren(QWidget, "rowMenu")[-1].actions()}


def open_menu(dock, platform_id, collection_id=""):
    select(dock, platform_id, collection_id)
    dock.deeds.show_menu(point_of(dock, platform_id, collection_id))
    return menu_actions(dock)
