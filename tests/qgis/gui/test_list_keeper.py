from __future__ import annotations

import pytest

from cicclo_qgis.gui import list_keeper
from cicclo_qgis.gui.list_keeper import ListKeeper
from cicclo_qgis.gui.tree_model import TreeModel
from cicclo_qgis.gui.tree_view import CollectionTree
from tests.qgis.gui import fake_desk as fake


@pytest.fixture
def tree(qtbot):
    tree = CollectionTree(TreeModel())
    qtbot.addWidget(tree)
    tree.resize(300, 300)
    tree.show()
    return tree


def keep(desk, tree):
    keeper = ListKeeper(desk, tree.model(), tree)
    keeper.fill()
    return keeper


def test_a_burst_of_pages_is_taken_at_once(tree, qtbot):
    desk = fake.FakeDesk(fake.ARMOR)
    keeper = keep(desk, tree)
    qtbot.wait(50)
    told = []
    keeper.rows_told.connect(told.append)
    for end in range(1, 5):
        desk.lists("atelier-armor", *fake.ARMOR_ENTRIES[:end])
    qtbot.waitUntil(lambda: tree.model().tally().collections == 4)
    assert told == ["atelier-armor"]


def test_with_the_last_answer_all_is_shown_at_once(tree, qtbot, monkeypatch):
    monkeypatch.setattr(list_keeper, "_GATHER_MS", 600_000)
    desk = fake.FakeDesk(fake.platform("p0", "P0"), fake.platform("p1", "P1"))
    keep(desk, tree)
    desk.lists("p0", fake.entry("p0", "x"))
    qtbot.wait(50)
    assert tree.model().tally().collections == 0, "another one may come in the same breath"
    desk.lists("p1", fake.entry("p1", "x"))
    qtbot.waitUntil(lambda: tree.model().tally().collections == 2, timeout=20000)
    assert tree.model().tally().waiting == 0


def test_many_platforms_come_folded(tree, qtbot):
    platforms = [fake.platform(f"p{n}", f"P{n}") for n in range(12)]
    desk = fake.FakeDesk(*platforms)
    for platform in platforms:
        desk.lists(platform.id, fake.entry(platform.id, "x"))
    keep(desk, tree)
    qtbot.waitUntil(lambda: tree.model().tally().collections == 12)
    assert not any(tree.isExpanded(tree.model().index(n, 0)) for n in range(12))


def test_a_search_puts_the_best_in_sight_not_the_row_selected(tree, qtbot):
    desk = fake.FakeDesk(fake.OUVERT)
    desk.lists("atelier-ouvert", *(fake.entry("x", f"c{n:03}") for n in range(200)))
    keeper = keep(desk, tree)
    qtbot.waitUntil(lambda: tree.model().tally().collections == 200)
    keeper.select("atelier-ouvert", "c150")
    keeper.search("c")
    qtbot.wait(20)
    assert tree.verticalScrollBar().value() == 0
    assert tree.current_key() == ("atelier-ouvert", "c150")
    keeper.search("")
    qtbot.wait(20)
    index = tree.model().index_of("atelier-ouvert", "c150")
    assert tree.viewport().rect().intersects(tree.visualRect(index))


def test_a_platform_that_leaves_takes_its_selection_along(desk, tree, qtbot):
    keeper = keep(desk, tree)
    qtbot.wait(50)
    keeper.select("atelier-ouvert", "stations_hydro")
    desk.remove_platform("atelier-ouvert")
    assert tree.current_key() is None or tree.current_key()[0] != "atelier-ouvert"


def test_a_new_platform_joins(desk, tree, qtbot):
    keeper = keep(desk, tree)
    desk.gains(fake.platform("new", "Nouvelle"))
    keeper.select("new")
    assert tree.current_key() == ("new", "")
