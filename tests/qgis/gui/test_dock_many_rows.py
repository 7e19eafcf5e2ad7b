from __future__ import annotations

import time

import pytest
from qgis.PyQt.QtWidgets import QApplication

from tests.qgis.gui import fake_desk as fake


def test_scrolling_shows_more(make_dock, qtbot):
    desk = fake.FakeDesk(fake.OUVERT)
    desk.lists("atelier-ouvert", *(fake.entry("x", f"c{n:04}") for n in range(900)))
    dock = make_dock(desk)
    qtbot.waitUntil(lambda: dock.model.tally().collections == 900)
    platform = dock.model.index_of("atelier-ouvert")
    for _ in range(20):
        dock.tree.scrollToBottom()
        qtbot.wait(5)
    assert dock.model.rowCount(platform) == 900


def test_no_platform_ends_before_its_last_row_in_sight(make_dock, qtbot):
    """Of many platforms each shows a few rows at first; none of them may look complete then."""
    platforms = [fake.platform(f"p{n}", f"P{n}") for n in range(30)]
    desk = fake.FakeDesk(*platforms)
    for platform in platforms:
        desk.lists(platform.id, *(fake.entry(platform.id, f"c{n:03}") for n in range(100)))
    dock = make_dock(desk)
    dock.resize(360, 1000)
    dock.search.setText("c")
    qtbot.waitUntil(lambda: dock.model.tally().matching == 3000)
    qtbot.wait(50)
    first = dock.model.index_of("p0")
    last = dock.model.index(dock.model.rowCount(first) - 1, 0, first)
    assert last.row() == 99 or dock.tree.visualRect(last).top() > dock.tree.viewport().height()


@pytest.mark.parametrize("count", [1, 30])
def test_a_keystroke_on_5000_rows_fits_in_a_frame(make_dock, qtbot, count):
    """16 ms, in this thread's own time: other work on the machine is not the dock's."""
    names = ["zonages", "forêt", "communes", "bâtiments", "réseau", "parcelles", "risques", "eau"]
    platforms = [fake.platform(f"p{n}", f"Plateforme {n}", "Région") for n in range(count)]
    desk = fake.FakeDesk(*platforms)
    for platform in platforms:
        desk.lists(
            platform.id,
            *(
                fake.entry(
                    platform.id,
                    f"c{n}",
                    f"{names[n % 8]} {names[n * 3 % 8]} {n}",
                    "Description longue et détaillée. " * 5,
                )
                for n in range(5000 // count)
            ),
        )
    dock = make_dock(desk)
    qtbot.waitUntil(lambda: dock.model.tally().collections >= 4900)
    for query in ("z", "zo", "zonages f", "e", "", "é", "des", "1"):
        spent = []
        for _ in range(5):
            dock.search.setText("nothing at all")
            QApplication.processEvents()
            begun = time.thread_time()
            dock.search.setText(query)
            spent.append(time.thread_time() - begun)
        assert min(spent) < 0.016, query
