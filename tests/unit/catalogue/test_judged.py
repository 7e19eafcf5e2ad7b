"""The obvious comes first: queries of agents over a corpus with decoys, judged by hand."""

from __future__ import annotations

from typing import Iterator, List, Tuple

import pytest

from cicclo_qgis.catalogue.index import Index
from cicclo_qgis.catalogue.index_answer import Answer, Search
from cicclo_qgis.catalogue.index_groups import Grouping
from tests.unit.catalogue.judged import PLATFORMS, QUERIES, meant, rows
from tests.unit.catalogue.listing import listed

FIRST, MEAN_RECIPROCAL_RANK = 0.95, 0.97


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    index = Index(None, PLATFORMS)
    index.take_all([listed(name, *entries) for name, entries in rows().items()])
    yield index
    index.close()


def asked(index: Index, text: str, by: Grouping = Grouping.PLATFORM) -> Answer:
    answer = index.search(Search(text, by=by))
    assert answer is not None
    return answer


def place(found: List[Tuple[str, str]], wanted: str) -> int:
    """Where the first row that is meant stands, from 1; 0 where it is not among the found."""
    right = meant(wanted)
    return next((number for number, key in enumerate(found, 1) if key in right), 0)


def test_the_corpus_holds_what_is_meant() -> None:
    there = {(name, one.collection.id) for name, entries in rows().items() for one in entries}
    assert len(there) > 600 and 50 <= len(QUERIES) <= 70
    for _typed, wanted in QUERIES:
        assert meant(wanted) <= there


def test_what_is_meant_comes_first(index: Index) -> None:
    places = {typed: place(asked(index, typed).top(20), wanted) for typed, wanted in QUERIES}
    first = [typed for typed, number in places.items() if number == 1]
    reciprocal = sum(1 / number for number in places.values() if number)
    missed = {typed: number for typed, number in places.items() if number != 1}
    assert len(first) >= FIRST * len(QUERIES), missed
    assert reciprocal / len(QUERIES) >= MEAN_RECIPROCAL_RANK, missed


@pytest.mark.parametrize("few", [0, 10_000], ids=["block-by-block", "at-once"])
def test_one_list_of_all_platforms_has_the_same_first(
    index: Index, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("cicclo_qgis.catalogue.index_ranking._FEW", few)
    for typed, _wanted in QUERIES:
        flat = asked(index, typed, Grouping.NONE).groups.best("", 5)
        assert flat == asked(index, typed).top(5), typed


@pytest.mark.parametrize("typed", ["communes", "zones humides", "parcelles cadastrales"])
def test_it_comes_soon_and_stays(index: Index, typed: str) -> None:
    """While the last word is typed, nothing jumps once what is meant stands first."""
    firsts = [asked(index, typed[:end]).top(1)[0] for end in range(len(typed) - 3, len(typed) + 1)]
    assert len(set(firsts)) == 1
