"""What is found, under headings: each row where a person looks for it, the best first."""

from __future__ import annotations

from typing import Iterator, List, Tuple

import pytest

from cicclo_qgis.catalogue import Padlock
from cicclo_qgis.catalogue.index import Index
from cicclo_qgis.catalogue.index_answer import Answer, Facet, Search
from cicclo_qgis.catalogue.index_groups import MOST_THEMES, NO_THEME, OTHER_THEMES, Grouping
from tests.unit.catalogue.listing import entry, listed, platform

ARMOR = platform("armor", "Géo Armor", "Bretagne")
BREIZH = platform("breizh", "GéoBreizh", "Bretagne")
LYON = platform("lyon", "Data Grand Lyon", "Métropole de Lyon")


@pytest.fixture(params=[800, 0], ids=["at-once", "block-by-block"], autouse=True)
def ranked(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few rows are ranked at once, many as far as somebody looks: in the same order."""
    monkeypatch.setattr("cicclo_qgis.catalogue.index_ranking._FEW", request.param)


@pytest.fixture
def index() -> Iterator[Index]:
    index = Index(None, (ARMOR, BREIZH, LYON))
    armor = (
        entry("armor", "zones", "Zones humides", keywords=["Eau", "Biodiversité"]),
        entry("armor", "plan", "Plan des zones", keywords=["Urbanisme"]),
        entry("armor", "arbres", "Arbres", "Relevés par zones"),
    )
    breizh = (
        entry("breizh", "zones2", "Zones", keywords=["eau"]),
        entry("breizh", "lacs", "Lacs", keywords=["eau", "zones calmes"]),
    )
    lyon = (entry("lyon", "zfe", "Zone à faibles émissions"), entry("lyon", "quais", "Quais"))
    for name, rows in (("armor", armor), ("breizh", breizh), ("lyon", lyon)):
        index.take(listed(name, *rows))
    yield index
    index.close()


def asked(index: Index, by: Grouping, text: str = "", **more: object) -> Answer:
    answer = index.search(Search(text, by=by, **more))  # type: ignore[arg-type]
    assert answer is not None
    answer.prepare()
    return answer


def names(answer: Answer, key: str = "", limit: int = 20) -> List[str]:
    return [name for _, name in answer.groups.best(key, limit)]


def test_all_platforms_in_one_order(index: Index) -> None:
    flat = asked(index, Grouping.NONE)
    assert names(flat) == ["arbres", "lacs", "plan", "quais", "zfe", "zones2", "zones"]
    assert dict(flat.groups.counts) == {"": 7}
    # The title itself, its beginning (plurals too), in it, a keyword, a description.
    found = asked(index, Grouping.NONE, "zones")
    assert names(found) == ["zones2", "zones", "plan", "zfe", "lacs", "arbres"]
    assert names(found, limit=2) == ["zones2", "zones"]
    assert found.groups.counts == {"": 6}


def test_platforms_of_one_territory_stand_together(index: Index) -> None:
    answer = asked(index, Grouping.TERRITORY, "zones")
    assert list(answer.groups.counts.items()) == [("Bretagne", 5), ("Métropole de Lyon", 1)]
    assert names(answer, "Bretagne") == ["zones2", "zones", "plan", "lacs", "arbres"]


def test_the_name_of_a_platform_is_found_but_does_not_come_before_titles(index: Index) -> None:
    index.take(listed("lyon", entry("lyon", "bzh", "Liaisons vers la Bretagne")))
    answer = asked(index, Grouping.NONE, "bretagne")
    assert names(answer)[0] == "bzh"
    assert len(names(answer)) == 6


def test_a_row_stands_under_each_of_its_keywords(index: Index) -> None:
    answer = asked(index, Grouping.THEME)
    assert list(answer.groups.counts.items()) == [
        ("eau", 3),
        ("biodiversite", 1),
        ("urbanisme", 1),
        ("zones calmes", 1),
        (NO_THEME, 3),
    ]
    assert names(answer, "eau") == ["lacs", "zones2", "zones"]
    assert names(answer, "biodiversite") == ["zones"]
    assert names(answer, NO_THEME) == ["arbres", "quais", "zfe"]
    assert answer.theme("biodiversite") == "Biodiversité"


def test_numbers_are_those_of_the_theme_filter(index: Index) -> None:
    answer = asked(index, Grouping.THEME, "zones", count=Facet.THEME)
    counts = dict(answer.groups.counts)
    counts.pop(NO_THEME)
    assert counts == answer.counts(Facet.THEME)


def test_filters_hold_under_headings_too(index: Index) -> None:
    here = {Facet.PLATFORM: frozenset(["breizh"])}
    answer = asked(index, Grouping.THEME, only=here)
    assert dict(answer.groups.counts) == {"eau": 2, "zones calmes": 1}
    assert names(asked(index, Grouping.NONE, "zones", only=here)) == ["zones2", "lacs"]


def test_rare_keywords_share_a_heading() -> None:
    index = Index(None, (ARMOR,))
    rows = [
        entry("armor", f"c{n:03}", f"Couche {n:03}", keywords=[f"mot {n // 2:03}"])
        for n in range(2 * MOST_THEMES + 3)
    ]
    index.take(listed("armor", *rows))
    answer = asked(index, Grouping.THEME)
    assert len(answer.groups.counts) == MOST_THEMES + 1
    assert answer.groups.counts[OTHER_THEMES] == 3
    assert names(answer, OTHER_THEMES) == ["c400", "c401", "c402"]
    index.close()


def test_what_a_session_shows_stands_among_the_others(index: Index) -> None:
    public = (entry("lyon", "zfe", "Zone à faibles émissions"), entry("lyon", "quais", "Quais"))
    secret = entry("lyon", "zz", "Zones secrètes", keywords=["eau"], padlock=Padlock.YOURS)
    index.show("lyon", [*public, secret])
    assert names(asked(index, Grouping.NONE, "zones"))[:3] == ["zones2", "zones", "zz"]
    assert asked(index, Grouping.THEME).groups.counts["eau"] == 4
    index.sign_out("lyon")
    assert "zz" not in names(asked(index, Grouping.NONE, "zones"))


def test_reading_on_goes_on_where_it_was(index: Index) -> None:
    answer = asked(index, Grouping.NONE, "zones")
    whole = names(asked(index, Grouping.NONE, "zones"))
    steps: List[Tuple[str, ...]] = [tuple(names(answer, limit=n)) for n in range(1, 7)]
    assert steps == [tuple(whole[:n]) for n in range(1, 7)]
    assert names(answer, limit=2) == whole[:2]
