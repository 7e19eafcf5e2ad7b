"""Colours that can be read, in any theme."""

from __future__ import annotations

import pytest
from qgis.PyQt.QtGui import QColor

from cicclo_qgis.gui.browser.icons import contrast, drawing, faded, legible


def test_contrast_as_wcag_gives_it() -> None:
    assert contrast(QColor("#000000"), QColor("#ffffff")) == pytest.approx(21.0)
    assert contrast(QColor("#767676"), QColor("#ffffff")) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ("#000000", "#ffffff"),
        ("#000000", "#8a8a8a"),
        ("#b1b1b1", "#323232"),
        ("#e6e6e6", "#1f1f1f"),
    ],
)
def test_pale_ink_can_still_be_read(ink: str, paper: str) -> None:
    assert contrast(faded(QColor(ink), QColor(paper)), QColor(paper)) >= 4.5


@pytest.mark.parametrize(
    "name",
    ["back", "reload", "stop", "locked", "local", "warning", "unreachable", "waiting", "shield"],
)
def test_every_drawing_is_there(name: str, qgis_app: object) -> None:
    image = drawing(name, QColor("#ff0000"), 18, 2.0).toImage()
    assert (image.width(), image.height()) == (36, 36)
    colours = {
        image.pixelColor(x, y).name()
        for x in range(36)
        for y in range(36)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert colours == {"#ff0000"}


@pytest.mark.parametrize(
    ("ink", "paper"), [("#000000", "#ffffff"), ("#000000", "#8c8c8c"), ("#c0c0c0", "#323232")]
)
def test_a_warning_can_be_read_on_every_line(ink: str, paper: str) -> None:
    seen = legible(QColor("#b3261e"), QColor(ink), QColor(paper))
    assert contrast(seen, QColor(paper)) >= 4.5
    assert seen.red() > seen.green()  # no more of the ink than it takes
