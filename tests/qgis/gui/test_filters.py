"""Facets, chips, the map's view, favourites and saved searches, as a person meets them."""

from __future__ import annotations

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsRectangle, QgsVectorLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QSize, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QAbstractButton, QInputDialog, QToolButton, QWidget

from cicclo_qgis.catalogue.favourites import Choice, Pick
from cicclo_qgis.catalogue.index_answer import Facet
from cicclo_qgis.catalogue.model import Padlock
from cicclo_qgis.gui.dock import CiccloDock
from cicclo_qgis.gui.extras import Extras
from cicclo_qgis.gui.facet_popup import FacetPopup
from cicclo_qgis.gui.map_view import MapView
from cicclo_qgis.gui.recent import RecentWatch
from tests.qgis.gui import fake_desk as fake
from tests.qgis.gui.dock_hands import page_texts, point_of, select, visible_rows

ZONAGES = ("atelier-armor", "zonages_humides_2025")
COMMUNES = ("atelier-armor", "communes")


def popup_of(dock, qtbot, facet):
    dock.filters.open(facet)
    popup = dock.filters._popup
    qtbot.waitUntil(lambda: popup.values.topLevelItemCount() > 0)
    return popup


def rows_of(popup):
    items = [popup.values.topLevelItem(n) for n in range(popup.values.topLevelItemCount())]
    return {item.text(0): item.text(1) for item in items if not item.isHidden()}


