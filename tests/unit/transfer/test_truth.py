"""Servers that do not tell the truth, and data that does not hold still."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, Dict, List

import pytest

from cicclo_qgis.transfer import Note, Result, Strategy, Verdict, Why
from tests.unit.site import Heard, Site
from tests.unit.transfer.conftest import rows
from tests.unit.transfer.served import Served, point, points

Copy = Callable[..., Result]


@pytest.mark.parametrize("with_ids", [True, False])
def test_a_server_that_ignores_the_offset(
    site: Site, copy: Copy, target: Path, with_ids: bool
) -> None:
    # MapServer 8.0.0 (issue 6613): the count is right, each page is the first one.
    everything = points(2500)
    for feature in everything if not with_ids else ():
        del feature["id"]
    result = copy(Served(site, everything, most=500, ignore_offset=True))
    assert result.strategy is Strategy.TILES and result.why is Why.PREVIOUS_FAILED
    assert Note.PAGES_REPEATED in result.notes
    assert result.verdict is Verdict.VERIFIED and result.features == 2500
    assert {row["valeur"] for row in rows(target)} == set(range(1, 2501))


def test_a_server_that_stands_still_on_the_way(site: Site, copy: Copy) -> None:
    served = Served(site, points(2500), most=500, base="/wfs3")
    found = served._page

    def still(heard: Heard) -> Any:
        if int(heard.query.get("offset", 0)) > 1000:
            heard = Heard(heard.target.replace(heard.query["offset"], "1000"), heard.headers, b"")
        reply = found(heard)
        reply.body["links"] = [
            {"href": served.items_url + f"?limit=500&offset={len(served.requests()) * 500}",
             "rel": "next"}
        ]  # fmt: skip
        return reply

    served._page = still  # type: ignore[method-assign]
    result = copy(served)
    assert Note.PAGES_REPEATED in result.notes
    assert result.strategy is Strategy.TILES and len(served.requests()) < 60


@pytest.mark.parametrize(
    ("count", "most", "asked"),
    [
        (3000, 10_000, 2),  # less than was asked for, and no more behind
        (9000, 4000, 4),  # as much as the server gives: there may be more behind
    ],
)
def test_the_end_where_nothing_is_counted(
    site: Site, copy: Copy, count: int, most: int, asked: int
) -> None:
    served = Served(site, points(count), most=most, count=False)
    assert copy(served).features == count
    assert len(served.requests()) == asked


def test_next_for_ever_past_the_end(site: Site, copy: Copy) -> None:
    served = Served(site, points(2300), endless_next=True, count=False)
    result = copy(served)
    assert result.features == result.distinct == 2300
    assert Note.NEXT_ENDLESS in result.notes
    assert len(served.requests()) <= 5


def test_next_that_leads_round(site: Site, copy: Copy) -> None:
    served = Served(site, points(3000), count=False)
    found = served._page

    def round_and_round(heard: Heard) -> Any:
        reply = found(heard)
        if heard.query.get("offset") == "2000":
            reply.body["links"] = [
                {"href": served.items_url + "?limit=1000&offset=0", "rel": "next"}
            ]
        return reply

    served._page = round_and_round  # type: ignore[method-assign]
    result = copy(served)
    assert result.features == result.distinct == 3000
    # Without a count, only another way can tell whether the third page was the last.
    assert (result.strategy, result.verdict) == (Strategy.TILES, Verdict.UNCOUNTED)
    assert Note.PAGES_REPEATED in result.notes and len(served.requests()) < 30


def test_a_next_that_is_lost_in_the_middle(site: Site, copy: Copy) -> None:
    served = Served(site, points(4500), base="/wfs3")
    found = served._page

    def lost(heard: Heard) -> Any:
        reply = found(heard)
        if heard.query.get("offset") == "2000":
            reply.body["links"] = []
        return reply

    served._page = lost  # type: ignore[method-assign]
    result = copy(served)
    assert (result.verdict, result.features) == (Verdict.VERIFIED, 4500)


@pytest.mark.parametrize("lie", [7, -7])
def test_a_count_that_lies_is_told(site: Site, copy: Copy, lie: int) -> None:
    result = copy(Served(site, points(2300), lie=lie))
    assert result.features == result.distinct == 2300
    assert result.expected == 2300 + lie
    assert result.verdict is Verdict.COUNT_DIFFERS


@pytest.mark.parametrize("base", ["/ogc", "/wfs3"])
def test_data_that_changes_once_is_fetched_again(
    site: Site, copy: Copy, target: Path, base: str
) -> None:
    served = Served(site, points(4000), most=500, base=base)

    def grow(heard: Heard, number: int) -> None:
        if number == 6:
            served.features = [*points(4000), point(9001)]

    served.before = grow
    result = copy(served)
    assert Note.DATA_CHANGED in result.notes
    assert (result.verdict, result.features) == (Verdict.VERIFIED, 4001)
    assert "9001" in {row["feature_id"] for row in rows(target)}


@pytest.mark.parametrize("base", ["/ogc", "/wfs3"])
def test_data_that_never_holds_still_is_told(site: Site, copy: Copy, base: str) -> None:
    served = Served(site, points(3000), most=500, base=base)

    def grow(heard: Heard, number: int) -> None:
        served.features = [*served.features, point(5000 + number)]

    served.before = grow
    result = copy(served)
    assert Note.DATA_CHANGED in result.notes
    assert result.verdict is Verdict.CHANGED
    assert result.features == result.distinct


def test_one_id_for_two_features_is_no_repetition(site: Site, copy: Copy) -> None:
    everything = points(1500)
    everything[1200]["id"] = 3
    result = copy(Served(site, everything, most=500))
    assert (result.verdict, result.features, result.distinct) == (Verdict.VERIFIED, 1500, 1499)
    assert Note.IDS_REPEATED in result.notes


def test_features_without_ids_come_one_page_after_another(site: Site, copy: Copy) -> None:
    everything = points(1500)
    for feature in everything:
        del feature["id"]
    result = copy(Served(site, everything, most=500))
    assert result.strategy is Strategy.SEQUENTIAL
    assert (result.verdict, result.features) == (Verdict.VERIFIED, 1500)
    assert Note.IDS_MISSING in result.notes


def nameless(count: int) -> List[Dict[str, Any]]:
    everything = points(count)
    for feature in everything:
        del feature["id"]
    return everything


def test_an_order_that_changes_is_found_out_without_ids(
    site: Site, copy: Copy, target: Path
) -> None:
    """As many features as were told, and not all of them: some came twice in place of others."""
    served, turned = Served(site, nameless(1500), most=500), []

    def turn(_heard: Heard, number: int) -> None:
        if number == 2:
            turned.append(True)
            served.features = served.features[300:] + served.features[:300]

    served.before = turn
    result = copy(served)
    assert turned and (result.verdict, result.features) == (Verdict.VERIFIED, 1500)
    assert sorted(row["valeur"] for row in rows(target)) == list(range(1, 1501))


@pytest.mark.parametrize("shaped", [True, False])
def test_real_twins_without_ids_are_kept(
    site: Site, copy: Copy, target: Path, shaped: bool
) -> None:
    everything = nameless(1490)
    if not shaped:
        for feature in everything:
            feature["geometry"] = None
    result = copy(Served(site, [*everything, *everything[:10]], most=500))
    assert (result.verdict, result.features) == (Verdict.VERIFIED, 1500)
    wanted = sorted([*range(1, 1491), *range(1, 11)])
    assert sorted(row["valeur"] for row in rows(target)) == wanted
