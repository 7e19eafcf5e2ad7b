"""Among thousands of rows the index finds; those it does not hold yet are found all the same."""

from __future__ import annotations

import pytest
from qgis.PyQt.QtTest import QAbstractItemModelTester

from cicclo_qgis.catalogue.favourites import Choice
from cicclo_qgis.catalogue.index_answer import Facet
from cicclo_qgis.catalogue.listed import Listed
from tests.qgis.gui import fake_desk as fake
from tests.qgis.gui.dock_hands import visible_rows

LACS = fake.entry("atelier-ouvert", "lacs", "Lacs", keywords=("eau", "altitude"))


class LateDesk(fake.FakeDesk):
    """Its index takes the list of one platform only when it is told to."""

    late = "atelier-ouvert"

    def lists(self, platform_id, *entries):
        if platform_id != self.late:
            super().lists(platform_id, *entries)
            return
        self._entries[platform_id] = tuple(entries)
        self.entries_changed.emit(platform_id)

    def keeps(self):
        rows = self._entries[self.late]
        self._index.take(Listed(self.late, rows, rows[0].landing, 1_790_000_000.0))


@pytest.fixture
def late(make_dock, monkeypatch, qtbot):
    monkeypatch.setattr("cicclo_qgis.gui.list_keeper.SEARCHED_HERE", 0)
    desk = LateDesk(fake.ARMOR, fake.HEXAGONE, fake.OUVERT)
    desk.lists("atelier-armor", *fake.ARMOR_ENTRIES)
    desk.lists("atelier-hexagone", *fake.HEXAGONE_ENTRIES)
    desk.lists("atelier-ouvert", *fake.OUVERT_ENTRIES, LACS)
    dock = make_dock(desk)
    dock.desk_of_test = desk
    # Fatal: any index, signal or parent out of order ends the test run.
    dock.tester = QAbstractItemModelTester(
        dock.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    qtbot.waitUntil(lambda: dock.model.tally().collections == 9)
    return dock


def grouped(dock, text):
    next(a for a in dock.filters.group_button.menu().actions() if a.text() == text).trigger()


def headings(dock):
    return {group.key: len(group.found()) for group in dock.model.groups()}


def test_one_list_holds_them_at_their_place(late, qtbot):
    grouped(late, "One list, without groups")
    whole = ["Communes", "Départements",
             "EPCI : rattachement des communes et compétences exercées", "Lacs",
             "Parcelles agricoles détaillées", "Régions",
             "Servitudes aux abords des sites militaires", "Stations hydrométriques",
             "Zonages humides recensés"]  # fmt: skip
    qtbot.waitUntil(lambda: visible_rows(late) == whole)
    late.search.setText("eau")
    qtbot.waitUntil(lambda: visible_rows(late) == ["Lacs", "Zonages humides recensés"])


def test_territories_count_them(late, qtbot):
    grouped(late, "By territory")
    qtbot.waitUntil(lambda: headings(late) == {"Côtes-d’Armor": 4, "France entière": 5})
    late.search.setText("stations")
    qtbot.waitUntil(lambda: headings(late) == {"France entière": 1})
    assert visible_rows(late) == ["France entière", "Stations hydrométriques"]


def test_themes_hold_them_beside_what_the_index_knows(late, qtbot):
    grouped(late, "By theme")
    counts = {"eau": 2, "altitude": 1, "biodiversite": 1, "loi sur l eau": 1, "": 7}
    qtbot.waitUntil(lambda: headings(late) == counts)
    # The most frequent first, what has none last, as ever.
    assert list(headings(late)) == ["eau", "altitude", "biodiversite", "loi sur l eau", ""]
    qtbot.waitUntil(lambda: visible_rows(late)[:3] == ["eau", "Lacs", "Zonages humides recensés"])
    late.filters.take(Choice().choosing(Facet.THEME, ["altitude"]))
    qtbot.waitUntil(lambda: headings(late) == {"altitude": 1, "eau": 1})


@pytest.mark.parametrize("way", ["One list, without groups", "By territory", "By theme"])
def test_none_is_there_twice_once_the_index_has_them(late, qtbot, way):
    grouped(late, way)
    qtbot.waitUntil(lambda: not late.model.by_platform and "Lacs" in visible_rows(late))
    # Under unfolded headings rows come one heading after the other.
    qtbot.waitUntil(lambda: all(group.shown for group in late.model.groups()))
    before, counts = visible_rows(late), headings(late)
    late.desk_of_test.keeps()
    late.search.setText("zzz")
    qtbot.waitUntil(lambda: visible_rows(late) == [])
    late.search.clear()
    qtbot.waitUntil(lambda: visible_rows(late) == before)
    assert headings(late) == counts


def test_what_the_index_holds_of_an_older_list_is_not_shown_beside_it(late, qtbot):
    late.desk_of_test.keeps()
    gone = late.desk_of_test._entries["atelier-ouvert"][0]
    late.desk_of_test.lists("atelier-ouvert", LACS)
    qtbot.waitUntil(lambda: late.model.tally().collections == 8)
    grouped(late, "One list, without groups")
    qtbot.waitUntil(lambda: len(visible_rows(late)) == 8)
    assert "Lacs" in visible_rows(late) and gone.collection.title not in visible_rows(late)
