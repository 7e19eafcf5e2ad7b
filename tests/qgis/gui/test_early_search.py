"""Typing after a first harvest of tens of thousands of rows, before the index holds them."""

from __future__ import annotations

import gc
import time

import pytest
from qgis.PyQt.QtWidgets import QApplication

from cicclo_qgis.catalogue.listed import Listed
from tests.qgis.gui import fake_desk as fake
from tests.qgis.gui.dock_hands import visible_rows

WORDS = ["Zones humides", "Forêts", "Communes", "Bâtiments", "Réseaux", "Parcelles", "Risques"]
TEXT = "Inventaire réalisé par les services de l’État avec les collectivités du territoire. " * 4
LENGTHS = {**{f"p{n:02}": 600 for n in range(10)}, "one-long": 6_000}
FEWER = {f"p{n:02}": 410 for n in range(10)}


def rows(platform_id, length):
    theme = [[], ["eau"], ["eau", "risques"]]
    return [
        fake.entry(platform_id, f"c{n}", f"{WORDS[n % 7]} {n}", TEXT, keywords=theme[n % 3])
        for n in range(length)
    ]


def of_zones(length):
    return len(range(0, length, 7))


class EarlyDesk(fake.FakeDesk):
    """Its index holds no list before it is told to write them."""

    def lists(self, platform_id, *entries):
        self._entries[platform_id] = entries
        self.entries_changed.emit(platform_id)

    def writes(self):
        for name, entries in self._entries.items():
            self._index.take(Listed(name, entries, entries[0].landing, 1_790_000_000.0))


class Turns:
    """Lets the event loop go round, and notes how long its longest turn held the GUI thread.

    In the thread's own time: other work on the machine is not the panel's.
    """

    def __init__(self):
        self.longest_s = 0.0

    def does(self, work):
        begun = time.thread_time()
        work()
        self.longest_s = max(self.longest_s, time.thread_time() - begun)

    def until(self, condition):
        end = time.monotonic() + 60
        while not condition():
            assert time.monotonic() < end
            self.does(QApplication.processEvents)
            time.sleep(0.001)


def grouped(dock, text):
    next(a for a in dock.filters.group_button.menu().actions() if a.text() == text).trigger()


@pytest.fixture
def early(make_dock, request):
    # When garbage is collected is the care of host/calm.py.
    gc.disable()
    request.addfinalizer(gc.enable)
    lengths = getattr(request, "param", LENGTHS)
    platforms = [fake.platform(name, f"Plateforme {name}", "Région") for name in lengths]
    desk = EarlyDesk(*platforms)
    dock = make_dock(desk)
    dock.desk_of_test, dock.turns = desk, Turns()
    for name, length in lengths.items():
        desk.lists(name, *rows(name, length))
    dock.turns.until(lambda: dock.model.tally().collections == sum(lengths.values()))
    return dock


@pytest.mark.parametrize("way", ["By platform", "By theme", "One list, without groups"])
def test_the_gui_thread_is_never_held(early, way):
    dock, turns, model = early, early.turns, early.model
    turns.does(lambda: grouped(dock, way))
    turns.until(lambda: model.by_platform == (way == "By platform"))
    for end in range(1, len("zones") + 1):
        turns.does(lambda: dock.search.setText("zones"[:end]))  # noqa: B023
        until = time.monotonic() + 0.03
        turns.until(lambda: time.monotonic() > until)  # noqa: B023
    # What is found so far is shown, then the rest; the numbers say that they are not the last.
    turns.until(lambda: model.tally().matching > 0)
    if model.tally().searching:
        turns.until(lambda: "still searching" in dock.status.text() or not model.tally().searching)
    turns.until(lambda: not model.tally().searching)
    wanted = sum(map(of_zones, LENGTHS.values()))
    assert model.tally().matching == wanted
    counts = {
        "By platform": [of_zones(length) for length in LENGTHS.values()],
        "By theme": None,
        "One list, without groups": [wanted],
    }[way]
    turns.until(lambda: counts in (None, [len(group.found()) for group in model.groups()]))
    turns.until(lambda: sum(row.startswith("Zones humides") for row in visible_rows(dock)) > 10)
    turns.until(lambda: "still searching" not in dock.status.text())
    assert turns.longest_s < 0.05


@pytest.mark.parametrize("early", [FEWER], indirect=True, ids=["fewer"])
def test_themes_come_to_the_same_as_in_the_index(early):
    dock, turns, model = early, early.turns, early.model
    grouped(dock, "By theme")
    dock.search.setText("zones")

    def headings():
        return {group.key: len(group.found()) for group in model.groups()}

    zones = [n % 3 for length in FEWER.values() for n in range(0, length, 7)]
    here = {"eau": len(zones) - zones.count(0), "risques": zones.count(2), "": zones.count(0)}
    turns.until(lambda: headings() == here)
    rows_here = visible_rows(dock)[:10]
    dock.desk_of_test.writes()
    dock.search.setText("zone")
    turns.until(lambda: not any(node.found_here for node in model.platforms()))
    dock.search.setText("zones")
    turns.until(lambda: headings() == here and visible_rows(dock)[:10] == rows_here)
    # What searching here has cost of memory is given back.
    assert not any(row._words for node in model.platforms() for row in node.rows)


def test_nothing_found_is_said_once_it_is_certain(early):
    dock, turns = early, early.turns
    turns.does(lambda: dock.search.setText("xylophone"))
    turns.until(lambda: dock.model.filtered)
    assert dock.model.tally().searching and not dock.empty.isVisible()
    turns.until(dock.empty.isVisible)
    assert not dock.model.tally().searching and turns.longest_s < 0.05