def tick(popup, text):
    for number in range(popup.values.topLevelItemCount()):
        item = popup.values.topLevelItem(number)
        if item.text(0) == text:
            rect = popup.values.visualItemRect(item)
            QTest.mouseClick(popup.values.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
            return
    raise AssertionError(text)


def collections(dock):
    names = {node.platform.name for node in dock.model.platforms()}
    return [row for row in visible_rows(dock) if row not in names]


def test_a_facet_is_counted_and_ticked_with_the_mouse(dock, qtbot):
    popup = popup_of(dock, qtbot, Facet.PADLOCK)
    assert rows_of(popup) == {
        "Open to all": "5",
        "Sign-in needed": "1",
        "Open to you": "1",
        "On request": "1",
    }
    tick(popup, "Open to you")
    assert collections(dock) == ["Parcelles agricoles détaillées"]
    tick(popup, "On request")
    assert len(collections(dock)) == 2
    assert dock.filters.chips.texts() == ["On request", "Open to you"]
    assert dock.status.text() == "2 of 8 collections"


def test_numbers_follow_the_other_facets(dock, qtbot):
    dock.filters.take(Choice().choosing(Facet.PLATFORM, ["atelier-armor"]))
    popup = popup_of(dock, qtbot, Facet.PADLOCK)
    assert rows_of(popup) == {"Open to all": "2", "Sign-in needed": "1", "On request": "1"}
    dock.search.setText("zonages")
    qtbot.waitUntil(lambda: rows_of(popup)["Open to all"] == "0")
    assert rows_of(popup)["Sign-in needed"] == "1"


def test_a_facet_by_keyboard_alone(dock, qtbot):
    button = dock.filters.buttons[Facet.PADLOCK]
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    popup = dock.filters._popup
    qtbot.waitUntil(lambda: popup.values.topLevelItemCount() == 4)
    qtbot.keyClick(popup.values, Qt.Key.Key_Down)
    qtbot.keyClick(popup.values, Qt.Key.Key_Space)
    assert collections(dock) == ["Zonages humides recensés"]
    qtbot.keyClick(popup.values, Qt.Key.Key_Escape)
    assert dock.filters._popup is None
    chip = dock.filters.chips.buttons()[0]
    assert chip.accessibleName() == "Remove the filter Sign-in needed"
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    assert len(collections(dock)) == 8


def test_escape_takes_off_the_words_then_the_filters(dock, qtbot):
    dock.filters.take(Choice().choosing(Facet.KIND, ["feature"]))
    dock.search.setText("communes")
    qtbot.keyClick(dock.search, Qt.Key.Key_Escape)
    assert dock.search.text() == "" and dock.filters.choice.narrowed
    qtbot.keyClick(dock.search, Qt.Key.Key_Escape)
    assert not dock.filters.choice.narrowed


def test_themes_are_shown_as_written(dock, qtbot):
    popup = popup_of(dock, qtbot, Facet.THEME)
    assert rows_of(popup) == {"biodiversité": "1", "eau": "1", "loi sur l’eau": "1"}
    tick(popup, "biodiversité")
    assert dock.filters.chips.texts() == ["biodiversité"]
    assert collections(dock) == ["Zonages humides recensés"]


def test_many_values_can_be_filtered(make_dock, qtbot):
    desk = fake.FakeDesk(fake.OUVERT)
    rows = [fake.entry("atelier-ouvert", f"c{n}", keywords=[f"Thème n° {n}"]) for n in range(12)]
    desk.lists("atelier-ouvert", *rows)
    dock = make_dock(desk)
    popup = popup_of(dock, qtbot, Facet.THEME)
    assert popup.line.isVisible()
    qtbot.keyClicks(popup.values, "THEME N")
    popup.line.setText("theme n° 11")
    assert list(rows_of(popup)) == ["Thème n° 11"]
    qtbot.keyClick(popup.line, Qt.Key.Key_Down)
    assert popup.values.hasFocus() or not popup.isActiveWindow()


def test_rows_that_come_while_one_looks_are_counted(dock, desk, qtbot):
    popup = popup_of(dock, qtbot, Facet.PLATFORM)
    assert rows_of(popup)["Données ouvertes (atelier)"] == "1"
    desk.lists(
        "atelier-ouvert", *fake.OUVERT_ENTRIES, fake.entry("atelier-ouvert", "autre", "Autre")
    )
    qtbot.waitUntil(lambda: rows_of(popup)["Données ouvertes (atelier)"] == "2")


def test_numbers_that_cannot_be_had_are_said(dock, desk, qtbot, monkeypatch):
    monkeypatch.setattr(desk, "search", lambda _search, done, _asker: done(None))
    dock.filters.open(Facet.KIND)
    assert "cannot be counted" in dock.filters._popup.note.text()


def test_filters_that_leave_nothing_say_so_and_come_off(dock, qtbot):
    dock.search.setText("communes")
    dock.filters.take(Choice().choosing(Facet.PADLOCK, ["yours"]))
    assert "Nothing matches these filters" in page_texts(dock)
    qtbot.mouseClick(dock.empty.findChild(QAbstractButton), Qt.MouseButton.LeftButton)
    assert len(collections(dock)) == 8 and dock.search.text() == ""


@pytest.mark.parametrize("width", [0, 320, 460, 900])
def test_what_does_not_fit_is_under_more(dock, qtbot, width):
    width = max(width, dock.minimumWidth())
    dock.resize(width, 700)
    qtbot.wait(20)
    bar = dock.filters
    shown = [facet for facet, button in bar.buttons.items() if button.isVisible()]
    assert dock.width() == width
    right = max(
        child.geometry().right() for child in bar.findChildren(QToolButton) if child.isVisible()
    )
    assert right <= bar.width()
    bar._more_menu.aboutToShow.emit()
    assert len(shown) + len(bar._more_menu.actions()) == len(Facet)
    assert bar.more.isVisible() == (len(shown) < len(Facet))


def test_a_filter_under_more_opens_its_values(dock, qtbot):
    dock.resize(220, 700)
    qtbot.wait(20)
    dock.filters._more_menu.aboutToShow.emit()
    action = next(a for a in dock.filters._more_menu.actions() if a.text() == "Content")
    action.trigger()
    popup = dock.findChild(FacetPopup)
    qtbot.waitUntil(lambda: popup.values.topLevelItemCount() == 2)


def test_chips_stay_inside_a_narrow_dock(dock, qtbot):
    dock.resize(220, 700)
    names = [f"Une licence au nom bien trop long pour tenir dans ce panneau {n}" for n in (1, 2)]
    dock.filters.take(Choice().choosing(Facet.LICENSE, names))
    qtbot.wait(20)
    chips = dock.filters.chips
    assert len(chips.buttons()) == 3
    for chip in chips.buttons():
        assert chips.rect().contains(chip.geometry())
    assert names[0] in chips.buttons()[0].toolTip()


def test_every_control_has_a_name(dock, qtbot):
    dock.filters.take(Choice(in_view=True, pick=Pick.RECENT).choosing(Facet.KIND, ["table"]))
    for button in dock.filters.findChildren(QToolButton):
        assert button.accessibleName() or button.text()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_tab_leads_from_the_search_to_the_filters_and_the_list(dock, qtbot):
    dock.filters.take(Choice(pick=Pick.RECENT).choosing(Facet.KIND, ["table"]))
    dock.search.setFocus()
    order, here = [], dock.search
    while here is not dock.tree and len(order) < 40:
        if here.isVisible() and here.focusPolicy() & Qt.FocusPolicy.TabFocus:
            order.append(here)
        here = here.nextInFocusChain()
    chips = list(dock.filters.chips.buttons())
    assert order[:6] == [
        dock.search,
        dock.refresh_button,
        dock.add_button,
        dock.help_button,
        dock.filters.group_button,
        dock.filters.keep_button,
    ]
    shown = [button for button in dock.filters.buttons.values() if button.isVisible()]
    middle = [*shown, dock.filters.more, *chips]
    start = order.index(shown[0])
    assert order[start : start + len(middle)] == middle
    assert dock.accounts.button in order[start + len(middle) :]


# -- in the current view --------------------------------------------------------------------


@pytest.fixture
def canvas(qgis_app, qtbot):
    canvas = QgsMapCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(QSize(400, 400))
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2154"))
    return canvas


@pytest.fixture
def dock_with_map(desk, canvas, qtbot):
    view = MapView(canvas)
    dock = CiccloDock(desk, None, Extras(view))
    dock.view = view
    qtbot.addWidget(dock)
    dock.resize(360, 700)
    dock.show()
    qtbot.waitUntil(lambda: dock.model.tally().collections == 8)
    return dock


BRITTANY = QgsRectangle(250_000, 6_780_000, 300_000, 6_830_000)
LYON = QgsRectangle(830_000, 6_510_000, 860_000, 6_540_000)


def test_the_list_follows_the_map(dock_with_map, canvas, qtbot):
    dock = dock_with_map
    canvas.setExtent(BRITTANY)
    assert dock.filters.view_button.isVisible()
    dock.filters.view_button.click()
    assert "Zonages humides recensés" in collections(dock)
    canvas.setExtent(LYON)
    qtbot.waitUntil(lambda: "Zonages humides recensés" not in collections(dock))
    assert "Régions" in collections(dock)
    assert dock.filters.chips.texts() == ["In the current view"]
    dock.filters.view_button.click()
    assert len(collections(dock)) == 8


def test_the_extent_is_in_degrees(canvas, qtbot):
    canvas.setExtent(LYON)
    west, south, east, north = MapView(canvas).extent()
    assert 4.5 < west < east < 5.3 and 45.5 < south < north < 46.1


def test_a_map_without_an_extent_narrows_nothing(dock_with_map, qtbot, monkeypatch):
    monkeypatch.setattr(dock_with_map.view, "extent", lambda: None)
    dock_with_map.filters.view_button.click()
    assert len(collections(dock_with_map)) == 8


def test_without_a_map_there_is_no_view(dock):
    assert not dock.filters.view_button.isVisible()


# -- favourites, recent ones, saved searches ------------------------------------------------


def menu_of(dock):
    button = dock.filters.keep_button
    button.menu().aboutToShow.emit()
    return {action.text(): action for action in button.menu().actions() if action.text()}


def test_a_star_by_mouse_by_key_and_by_menu(dock, qtbot):
    dock.resize(400, 700)
    point = point_of(dock, *ZONAGES)
    rect = dock.tree.visualRect(dock.model.index_of(*ZONAGES))
    option_right = rect.right() - 6
    side = max(16, dock.fontMetrics().height())
    point.setX(option_right - side - max(4, dock.fontMetrics().height() // 3) - side // 2)
    qtbot.mouseClick(dock.tree.viewport(), Qt.MouseButton.LeftButton, pos=point)
    keeping = dock._desk.keeping
    assert keeping.is_favourite(ZONAGES)
    select(dock, *ZONAGES)
    assert dock.details.star_button.accessibleName() == "Remove from the favourites"
    qtbot.keyClick(dock.tree, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert not keeping.is_favourite(ZONAGES)
    assert dock.details.star_button.accessibleName() == "Add to the favourites"
    dock.deeds.show_menu(point_of(dock, *ZONAGES))
    menu = dock.findChildren(QWidget, "rowMenu")[-1]
    next(a for a in menu.actions() if a.text() == "Add to the favourites").trigger()
    assert keeping.is_favourite(ZONAGES)


def test_only_favourites(dock, qtbot):
    menu_of(dock)["Favourites (0)"].trigger()
    assert "No favourite yet" in page_texts(dock)
    qtbot.mouseClick(dock.empty.findChild(QAbstractButton), Qt.MouseButton.LeftButton)
    dock._desk.keeping.toggle(COMMUNES)
    menu_of(dock)["Favourites (1)"].trigger()
    assert collections(dock) == ["Communes"]
    dock._desk.keeping.toggle(ZONAGES)
    assert collections(dock) == ["Communes", "Zonages humides recensés"]
    dock.filters.chips.buttons()[0].click()
    assert len(collections(dock)) == 8


def test_favourites_that_no_platform_shows_now(dock, desk):
    dock._desk.keeping.toggle(("atelier-armor", "gone"))
    dock.filters.take(Choice(pick=Pick.FAVOURITES))
    assert "only after a sign-in" in page_texts(dock)


def layer_of(platform_id, collection_id, padlock):
    return fake.live_layer(collection_id, fake.entry(platform_id, collection_id, padlock=padlock))


def test_what_was_added_is_recent(dock, qtbot):
    menu_of(dock)["Recently added to the map (0)"].trigger()
    assert "Nothing added to the map yet" in page_texts(dock)
    keeping, project = dock._desk.keeping, QgsProject.instance()
    watch = RecentWatch(keeping, keeping)
    project.addMapLayer(layer_of(*ZONAGES, Padlock.YOURS))
    project.addMapLayer(QgsVectorLayer("Point?crs=EPSG:4326", "mine", "memory"))
    assert collections(dock) == ["Zonages humides recensés"]
    # Restricted: remembered for this run alone.
    assert keeping.kept.passing == {ZONAGES}
    project.clear()  # as when a project is opened
    project.addMapLayer(layer_of(*COMMUNES, Padlock.OPEN))
    assert keeping.kept.recent == (ZONAGES,)
    qtbot.wait(10)
    project.addMapLayer(layer_of(*COMMUNES, Padlock.OPEN))
    assert keeping.kept.recent == (COMMUNES, ZONAGES)
    watch.deleteLater()
    project.clear()


def test_a_search_is_saved_and_comes_back(dock, qtbot):
    assert not menu_of(dock)["Save this search…"].isEnabled()
    dock.search.setText("communes")
    dock.filters.take(Choice().choosing(Facet.KIND, ["table"]))
    menu_of(dock)["Save this search…"].trigger()
    dialog = dock.findChild(QInputDialog, "saveSearch")
    assert dialog.textValue() == "communes, Table without geometry"
    dialog.setTextValue("Tables & communes")
    dialog.accept()
    dock._narrowing.clear()
    assert len(collections(dock)) == 8
    menu_of(dock)["Tables && communes"].trigger()
    assert dock.search.text() == "communes"
    assert collections(dock) == ["EPCI : rattachement des communes et compétences exercées"]
    assert dock.filters.chips.texts() == ["Table without geometry"]
    menu_of(dock)["Rename a saved search"].menu().actions()[0].trigger()
    dialog = dock.findChild(QInputDialog, "renameSearch")
    assert dialog.textValue() == "Tables & communes"
    dialog.setTextValue("Tables")
    dialog.accept()
    assert "Tables && communes" not in menu_of(dock) and "Tables" in menu_of(dock)
    menu_of(dock)["Remove a saved search"].menu().actions()[0].trigger()
    assert "Remove a saved search" not in menu_of(dock)


def test_a_popup_leaves_nothing_behind(dock, qtbot):
    popup_of(dock, qtbot, Facet.KIND)
    dock.filters.open(Facet.PLATFORM)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(dock.findChildren(FacetPopup)) == 1
