"""One object stands behind the same action wherever it is met.

Each command is changed - its name, what it does, whether it is offered - and each place is looked
at, and used as a person uses it: what was changed has changed there too.
"""

from __future__ import annotations

import pytest
from qgis.core import (
    QgsApplication,
    QgsLocator,
    QgsLocatorContext,
    QgsLocatorResult,
    QgsMimeDataUtils,
    QgsProject,
    QgsProviderRegistry,
)
from qgis.gui import QgsBrowserGuiModel, QgsDataItemGuiContext
from qgis.PyQt.QtCore import QModelIndex, QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QMainWindow, QMenu, QWidget

from cicclo_qgis.gui import commands
from cicclo_qgis.gui.commands import Command, Target
from cicclo_qgis.gui.data_item_menus import CiccloItemGuiProvider
from cicclo_qgis.gui.data_items import CiccloItemProvider, uri_of
from cicclo_qgis.gui.delegate import retry_text
from cicclo_qgis.gui.drops import DropHandler
from cicclo_qgis.gui.layer_menu import LayerMenu
from cicclo_qgis.gui.locator import CollectionLocator
from cicclo_qgis.gui.source_select import CiccloSourcePage
from cicclo_qgis.ogcapi.errors import ProblemCode
from cicclo_qgis.signin.state import SessionState
from tests.qgis.gui import fake_desk as fake
from tests.qgis.gui.dock_hands import point_of, select
from tests.qgis.gui.test_layer_menu import Iface

ARMOR, ZONAGES = Target("atelier-armor"), Target("atelier-armor", "zonages_humides_2025")
KEY = ("atelier-armor", "zonages_humides_2025")
EVERY = [one for one in vars(commands).values() if isinstance(one, Command)]


@pytest.fixture
def done(desk, monkeypatch):
    """Every command notes what it was asked to do, in place of doing it."""
    notes = []
    desk.download = desk.add_with_options = lambda *_asked: notes.append("past the command")
    for command in EVERY:
        monkeypatch.setitem(
            vars(command),
            "run",
            lambda _desk, target, name=command.name: notes.append((name, target)),
        )
    return notes


def renamed(monkeypatch):
    for command in EVERY:
        monkeypatch.setitem(vars(command), "text", lambda *_, name=command.name: f"<{name}>")
        monkeypatch.setitem(vars(command), "brief", None)


def taken_away(monkeypatch, *gone):
    for command in gone:
        monkeypatch.setitem(vars(command), "offered", lambda *_: False)


def offered_by(menu):
    return {action.objectName(): action for action in menu.actions() if action.objectName()}


# -- the places ------------------------------------------------------------------------------


@pytest.fixture
def row_menu(dock):
    """Opens the menu of a row; it is closed in the end."""
    opened = []

    def menu_of(*key):
        select(dock, *key)
        dock.deeds.show_menu(point_of(dock, *key))
        opened.append(dock.findChildren(QWidget, "rowMenu")[-1])
        return opened[-1]

    yield menu_of
    for menu in opened:
        menu.close()


class Panel:
    """A collection in a real browser model."""

    def __init__(self, desk):
        self.menus = CiccloItemGuiProvider(lambda: desk)
        self.model = QgsBrowserGuiModel()
        self.model.initialize()
        index = QModelIndex()
        for text in ("CICCLO", "Géo Armor (atelier)", "Zonages humides recensés"):
            rows = range(self.model.rowCount(index))
            below = [self.model.index(row, 0, index) for row in rows]
            index = next(one for one in below if self.model.data(one) == text)
            self.model.fetchMore(index)
        self.index, self.item = index, self.model.dataItem(index)

    def menu(self):
        self.opened = menu = QMenu()
        self.menus.populateContextMenu(self.item, menu, [self.item], QgsDataItemGuiContext())
        return menu


@pytest.fixture
def panel(qtbot, desk):
    items = CiccloItemProvider(lambda: desk)
    QgsApplication.dataItemProviderRegistry().addProvider(items)
    yield Panel(desk)
    items.stop()
    QgsApplication.dataItemProviderRegistry().removeProvider(items)


@pytest.fixture
def found(desk, qtbot, monkeypatch):
    """The result of a real locator."""
    monkeypatch.setattr(desk, "find", lambda search: desk._index.search(search))
    locator, ours = QgsLocator(), CollectionLocator(lambda: desk)
    locator.registerFilter(ours)
    results = []
    locator.foundResult.connect(lambda result: results.append(QgsLocatorResult(result)))

    def search():
        results.clear()
        with qtbot.waitSignal(locator.finished):
            locator.fetchResults("ci zonages", QgsLocatorContext())
        qtbot.waitUntil(lambda: len(results) == 1)
        return results[0]

    yield search
    locator.cancel()
    locator.deregisterFilter(ours)


