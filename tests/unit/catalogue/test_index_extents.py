"""What touches a view is told of all rows at once as it is told of each."""

from __future__ import annotations

from itertools import count
from typing import Optional

import pytest

from cicclo_qgis.catalogue.facets import touches
from cicclo_qgis.catalogue.index_extents import Areas, Bbox, packed, unpacked

DICE = (number * 7919 % 10007 / 10007 for number in count(1))
ROWS = 600
WORLD = (-180.0, -90.0, 180.0, 90.0)


def _side(least: float, most: float) -> float:
    """Round ones meet the sides of views, and the steps by which extents are told apart."""
    return round(least + next(DICE) * (most - least), (0, 1, 2, 9)[int(next(DICE) * 4)])


def _box() -> Optional[Bbox]:
    if next(DICE) < 0.1:
        return None
    wide = next(DICE) < 0.3
    spread = (-180.0, 180.0, -90.0, 90.0) if wide else (-6.0, 10.0, 41.0, 51.5)
    west, east = sorted((_side(*spread[:2]), _side(*spread[:2])))
    south, north = sorted((_side(*spread[2:]), _side(*spread[2:])))
    return (west, south, east, north)


BOXES = [_box() for _ in range(ROWS)]
VIEWS = [box for box in (_box() for _ in range(40)) if box] + [
    WORLD,
    (170.0, -30.0, -170.0, 0.0),
    (9.0, 41.0, -5.0, 51.0),
    (-6.0, 41.0, -6.0, 41.0),
    (200.0, 100.0, 300.0, 200.0),
]


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_rows_that_touch_a_view(view: Bbox) -> None:
    half = ROWS // 2
    parts = [
        (start, unpacked(packed(boxes), half))
        for start, boxes in ((3, BOXES[:half]), (half + 20, BOXES[half:]))
    ]
    mask = Areas(parts, ROWS + 30).touching(view).to_bytes(ROWS + 30, "little")
    expected = bytearray(ROWS + 30)
    for number, box in enumerate(BOXES):
        place = number + (3 if number < half else 20)
        expected[place] = box is not None and touches(box, view)
    assert mask == expected


def test_a_platform_without_rows() -> None:
    assert Areas([(0, unpacked(packed([]), 0))], 0).touching(WORLD) == 0


def test_what_is_no_number_lies_nowhere() -> None:
    extents = unpacked(packed([(float("nan"), 0.0, 1.0, 1.0)]), 1)
    assert Areas([(0, extents)], 1).touching(WORLD) == 0


def test_extents_of_other_rows_are_not_taken_for_these() -> None:
    assert Areas([(0, unpacked(b"torn", 2))], 2).touching(WORLD) == 0
