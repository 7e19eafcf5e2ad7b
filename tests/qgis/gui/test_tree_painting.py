"""What is painted while platforms answer: the lines that changed, and not the whole list."""

from __future__ import annotations

import pytest

from cicclo_qgis.gui.delegate import RowDelegate
from cicclo_qgis.gui.list_keeper import ListKeeper
from cicclo_qgis.gui.tree_model import TreeModel
from cicclo_qgis.gui.tree_view import CollectionTree
from tests.qgis.gui import fake_desk as fake
from tests.unit.catalogue.listing import entry, platform

NAMES = [f"p{number}" for number in range(8)]


@pytest.fixture
def desk(qgis_app):
    return fake.FakeDesk(*(platform(name, f"Plateforme {name}") for name in NAMES))


@pytest.fixture
def tree(desk, qtbot):
    tree = CollectionTree(TreeModel())
    qtbot.addWidget(tree)
    tree.resize(300, 600)
    keeper = ListKeeper(desk, tree.model(), tree)
    keeper.fill()
    tree.show()
    qtbot.waitExposed(tree)
    return tree


@pytest.fixture
def painted(tree, qtbot, monkeypatch):
    rows, real = [], RowDelegate.paint

    def paint(self, painter, option, index):
        rows.append(index.data())
        real(self, painter, option, index)

    monkeypatch.setattr(RowDelegate, "paint", paint)
    tree.viewport().update()
    qtbot.waitUntil(lambda: len(set(rows)) == len(NAMES), timeout=20000)
    tree.spin(False)
    qtbot.wait(300)
    rows.clear()
    return rows


def rows_of(name, count=5):
    return [entry(name, f"c{number}", f"Couche {number}") for number in range(count)]


def test_a_platform_that_answers_is_painted_alone(desk, tree, painted, qtbot):
    desk.lists("p3", *rows_of("p3"))
    qtbot.waitUntil(lambda: tree.model().rowCount(tree.model().index(3, 0)) == 5, timeout=20000)
    qtbot.waitUntil(lambda: bool(painted), timeout=20000)
    qtbot.wait(300)
    assert set(painted) == {"Plateforme p3"}


def test_a_ring_that_turns_has_no_words_painted_anew(tree, painted, qtbot, monkeypatch):
    lines, real = [], RowDelegate._line
    monkeypatch.setattr(RowDelegate, "_line", lambda *a: (lines.append(1), real(*a))[1])
    tree.spin(True)
    qtbot.waitUntil(lambda: len(painted) > len(NAMES), timeout=20000)
    assert set(painted) == {f"Plateforme {name}" for name in NAMES}
    assert not lines
    tree.spin(False)
    tree.viewport().update()
    qtbot.waitUntil(lambda: len(lines) >= 2 * len(NAMES), timeout=20000)


def test_its_arrow_is_painted_too(desk, tree, painted, qtbot, monkeypatch):
    """It stands left of what belongs to the row."""
    regions, real = [], CollectionTree.paintEvent

    def paint(self, event):
        regions.append(event.rect())
        real(self, event)

    monkeypatch.setattr(CollectionTree, "paintEvent", paint)
    desk.lists("p3", *rows_of("p3"))
    line = tree.visualRect(tree.model().index(3, 0))
    arrow = line.adjusted(-line.left(), 0, 0, 0)
    qtbot.waitUntil(lambda: any(region.contains(arrow) for region in regions), timeout=20000)


def test_rows_below_an_unfolded_heading_are_seen(desk, tree, painted, qtbot):
    desk.lists("p0", *rows_of("p0", 2))
    qtbot.waitUntil(lambda: tree.model().rowCount(tree.model().index(0, 0)) == 2, timeout=20000)
    tree.expand(tree.model().index(0, 0))
    desk.lists("p0", *rows_of("p0", 4))
    qtbot.waitUntil(lambda: "Couche 3" in painted, timeout=20000)


def test_painting_goes_on_after_it(desk, tree, painted, qtbot):
    desk.lists("p3", *rows_of("p3"))
    qtbot.waitUntil(lambda: bool(painted), timeout=20000)
    assert tree.viewport().updatesEnabled()


def test_many_platforms_come_at_once(qgis_app):
    model, inserted = TreeModel(), []
    model.rowsInserted.connect(lambda _parent, first, last: inserted.append((first, last)))
    waiting = fake.FakeDesk(*(platform(name) for name in NAMES))
    tree = CollectionTree(model)
    keeper = ListKeeper(waiting, model, tree)
    keeper.fill()
    assert inserted == [(0, len(NAMES) - 1)]
    assert [node.at for node in model.platforms()] == list(range(len(NAMES)))
