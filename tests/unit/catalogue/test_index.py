"""The index on a real file: found as people type, kept, never holding what one session saw."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path
from typing import Iterator, List, Sequence

import pytest

from cicclo_qgis.catalogue import Padlock
from cicclo_qgis.catalogue import index as index_module
from cicclo_qgis.catalogue.index import Index
from cicclo_qgis.catalogue.index_answer import Answer, Facet, Search
from cicclo_qgis.catalogue.index_file import VERSION
from cicclo_qgis.catalogue.index_groups import Grouping
from cicclo_qgis.catalogue.index_writer import write_all
from cicclo_qgis.catalogue.listed import Listed
from cicclo_qgis.ogcapi import ItemKind
from tests.unit.catalogue.listing import entry, listed, platform

ARMOR = platform("armor", "Géo Armor", "Côtes-d’Armor")
LYON = platform("lyon", "Data Grand Lyon", "Métropole de Lyon")
ROWS = (
    entry("armor", "zh_2025", "Zonages humides recensés", "Inventaire des marais", ["eau"]),
    entry("armor", "communes", "Communes", "Limites communales"),
    entry("armor", "communes_hist", "Communes historiques", "Anciennes limites"),
    entry("armor", "haras", "Haras", "Élevages de chevaux", padlock=Padlock.NEEDS_SIGN_IN),
    entry("armor", "ref_epci", "Intercommunalités", "Table", kind=ItemKind.TABLE, bbox=None),
    entry("armor", "arbres", "Arbres", "Inventaire dans les communes"),
    entry("armor", "plu", "Plan local d’urbanisme", license=None),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.sqlite"


@pytest.fixture
def index(path: Path) -> Iterator[Index]:
    index = Index(path, (ARMOR, LYON))
    index.take(listed("armor", *ROWS))
    lyon = (
        entry("lyon", "canal", "Canal de Jonage", bbox=(4.8, 45.7, 5.0, 45.8)),
        entry("lyon", "oeuvres", "Œuvres d’art", keywords=["culture"]),
    )
    index.take(listed("lyon", *lyon))
    yield index
    index.close()


def asked(index: Index, text: str = "", **more: object) -> Answer:
    answer = index.search(Search(text, **more))  # type: ignore[arg-type]
    assert answer is not None
    return answer


def found(index: Index, text: str, **more: object) -> List[str]:
    return [name for _, name in asked(index, text, **more).top(20)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ZONAGES", ["zh_2025"]),
        ("recenses", ["zh_2025"]),
        ("zon hum", ["zh_2025"]),
        ("humides zonage", ["zh_2025"]),
        ("zonage humide", ["zh_2025"]),
        ('"zonages humides"', ["zh_2025"]),
        ('"humides zonages"', []),
        ('"zonages hum', ["zh_2025"]),
        ("eau", ["zh_2025"]),  # a keyword
        ("marais", ["zh_2025"]),  # the description
        ("ref_ep", ["ref_epci"]),
        ("oeuvre", ["oeuvres"]),
        ("œuvres d'art", ["oeuvres"]),
        ("cheval", ["haras"]),
        ("chevaux", ["haras"]),
        ("canaux", ["canal"]),
        ("canal lyon", ["canal"]),  # the platform and its territory
        ("plan de l'urbanisme", ["plu"]),
        ("z", ["zh_2025"]),  # one letter: how titles begin
        ("zh", ["zh_2025"]),
        ("onage", []),
        ('zonages" OR "x*) NEAR(', []),
    ],
)
def test_what_is_typed_finds(index: Index, typed: str, expected: List[str]) -> None:
    assert found(index, typed) == expected


def test_the_obvious_comes_first(index: Index) -> None:
    assert found(index, "communes") == ["communes", "communes_hist", "arbres"]
    assert asked(index, "communes").rank("armor") == 0
    # Of the first letters too.
    assert found(index, "commu")[0] == "communes"


def test_nothing_typed_finds_all_in_the_order_of_titles(index: Index) -> None:
    answer = asked(index)
    assert len(answer) == 9
    assert answer.best("armor", 3) == ["arbres", "communes", "communes_hist"]
    assert answer.found == {"armor": 7, "lyon": 2}


def test_facets_count_what_each_value_would_leave(index: Index) -> None:
    answer = asked(index, "", only={Facet.PADLOCK: frozenset(["needs_sign_in"])})
    assert [len(answer), *answer.best("armor", 5)] == [1, "haras"]
    assert answer.counts(Facet.PADLOCK) == {"open": 8, "needs_sign_in": 1}
    assert answer.counts(Facet.TERRITORY) == {"Côtes-d’Armor": 1}
    table = asked(index, "", only={Facet.KIND: frozenset(["table"])})
    assert table.best("armor", 5) == ["ref_epci"]
    assert asked(index).counts(Facet.LICENSE) == {"Licence Ouverte": 8, "": 1}


def test_extent(index: Index) -> None:
    assert found(index, "", bbox=(4.0, 45.0, 6.0, 46.0)) == ["canal"]
    # Across the antimeridian, all but a strip of the Atlantic.
    assert len(asked(index, bbox=(-4.0, -90.0, -6.0, 90.0))) == 8
    assert len(asked(index, bbox=(170.0, -20.0, -170.0, 20.0))) == 0


def test_the_next_run_knows_the_last_harvest(index: Index, path: Path) -> None:
    index.close()
    later = Index(path, (ARMOR, LYON))
    assert later.harvested() == {"armor": 1000.0, "lyon": 1000.0}
    before = later.listed("armor")
    assert before is not None
    assert set(before.entries) == set(ROWS)
    assert found(later, "zonages") == ["zh_2025"]
    later.close()


def test_what_has_gone_leaves_and_what_came_is_found(index: Index) -> None:
    index.take(listed("armor", ROWS[1], entry("armor", "neuf", "Aéroports"), when=2000.0))
    assert found(index, "zonages") == []
    assert found(index, "aeroport") == ["neuf"]
    assert index.harvested()["armor"] == 2000.0
    # Growing beyond its room, a platform moves; the others stay.
    many = [entry("armor", f"n{number}", f"Couche {number}") for number in range(60)]
    index.take(listed("armor", *many))
    assert len(asked(index, "couche")) == 60
    assert found(index, "jonage") == ["canal"]
    index.know([ARMOR])
    assert set(asked(index).found) == {"armor"}


def test_an_unchanged_list_only_brings_its_date_up(index: Index, path: Path) -> None:
    assert index.take(listed("armor", *ROWS, when=3000.0, validator="W/1"))
    kept = index.listed("armor")
    assert kept is not None
    assert (kept.when, kept.validator) == (3000.0, "W/1")
    with sqlite3.connect(path) as other:
        generation = other.execute("SELECT generation FROM platform WHERE id='armor'").fetchone()
    assert generation == (1,)


def test_what_a_session_sees_is_never_in_the_file(index: Index, path: Path) -> None:
    secret = entry("armor", "sites", "Sites militaires", "Emprises", padlock=Padlock.YOURS)
    haras = entry("armor", "haras", "Haras", "Élevages de chevaux", padlock=Padlock.YOURS)
    index.show("armor", [*(row for row in ROWS if row.collection.id != "haras"), haras, secret])
    assert found(index, "militaires") == ["sites"]
    assert asked(index).counts(Facet.PADLOCK)["yours"] == 2
    assert asked(index).known["armor"] == 8
    index.close()
    for file in path.parent.iterdir():
        assert b"ilitaires" not in file.read_bytes()
    later = Index(path, (ARMOR, LYON))
    assert "yours" not in asked(later).counts(Facet.PADLOCK)
    later.close()


def test_sign_out_takes_what_the_session_saw(index: Index) -> None:
    secret = entry("armor", "sites", "Sites militaires", padlock=Padlock.YOURS)
    index.show("armor", [ROWS[0], secret])
    # What the session does not see is not shown either.
    assert set(asked(index).best("armor", 9)) == {"zh_2025", "sites"}
    index.sign_out("armor")
    assert found(index, "militaires") == []
    assert asked(index).found["armor"] == len(ROWS)


def test_a_session_before_any_harvest_is_in_memory_alone(path: Path) -> None:
    index = Index(path, (ARMOR,))
    index.show("armor", ROWS)
    assert found(index, "zonages") == ["zh_2025"]
    assert index.listed("armor") is None
    index.sign_out("armor")
    assert found(index, "zonages") == []
    index.close()


# -- a bad day ------------------------------------------------------------------------------


def test_a_file_that_is_no_index_is_put_aside(path: Path) -> None:
    path.write_bytes(b"no index at all, but long enough to be looked at" * 400)
    index = Index(path, (ARMOR,))
    assert index.take(listed("armor", *ROWS))
    assert found(index, "zonages") == ["zh_2025"]
    assert path.with_name("catalogue.sqlite.damaged").exists()
    index.close()


def test_a_file_torn_while_in_use_is_made_anew(index: Index, path: Path) -> None:
    assert found(index, "zonages") == ["zh_2025"]
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * (path.stat().st_size - 100))
    assert asked(index, "marais") is not None
    assert index.take(listed("armor", *ROWS, when=9.0))
    assert found(index, "marais") == ["zh_2025"]


def test_another_version_is_made_anew_and_a_newer_one_left_alone(index: Index, path: Path) -> None:
    index.close()
    with sqlite3.connect(path) as other:
        other.execute(f"PRAGMA user_version = {VERSION + 1}")
    newer = Index(path, (ARMOR,))
    assert newer.take(listed("armor", ROWS[0]))  # in memory
    newer.close()
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT count(*) FROM platform").fetchone() == (2,)
        other.execute(f"PRAGMA user_version = {VERSION - 1}")
    older = Index(path, (ARMOR,))
    assert older.harvested() == {}
    older.close()


def test_a_full_disk_leaves_what_was_there(index: Index, path: Path) -> None:
    assert index._writer is not None
    pages = index._writer.execute("PRAGMA page_count").fetchone()[0]
    index._writer.execute(f"PRAGMA max_page_count = {pages}")
    many = [entry("lyon", f"n{number}", f"Couche {number}", "mot " * 90) for number in range(300)]
    assert not index.take(listed("lyon", *many))
    assert found(index, "jonage") == ["canal"]
    assert index.harvested()["lyon"] == 1000.0


def test_a_folder_that_cannot_be_written_means_memory(tmp_path: Path) -> None:
    index = Index(tmp_path / "absent" / "catalogue.sqlite", (ARMOR,))
    assert index.take(listed("armor", *ROWS))
    assert found(index, "zonages") == ["zh_2025"]
    index.close()


def test_another_qgis_holds_the_file(index: Index, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    assert index._writer is not None
    index._writer.execute("PRAGMA busy_timeout = 50")
    other.execute("BEGIN IMMEDIATE")
    assert not index.take(listed("armor", ROWS[0]))
    assert found(index, "zonages") == ["zh_2025"]
    other.execute("ROLLBACK")
    assert index.take(listed("armor", ROWS[0]))
    other.close()


def test_searching_what_is_in_memory_while_another_qgis_holds_the_file(
    index: Index, path: Path
) -> None:
    later = Index(path, (ARMOR, LYON))
    assert found(index, "zonages") == ["zh_2025"]
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        begun = time.monotonic()
        assert later.search(Search("zonages")) is None, "it has read nothing yet"
        assert found(index, "zonages") == ["zh_2025"]
        assert found(index, "eau z") == ["zh_2025"]
        assert found(index, "", bbox=(4.0, 45.0, 6.0, 46.0)) == ["canal"]
        beginning = found(index, "c")
        assert asked(index, by=Grouping.THEME).groups.counts["culture"] == 1
        # Who needs the file itself is patient, and keeps nobody from searching.
        waiting = threading.Thread(target=later.open)
        waiting.start()
        assert len(asked(index)) == 9
        assert index.faults == 0 and time.monotonic() - begun < 9.0, "nobody waits for its end"
        other.execute("ROLLBACK")
        waiting.join(20)
    assert found(later, "marais") == found(index, "marais") == ["zh_2025"]
    assert found(later, "c") == beginning
    later.close()


def test_two_qgis_at_once_see_each_others_harvest(index: Index, path: Path) -> None:
    other = Index(path, (ARMOR, LYON))
    assert found(other, "jonage") == ["canal"]
    index.take(listed("lyon", entry("lyon", "velov", "Stations Vélo’v")))
    assert found(other, "jonage") == []
    assert found(other, "velo") == ["velov"]
    other.close()


def test_searching_while_the_very_first_list_is_written(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, goes_on, done = threading.Event(), threading.Event(), []

    def slowly(connection: sqlite3.Connection, what: Sequence[Listed], *_: object) -> None:
        connection.execute("BEGIN")
        begun.set()
        goes_on.wait(20)
        connection.execute("ROLLBACK")
        write_all(connection, what)
        done.append(what)

    monkeypatch.setattr(index_module, "write_all", slowly)
    index = Index(path, (ARMOR, LYON))
    writer = threading.Thread(target=index.take, args=(listed("armor", *ROWS),))
    writer.start()
    assert begun.wait(20)
    answer = index.search(Search("couche"))
    goes_on.set()
    writer.join()
    assert answer is not None and done
    assert found(index, "haras") == ["haras"]
    index.close()


def test_searching_while_writing(index: Index) -> None:
    wrong: List[object] = []

    def write() -> None:
        for number in range(15):
            rows = [entry("lyon", f"n{n}", f"Couche {n}") for n in range(10 + number)]
            index.take(listed("lyon", *rows))

    writer = threading.Thread(target=write)
    writer.start()
    while writer.is_alive():
        answer = index.search(Search("couche"))
        if answer is None or len(answer.best("lyon", 99)) != len(answer):
            wrong.append(answer)
    writer.join()
    assert not wrong
    assert len(asked(index, "couche")) == 24


@pytest.mark.parametrize("whole", ["zonages hu 20", "communes li", "armor com", "marais zo xx"])
def test_typing_on_finds_what_the_words_find_at_once(index: Index, path: Path, whole: str) -> None:
    typed = [found(index, whole[:end]) for end in range(1, len(whole) + 1)]
    for end, expected in enumerate(typed, 1):
        fresh = Index(path, (ARMOR, LYON))
        assert found(fresh, whole[:end]) == expected
        fresh.close()
