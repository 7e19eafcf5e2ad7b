"""Colours taken from the person's own palette, so that every QGIS theme stays readable."""

from __future__ import annotations

from qgis.PyQt.QtGui import QColor, QPalette

READABLE = 4.5
"""Least contrast of text and ground (WCAG 2.1, section 1.4.3)."""


def blend(front: QColor, back: QColor, share: float) -> QColor:
    """``share`` (0 to 1) of ``front`` on ``back``."""
    rest = 1.0 - share
    return QColor(
        round(front.red() * share + back.red() * rest),
        round(front.green() * share + back.green() * rest),
        round(front.blue() * share + back.blue() * rest),
    )


def muted(palette: QPalette) -> QColor:
    """Text of lesser weight, as far as it stays readable on the palette's ground."""
    role = QPalette.ColorRole
    text, ground = palette.color(role.Text), palette.color(role.Base)
    for share in (0.72, 0.8, 0.9):
        colour = blend(text, ground, share)
        if contrast(colour, ground) >= READABLE:
            return colour
    return text


def link(palette: QPalette) -> QColor:
    """A link on the palette's ground; many dark palettes keep Qt's dark blue, unreadable."""
    own = palette.color(QPalette.ColorRole.Link)
    return _readable(palette, own, QColor("#7db8ff"), QColor("#003a80"))


def warning(palette: QPalette) -> QColor:
    """Text that tells of a failure; words always say it as well."""
    return _readable(palette, QColor("#a83a00"), QColor("#ff9d76"), QColor("#5c1f00"))


def _readable(palette: QPalette, *colours: QColor) -> QColor:
    ground = palette.color(QPalette.ColorRole.Base)
    for colour in colours:
        if contrast(colour, ground) >= READABLE:
            return colour
    return max(colours, key=lambda colour: contrast(colour, ground))


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
