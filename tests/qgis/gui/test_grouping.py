"""The list under other headings than platforms, as a person meets it."""

from __future__ import annotations

import pytest
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QAbstractItemModelTester

from cicclo_qgis.catalogue.favourites import Choice, Pick
from cicclo_qgis.catalogue.index_answer import Facet
from cicclo_qgis.catalogue.index_groups import Grouping
from cicclo_qgis.gui import tree_reading
from cicclo_qgis.gui.dock import CiccloDock
from cicclo_qgis.gui.extras import Extras
from cicclo_qgis.gui.tree_rows import GROUP_ROLE
from cicclo_qgis.host.settings import Settings
from cicclo_qgis.ogcapi.errors import ProblemCode
from tests.qgis.gui import fake_desk as fake
from tests.qgis.gui.dock_hands import select, visible_rows

ZONAGES = ("atelier-armor", "zonages_humides_2025")


@pytest.fixture
def dock(desk, make_dock, monkeypatch, request, qtbot):
    """Searched here, or by the index as thousands of rows are."""
    here = getattr(request, "param", 4000)
    monkeypatch.setattr("cicclo_qgis.gui.list_keeper.SEARCHED_HERE", here)
    dock = make_dock(desk)
    # Fatal: any index, signal or parent out of order ends the test run.
    dock.tester = QAbstractItemModelTester(
        dock.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    # Rows are read a little at a time: on a busy machine not all are there at once.
    qtbot.waitUntil(lambda: dock.model.tally().collections == 8)
    return dock


both = pytest.mark.parametrize("dock", [4000, 0], indirect=True, ids=["here", "index"])


def grouped(dock, text):
    action = next(one for one in dock.filters.group_button.menu().actions() if one.text() == text)
    action.trigger()


def top(dock):
    return [dock.model.index(n, 0).data() for n in range(dock.model.rowCount())]


def spoken(dock):
    role = Qt.ItemDataRole.AccessibleTextRole
    return [dock.model.index(n, 0).data(role) for n in range(dock.model.rowCount())]


@both
def test_by_territory(dock, qtbot):
    grouped(dock, "By territory")
    qtbot.waitUntil(lambda: top(dock) == ["Côtes-d’Armor", "France entière"])
    assert spoken(dock) == ["Côtes-d’Armor, 4 collections", "France entière, 4 collections"]
    qtbot.waitUntil(lambda: len(visible_rows(dock)) == 10)
    assert visible_rows(dock)[6:] == [
        "Départements",
        "Parcelles agricoles détaillées",
        "Régions",
        "Stations hydrométriques",
    ]


@both
def test_by_theme_a_collection_stands_under_each(dock, qtbot):
    grouped(dock, "By theme")
    themes = ["biodiversité", "eau", "loi sur l’eau", "Without theme"]
    qtbot.waitUntil(lambda: top(dock) == themes)
    qtbot.waitUntil(lambda: visible_rows(dock).count("Zonages humides recensés") == 3)
    assert spoken(dock)[-1] == "Without theme, 7 collections"
    tip = dock.model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "stands under each" in tip


@both
def test_one_list(dock, qtbot):
    grouped(dock, "One list, without groups")
    qtbot.waitUntil(lambda: len(top(dock)) == 8)
    assert top(dock)[:3] == ["Communes", "Départements", "EPCI : rattachement des communes et compétences exercées"]  # fmt: skip
    assert not dock.tree.rootIsDecorated()
    dock.search.setText("communes")
    qtbot.waitUntil(lambda: len(top(dock)) == 2)
    assert top(dock)[0] == "Communes"
    dock.search.setText("xyz")
    qtbot.waitUntil(lambda: top(dock) == [])
    dock.search.clear()
    qtbot.waitUntil(lambda: len(top(dock)) == 8)


@both
def test_a_search_under_headings(dock, qtbot):
    grouped(dock, "By territory")
    dock.search.setText("communes")
    qtbot.waitUntil(lambda: top(dock) == ["Côtes-d’Armor"])
    assert visible_rows(dock)[1:] == ["Communes", "EPCI : rattachement des communes et compétences exercées"]  # fmt: skip
    assert dock.status.text() == "2 of 8 collections"
    dock.search.clear()
    dock.filters.take(Choice().choosing(Facet.PADLOCK, ["yours"]))
    qtbot.waitUntil(lambda: top(dock) == ["France entière"])
    assert visible_rows(dock)[1:] == ["Parcelles agricoles détaillées"]


@both
def test_back_to_platforms(dock, qtbot):
    before = visible_rows(dock)
    grouped(dock, "One list, without groups")
    qtbot.waitUntil(lambda: len(top(dock)) == 8)
    grouped(dock, "By platform")
    qtbot.waitUntil(lambda: len(top(dock)) == 3)
    assert visible_rows(dock) == before
    assert dock.tree.rootIsDecorated()


@both
def test_what_is_selected_and_folded_stays_so(dock, desk, qtbot):
    grouped(dock, "By theme")
    qtbot.waitUntil(lambda: visible_rows(dock).count("Zonages humides recensés") == 3)
    dock.tree.collapse(dock.model.index(0, 0))
    below = dock.model.index(0, 0, dock.model.index(2, 0))
    dock.tree.select(below)
    new = fake.entry("atelier-ouvert", "lacs", "Lacs", keywords=["eau"])
    desk.lists("atelier-ouvert", *fake.OUVERT_ENTRIES, new)
    qtbot.waitUntil(lambda: "Lacs" in visible_rows(dock))
    assert visible_rows(dock)[0] == "eau"
    assert dock.tree.current_key() == ZONAGES
    assert dock.tree.current_heading() == "loi sur l eau"
    folded = dock.model.index(top(dock).index("biodiversité"), 0)
    assert not dock.tree.isExpanded(folded)


def test_a_row_under_a_heading_does_what_it_does_elsewhere(dock, desk, qtbot):
    grouped(dock, "One list, without groups")
    select(dock, *ZONAGES)
    assert dock.details.isVisible()
    qtbot.keyClick(dock.tree, Qt.Key.Key_Return)
    assert desk.asked == [("add_to_map", *ZONAGES)]
    index = dock.model.index_of(*ZONAGES)
    assert dock.model.node(index).platform is fake.ARMOR
    assert "Géo Armor (atelier)" in index.data(Qt.ItemDataRole.AccessibleTextRole)


def test_enter_folds_a_heading(dock, desk, qtbot):
    grouped(dock, "By territory")
    qtbot.waitUntil(lambda: len(visible_rows(dock)) == 10)
    dock.tree.select(dock.model.index(0, 0))
    assert dock._details is None or not dock.details.isVisible()
    qtbot.keyClick(dock.tree, Qt.Key.Key_Return)
    assert len(visible_rows(dock)) == 6
    qtbot.keyClick(dock.tree, Qt.Key.Key_Right)
    assert len(visible_rows(dock)) == 10
    assert desk.asked == []


def test_favourites_under_headings(dock, qtbot):
    dock._desk.keeping.toggle(ZONAGES)
    grouped(dock, "By theme")
    dock.filters.take(Choice(pick=Pick.FAVOURITES))
    qtbot.waitUntil(lambda: top(dock) == ["biodiversité", "eau", "loi sur l’eau"])


def test_while_no_collection_is_known_platforms_tell_why(make_dock, qtbot):
    desk = fake.FakeDesk(fake.ARMOR, fake.HEXAGONE)
    dock = make_dock(desk)
    grouped(dock, "By theme")
    desk.fails("atelier-armor", ProblemCode.SERVER_ERROR)
    assert top(dock) == ["Géo Armor (atelier)", "Hexagone (atelier)"]
    desk.lists("atelier-hexagone", *fake.HEXAGONE_ENTRIES)
    qtbot.waitUntil(lambda: top(dock) == ["Without theme"])


def test_a_platform_that_leaves_takes_its_rows_along(dock, desk, qtbot):
    grouped(dock, "One list, without groups")
    qtbot.waitUntil(lambda: len(top(dock)) == 8)
    desk.remove_platform("atelier-armor")
    assert len(top(dock)) == 4


def test_many_headings_come_folded_and_fill_when_they_are_unfolded(make_dock, qtbot):
    platforms = [fake.platform(f"p{n}", f"P{n}", f"Territoire {n:02}") for n in range(12)]
    desk = fake.FakeDesk(*platforms)
    for one in platforms:
        desk.lists(one.id, *(fake.entry(one.id, f"{one.id}c{n:03}") for n in range(300)))
    dock = make_dock(desk)
    qtbot.waitUntil(lambda: dock.model.tally().collections == 3600)
    grouped(dock, "By territory")
    qtbot.waitUntil(lambda: top(dock) == [f"Territoire {n:02}" for n in range(12)])
    assert len(visible_rows(dock)) == 12
    first = dock.model.index(0, 0)
    assert dock.model.hasChildren(first)
    dock.tree.select(first)
    qtbot.keyClick(dock.tree, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: dock.model.rowCount(first) >= 20)
    grouped(dock, "One list, without groups")
    for _ in range(60):
        dock.tree.scrollToBottom()
        qtbot.wait(2)
    qtbot.waitUntil(lambda: dock.model.rowCount() > 1000)


def test_the_way_is_remembered(desk, qtbot):
    settings = Settings()
    settings.grouping = ""
    for expected in (Grouping.PLATFORM, Grouping.TERRITORY):
        dock = CiccloDock(desk, None, Extras(settings=settings))
        qtbot.addWidget(dock)
        checked = [a.text() for a in dock.filters.group_button.menu().actions() if a.isChecked()]
        assert len(checked) == 1
        assert settings.grouping == ("" if expected is Grouping.PLATFORM else "territory")
        qtbot.waitUntil(lambda: dock.model.tally().collections == 8)  # noqa: B023
        wanted = 3 if expected is Grouping.PLATFORM else 2
        qtbot.waitUntil(lambda: dock.model.rowCount() == wanted)  # noqa: B023
        grouped(dock, "By territory")
    settings.grouping = "of a later version"
    dock = CiccloDock(desk, None, Extras(settings=settings))
    qtbot.addWidget(dock)
    assert dock.filters.group_button.menu().actions()[0].isChecked()
    settings.grouping = ""


def test_the_button_says_what_it_does(dock, qtbot):
    button = dock.filters.group_button
    assert button.accessibleName() == "Group the list (now by platform)"
    assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    grouped(dock, "By theme")
    assert button.accessibleName() == "Group the list (now by theme)"
    assert "now by theme" in button.toolTip()


def test_every_row_knows_its_heading(dock, qtbot):
    grouped(dock, "By territory")
    qtbot.waitUntil(lambda: len(visible_rows(dock)) == 10)
    first = dock.model.index(0, 0)
    assert first.data(GROUP_ROLE) is dock.model.index(0, 0, first).data(GROUP_ROLE)
    assert dock.model.node(first) is None
    assert tree_reading.SEARCHED_HERE == 4000
