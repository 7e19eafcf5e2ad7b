"""The network works while the file is made and written: nothing waits that need not."""

from __future__ import annotations

import gc
import sys
import threading
import time
from pathlib import Path
from typing import Any, Callable, List

import pytest
from osgeo import gdal

from cicclo_qgis.transfer import Result, Strategy, Verdict, write
from cicclo_qgis.transfer.collector import at_rest
from cicclo_qgis.transfer.package import empty, make_empty
from cicclo_qgis.transfer.page import Page
from cicclo_qgis.transfer.ready import get_ready
from cicclo_qgis.transfer.request import by_offset
from tests.unit.site import Heard, Site
from tests.unit.transfer.conftest import rows
from tests.unit.transfer.served import Served, points

Copy = Callable[..., Result]


def heard_within(served: Served, requests: int, seconds: float = 20.0) -> bool:
    """Whether the server comes to hear so many requests while the caller holds the download up."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if served.asked >= requests:
            return True
        time.sleep(0.005)
    return False


def test_the_first_page_travels_while_the_file_is_made(
    site: Site, copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = Served(site, points(50))
    make, asked = write.make_empty, []

    def held_up(path: Path) -> None:
        asked.append(heard_within(served, 1))
        make(path)

    monkeypatch.setattr(write, "make_empty", held_up)
    result = copy(served)
    assert asked == [True]
    assert (result.verdict, result.requests) == (Verdict.VERIFIED, 1)


@pytest.mark.parametrize("side_by_side", [True, False])
def test_more_travels_while_the_first_page_is_heard_and_written(
    site: Site, copy: Copy, target: Path, side_by_side: bool
) -> None:
    served = Served(site, points(3500), next_extra="" if side_by_side else "&cursor=x")
    came: List[bool] = []

    def hear(page: Page, *_: Any) -> None:
        if not came:
            assert len(page) == 1000
            came.append(heard_within(served, 2))

    result = copy(served, pages=hear)
    assert came == [True]
    wanted = Strategy.PARALLEL if side_by_side else Strategy.SEQUENTIAL
    assert (result.strategy, result.verdict) == (wanted, Verdict.VERIFIED)
    assert [row["valeur"] for row in rows(target)] == list(range(1, 3501))


def test_the_first_features_need_one_answer(site: Site, copy: Copy) -> None:
    heard, in_time = threading.Event(), []

    def hold_back(_heard: Heard, number: int) -> None:
        """All answers but the first one wait until that was heard."""
        if number > 1:
            in_time.append(heard.wait(20))

    result = copy(Served(site, points(1500), before=hold_back), pages=lambda *_: heard.set())
    assert in_time and all(in_time)
    assert result.verdict is Verdict.VERIFIED and result.first_feature_s is not None


def test_the_first_page_is_heard_again_while_nothing_else_comes(site: Site, copy: Copy) -> None:
    again, in_time, sizes = threading.Event(), [], []

    def hold_back(_heard: Heard, number: int) -> None:
        if number > 1:
            in_time.append(again.wait(20))

    def hear(page: Page, *_: Any) -> None:
        sizes.append(len(page))
        if len(sizes) == 2:
            again.set()

    result = copy(Served(site, points(1500), before=hold_back), pages=hear)
    assert in_time and all(in_time)
    assert (sizes, result.verdict) == ([1000, 1000, 500], Verdict.VERIFIED)


def test_an_empty_file_is_made_once_by_gdal(tmp_path: Path) -> None:
    empty.cache_clear()
    for name in ("one", "other"):
        make_empty(tmp_path / "deep" / f"{name}.gpkg")
    assert (tmp_path / "deep" / "other.gpkg").read_bytes() == empty()
    opened = gdal.OpenEx(str(tmp_path / "deep" / "other.gpkg"), gdal.OF_VECTOR | gdal.OF_UPDATE)
    assert (opened.GetDriver().ShortName, opened.GetLayerCount()) == ("GPKG", 0)
    assert empty.cache_info().misses == 1


def test_what_is_slow_is_loaded_beforehand() -> None:
    empty.cache_clear()
    get_ready()
    assert empty.cache_info().currsize == 1 and "cicclo_qgis.transfer.rtree" in sys.modules


def test_the_collector_rests_and_comes_back() -> None:
    assert gc.isenabled()
    with at_rest():
        with at_rest():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ValueError, match="x"), at_rest():
        raise ValueError("x")
    assert gc.isenabled()


def test_the_collector_rests_while_a_page_is_there(site: Site, copy: Copy) -> None:
    states: List[bool] = []
    copy(Served(site, points(3500)), pages=lambda *_: states.append(gc.isenabled()))
    assert len(states) > 1 and not any(states)
    assert gc.isenabled()


def test_an_offset_that_is_no_number_is_the_servers_own_way() -> None:
    asked = "https://x.fr/items?limit=2"
    assert by_offset(asked, f"{asked}&offset=2", 2) is not None
    assert by_offset(asked, f"{asked}&offset=²", 2) is None