@pytest.fixture
def page(desk, qtbot):
    mode = QgsProviderRegistry.WidgetMode.Embedded
    page = CiccloSourcePage(desk, None, Qt.WindowType.Widget, mode)
    qtbot.addWidget(page)
    page.show()
    page.search.setText("zonages")
    qtbot.waitUntil(lambda: page.list.topLevelItemCount() == 1)
    page.list.topLevelItem(0).setSelected(True)
    yield page
    page.stop()


def page_menu(page):
    before = set(page.findChildren(QMenu))
    page.list.customContextMenuRequested.emit(QPoint(5, 5))
    (menu,) = (one for one in set(page.findChildren(QMenu)) - before if one.parent() is page)
    return menu


@pytest.fixture
def layer_menu(desk, qtbot, qgis_new_project):
    window = QMainWindow()
    qtbot.addWidget(window)
    iface = Iface(window)
    menu = LayerMenu(iface, lambda: desk)
    layer = fake.live_layer("zones", fake.ARMOR_ENTRIES[0])
    QgsProject.instance().addMapLayer(layer)
    iface.tree.chosen = [layer]

    def filled():
        (action,) = iface.actions
        action.menu().aboutToShow.emit()
        return action.menu()

    filled.target = Target(*KEY, layer.id())
    yield filled
    menu.stop()
    QgsProject.instance().clear()


# -- the same action in each of them -------------------------------------------------------------


def test_adding_from_each_place(dock, desk, panel, found, page, done, qtbot, row_menu):
    select(dock, *KEY)
    dock.details.main_button.click()
    left, point = Qt.MouseButton.LeftButton, point_of(dock, *KEY)
    QTest.mouseDClick(dock.tree.viewport(), left, pos=point)
    QTest.mouseRelease(dock.tree.viewport(), left, pos=point)
    qtbot.keyClick(dock.tree, Qt.Key.Key_Return)
    first = row_menu(*KEY).defaultAction()
    assert first.objectName() == "add"
    first.trigger()
    panel.menus.handleDoubleClick(panel.item, QgsDataItemGuiContext())
    offered_by(panel.menu())["add"].trigger()
    (uri,) = QgsMimeDataUtils.decodeUriList(panel.model.mimeData([panel.index]))
    drops = DropHandler(lambda: desk, lambda _: False, lambda _: None)
    drops.handleCustomUriDrop(uri)
    result = found()
    result.filter.triggerResult(result)
    page.addButtonClicked()
    page.list.itemDoubleClicked.emit(page.list.topLevelItem(0), 0)
    offered_by(page_menu(page))["add"].trigger()
    assert done == [("add", ZONAGES)] * 11
    assert desk.asked == [], "nothing went past the command"
    assert uri.uri == uri_of(ZONAGES)


def test_all_of_a_collection_in_each_menu(dock, panel, found, page, done, row_menu):
    result = found()
    listed = {commands.OF_COLLECTION[one.id].name: one for one in result.actions}
    wanted = ["add", "add_with_options", "copy", "star", "open_page", "copy_address"]
    for menu in (offered_by(row_menu(*KEY)), offered_by(panel.menu()), offered_by(page_menu(page))):
        assert list(menu)[: len(wanted)] == wanted
        for name in wanted:
            done.clear()
            menu[name].trigger()
            assert done == [(name, ZONAGES)]
            assert menu[name].text() == listed[name].text
            assert not menu[name].icon().isNull()
    assert list(listed) == wanted
    for name in wanted:
        done.clear()
        result.filter.triggerResultFromAction(result, listed[name].id)
        assert done == [(name, ZONAGES)]


def test_a_layer_offers_the_same(layer_menu, done):
    actions = offered_by(layer_menu())
    assert list(actions) == ["sign_in", "load_again", "copy", "open_page", "copy_address"]
    for name, action in actions.items():
        done.clear()
        action.trigger()
        assert done == [(name, layer_menu.target)]


