"""Fonts, measures and colours of the rows of the list, reckoned once and shared by all rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Optional, Tuple

from qgis.PyQt.QtGui import QColor, QFont, QFontMetrics, QPalette
from qgis.PyQt.QtWidgets import QStyle, QStyleOptionViewItem

from cicclo_qgis.gui import colours

_KEPT = 16
# Looked up once: to find such a name takes PyQt longer than all that is done with it.
_ACTIVE, _SELECTED = QStyle.StateFlag.State_Active, QStyle.StateFlag.State_Selected


@dataclass(frozen=True)
class Sizes:
    """What follows from a font, in points of the screen.

    ``line`` and ``small_line``: heights of the two lines; ``air``: above and below them;
    ``gap``: between what stands side by side; ``side``: of an icon.
    """

    font: QFont
    small: QFont
    bold: QFont
    line: int
    small_line: int
    air: int
    gap: int
    side: int

    @classmethod
    def of(cls, font: QFont) -> Sizes:
        """Measure a font."""
        small, bold = _small(font), QFont(font)
        bold.setBold(True)
        line, small_line = QFontMetrics(font).height(), QFontMetrics(small).height()
        air, gap = max(3, line // 5), max(4, line // 3)
        return cls(font, small, bold, line, small_line, air, gap, max(16, line))


@dataclass(frozen=True)
class Ink:
    """The colours of one row. ``tint`` is set on a selected row."""

    text: QColor
    muted: QColor
    link: QColor
    warning: QColor
    tint: Optional[QColor]

    @classmethod
    def of(cls, option: QStyleOptionViewItem) -> Ink:
        """Of a row in that palette and state."""
        palette, state = QPalette(option.palette), option.state
        active = state & _ACTIVE
        group = QPalette.ColorGroup
        palette.setCurrentColorGroup(group.Active if active else group.Inactive)
        if state & _SELECTED:
            text = palette.color(QPalette.ColorRole.HighlightedText)
            soft = colours.blend(text, palette.color(QPalette.ColorRole.Highlight), 0.9)
            return cls(text, soft, text, text, text)
        text = palette.color(QPalette.ColorRole.Text)
        told = (colours.muted(palette), colours.link(palette), colours.warning(palette))
        return cls(text, *told, None)


class Inkwell:
    """Sizes and inks, as far as they are in use."""

    def __init__(self) -> None:
        self._sizes: Dict[str, Sizes] = {}
        self._inks: Dict[Tuple[int, bool, bool], Ink] = {}

    def sizes(self, font: QFont) -> Sizes:
        """Of that font."""
        key = font.key()
        if key not in self._sizes:
            if len(self._sizes) >= _KEPT:
                self._sizes.clear()
            self._sizes[key] = Sizes.of(QFont(font))
        return self._sizes[key]

    def ink(self, option: QStyleOptionViewItem) -> Ink:
        """Of a row in that palette and state."""
        state = option.state
        active, selected = bool(state & _ACTIVE), bool(state & _SELECTED)
        key = (option.palette.cacheKey(), active, selected)
        if key not in self._inks:
            if len(self._inks) >= _KEPT:
                self._inks.clear()
            self._inks[key] = Ink.of(option)
        return self._inks[key]


def _small(font: QFont) -> QFont:
    small = QFont(font)
    if font.pointSizeF() > 0:
        small.setPointSizeF(font.pointSizeF() * 0.9)
    else:
        small.setPixelSize(max(1, round(font.pixelSize() * 0.9)))
    return small
