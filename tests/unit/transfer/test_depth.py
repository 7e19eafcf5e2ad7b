"""Servers whose pages grow slow with depth are asked by boxes, where that is sure to be faster."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, Optional

import pytest

from cicclo_qgis.transfer import Note, Result, Strategy, Verdict, Why, depth
from cicclo_qgis.transfer.depth import Depth, TooDeep
from tests.unit.site import Heard, Site
from tests.unit.transfer.conftest import rows
from tests.unit.transfer.served import Served, points

Copy = Callable[..., Result]
MILLION = 1_000_000


def too_deep_at(
    seconds: Callable[[int], float], total: Optional[int] = MILLION, at_once: int = 1
) -> Optional[int]:
    """The offset at which going on is given up; None when it never is."""
    found = Depth()
    for offset in range(0, total or MILLION, 10_000):
        try:
            found.saw(offset, 10_000, seconds(offset), total, at_once)
        except TooDeep:
            return offset
    return None


def test_pages_that_take_the_same_are_gone_on_with() -> None:
    assert too_deep_at(lambda offset: 5.0) is None
    assert too_deep_at(lambda offset: 0.1) is None


def test_a_hiccup_is_no_depth() -> None:
    assert too_deep_at(lambda offset: 30.0 if offset == 300_000 else 0.5) is None


def test_pages_that_grow_slow() -> None:
    found = too_deep_at(lambda offset: 0.5 + offset / 50_000)
    assert found is not None and found <= 150_000


def test_near_the_end_it_is_not_worth_it() -> None:
    assert too_deep_at(lambda offset: 0.5 + max(0, offset - 900_000) / 20_000) is None
    assert too_deep_at(lambda offset: 0.1 + offset / 10_000, 60_000) is None


def test_many_at_once_are_faster_than_boxes() -> None:
    assert too_deep_at(lambda offset: 1.0 + offset / 50_000) is not None
    assert too_deep_at(lambda offset: 1.0 + offset / 50_000, at_once=8) is None


def test_no_count_no_telling() -> None:
    assert too_deep_at(lambda offset: 0.5 + offset / 50_000, None) is None


def deep(site: Site, monkeypatch: pytest.MonkeyPatch, **habits: Any) -> Served:
    monkeypatch.setattr(depth, "_SLOW_S", 0.05)
    monkeypatch.setattr(depth, "_TIMES", 2.0)
    monkeypatch.setattr(depth, "_WORTH_S", 0.5)
    monkeypatch.setattr(depth, "_BOXES_A_PAGE", 0.1)
    served = Served(site, points(6000), most=300, **habits)

    def slow(heard: Heard, number: int) -> None:
        site._over.wait(pause(int(heard.query.get("offset", 0))))

    served.before = slow
    return served


def pause(offset: int) -> float:
    return 0.01 + offset / 8_000


def without_noise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages took what the server took: side by side, a busy machine slows the first ones most."""
    real = Depth.saw

    def saw(self: Depth, offset: int, size: int, seconds: float, *more: Any) -> None:
        assert seconds >= pause(offset)
        real(self, offset, size, pause(offset), *more)

    monkeypatch.setattr(Depth, "saw", saw)


@pytest.mark.parametrize("base", ["/ogc", "/wfs3"])
def test_boxes_in_place_of_deep_pages(
    site: Site, copy: Copy, target: Path, monkeypatch: pytest.MonkeyPatch, base: str
) -> None:
    served = deep(site, monkeypatch, base=base)
    if base == "/ogc":
        without_noise(monkeypatch)
    result = copy(served)
    assert (result.strategy, result.why) == (Strategy.TILES, Why.COSTLY_OFFSET)
    assert (result.verdict, result.features, result.distinct) == (Verdict.VERIFIED, 6000, 6000)
    assert {row["valeur"] for row in rows(target)} == set(range(1, 6001))
    deepest = max(int(heard.query.get("offset", 0)) for heard in served.requests())
    assert deepest < 5700


def test_what_lies_nowhere_comes_by_pages_after_all(
    site: Site, copy: Copy, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = deep(site, monkeypatch, base="/wfs3")
    for feature in served.features[5000:5003]:
        feature["geometry"] = None
    result = copy(served)
    assert (result.strategy, result.verdict) == (Strategy.SEQUENTIAL, Verdict.VERIFIED)
    assert len(rows(target)) == result.features == 6000
    assert Note.FEATURES_MISSING not in result.notes
