"""What a session saw leaves the index at its end, whatever has become of the file meanwhile."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Callable, Iterator, List

import pytest

from cicclo_qgis.catalogue import Padlock
from cicclo_qgis.catalogue.index import Index
from cicclo_qgis.catalogue.index_answer import Search
from tests.unit.catalogue.listing import entry, listed, platform

ARMOR = platform("armor", "Géo Armor")
PUBLIC = (entry("armor", "communes", "Communes"), entry("armor", "haras", "Haras"))
SECRET = entry("armor", "sites", "Sites militaires", padlock=Padlock.YOURS)
_HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.sqlite"


@pytest.fixture
def index(path: Path) -> Iterator[Index]:
    """A session there sees one row more, and one less, than strangers do."""
    index = Index(path, (ARMOR,))
    index.take(listed("armor", *PUBLIC))
    index.show("armor", (PUBLIC[0], SECRET))
    assert found(index, "militaires") == ["sites"] and found(index, "haras") == []
    yield index
    index.close()


def found(index: Index, text: str) -> List[str]:
    answer = index.search(Search(text))
    assert answer is not None
    return [name for _, name in answer.top(20)]


@pytest.fixture
def another_qgis(path: Path) -> Iterator[Callable[[], None]]:
    """A program that holds the file for itself; lets go when called."""
    command = [sys.executable, "-c", _HOLD, str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdin is not None and other.stdout is not None
        assert other.stdout.readline().strip() == "held"

        def let_go() -> None:
            other.communicate("\n", timeout=20)

        yield let_go
        if other.poll() is None:
            let_go()


def test_while_another_program_holds_the_file(
    index: Index, another_qgis: Callable[[], None]
) -> None:
    index.sign_out("armor")
    assert found(index, "militaires") == [] and found(index, "haras") == ["haras"]
    assert index.faults == 0, "the file is not asked"
    # What was on its way for that session comes too late.
    index.show("armor", (PUBLIC[0], SECRET), lambda: False)
    another_qgis()
    assert found(index, "militaires") == [] and found(index, "haras") == ["haras"]


def test_who_follows_does_not_see_it_though_their_own_list_cannot_be_put_in(
    index: Index, another_qgis: Callable[[], None]
) -> None:
    index._patience_s = 0.1
    index.show("armor", PUBLIC)
    another_qgis()
    assert found(index, "militaires") == []


def test_a_file_that_was_torn(index: Index, path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(24)  # from where SQLite sees that the file has changed
        file.write(b"\xff" * (path.stat().st_size - 24))
    index.sign_out("armor")
    assert found(index, "militaires") == []
    assert index.listed("armor") is None and index.faults > 0
    index.show("armor", (PUBLIC[0], SECRET), lambda: False)
    assert found(index, "militaires") == []
    index.take(listed("armor", *PUBLIC))
    assert found(index, "haras") == ["haras"]


def test_a_file_that_was_taken_away(index: Index, path: Path) -> None:
    path.unlink()
    path.mkdir()
    index.sign_out("armor")
    assert index.search(Search("militaires")) is None or found(index, "militaires") == []


def test_a_disk_that_is_full(index: Index) -> None:
    assert index._writer is not None
    pages = index._writer.execute("PRAGMA page_count").fetchone()[0]
    index._writer.execute(f"PRAGMA max_page_count = {pages}")
    many = [entry("armor", f"n{n}", f"Couche {n}", "mot " * 90) for n in range(300)]
    assert not index.take(listed("armor", *many))
    index.sign_out("armor")
    assert found(index, "militaires") == [] and found(index, "haras") == ["haras"]


def test_memory_that_fails(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables of sessions themselves cannot be changed: they are dropped as a whole."""
    index._private.connection.execute("PRAGMA query_only = 1")
    index.sign_out("armor")
    assert found(index, "militaires") == [] and found(index, "haras") == ["haras"]
    index.show("armor", (PUBLIC[0], SECRET))
    assert found(index, "militaires") == ["sites"]


def _in_a_folder_that_cannot_be_written(path: Path) -> None:
    """In a process of its own, that of somebody who may read here and no more."""
    if os.getuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
    index = Index(path, (ARMOR,))
    assert index.take(listed("armor", *PUBLIC)) is False
    index.show("armor", (PUBLIC[0], SECRET))
    assert found(index, "militaires") == ["sites"]
    index.sign_out("armor")
    assert found(index, "militaires") == [] and found(index, "haras") == ["haras"]
    index.close()


def test_a_folder_that_cannot_be_written() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "catalogue.sqlite"
        before = Index(path, (ARMOR,))
        before.take(listed("armor", *PUBLIC))
        before.close()
        path.chmod(0o444)
        folder.chmod(0o555)
        process = multiprocessing.get_context("fork").Process(
            target=_in_a_folder_that_cannot_be_written, args=(path,)
        )
        process.start()
        process.join(60)
        folder.chmod(0o755)
    assert process.exitcode == 0
