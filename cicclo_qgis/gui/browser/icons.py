"""The window's icons: our own line drawings, in the colour of the theme at hand.

QGIS's resource icons do not exist in the helper process, and are drawn for a light theme.
"""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtCore import QBuffer, QByteArray, QSize
from qgis.PyQt.QtGui import QColor, QIcon, QImageReader, QPalette, QPixmap

from cicclo_qgis import where

# Ink of the SVG files, replaced by the colour asked for.
_INK = "#000000"
_LEAST_CONTRAST = 4.5


def drawing(name: str, colour: QColor, size: int, ratio: float = 1.0) -> QPixmap:
    """``browser-<name>.svg`` as a square of ``size`` points; empty when it cannot be drawn."""
    try:
        text = (where.resources() / "icons" / f"browser-{name}.svg").read_text(encoding="utf-8")
    except OSError:
        return QPixmap()
    buffer = QBuffer()
    buffer.setData(QByteArray(text.replace(_INK, colour.name()).encode("utf-8")))
    reader = QImageReader(buffer, b"svg")
    side = max(1, round(size * ratio))
    reader.setScaledSize(QSize(side, side))
    pixmap = QPixmap.fromImage(reader.read())
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def action_icon(name: str, palette: QPalette) -> QIcon:
    """An icon for a button, with a paler one for when it can do nothing."""
    icon = QIcon()
    ink = palette.color(QPalette.ColorRole.WindowText)
    pale = mixed(ink, palette.color(QPalette.ColorRole.Window), 0.68)
    for mode, colour in ((QIcon.Mode.Normal, ink), (QIcon.Mode.Disabled, pale)):
        for ratio in (1.0, 2.0):
            icon.addPixmap(drawing(name, colour, 18, ratio), mode)
    return icon


def window_icon() -> QIcon:
    """The plugin's icon, or an empty one."""
    try:
        folder = where.resources() / "icons"
    except OSError:
        return QIcon()
    for name in ("cicclo.svg", "icon.svg", "cicclo.png"):
        path: Path = folder / name
        if path.exists():
            return QIcon(str(path))
    return QIcon()


def is_dark(palette: QPalette) -> bool:
    """The theme writes light on dark."""
    # The ink, not the paper: it is what a style sheet sets for every kind of widget.
    return palette.color(QPalette.ColorRole.Text).lightness() > 128


def calm(palette: QPalette) -> QColor:
    """The colour of a padlock that holds."""
    return QColor("#6fcf8b") if is_dark(palette) else QColor("#1a7f37")


def alarm(palette: QPalette) -> QColor:
    """The colour of a warning; 4.5 to 1 against the theme's background or better."""
    return QColor("#ff9a8f") if is_dark(palette) else QColor("#b3261e")


def legible(colour: QColor, ink: QColor, paper: QColor) -> QColor:
    """The colour, as much of the ink in it as 4.5 to 1 against the paper takes."""
    for share in (0.0, 0.2, 0.4, 0.6, 0.8):
        dipped = mixed(colour, ink, share)
        if contrast(dipped, paper) >= _LEAST_CONTRAST:
            return dipped
    return ink


def quiet(palette: QPalette) -> QColor:
    """The colour of what is said in passing."""
    window = palette.color(QPalette.ColorRole.Window)
    return faded(palette.color(QPalette.ColorRole.WindowText), window)


def faded(ink: QColor, paper: QColor) -> QColor:
    """The ink gone pale, as far as it stays at 4.5 to 1 (WCAG 2.2, 1.4.3) against the paper."""
    for share in (0.4, 0.3, 0.2, 0.1):
        pale = mixed(ink, paper, share)
        if contrast(pale, paper) >= _LEAST_CONTRAST:
            return pale
    return ink


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """``one`` with that share of ``other``."""
    return QColor(
        round(one.red() + (other.red() - one.red()) * share),
        round(one.green() + (other.green() - one.green()) * share),
        round(one.blue() + (other.blue() - one.blue()) * share),
    )
