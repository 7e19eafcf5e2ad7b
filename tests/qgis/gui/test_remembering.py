"""The index behind the desk: the last list first, the newest search only, nothing after sign-out."""

from __future__ import annotations

import sqlite3
import threading

import pytest
from qgis.PyQt.QtCore import QEventLoop, QTimer

from cicclo_qgis.catalogue import Failed, Finished, Padlock
from cicclo_qgis.catalogue.index import Index
from cicclo_qgis.catalogue.index_answer import Search
from cicclo_qgis.gui.remembering import Remembering
from cicclo_qgis.gui.tree_model import TreeModel
from cicclo_qgis.gui.tree_view import CollectionTree
from cicclo_qgis.host.workers import Workers
from cicclo_qgis.ogcapi import Problem, ProblemCode
from tests.qgis.gui import fake_desk as fake
from tests.unit.catalogue.listing import entry, landing, listed, platform

ARMOR = platform("armor", "Géo Armor")
ROWS = tuple(entry("armor", f"c{n:04}", f"Couche {n:04}") for n in range(5000))


@pytest.fixture
def workers(qgis_app):
    workers = Workers()
    yield workers
    workers.stop()


@pytest.fixture
def index(tmp_path):
    index = Index(tmp_path / "catalogue.sqlite", (ARMOR,))
    yield index
    index.close()


@pytest.fixture
def memory(index, workers):
    return Remembering(index, workers)


@pytest.fixture
def slow_search(index, monkeypatch):
    """An index that answers once the gate is open; the gate, and what it was asked."""
    index.take(listed("armor", *ROWS[:20]))
    gate, asked, real = threading.Event(), [], index.search

    def slow(search):
        asked.append(search.text)
        gate.wait(20)
        return real(search)

    monkeypatch.setattr(index, "search", slow)
    return gate, asked


