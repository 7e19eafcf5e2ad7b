from __future__ import annotations

import math

import pytest
from qgis.PyQt.QtGui import QColor

from cicclo_qgis.gui import colours
from cicclo_qgis.gui.locator_map import LocatorMap, frame_of


@pytest.fixture
def locator(qtbot):
    widget = LocatorMap()
    qtbot.addWidget(widget)
    widget.resize(320, 160)
    return widget


def drawn(widget):
    picture = widget.grab().toImage()
    return {
        QColor(picture.pixel(x, y)).name()
        for x in range(picture.width())
        for y in range(picture.height())
    }


@pytest.mark.parametrize(
    ("bbox", "west"),
    [
        ((-3.6, 48.0, -1.9, 48.9), -5.6),  # Côtes-d'Armor
        ((-5.1, 41.3, 9.6, 51.1), -5.6),  # metropolitan France
        ((55.2, -21.4, 55.9, -20.8), 55.0),  # La Réunion
        ((-61.8, 15.8, -61.0, 16.5), -62.0),  # Guadeloupe
        ((-61.2, 14.4, -60.8, 14.9), -61.4),  # Martinique
    ],
)
def test_france_is_shown_where_the_extent_lies_in_it(bbox, west):
    assert frame_of(bbox)[0] == west


def test_other_extents_are_shown_with_what_is_around():
    assert frame_of((-61.8, -21.4, 55.9, 51.1)) == pytest.approx(
        (-91.2, -39.5, 85.3, 69.2), abs=0.1
    )
    assert frame_of((-180, -90, 180, 90)) == (-180.0, -85.0, 180.0, 85.0)
    assert frame_of((170, -20, -170, -10))[2] == 180.0


@pytest.mark.parametrize(
    "bbox",
    [
        (-3.6, 48.0, -1.9, 48.9),
        (2.0, 48.0, 2.0, 48.0),
        (-180.0, -90.0, 180.0, 90.0),
        (170.0, -20.0, -170.0, -10.0),
        (55.2, -21.4, 55.9, -20.8),
    ],
)
def test_an_extent_is_always_seen(locator, bbox):
    locator.show_extent(bbox)
    locator.show()
    assert colours.warning(locator.palette()).name() in drawn(locator)


def test_land_and_sea_differ(locator):
    locator.show_extent((-3.6, 48.0, -1.9, 48.9))
    locator.show()
    assert len(drawn(locator)) >= 4


@pytest.mark.parametrize("bbox", [None, (math.nan, 0.0, 1.0, 1.0), (0.0, 0.0, math.inf, 1.0)])
def test_without_an_extent_it_takes_no_room(locator, bbox):
    locator.show_extent(bbox)
    assert locator.isHidden()
