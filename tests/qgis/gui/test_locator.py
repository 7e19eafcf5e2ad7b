"""The locator bar: a real locator asks the filter, in threads of its own."""

from __future__ import annotations

import threading

import pytest
from qgis.core import QgsLocator, QgsLocatorContext, QgsLocatorResult
from qgis.gui import QgsLocatorWidget
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QLineEdit, QMainWindow, QTreeView

from cicclo_qgis.catalogue.index import Index
from cicclo_qgis.catalogue.listed import Listed
from cicclo_qgis.gui import commands
from cicclo_qgis.gui.locator import CollectionLocator
from tests.qgis.gui import fake_desk as fake


@pytest.fixture
def found(desk, qtbot, monkeypatch):
    index = Index(None, desk.platforms())
    for name, entries in (
        ("atelier-armor", fake.ARMOR_ENTRIES),
        ("atelier-hexagone", fake.HEXAGONE_ENTRIES),
    ):
        index.take(Listed(name, entries, entries[0].landing, 1.0))
    threads = set()

    def find(search):
        threads.add(threading.current_thread())
        return index.search(search)

    monkeypatch.setattr(desk, "find", find)
    locator = QgsLocator()
    filter_of_ours = CollectionLocator(lambda: desk)
    locator.registerFilter(filter_of_ours)
    results = []
    locator.foundResult.connect(lambda result: results.append(QgsLocatorResult(result)))

    def search(text):
        results.clear()
        with qtbot.waitSignal(locator.finished):
            locator.fetchResults(text, QgsLocatorContext())
        qtbot.wait(50)
        return list(results)

    search.threads = threads
    search.filter = filter_of_ours
    yield search
    locator.cancel()
    index.close()


def titles(results):
    return [result.displayString for result in results]


@pytest.mark.parametrize("text", ["cic zonages humides", "ci zonages", "CI zonage", "zonages"])
def test_with_and_without_its_prefix(found, text):
    assert titles(found(text)) == ["Zonages humides recensés"]


@pytest.mark.parametrize("text", ["cic ", "ci  ", "zo", "", "introuvable"])
def test_nothing_to_look_for_finds_nothing(found, text):
    assert found(text) == []


def test_what_a_result_tells(found):
    (result,) = found("ci zonages")
    assert result.description == "Géo Armor (atelier)" and not result.icon.isNull()
    texts = [action.text for action in result.actions]
    assert texts[0] == "Add to the map" and "Open page" in texts


def test_its_actions_have_the_pictures_of_the_commands(found, desk):
    desk.download = desk.add_with_options = lambda *_asked: None
    (result,) = found("ci zonages")
    for action in result.actions:
        command = commands.OF_COLLECTION[action.id]
        assert action.text == command.text(desk, commands.Target("atelier-armor"))
        assert not QIcon(action.iconPath).pixmap(16).isNull(), command.name


class Bar:
    """QGIS's own locator bar, typed into."""

    def __init__(self, desk, qtbot):
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.window.resize(900, 500)
        self.widget = QgsLocatorWidget(self.window)
        self.window.statusBar().addPermanentWidget(self.widget)
        self.filter = CollectionLocator(lambda: desk)
        self.widget.locator().registerFilter(self.filter)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.line = self.widget.findChild(QLineEdit)
        self.line.setFocus()

    def collections(self):
        """The titles of ours among the rows."""
        model = self.window.findChild(QTreeView).model()
        rows = {str(model.index(row, 0).data()).strip() for row in range(model.rowCount())}
        known = {entry.collection.title for entry in (*fake.ARMOR_ENTRIES, *fake.HEXAGONE_ENTRIES)}
        return rows & known


@pytest.fixture
def bar(desk, qtbot, found):
    bar = Bar(desk, qtbot)
    yield bar
    bar.widget.locator().cancel()
    bar.widget.locator().deregisterFilter(bar.filter)


def test_the_bar_answers_while_one_types(bar, qtbot):
    def shows(condition):
        qtbot.waitUntil(lambda: condition(bar.collections()), timeout=20_000)

    qtbot.keyClicks(bar.line, "ci com")
    shows(lambda titles: "Communes" in titles)
    qtbot.keyClicks(bar.line, "munes comp")
    shows(lambda titles: titles == {"EPCI : rattachement des communes et compétences exercées"})
    for _ in "communes comp":
        qtbot.keyClick(bar.line, Qt.Key.Key_Backspace)
    qtbot.keyClicks(bar.line, "zonages")
    shows(lambda titles: titles == {"Zonages humides recensés"})


def test_what_is_overtaken_by_typing_is_not_told(desk, qtbot, found, monkeypatch):
    """A search that is under way when one types on ends at once, and tells nothing."""
    search, begun, go_on = desk.find, threading.Event(), threading.Event()

    def slow(query):
        answer = search(query)
        if query.text == "zonages":
            begun.set()
            go_on.wait(20)
        return answer

    monkeypatch.setattr(desk, "find", slow)
    locator, ours, told = QgsLocator(), CollectionLocator(lambda: desk), []
    locator.registerFilter(ours)
    locator.foundResult.connect(lambda result: told.append(result.displayString))
    locator.fetchResults("ci zonages", QgsLocatorContext())
    qtbot.waitUntil(begun.is_set, timeout=20_000)
    locator.cancelWithoutBlocking()
    go_on.set()
    qtbot.waitUntil(lambda: not locator.isRunning(), timeout=20_000)
    locator.fetchResults("ci communes", QgsLocatorContext())
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    assert told[0] == "Communes" and "Zonages humides recensés" not in told
    locator.deregisterFilter(ours)


def test_choosing_adds_it_and_its_menu_does_the_rest(found, desk):
    (result,) = found("ci zonages")
    result.filter.triggerResult(result)
    assert desk.asked == [("add_to_map", "atelier-armor", "zonages_humides_2025")]
    desk.download = lambda *asked: desk.asked.append(asked)
    (result,) = found("ci zonages")
    copy = next(a for a in result.actions if commands.OF_COLLECTION[a.id] is commands.COPY)
    result.filter.triggerResultFromAction(result, copy.id)
    assert desk.asked[-1] == ("atelier-armor", "zonages_humides_2025", None)


def test_a_collection_that_is_gone_is_not_offered(found, desk):
    desk.lists("atelier-armor")
    assert found("ci zonages") == []


def test_the_gui_thread_never_searches(found):
    found("ci communes")
    assert found.threads and threading.main_thread() not in found.threads


def test_few_are_offered_unasked(found, desk):
    assert len(found("a")) == 0
    assert 0 < len(found("communes")) <= 5


def test_with_its_prefix_it_stands_above_all_others(found):
    priority = CollectionLocator.Priority
    found("ci communes")
    assert found.filter.priority() == priority.Highest
    found("communes")
    assert found.filter.priority() == priority.Low