def test_the_star_by_each_way(dock, desk, done, qtbot, row_menu):
    select(dock, *KEY)
    dock.details.star_button.click()
    dock.tree.starred.emit(dock.model.index_of(*KEY))
    qtbot.keyClick(dock.tree, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    offered_by(row_menu(*KEY))["star"].trigger()
    assert done == [("star", ZONAGES)] * 4
    desk.keeping.toggle(KEY)
    done.clear()
    assert dock.details.star_button.accessibleName() == "Remove from the favourites"
    dock.details.star_button.click()
    qtbot.keyClick(dock.tree, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert done == [("unstar", ZONAGES)] * 2


def test_a_platform_is_asked_again_in_each_place(dock, desk, done, qtbot, row_menu):
    select(dock, "atelier-armor")
    dock.details.main_button.click()
    qtbot.keyClick(dock.tree, Qt.Key.Key_F5)
    dock.tree.retry.emit(dock.tree.currentIndex())
    offered_by(row_menu("atelier-armor"))["refresh"].trigger()
    assert [name for name, _ in done] == ["refresh"] * 4
    assert {target.platform_id for _, target in done} == {"atelier-armor"}
    done.clear()
    dock.refresh_button.click()
    assert done == [("refresh_all", commands.ANYTHING)] and desk.asked == []


def test_a_platform_closed_to_strangers_offers_the_sign_in(dock, desk, done, qtbot):
    desk.fails("atelier-armor", ProblemCode.SIGN_IN_REQUIRED)
    select(dock, "atelier-armor")
    index = dock.tree.currentIndex()
    assert retry_text(dock.model.node(index)) == "Sign in"
    dock.tree.retry.emit(index)
    dock.tree.chosen.emit(index)
    assert [name for name, _ in done] == ["sign_in"] * 2


def test_signing_in_and_out_in_each_place(dock, desk, done, row_menu, layer_menu, qtbot):
    select(dock, "atelier-armor")
    dock.details.sign_in_button.click()
    offered_by(row_menu("atelier-armor"))["sign_in"].trigger()
    offered_by(layer_menu())["sign_in"].trigger()
    dock.accounts.menu.aboutToShow.emit()
    next(a for a in dock.accounts.menu.actions() if "Armor" in a.text()).trigger()
    assert [name for name, _ in done] == ["sign_in"] * 4
    done.clear()
    desk.has_session("atelier-armor", SessionState.WAITING)
    dock.accounts.cancel_button.click()
    assert done == [("cancel_sign_in", ARMOR)]
    done.clear()
    desk.has_session("atelier-armor", SessionState.SIGNED_IN, who="Camille")
    qtbot.waitUntil(lambda: "Camille" in dock.accounts.label.accessibleName(), timeout=20_000)
    dock.accounts.menu.aboutToShow.emit()
    inside = next(a for a in dock.accounts.menu.actions() if "Camille" in a.text()).menu()
    offered_by(inside)["sign_out"].trigger()
    assert done == [("sign_out", ARMOR)] and desk.asked == []


def test_a_command_that_is_called_otherwise_is_so_everywhere(
    dock, panel, found, page, row_menu, layer_menu, monkeypatch
):
    renamed(monkeypatch)
    select(dock, "atelier-armor")
    shown = {dock.details.main_button.text(), dock.details.sign_in_button.text()}
    select(dock, *KEY)
    details = dock.details
    shown |= {details.main_button.text(), details.page_button.text()}
    shown.add(details.star_button.accessibleName())
    assert shown == {"<add>", "<refresh>", "<open_page>", "<sign_in>", "<star>"}
    for menu in (row_menu(*KEY), panel.menu(), page_menu(page), layer_menu()):
        assert {a.text() for a in menu.actions() if a.text()} == {
            f"<{name}>" for name in offered_by(menu)
        }
    assert {one.text for one in found().actions} <= {f"<{one.name}>" for one in EVERY}


def test_a_command_that_makes_no_sense_now_is_offered_nowhere(
    dock, desk, panel, found, page, done, row_menu, qtbot, monkeypatch
):
    taken_away(monkeypatch, commands.ADD, *commands.STARS)
    select(dock, *KEY)
    assert dock.details.main_button.isHidden() and dock.details.star_button.isHidden()
    qtbot.keyClick(dock.tree, Qt.Key.Key_Return)
    qtbot.keyClick(dock.tree, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    panel.menus.handleDoubleClick(panel.item, QgsDataItemGuiContext())
    page.addButtonClicked()
    result = found()
    result.filter.triggerResult(result)
    for menu in (row_menu(*KEY), panel.menu(), page_menu(page)):
        assert not {"add", "star", "unstar"} & set(offered_by(menu))
    assert {commands.OF_COLLECTION[one.id].name for one in result.actions}.isdisjoint(
        {"add", "star", "unstar"}
    )
    assert done == [] and desk.asked == []
