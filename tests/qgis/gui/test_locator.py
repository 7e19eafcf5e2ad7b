"""The locator bar: a real locator asks the filter, in threads of its own."""

from __future__ import annotations

import threading

import pytest
from qgis.core import QgsLocator, QgsLocatorContext, QgsLocatorResult

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
