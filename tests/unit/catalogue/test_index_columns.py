"""Facets narrowed and counted over all rows at once come to what each row by itself comes to."""

from __future__ import annotations

from array import array
from collections import Counter
from typing import Dict, List

import pytest

from cicclo_qgis.catalogue.index_block import Block
from cicclo_qgis.catalogue.index_columns import OneOf, Stretches, Values
from cicclo_qgis.catalogue.index_themes import Keywords, Themes, as_text, counted

PLACES = 2000
# Rooms of platforms are never full: every tenth place holds no row.
ROWS = [place for place in range(PLACES) if place % 10]


def mask_of(places: List[int]) -> int:
    there = bytearray(PLACES)
    for place in places:
        there[place] = 1
    return int.from_bytes(there, "little")


MASKS = {
    "none": [],
    "few": ROWS[::7],
    "most": [place for place in ROWS if place % 3],
    "all": ROWS,
}


@pytest.mark.parametrize("number", [3, 60, 255, 256, 700])
@pytest.mark.parametrize("places", MASKS.values(), ids=MASKS)
def test_one_value_a_row(number: int, places: List[int]) -> None:
    values = Values()
    named = {place: f"v{place * 7 % number}" for place in ROWS}
    whole = array("I", bytes(array("I").itemsize * PLACES))
    for place, name in named.items():
        whole[place : place + 1] = values.encoded([name])
    column = OneOf(values.all, whole)
    assert column.counted(mask_of(places)) == Counter(named[place] for place in places)
    wanted = frozenset(["v1", "v2", "v299", "never seen"])
    assert column.holding(wanted) == mask_of([p for p, name in named.items() if name in wanted])


def test_values_that_come_later_do_not_disturb() -> None:
    values = Values()
    column = OneOf(values.all, values.encoded(["a", "b", "a"]))
    values.encoded(["c"])
    assert column.counted(int.from_bytes(b"\1\1\1", "little")) == {"a": 2, "b": 1}
    assert column.holding(frozenset("c")) == 0


def test_what_a_platform_says_of_its_rows() -> None:
    blocks = [_block("armor", 0, 3), _block("lyon", 5, 2), _block("breizh", 8, 1)]
    territory = {"armor": "Bretagne", "breizh": "Bretagne", "lyon": "Lyon"}
    column = Stretches(blocks, territory.__getitem__, 10)
    every = int.from_bytes(bytes([1, 1, 1, 0, 0, 1, 1, 0, 1, 0]), "little")
    assert column.counted(every) == {"Bretagne": 4, "Lyon": 2}
    assert column.holding(frozenset(["Bretagne"])).to_bytes(10, "little").hex("-") == (
        "01-01-01-00-00-00-00-00-01-00"
    )
    assert column.counted(every & column.holding(frozenset(["Lyon"]))) == {"Lyon": 2}


def _block(name: str, start: int, length: int) -> Block:
    texts = [" "] * length
    return Block(name, start, 1, 0.0, texts, texts, texts, texts, (), [])


@pytest.mark.parametrize("places", MASKS.values(), ids=MASKS)
def test_several_keywords_a_row(places: List[int]) -> None:
    themes = Themes()
    words: Dict[int, List[str]] = {
        place: sorted({f"k{place % 5}", f"k{place % 11}"}) if place % 4 else [] for place in ROWS
    }
    whole = [0] * PLACES
    for place, keys in words.items():
        whole[place : place + 1] = themes.encoded([as_text(keys)])
    column = Keywords(themes, whole)
    expected = Counter(key for place in places for key in words[place])
    assert column.counted(mask_of(places)) == expected
    wanted = frozenset(["k3", "k7"])
    has = [place for place in ROWS if not wanted.isdisjoint(words[place])]
    assert column.holding(wanted) == column.holding(wanted) == mask_of(has)
    assert list(column.places("k3")) == [place for place in ROWS if "k3" in words[place]]
    bare = [place for place in ROWS if not words[place]]
    assert list(column.bare) == column.places_where(lambda keys: not keys) == bare
    rest = [place for place in places if words[place] and wanted.isdisjoint(words[place])]
    assert column.others(mask_of(places), wanted) == (len(rest), len({*bare} & {*places}))


def test_many_keywords_ticked_one_after_the_other() -> None:
    themes = Themes()
    keys = [f"k{number}" for number in range(60)]
    column = Keywords(themes, themes.encoded(as_text([key]) for key in keys))
    masks = [column.holding(frozenset([key])) for key in keys]
    assert masks == [1 << 8 * number for number in range(60)]
    assert [column.holding(frozenset([key])) for key in keys] == masks


@pytest.mark.parametrize("rare", [0, 30, 400])
@pytest.mark.parametrize("few", [0, PLACES])
def test_the_most_frequent_keywords(monkeypatch: pytest.MonkeyPatch, rare: int, few: int) -> None:
    """However they are counted, and whatever is not counted: none of those that are shown."""
    monkeypatch.setattr("cicclo_qgis.catalogue.index_themes._RARE", rare)
    monkeypatch.setattr("cicclo_qgis.catalogue.index_themes._FEW", few)
    words = {place: sorted({f"k{place % n}" for n in (3, 7, 50, 400)}) for place in ROWS}
    themes = Themes()
    whole = [0] * PLACES
    for place, keys in words.items():
        whole[place : place + 1] = themes.encoded([as_text(keys)])
    column = Keywords(themes, whole)
    for places in (ROWS, ROWS[5:], ROWS[::2], ROWS[:700], ROWS[1:3], []):
        expected = Counter(key for place in places for key in words[place])
        assert column.counted(mask_of(places)) == expected
        for limit in (1, 5, 60):
            counts = column.most(mask_of(places), limit, frozenset(["k399", "unheard of"]))
            best = sorted(expected, key=lambda key: (-expected[key], key))[:limit]
            assert all(counts[key] == expected[key] for key in best)
            assert counts.get("k399", 0) == expected["k399"]
            parts = [(column, mask_of(places)), (column, mask_of(ROWS[::9]))]
            both = expected + Counter(key for place in ROWS[::9] for key in words[place])
            best = sorted(both, key=lambda key: (-both[key], key))[:limit]
            assert all(counted(parts, limit)[key] == both[key] for key in best)
