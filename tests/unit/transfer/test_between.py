"""What is called between two pieces of work: others get in, whatever the work itself does."""

from __future__ import annotations

from typing import List

import pytest

from cicclo_qgis.transfer import between
from cicclo_qgis.transfer.wfs.gml import read_gml

GML = (
    b'<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" '
    b'xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:a="a">'
    + b"<wfs:member><a:b><a:g><gml:Point><gml:pos>2 48</gml:pos></gml:Point></a:g></a:b></wfs:member>"
    * 90
    + b"</wfs:FeatureCollection>"
)


class Clock:
    """A millisecond has gone by each time that somebody looks."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: List[float] = []

    def perf_counter(self) -> float:
        self.now += 0.001
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(between, "time", clock)
    return clock


def test_a_gap_every_few_milliseconds_and_no_more(clock: Clock) -> None:
    called: List[int] = []
    pause = between.leaving_gaps(lambda: called.append(1))
    for _ in range(30):
        pause()
    assert len(called) == 30
    # Three looks of a millisecond each, and one after the gap.
    assert 7 <= len(clock.slept) <= 10
    assert all(0 < seconds < 0.001 for seconds in clock.slept)


def test_a_page_of_gml_leaves_gaps(clock: Clock) -> None:
    """OGR is called for each shape, and lets nobody in for long enough."""
    found = read_gml(GML, {}, "EPSG:4326")
    assert len(found.features) == 90 and found.features[0]["geometry"]["coordinates"] == (2.0, 48.0)
    assert len(clock.slept) >= 20
