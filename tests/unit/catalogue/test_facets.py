"""Facets, the extent and a choice of rows: the index and single rows agree on every question."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Iterator, List

import pytest

from cicclo_qgis.catalogue import Entry, Padlock, facets
from cicclo_qgis.catalogue.index import Index
from cicclo_qgis.catalogue.index_answer import Facet, Search
from cicclo_qgis.ogcapi import ItemKind
from tests.unit.catalogue.listing import entry, listed, platform

ARMOR = platform("armor", "Géo Armor", "Côtes-d’Armor")
LYON = platform("lyon", "Data Grand Lyon", "Métropole de Lyon")
TERRITORIES = {"armor": ARMOR.territory, "lyon": LYON.territory}


def made(platform_id: str, name: str, **more: object) -> Entry:
    about = {key: more.pop(key) for key in ("updated", "shape", "publisher") if key in more}
    one = entry(platform_id, name, name, **more)  # type: ignore[arg-type]
    return replace(one, collection=replace(one.collection, **about))  # type: ignore[arg-type]


ROWS = (
    made("armor", "a", keywords=["Eau", "Loi sur l’eau"], updated="2026-03", shape="polygon"),
    made("armor", "b", keywords=["EAU"], padlock=Padlock.NEEDS_SIGN_IN, license="etalab-2.0"),
    made("armor", "c", kind=ItemKind.TABLE, bbox=None, license=None, updated="2025"),
    made("lyon", "d", keywords=["Biodiversité"], bbox=(4.8, 45.7, 5.0, 45.8), shape="point"),
    made("lyon", "e", bbox=(178.0, -20.0, -178.0, -15.0), publisher="Région Sud"),
)
QUESTIONS = [
    Search(only={Facet.THEME: frozenset(["eau"])}),
    Search(only={Facet.THEME: frozenset(["biodiversite", "loi sur l eau"])}),
    Search(only={Facet.THEME: frozenset(["eau"]), Facet.PADLOCK: frozenset(["open"])}),
    Search(only={Facet.KIND: frozenset(["polygon", "table"])}),
    Search(only={Facet.LICENSE: frozenset(["Licence Ouverte 2.0", ""])}),
    Search(only={Facet.YEAR: frozenset(["2025"])}),
    Search(only={Facet.YEAR: frozenset([""]), Facet.PLATFORM: frozenset(["lyon"])}),
    Search(only={Facet.TERRITORY: frozenset([LYON.territory])}),
    Search(only={Facet.THEME: frozenset()}),
    Search(bbox=(4.9, 45.0, 6.0, 46.0)),
    Search(bbox=(170.0, -30.0, -170.0, 0.0)),
    Search(bbox=(-180.0, -30.0, -179.0, 0.0)),
    Search(among=frozenset([("armor", "a"), ("lyon", "e"), ("lyon", "gone"), ("gone", "a")])),
    Search(among=frozenset()),
]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    index = Index(tmp_path / "catalogue.sqlite", (ARMOR, LYON))
    index.take(listed("armor", *ROWS[:3]))
    index.take(listed("lyon", *ROWS[3:]))
    yield index
    index.close()


def found(index: Index, search: Search) -> List[str]:
    answer = index.search(search)
    assert answer is not None
    assert len(answer) == len(answer.top(99))
    return sorted(name for _, name in answer.top(99))


@pytest.mark.parametrize("search", QUESTIONS)
def test_the_index_and_a_row_agree(index: Index, search: Search) -> None:
    alone = sorted(
        one.collection.id
        for one in ROWS
        if facets.passes(one, TERRITORIES[one.platform_id], search)
    )
    assert found(index, search) == alone
    assert search.narrowed or alone == ["a", "b", "c", "d", "e"]


def test_the_questions_tell_rows_apart(index: Index) -> None:
    assert found(index, QUESTIONS[0]) == ["a", "b"]
    assert found(index, QUESTIONS[2]) == ["a"]
    assert found(index, QUESTIONS[10]) == ["e"]
    assert found(index, QUESTIONS[12]) == ["a", "e"]
    assert found(index, QUESTIONS[13]) == []


def test_keywords_are_counted_as_the_other_facets_leave_them(index: Index) -> None:
    only = {Facet.PADLOCK: frozenset(["open"]), Facet.THEME: frozenset(["biodiversite"])}
    answer = index.search(Search(only=only, count=Facet.THEME))
    assert answer is not None
    assert answer.counts(Facet.THEME) == {"eau": 1, "loi sur l eau": 1, "biodiversite": 1}
    assert answer.theme("loi sur l eau") == "Loi sur l’eau"
    assert answer.theme("biodiversite") == "Biodiversité"
    assert len(answer) == 1


def test_a_keyword_narrows_what_other_facets_count(index: Index) -> None:
    answer = index.search(Search(only={Facet.THEME: frozenset(["eau"])}, count=Facet.PADLOCK))
    assert answer is not None
    assert answer.counts(Facet.PADLOCK) == {"open": 1, "needs_sign_in": 1}
    assert answer.counts(Facet.KIND) == {"polygon": 1, "feature": 1}
    assert answer.counts(Facet.LICENSE) == {"Licence Ouverte": 1, "Licence Ouverte 2.0": 1}


def test_a_keyword_chosen_stays_in_sight_when_nothing_has_it_any_more(index: Index) -> None:
    only = {Facet.THEME: frozenset(["eau"])}
    answer = index.search(Search("biodiversite", only, count=Facet.THEME))
    assert answer is not None
    assert answer.counts(Facet.THEME) == {"biodiversite": 1, "eau": 0}


def test_keywords_of_a_session_are_counted_and_named(index: Index) -> None:
    secret = made("armor", "s", keywords=["Défense"], padlock=Padlock.YOURS)
    index.show("armor", (*ROWS[:3], secret))
    answer = index.search(Search(only={Facet.THEME: frozenset(["defense"])}, count=Facet.THEME))
    assert answer is not None
    assert [name for _, name in answer.top(9)] == ["s"]
    assert answer.theme("defense") == "Défense"
    index.sign_out("armor")
    answer = index.search(Search(count=Facet.THEME))
    assert answer is not None
    assert "defense" not in answer.counts(Facet.THEME)


def test_a_publisher_is_found_as_a_keyword_is(index: Index) -> None:
    assert found(index, Search("region sud")) == ["e"]


def test_no_keyword_of_a_session_reaches_the_file(index: Index, tmp_path: Path) -> None:
    secret = made("armor", "s", keywords=["Défense"], padlock=Padlock.YOURS)
    index.show("armor", (*ROWS[:3], secret))
    index.close()
    assert "Défense".encode() not in (tmp_path / "catalogue.sqlite").read_bytes()
