"""The page of the Data Source Manager."""

from __future__ import annotations

import gc

import pytest
from qgis.core import QgsProviderRegistry
from qgis.gui import QgsGui
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QDialogButtonBox

from cicclo_qgis.catalogue.index import Index
from cicclo_qgis.catalogue.listed import Listed
from cicclo_qgis.gui.source_provider import CiccloSourceProvider
from tests.qgis.gui import fake_desk as fake


@pytest.fixture
def page(desk, qtbot, monkeypatch):
    index = Index(None, desk.platforms())
    for name, entries in (
        ("atelier-armor", fake.ARMOR_ENTRIES),
        ("atelier-hexagone", fake.HEXAGONE_ENTRIES),
    ):
        index.take(Listed(name, entries, entries[0].landing, 1.0))
    monkeypatch.setattr(desk, "search", lambda search, done, asker: done(index.search(search)))
    provider = CiccloSourceProvider(lambda: desk)
    mode = QgsProviderRegistry.WidgetMode.Embedded
    page = provider.createDataSourceWidget(None, Qt.WindowType.Widget, mode)
    qtbot.addWidget(page)
    page.show()
    yield page
    provider.stop()
    index.close()


def titles(page):
    rows = range(page.list.topLevelItemCount())
    return [page.list.topLevelItem(row).text(0) for row in rows]


def add_button(page):
    role = QDialogButtonBox.ButtonRole
    shown = [b for b in page.buttons.buttons() if not b.isHidden()]
    return next(b for b in shown if page.buttons.buttonRole(b) in (role.ApplyRole, role.ActionRole))


def test_all_platforms_are_in_one_list(page):
    assert len(titles(page)) == 7 and page.status.text() == "7 collections"
    page.search.setText("zonages")
    assert titles(page) == ["Zonages humides recensés"]
    row = page.list.topLevelItem(0)
    assert (row.text(1), row.text(2)) == ("Géo Armor (atelier)", "Sign-in needed")
    assert page.status.text() == "1 collection"


def test_what_is_selected_is_added(page, desk, qtbot):
    assert not add_button(page).isEnabled()
    page.search.setText("zonages")
    page.list.topLevelItem(0).setSelected(True)
    assert add_button(page).isEnabled()
    qtbot.mouseClick(add_button(page), Qt.MouseButton.LeftButton)
    assert desk.asked == [("add_to_map", "atelier-armor", "zonages_humides_2025")]


def test_with_the_keys_alone(page, desk, qtbot):
    page.search.setFocus()
    qtbot.keyClicks(page.search, "zonages")
    qtbot.keyClick(page.search, Qt.Key.Key_Down)
    assert page.list.currentItem().isSelected()
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert desk.asked == [("add_to_map", "atelier-armor", "zonages_humides_2025")]


def test_an_address_means_its_collection(page, desk, qtbot):
    key = ("atelier-armor", "communes")
    desk.find_address = lambda address, done, _asker: done(
        (key,) if "communes" in address else (), "atelier-armor" if "fiche" in address else ""
    )
    page.search.setText("https://atelier-armor.example.gouv.fr/x/collections/communes")
    assert titles(page) == ["Communes"] and page.status.text() == "1 collection"
    page.search.setText("https://atelier-armor.example.gouv.fr/x/collections/y")
    assert titles(page) == []
    page.search.setText("https://atelier-armor.example.gouv.fr/fiche/1")
    assert page.status.text() == (
        "Sign in to Géo Armor (atelier), in the CICCLO panel, to read this record."
    )


def test_a_selection_outlives_a_new_list(page, desk, qtbot):
    page.list.topLevelItem(2).setSelected(True)
    chosen = page.targets()
    desk.entries_changed.emit("atelier-armor")
    qtbot.wait(500)
    assert page.targets() == chosen


def test_no_button_does_nothing(page):
    role = QDialogButtonBox.ButtonRole
    assert role.HelpRole not in [page.buttons.buttonRole(b) for b in page.buttons.buttons()]


def test_qgis_finds_the_page_and_lets_it_go(qgis_app, desk):
    provider = CiccloSourceProvider(lambda: desk)
    registry = QgsGui.sourceSelectProviderRegistry()
    registry.addProvider(provider)
    assert registry.providerByName("cicclo").text() == "CICCLO"
    provider.stop()
    registry.removeProvider(provider)
    gc.collect()
    assert registry.providerByName("cicclo") is None
