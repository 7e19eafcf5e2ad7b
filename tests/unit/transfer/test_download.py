"""Whole downloads from a real server: the way chosen, what is written, and what is told."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any, Callable, List

import pytest
from osgeo import ogr

from cicclo_qgis.transfer import (
    Note,
    Options,
    Progress,
    Result,
    Strategy,
    TransferCode,
    TransferError,
    Verdict,
    Why,
    count,
    fetch,
)
from tests.unit.site import Heard, Reply, Site
from tests.unit.transfer.conftest import rows
from tests.unit.transfer.served import Served, point, points

Copy = Callable[..., Result]

# The goal is 0.2 s; two suites on two cores need more.
A_MOMENT_S = 1.5


def test_side_by_side_where_it_is_proved(site: Site, copy: Copy, target: Path) -> None:
    served = Served(site, points(5230), wait=0.03)
    result = copy(served)
    assert (result.strategy, result.why) == (Strategy.PARALLEL, Why.PROVED)
    assert (result.verdict, result.features, result.distinct) == (Verdict.VERIFIED, 5230, 5230)
    assert result.notes == ()
    assert served.most_at_once > 1
    found = rows(target)
    assert [row["feature_id"] for row in found] == [str(n) for n in range(1, 5231)]
    assert found[4999]["nom"] == "Objet n° 5000" and found[4999]["valeur"] == 5000
    assert result.requests == len(served.requests())
    assert not list(target.parent.glob("*.part*"))


def test_the_file_is_a_geopackage_with_a_spatial_index(
    site: Site, copy: Copy, target: Path
) -> None:
    copy(Served(site, points(1200)))
    opened = ogr.Open(str(target))
    layer = opened.GetLayerByName("Zones à voir")
    assert opened.GetLayerCount() == 1
    assert layer.GetFeatureCount() == 1200 and layer.GetGeomType() == ogr.wkbPoint
    assert layer.GetSpatialRef().GetAuthorityCode(None) == "4326"
    assert layer.TestCapability(ogr.OLCFastSpatialFilter)
    wanted = point(7)["geometry"]["coordinates"]
    layer.SetSpatialFilterRect(
        wanted[0] - 1e-6, wanted[1] - 1e-6, wanted[0] + 1e-6, wanted[1] + 1e-6
    )
    assert "7" in {feature.GetField("feature_id") for feature in layer}


@pytest.mark.parametrize(
    ("habit", "why"),
    [
        ({"count": False}, Why.NO_COUNT),
        ({"next_link": False}, Why.NO_NEXT),
        ({"next_extra": "&cursor=abc"}, Why.NOT_BY_OFFSET),
        ({"base": "/wfs3"}, Why.COSTLY_OFFSET),
    ],
)
def test_one_after_another_where_it_is_not(
    site: Site, copy: Copy, target: Path, habit: Any, why: Why
) -> None:
    served = Served(site, points(3500), **habit)
    result = copy(served)
    assert (result.strategy, result.why) == (Strategy.SEQUENTIAL, why)
    assert result.features == result.distinct == 3500
    assert result.verdict is (Verdict.UNCOUNTED if why is Why.NO_COUNT else Verdict.VERIFIED)
    assert served.most_at_once == 1
    if why is Why.NOT_BY_OFFSET:
        # A cursor's address is never edited.
        assert {heard.query["limit"] for heard in served.requests()} == {"1000"}


def test_larger_pages_as_soon_as_the_server_is_known(site: Site, copy: Copy) -> None:
    served = Served(site, points(9000), most=4000, base="/wfs3")
    assert copy(served).features == 9000
    # The second page shows how many the server gives.
    assert [heard.query["limit"] for heard in served.requests()] == ["1000", "10000", "4000"]


@pytest.mark.parametrize("most", [1000, 3000, 10_000])
def test_side_by_side_with_the_largest_pages_the_server_gives(
    site: Site, copy: Copy, most: int
) -> None:
    served = Served(site, points(25_000), most=most)
    result = copy(served)
    assert (result.strategy, result.verdict) == (Strategy.PARALLEL, Verdict.VERIFIED)
    assert result.features == result.distinct == 25_000
    # The first page, the proof, and what was asked for in vain.
    assert result.requests <= 24_000 // most + 1 + 2 + 3


@pytest.mark.parametrize("status", [400, 422, 500])
@pytest.mark.parametrize("base", ["/ogc", "/wfs3"])
def test_a_server_that_refuses_larger_pages(
    site: Site, copy: Copy, monkeypatch: pytest.MonkeyPatch, base: str, status: int
) -> None:
    monkeypatch.setattr(fetch, "_TRIES", 2)
    served = Served(site, points(7000), base=base)
    served.before = lambda heard, number: (
        Reply({"code": "limit"}, status) if int(heard.query["limit"]) > 1000 else None
    )
    result = copy(served)
    assert (result.verdict, result.features) == (Verdict.VERIFIED, 7000)
    assert result.strategy is (Strategy.PARALLEL if base == "/ogc" else Strategy.SEQUENTIAL)
    taken = [heard for heard in served.requests() if heard.query["limit"] == "1000"]
    assert len(taken) == 7


def test_a_server_that_gives_less_than_asked_for(site: Site, copy: Copy) -> None:
    served = Served(site, points(2345), most=300)
    result = copy(served, Options(page_size=1000))
    assert (result.strategy, result.verdict) == (Strategy.PARALLEL, Verdict.VERIFIED)


def test_no_more_connections_than_allowed(site: Site, copy: Copy) -> None:
    served = Served(site, points(4000), most=100, wait=0.01)
    copy(served, Options(workers=2))
    assert served.most_at_once == 2


def test_an_unstable_order_is_found_out_before_anything_is_kept(site: Site, copy: Copy) -> None:
    everything = points(4000)
    served = Served(site, everything)

    def shuffled(heard: Heard, number: int) -> None:
        # Each request begins somewhere else, as a table without primary key may.
        if heard.query.get("offset") and heard.query["limit"] == "20":
            served.features = everything[5:] + everything[:5]
        else:
            served.features = everything

    served.before = shuffled
    result = copy(served)
    assert (result.strategy, result.why) == (Strategy.SEQUENTIAL, Why.ORDER_NOT_STABLE)
    assert Note.ORDER_NOT_STABLE in result.notes
    assert result.distinct == 4000 and result.verdict is Verdict.VERIFIED


def test_options_go_to_the_server(site: Site, copy: Copy, target: Path) -> None:
    served = Served(site, points(500))
    options = Options(
        bbox=(0.0, 43.0, 5.0, 48.0), datetime="2024-01-01/..", filter="nom = 'é'",
        properties=("nom",),
    )  # fmt: skip
    result = copy(served, options)
    query = served.requests()[0].query
    assert query["bbox"] == "0,43,5,48" and query["datetime"] == "2024-01-01/.."
    assert query["filter"] == "nom = 'é'" and query["filter-lang"] == "cql2-text"
    assert query["properties"] == "nom"
    assert 0 < result.features < 500


def test_progress_is_told(site: Site, copy: Copy) -> None:
    told: List[Progress] = []
    served = Served(site, points(6000), most=500, wait=0.05)
    copy(served, progress=told.append)
    assert told[0].features == 500 and told[-1].features == 6000
    assert all(one.expected == 6000 for one in told)
    assert [one.features for one in told] == sorted(one.features for one in told)
    middle = told[len(told) // 2]
    assert middle.rate > 0 and middle.eta_s is not None and middle.bytes > 0


def test_cancelling_takes_a_moment_and_keeps_what_is_there(
    site: Site, copy: Copy, target: Path
) -> None:
    stop, first = threading.Event(), threading.Lock()
    served = Served(site, points(5000), most=500)

    def hang(heard: Heard, number: int) -> None:
        if number > 6:
            if first.acquire(blocking=False):
                stop_soon.start()
            site._over.wait(5.0)

    moment: List[float] = []

    def cancel() -> None:
        time.sleep(0.1)
        moment.append(time.monotonic())
        stop.set()

    stop_soon = threading.Thread(target=cancel)
    served.before = hang
    with pytest.raises(TransferError) as caught:
        copy(served, cancelled=stop.is_set)
    assert time.monotonic() - moment[0] < A_MOMENT_S
    assert caught.value.code is TransferCode.CANCELLED and caught.value.resumable
    assert not target.exists() and target.with_name("copie.gpkg.part").exists()


def test_cancelling_at_the_very_end_takes_a_moment_too(
    site: Site, copy: Copy, target: Path
) -> None:
    served = Served(site, points(40_000), most=10_000)
    moment: List[float] = []

    def told(progress: Progress) -> None:
        if progress.features == 40_000 and not moment:
            moment.append(time.monotonic())

    with pytest.raises(TransferError) as caught:
        copy(served, progress=told, cancelled=lambda: bool(moment))
    assert time.monotonic() - moment[0] < A_MOMENT_S
    assert caught.value.code is TransferCode.CANCELLED and caught.value.resumable
    assert not target.exists()
    asked = served.asked
    result = copy(served)
    assert (result.verdict, result.features) == (Verdict.VERIFIED, 40_000)
    assert Note.RESUMED in result.notes and served.asked - asked <= 2


def test_a_busy_server_is_given_time(site: Site, copy: Copy) -> None:
    served = Served(site, points(4000), most=500)
    refused: List[float] = []

    def busy(heard: Heard, number: int) -> Any:
        if number in (4, 5):
            refused.append(time.monotonic())
            return Reply({"code": "Busy"}, 429, headers=[("Retry-After", "1")])
        return None

    served.before = busy
    began = time.monotonic()
    result = copy(served)
    assert len(refused) == 2 and time.monotonic() - began >= 1.0
    assert result.verdict is Verdict.VERIFIED and Note.SERVER_BUSY in result.notes


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_passing_failure_is_survived(site: Site, copy: Copy, status: int) -> None:
    served = Served(site, points(3000), most=500)
    served.before = lambda heard, number: Reply(b"", status) if number == 5 else None
    assert copy(served).verdict is Verdict.VERIFIED


def test_a_page_cut_short_is_asked_for_again(site: Site, copy: Copy) -> None:
    served = Served(site, points(3000), most=500)
    served.before = lambda heard, number: (
        Reply(b'{"type":"FeatureCollection","features":[{"ty', type="application/geo+json")
        if number == 4
        else None
    )
    assert copy(served).verdict is Verdict.VERIFIED


def test_a_refused_page_is_replayed_once(site: Site, copy: Copy) -> None:
    served = Served(site, points(3000), most=500)
    served.before = lambda heard, number: Reply({"code": "x"}, 401) if number == 5 else None
    assert copy(served).verdict is Verdict.VERIFIED
    # Six pages, the proof of the order, and the replay.
    assert len(served.requests()) == 8


def test_a_session_that_is_over_ends_the_download_which_goes_on_later(
    site: Site, copy: Copy
) -> None:
    served = Served(site, points(3000), most=500)
    served.before = lambda heard, number: Reply({"code": "x"}, 401) if number > 4 else None
    with pytest.raises(TransferError) as caught:
        copy(served)
    problem = caught.value.problem
    assert caught.value.code is TransferCode.SERVER and caught.value.resumable
    assert problem is not None and problem.code.value == "sign_in_required"
    served.before = None
    result = copy(served)
    assert result.verdict is Verdict.VERIFIED and Note.RESUMED in result.notes


def test_an_empty_collection_is_an_empty_table(site: Site, copy: Copy, target: Path) -> None:
    result = copy(Served(site, []))
    assert result.features == 0 and result.verdict is Verdict.VERIFIED
    assert rows(target) == []
    assert ogr.Open(str(target)).GetLayerCount() == 1


def test_what_stood_there_stays_until_the_copy_is_whole(
    site: Site, copy: Copy, target: Path
) -> None:
    target.write_bytes(b"old")
    served = Served(site, points(3000), most=500)
    served.before = lambda heard, number: Reply({}, 403) if number > 3 else None
    with pytest.raises(TransferError):
        copy(served)
    assert target.read_bytes() == b"old"
    served.before = None
    copy(served)
    assert len(rows(target)) == 3000


def test_two_at_once_on_one_target_are_told_apart(site: Site, copy: Copy) -> None:
    served = Served(site, points(3000), most=500)
    second: List[TransferCode] = []

    def meanwhile(heard: Heard, number: int) -> None:
        if number == 5:
            with pytest.raises(TransferError) as caught:
                copy(served)
            second.append(caught.value.code)

    served.before = meanwhile
    assert copy(served).verdict is Verdict.VERIFIED
    assert second == [TransferCode.ALREADY_RUNNING]


def test_the_number_of_features_before_they_are_asked_for(
    site: Site, factory: Callable[[], Any]
) -> None:
    served = Served(site, points(300))
    told = count(
        factory(), served.landing(), served.collection(), Options(bbox=(-5.0, 41.0, 0.0, 52.0))
    )
    assert told == sum(1 for one in served.features if one["geometry"]["coordinates"][0] <= 0.0)
    served.count = False
    assert count(factory(), served.landing(), served.collection(), Options()) is None
