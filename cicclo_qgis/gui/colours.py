"""Colours taken from the person's own palette, so that every QGIS theme stays readable."""

from __future__ import annotations

from qgis.PyQt.QtGui import QColor, QPalette


def blend(front: QColor, back: QColor, share: float) -> QColor:
    """``share`` (0 to 1) of ``front`` on ``back``."""
    rest = 1.0 - share
    return QColor(
        round(front.red() * share + back.red() * rest),
        round(front.green() * share + back.green() * rest),
        round(front.blue() * share + back.blue() * rest),
    )


def muted(palette: QPalette) -> QColor:
    """Text of lesser weight; still above 4.5:1 wherever the palette's own text is above 9:1."""
    role = QPalette.ColorRole
    return blend(palette.color(role.Text), palette.color(role.Base), 0.72)


def is_dark(palette: QPalette) -> bool:
    """Whether text is light on a dark ground."""
    role = QPalette.ColorRole
    return palette.color(role.Base).lightness() < palette.color(role.Text).lightness()


def link(palette: QPalette) -> QColor:
    """A link on the palette's ground; dark palettes often leave Qt's dark blue, unreadable."""
    colour = palette.color(QPalette.ColorRole.Link)
    if is_dark(palette) and contrast(colour, palette.color(QPalette.ColorRole.Base)) < 4.5:
        return QColor("#7db8ff")
    return colour


def warning(palette: QPalette) -> QColor:
    """Text that tells of a failure; words always say it as well."""
    return QColor("#ff9d76") if is_dark(palette) else QColor("#a83a00")


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.1, section 1.4.3)."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.03928 else float(((channel + 0.055) / 1.055) ** 2.4)

    return (
        0.2126 * linear(colour.redF())
        + 0.7152 * linear(colour.greenF())
        + 0.0722 * linear(colour.blueF())
    )