def test_the_last_list_is_told_at_the_start(index, memory, qtbot):
    index.take(listed("armor", *ROWS[:3], when=12.0))
    told = []
    memory.start([ARMOR], told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert [told[0].when, len(told[0].entries)] == [12.0, 3]


def test_one_that_has_answered_needs_no_older_list(index, memory, qtbot):
    lyon = platform("lyon")
    index.take_all([listed("armor", *ROWS[:3]), listed("lyon", entry("lyon", "c", "Couche"))])
    memory.heard(finished("armor", *ROWS[:2]))
    told = []
    memory.start([ARMOR, lyon], told.append)
    qtbot.waitUntil(lambda: memory.resting, timeout=20000)
    assert [one.platform_id for one in told] == ["lyon"]


def test_what_was_recalled_is_not_read_again(index, memory, qtbot):
    index.take(listed("armor", *ROWS[:3], validator="W/1"))
    told = []
    memory.start([ARMOR], told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=20000)
    assert memory.last("armor").entries is told[0].entries
    # Once the platform has answered nothing holds the older list.
    memory.heard(finished("armor", *ROWS[:2]))
    qtbot.waitUntil(lambda: memory.resting, timeout=20000)
    assert [one.collection.id for one in memory.last("armor").entries] == ["c0000", "c0001"]


def test_only_the_newest_search_is_answered(memory, slow_search, qtbot):
    gate, asked = slow_search
    answers = []
    for typed in ("c", "co", "cou", "couche 0007"):
        memory.search(Search(typed), lambda answer, typed=typed: answers.append((typed, answer)))
        qtbot.waitUntil(lambda: asked == ["c"])
    gate.set()
    qtbot.waitUntil(lambda: bool(answers))
    qtbot.wait(30)
    assert [typed for typed, _ in answers] == ["couche 0007"]
    assert answers[0][1].best("armor", 5) == ["c0007"]
    assert asked == ["c", "couche 0007"]


def test_what_a_session_saw_goes_at_sign_out(index, memory, qtbot):
    secret = entry("armor", "sites", "Sites militaires", padlock=Padlock.YOURS)
    public = ROWS[:2]
    memory.heard(
        Finished("armor", (*public, secret), landing("armor"), 0.1, signed_in=True, public=public)
    )
    answers = []
    memory.search(Search("militaires"), answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    memory.heard(Finished("armor", (*public, secret), landing("armor"), 0.1, signed_in=True))
    told = []
    memory.sign_out("armor", told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert [one.collection.id for one in told[0].entries] == ["c0000", "c0001"]
    memory.search(Search("militaires"), answers.append)
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert len(answers[1]) == 0
    # No word of a landing page read with a session is kept.
    assert told[0].landing.title == "" and told[0].landing.description == ""


def test_what_comes_late_is_not_shown_after_the_sign_out(index, memory, qtbot):
    """Its list was heard while the session lived, and is written when it does no more."""
    secret = entry("armor", "sites", "Sites militaires", padlock=Padlock.YOURS)
    memory.heard(finished("armor", *ROWS[:2], secret, signed_in=True, public=ROWS[:2]))
    told = []
    memory.sign_out("armor", told.append)
    memory.heard(finished("lyon", entry("lyon", "c", "Couche")))
    qtbot.waitUntil(lambda: memory.resting and bool(told), timeout=20000)
    assert len(index.search(Search("militaires"))) == 0
    assert [one.collection.id for one in told[0].entries] == ["c0000", "c0001"]


def test_a_sign_out_is_told_of_a_list_that_cannot_be_read(index, memory, qtbot, tmp_path):
    secret = entry("armor", "sites", "Sites militaires", padlock=Padlock.YOURS)
    memory.heard(finished("armor", *ROWS[:2], secret, signed_in=True, public=ROWS[:2]))
    qtbot.waitUntil(lambda: memory.resting, timeout=20000)
    assert len(index.search(Search("militaires"))) == 1
    other = sqlite3.connect(tmp_path / "catalogue.sqlite", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    index._patience_s = 0.1
    told, lost = [], []
    memory.sign_out("armor", told.append, lost.append)
    qtbot.waitUntil(lambda: lost == ["armor"], timeout=20000)
    other.close()
    assert told == [] and len(index.search(Search("militaires"))) == 0
    assert len(index.search(Search("couche"))) == 2


def finished(name, *entries, **more):
    return Finished(name, entries, landing(name), 0.1, **more)


def test_a_burst_of_lists_is_written_together(index, memory, qtbot, monkeypatch):
    written, real = [], index.take_all
    monkeypatch.setattr(
        index, "take_all", lambda lists, *more: (written.append(len(lists)), real(lists, *more))[1]
    )
    for number in range(30):
        memory.heard(finished(f"p{number}", entry(f"p{number}", "c", "Couche")))
    assert not memory.resting
    qtbot.waitUntil(lambda: memory.resting, timeout=20000)
    assert sum(written) == 30 and len(written) < 5
    assert len(index.search(Search("couche"))) == 30


def test_one_list_that_cannot_be_written_takes_no_other_with_it(index, memory, qtbot):
    memory.heard(finished("armor", *ROWS[:2]))
    # JSON can hold half a character; SQLite cannot.
    memory.heard(finished("odd", entry("odd", "\ud800", "Couche")))
    memory.heard(finished("lyon", entry("lyon", "c", "Couche")))
    qtbot.waitUntil(lambda: memory.resting, timeout=20000)
    assert sorted(index.harvested()) == ["armor", "lyon"]


def test_a_list_that_is_overtaken_is_not_lost(index, memory, qtbot):
    """What a stranger was given came with the first list alone."""
    more = entry("armor", "sites", "Sites militaires", padlock=Padlock.YOURS)
    memory.heard(finished("armor", *ROWS[:2], more, signed_in=True, public=ROWS[:2]))
    memory.heard(finished("armor", *ROWS[:2], more, signed_in=True))
    told = []
    memory.sign_out("armor", told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=20000)
    assert [one.collection.id for one in told[0].entries] == ["c0000", "c0001"]


def test_what_came_last_is_kept_when_qgis_closes(index, qtbot, tmp_path):
    workers, gate = Workers(max_workers=1), threading.Event()
    workers.run(lambda: gate.wait(60))  # what the memory has begun stands behind this
    memory = Remembering(index, workers)
    lyon, nantes = platform("lyon"), platform("nantes")
    index.take(listed("nantes", entry("nantes", "c", "Couche")))
    memory.start([ARMOR, lyon, nantes], lambda _listed: None)
    for name in ("armor", "lyon"):
        memory.heard(finished(name, entry(name, "c", "Couche")))
        memory.heard(finished(name, entry(name, "c", "Couche"), entry(name, "d", "Couche")))
    memory.heard(Failed("nantes", Problem(ProblemCode.NO_COLLECTIONS)))
    memory.stop()
    workers.stop()
    gate.set()
    later = Index(tmp_path / "catalogue.sqlite", (ARMOR, lyon, nantes))
    assert sorted(later.harvested()) == ["armor", "lyon"]
    assert len(later.listed("armor").entries) == 2
    later.close()


def test_the_end_writes_piece_by_piece(index, memory, qtbot, monkeypatch):
    written, real = [], index.take_all
    monkeypatch.setattr(index, "take_all", lambda some: (written.append(len(some)), real(some))[1])
    for number in range(25):
        memory.heard(finished(f"p{number}", entry(f"p{number}", "c", "Couche")))
    memory.stop()
    qtbot.waitUntil(lambda: sum(written) == 25, timeout=20000)
    assert max(written) == 10, "what time is left for is kept"


def test_while_qgis_goes_on_the_end_is_not_waited_for(index, memory, qtbot, monkeypatch):
    gate, real = threading.Event(), index.take_all
    monkeypatch.setattr(index, "take_all", lambda lists: (gate.wait(60), real(lists))[1])
    memory.heard(finished("armor", *ROWS[:2]))
    ended, loop = [], QEventLoop()

    def unload():
        memory.stop()
        ended.append(gate.is_set())
        gate.set()
        loop.quit()

    QTimer.singleShot(0, unload)
    loop.exec()
    assert ended == [False]
    qtbot.waitUntil(lambda: "armor" in index.harvested(), timeout=20000)


def test_a_long_list_is_searched_by_the_index(index, memory, qtbot):
    from cicclo_qgis.gui.list_keeper import ListKeeper

    class Desk(fake.FakeDesk):
        def search(self, search, done, asker=None):
            memory.search(search, done, asker)

    index.take(listed("armor", *ROWS))
    desk = Desk(ARMOR)
    desk.lists("armor", *ROWS)
    tree = CollectionTree(TreeModel())
    qtbot.addWidget(tree)
    tree.resize(300, 300)
    tree.show()
    keeper = ListKeeper(desk, tree.model(), tree)
    keeper.fill()
    model = tree.model()
    qtbot.waitUntil(lambda: model.tally().collections == 5000)
    with qtbot.waitSignal(keeper.searched):
        keeper.search("couche 004")
    assert model.tally().matching == 10
    first = model.index(0, 0)
    assert [model.index(n, 0, first).data() for n in range(2)] == ["Couche 0040", "Couche 0041"]
    # A search for nothing is not waited for, and what comes late does not undo it.
    keeper.search("couche 1")
    keeper.search("")
    qtbot.wait(100)
    assert not model.filtered and model.tally().matching == 5000


def test_two_lists_that_ask_at_once_both_get_their_answer(index, memory, qtbot):
    from cicclo_qgis.gui.list_keeper import ListKeeper

    class Desk(fake.FakeDesk):
        def search(self, search, done, asker=None):
            memory.search(search, done, asker)

    index.take(listed("armor", *ROWS))
    desk = Desk(ARMOR)
    desk.lists("armor", *ROWS)
    keepers, models = [], []
    for _ in range(2):
        tree = CollectionTree(TreeModel())
        qtbot.addWidget(tree)
        keepers.append(ListKeeper(desk, tree.model(), tree))
        models.append(tree.model())
        keepers[-1].fill()
    qtbot.waitUntil(lambda: all(m.tally().collections == 5000 for m in models), timeout=20000)
    keepers[0].search("couche 004")
    keepers[1].search("couche 0007")
    qtbot.waitUntil(lambda: [m.tally().matching for m in models] == [10, 1], timeout=20000)


def test_of_each_that_asks_the_newest_search_is_answered(memory, slow_search, qtbot):
    gate, asked = slow_search
    heard = []
    for asker, typed in (("panel", "c"), ("window", "d"), ("panel", "co"), ("window", "couche")):
        memory.search(Search(typed), lambda _answer, typed=typed: heard.append(typed), asker)
    gate.set()
    qtbot.waitUntil(lambda: len(heard) == 2, timeout=20000)
    qtbot.wait(30)
    assert sorted(heard) == ["co", "couche"]
    assert asked == ["c", "couche", "co"]


def test_one_that_breaks_over_its_answer_takes_no_other_with_it(index, memory, qtbot):
    index.take(listed("armor", *ROWS[:20]))
    heard = []

    def broken(_answer):
        raise RuntimeError("the window is gone")

    memory.search(Search("c"), broken, "window")
    memory.search(Search("co"), heard.append, "panel")
    qtbot.waitUntil(lambda: len(heard) == 1, timeout=20000)
