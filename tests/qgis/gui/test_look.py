"""Contrast and icons: what can be measured of the look. The rest is for eyes: screenshots.py."""

from __future__ import annotations

import pytest
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor, QIcon, QImage, QPalette

from cicclo_qgis.catalogue.model import Padlock
from cicclo_qgis.gui import colours
from cicclo_qgis.gui.icons import Icon, for_row, of_padlock


def palette(text, base, link="#0000ff"):
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Text, QColor(text))
    palette.setColor(QPalette.ColorRole.Base, QColor(base))
    palette.setColor(QPalette.ColorRole.Link, QColor(link))
    return palette


THEMES = [
    ("#000000", "#ffffff"),
    ("#31363b", "#fcfcfc"),
    ("#e0e0e0", "#262626"),
    ("#ffffff", "#000000"),
    ("#ffffff", "#323232"),
]


@pytest.mark.parametrize(("text", "base"), THEMES)
def test_every_text_keeps_4_5_to_1(text, base):
    """WCAG 2.1, section 1.4.3."""
    theme = palette(text, base)
    ground = QColor(base)
    for colour in (colours.muted(theme), colours.link(theme), colours.warning(theme)):
        assert colours.contrast(colour, ground) >= 4.5


def test_contrast():
    assert colours.contrast(QColor("#000"), QColor("#fff")) == pytest.approx(21.0)
    assert colours.contrast(QColor("#777"), QColor("#777")) == 1.0


def image(icon, side=16):
    return (
        icon.icon().pixmap(QSize(side, side)).toImage().convertToFormat(QImage.Format.Format_ARGB32)
    )


def solid(picture):
    return [
        picture.pixelColor(x, y)
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.pixelColor(x, y).alpha() > 250
    ]


@pytest.mark.parametrize("icon", [i for i in Icon if i is not Icon.CICCLO])
@pytest.mark.parametrize("ground", ["#ffffff", "#262626"])
def test_every_icon_keeps_3_to_1(qgis_app, icon, ground):
    """WCAG 2.1, section 1.4.11."""
    colour = max(
        {c.name() for c in solid(image(icon, 64))},
        key=[c.name() for c in solid(image(icon, 64))].count,
    )
    assert colours.contrast(QColor(colour), QColor(ground)) >= 3.0


@pytest.mark.parametrize("icon", list(Icon))
def test_every_icon_is_there_and_drawn(qgis_app, icon):
    assert len(solid(image(icon, 32))) > 40


def test_the_padlocks_differ_without_their_colour(qgis_app):
    shapes = set()
    for padlock in Padlock:
        picture = image(of_padlock(padlock))
        shapes.add(
            tuple(picture.pixelColor(x, y).alpha() > 127 for x in range(16) for y in range(16))
        )
    assert len(shapes) == len(Padlock)


@pytest.mark.parametrize("scale", [1, 2, 3])
def test_on_a_selected_row_the_drawing_has_the_rows_colour_on_every_screen(qgis_app, scale):
    icon = for_row(Icon.PERSON, 16, QColor("#ffffff"))
    side = 16 * scale
    picture = icon.pixmap(QSize(side, side), QIcon.Mode.Selected).toImage()
    assert picture.width() == side
    assert {c.name() for c in solid(picture)} == {"#ffffff"}
    usual = icon.pixmap(QSize(side, side)).toImage()
    assert "#ffffff" not in {c.name() for c in solid(usual)}
