"""What is painted while platforms answer: the lines that changed, and not the whole list."""

from __future__ import annotations

import pytest
from qgis.PyQt.QtCore import QModelIndex
from qgis.PyQt.QtGui import QColor, QPalette

from cicclo_qgis.gui import row_rings
from cicclo_qgis.gui.delegate import RowDelegate
from cicclo_qgis.gui.list_keeper import ListKeeper
from cicclo_qgis.gui.row_pictures import RowPictures
from cicclo_qgis.gui.tree_model import TreeModel
from cicclo_qgis.gui.tree_view import CollectionTree
from cicclo_qgis.ogcapi.errors import ProblemCode
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


@pytest.fixture
def words(monkeypatch):
    """How often words were painted."""
    lines, real = [], RowDelegate._line
    monkeypatch.setattr(RowDelegate, "_line", lambda *a: (lines.append(1), real(*a))[1])
    return lines


@pytest.fixture
def rings(monkeypatch):
    """The colours in which rings were drawn."""
    drawn, real = [], row_rings.draw
    monkeypatch.setattr(row_rings, "draw", lambda *a: (drawn.append(a[1].name()), real(*a))[1])
    return drawn


def test_a_ring_that_turns_has_nothing_else_painted_anew(tree, painted, words, rings, qtbot):
    tree.clearSelection()
    tree.setCurrentIndex(QModelIndex())
    tree.viewport().grab()
    qtbot.wait(100)
    words.clear(), painted.clear(), rings.clear()
    tree.spin(True)
    qtbot.waitUntil(lambda: len(rings) > 3, timeout=20000)
    tree.spin(False)
    assert not painted
    assert not words


def test_the_ring_of_the_chosen_row_turns_on_its_own_ground(tree, painted, words, rings, qtbot):
    tree.select(tree.model().index(2, 0))
    qtbot.wait(300)
    words.clear(), painted.clear(), rings.clear()
    tree.spin(True)
    qtbot.waitUntil(lambda: len(set(rings)) == 2, timeout=20000)
    tree.spin(False)
    assert set(painted) == {"Plateforme p2"}
    assert not words


def test_what_has_not_changed_is_not_painted_anew(tree, painted, words, qtbot):
    tree.clearSelection()
    tree.setCurrentIndex(QModelIndex())
    tree.viewport().grab()
    words.clear(), painted.clear()
    tree.viewport().grab()
    assert len(painted) == len(NAMES)
    assert not words


@pytest.mark.parametrize("change", ["font", "palette", "width", "starred"])
def test_what_looks_different_is(desk, tree, painted, words, qtbot, change):
    desk.lists("p0", *rows_of("p0", 3))
    qtbot.waitUntil(lambda: tree.model().rowCount(tree.model().index(0, 0)) == 3, timeout=20000)
    tree.expand(tree.model().index(0, 0))
    before = tree.viewport().grab().toImage()
    if change == "font":
        font = tree.font()
        font.setItalic(True)
        tree.setFont(font)
    elif change == "palette":
        palette = tree.palette()
        palette.setColor(QPalette.ColorRole.Base, QColor("#402020"))
        palette.setColor(QPalette.ColorRole.Text, QColor("#ffffff"))
        tree.setPalette(palette)
    elif change == "width":
        tree.resize(200, 600)
    else:
        tree.show_stars(lambda key: key == ("p0", "c1"))
    assert tree.viewport().grab().toImage() != before


@pytest.mark.parametrize("ground", ["", "QTreeView { background: #222; color: #aaa }"])
@pytest.mark.parametrize("enabled", [True, False])
def test_a_picture_is_the_row_to_the_pixel(desk, tree, monkeypatch, ground, enabled):
    """Letters too: on a ground that is not the screen's they would be smoothed in another way."""
    monkeypatch.setattr(row_rings.time, "monotonic", lambda: 1.3)
    tree.setStyleSheet(ground)
    tree.setEnabled(enabled)
    desk.fails("p1", ProblemCode.TIMED_OUT)
    desk.lists("p3", *rows_of("p3"))
    with monkeypatch.context() as patch:
        patch.setattr(RowPictures, "draw", lambda *_: False)
        plain = tree.viewport().grab().toImage()
    kept = [tree.viewport().grab().toImage() for _ in range(2)]
    assert tree._pictures._kept
    assert kept == [plain, plain]


def test_no_more_pictures_are_kept_than_two_screens_full(desk, tree, qtbot):
    tree.resize(300, 100)
    for name in NAMES:
        desk.lists(name, *rows_of(name, 20))
        qtbot.waitUntil(
            lambda name=name: tree.model().rowCount(tree.model().index_of(name)) == 20,
            timeout=20000,
        )
        tree.expand(tree.model().index_of(name))
    for number in range(0, tree.verticalScrollBar().maximum(), 60):
        tree.verticalScrollBar().setValue(number)
        tree.viewport().grab()
    height = tree.visualRect(tree.model().index(0, 0)).height()
    assert 2 <= len(tree._pictures._kept) * height <= 3 * tree.viewport().height()
    tree.hide()
    assert not tree._pictures._kept


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
