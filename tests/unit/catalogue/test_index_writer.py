"""Several lists are written in one go, and nobody who searches waits for it."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path
from typing import Iterator, List, Optional

import pytest

from cicclo_qgis.catalogue import index_writer
from cicclo_qgis.catalogue import quiet as quiet_module
from cicclo_qgis.catalogue.index import Index
from cicclo_qgis.catalogue.index_answer import Search
from cicclo_qgis.catalogue.listed import Listed
from cicclo_qgis.catalogue.quiet import Quiet, breathe
from tests.unit.catalogue.listing import entry, listed, platform

NAMES = ("armor", "lyon", "metz")


def rows(name: str, count: int = 3) -> Listed:
    return listed(name, *(entry(name, f"c{n}", f"Couche {n} de {name}") for n in range(count)))


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    made = Index(tmp_path / "catalogue.sqlite", [platform(name, name.title()) for name in NAMES])
    yield made
    made.close()


def found(index: Index, text: str) -> Optional[int]:
    answer = index.search(Search(text))
    return None if answer is None else len(answer)


def test_several_lists_are_one_change(index: Index) -> None:
    index.open()
    version = changes(index)
    assert index.take_all([rows(name) for name in NAMES])
    assert found(index, "couche") == 9
    assert changes(index) == version + 1


def changes(index: Index) -> int:
    """The counter in the file's head, which each transaction raises (sqlite.org/fileformat.html)."""
    assert index._path is not None
    return int.from_bytes(index._path.read_bytes()[24:28], "big")


def test_who_searches_does_not_wait_for_the_writing(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.take_all([rows("armor")])
    seen: List[Optional[int]] = []
    monkeypatch.setattr(index_writer, "breathe", lambda: seen.append(found(index, "couche")))
    index.take_all([rows("lyon"), rows("metz")])
    assert seen and set(seen) == {3}
    assert found(index, "couche") == 9


def test_one_that_has_no_room_takes_no_other_with_it(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_writer, "MOST_PLACES", 60)
    assert not index.take_all([rows("armor"), rows("lyon", 200), rows("metz")])
    assert found(index, "couche") == 6
    # What there was of it stays until it fits.
    assert not index.take_all([rows("armor", 200)])
    assert found(index, "armor") == 3


def test_nothing_is_written_by_halves(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    index.take_all([rows("armor")])
    calls = 0

    def fail() -> None:
        nonlocal calls
        calls += 1
        # In the midst of the second list's rows, and not while they are made ready.
        if calls > 20:
            raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(index_writer, "breathe", fail)
    assert not index.take_all([rows("armor", 5), rows("lyon", 5)])
    assert calls > 20
    assert found(index, "couche") == 3


def test_the_last_list_is_read_when_it_is_looked_at(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.take_all([rows("armor"), rows("lyon")])
    asked, real = [], index.listed
    monkeypatch.setattr(index, "listed", lambda name: (asked.append(name), real(name))[1])
    last = index.last("armor")
    assert last is not None and len(last.entries) == 3 and asked == []
    assert list(last.entries) == list(rows("armor").entries)
    assert last.entries[0].collection.id == "c0" and asked == ["armor"]
    assert index.last("nowhere") is None
    # Another list by then: nothing is better than what is not true.
    late = index.last("lyon")
    index.take(listed("lyon", entry("lyon", "c9", "Autre"), validator="W/2"))
    assert late is not None and list(late.entries) == []


def test_what_a_session_sees_is_written_in_one_go(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has the next turn may be waiting for the index."""
    monkeypatch.setattr(quiet_module, "_PATIENCE_S", 60.0)
    quiet, begun, ends = Quiet(), threading.Event(), []
    index.take_all([rows("armor"), rows("lyon")])

    def late() -> None:
        begun.set()
        until = time.monotonic() + 20
        while not quiet._line._first and time.monotonic() < until:
            time.sleep(0.001)
        breathe()

    def show() -> None:
        with quiet():
            index.show("armor", rows("armor", 20).entries)
        ends.append("shown")

    def ask() -> None:
        begun.wait(20)
        with quiet():
            assert index.last("lyon") is not None
        ends.append("asked")

    monkeypatch.setattr(index_writer, "breathe", late)
    threads = [threading.Thread(target=work, daemon=True) for work in (show, ask)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(ends) == ["asked", "shown"]
