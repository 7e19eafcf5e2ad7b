"""CICCLO in a real browser model: unfolded, dragged, clicked, followed, and gone."""

from __future__ import annotations

import gc

import pytest
from qgis.core import QgsApplication, QgsMimeDataUtils
from qgis.gui import QgsBrowserGuiModel, QgsDataItemGuiContext, QgsGui
from qgis.PyQt.QtCore import QModelIndex
from qgis.PyQt.QtWidgets import QMenu

from cicclo_qgis.gui import data_items
from cicclo_qgis.gui.commands import Target
from cicclo_qgis.gui.data_item_menus import CiccloItemGuiProvider
from cicclo_qgis.gui.data_items import CiccloItemProvider, target_of, uri_of
from cicclo_qgis.gui.drops import DropHandler
from cicclo_qgis.ogcapi.errors import ProblemCode
from tests.qgis.gui import fake_desk as fake


class Panel:
    """The model behind the Browser panel."""

    def __init__(self, qtbot):
        self.model = QgsBrowserGuiModel()
        self.model.initialize()
        self._qtbot = qtbot

    def find(self, text, parent=QModelIndex()):
        for row in range(self.model.rowCount(parent)):
            index = self.model.index(row, 0, parent)
            if self.model.data(index) == text:
                return index
        return None

    def names(self, parent):
        rows = range(self.model.rowCount(parent))
        return [self.model.data(self.model.index(row, 0, parent)) for row in rows]

    def unfold(self, *path):
        index = QModelIndex()
        for text in path:
            index = self.find(text, index)
            assert index is not None, text
            self.model.fetchMore(index)
        return index


@pytest.fixture
def panel(qtbot, desk, monkeypatch):
    monkeypatch.setattr(data_items, "_TOGETHER_MS", 1)
    items, menus = CiccloItemProvider(lambda: desk), CiccloItemGuiProvider(lambda: desk)
    QgsApplication.dataItemProviderRegistry().addProvider(items)
    QgsGui.dataItemGuiProviderRegistry().addProvider(menus)
    panel = Panel(qtbot)
    panel.menus = menus
    yield panel
    items.stop()
    QgsGui.dataItemGuiProviderRegistry().removeProvider(menus)
    QgsApplication.dataItemProviderRegistry().removeProvider(items)
    gc.collect()
    assert panel.find("CICCLO") is None


ARMOR, OUVERT = "Géo Armor (atelier)", "Données ouvertes (atelier)"


def test_platforms_and_their_collections(panel, desk):
    root = panel.unfold("CICCLO")
    assert set(panel.names(root)) == {ARMOR, OUVERT, "Hexagone (atelier)"}
    below = panel.unfold("CICCLO", ARMOR)
    assert "Zonages humides recensés" in panel.names(below) and len(panel.names(below)) == 4
    assert desk.asked == [], "what is known is not asked again"


def test_unfolding_asks_a_platform_that_was_not_asked_yet(panel, desk, qtbot):
    desk.waits("atelier-ouvert")
    desk._entries["atelier-ouvert"] = ()
    below = panel.unfold("CICCLO", OUVERT)
    assert panel.names(below) == ["Asking the platform…"]
    qtbot.waitUntil(lambda: desk.asked == [("refresh", "atelier-ouvert")])
    desk.lists("atelier-ouvert", *fake.OUVERT_ENTRIES)
    qtbot.waitUntil(lambda: panel.names(panel.find(OUVERT, panel.find("CICCLO"))) != [])
    qtbot.waitUntil(
        lambda: panel.names(panel.find(OUVERT, panel.find("CICCLO"))) == ["Stations hydrométriques"]
    )


def test_a_platform_that_fails_says_why(panel, desk, qtbot):
    panel.unfold("CICCLO", OUVERT)
    desk._entries["atelier-ouvert"] = ()
    desk.fails("atelier-ouvert", ProblemCode.UNREACHABLE)
    where = panel.find(OUVERT, panel.find("CICCLO"))
    qtbot.waitUntil(lambda: len(panel.names(where)) == 1 and "reached" in panel.names(where)[0])


def test_a_platform_that_comes_or_goes(panel, desk, qtbot):
    root = panel.unfold("CICCLO")
    desk.gains(fake.platform("new", "Nouvelle"))
    qtbot.waitUntil(lambda: "Nouvelle" in panel.names(root))
    desk.remove_platform("new")
    qtbot.waitUntil(lambda: "Nouvelle" not in panel.names(root))
    gc.collect()
    assert len(panel.names(root)) == 3


def test_thousands_are_grouped_by_their_first_letter(panel, desk):
    many = [
        fake.entry("atelier-ouvert", f"c{i}", f"{letter} numéro {i}")
        for i in range(1500)
        for letter in ("ÀBC12"[i % 5],)
    ]
    desk.lists("atelier-ouvert", *many)
    where = panel.unfold("CICCLO", OUVERT)
    assert panel.names(where) == ["0-9 (600)", "A (300)", "B (300)", "C (300)"]
    assert len(panel.names(panel.unfold("CICCLO", OUVERT, "A (300)"))) == 300


def item(panel, platform, title):
    return panel.model.dataItem(panel.find(title, panel.unfold("CICCLO", platform)))


def test_a_double_click_and_the_menu(panel, desk):
    communes = item(panel, ARMOR, "Communes")
    gc.collect()
    assert panel.menus.handleDoubleClick(communes, QgsDataItemGuiContext())
    assert desk.asked == [("add_to_map", "atelier-armor", "communes")]
    menu = QMenu()
    panel.menus.populateContextMenu(communes, menu, [communes], QgsDataItemGuiContext())
    assert menu.actions()[0].text() == "Add to the map"
    platform = panel.model.dataItem(panel.find(ARMOR, panel.find("CICCLO")))
    assert not panel.menus.handleDoubleClick(platform, QgsDataItemGuiContext()), "it unfolds"


def test_several_at_once(panel, desk):
    both = [item(panel, ARMOR, name) for name in ("Communes", "Zonages humides recensés")]
    menu = QMenu()
    panel.menus.populateContextMenu(both[0], menu, both, QgsDataItemGuiContext())
    menu.actions()[0].trigger()
    assert [asked[2] for asked in desk.asked] == ["communes", "zonages_humides_2025"]


def test_a_drag_to_the_map(panel, desk):
    where = panel.unfold("CICCLO", ARMOR)
    data = panel.model.mimeData([panel.find("Communes", where)])
    (uri,) = QgsMimeDataUtils.decodeUriList(data)
    assert (uri.layerType, uri.providerKey) == ("custom", "cicclo")
    drops = DropHandler(lambda: desk, lambda address: True, desk.asked.append)
    assert drops.customUriProviderKey() == uri.providerKey
    assert not drops.canHandleMimeData(data), "it is no address"
    drops.handleCustomUriDrop(uri)
    assert desk.asked == [("add_to_map", "atelier-armor", "communes")]


@pytest.mark.parametrize("name", ["zones", "a/b", "é:ü {x} %2F"])
def test_a_collection_as_text_and_back(name):
    target = Target("plate-forme", name)
    assert target_of(uri_of(target)) == target
    assert target_of("rubbish") is None and target_of("a/") is None
