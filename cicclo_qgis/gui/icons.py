"""The plugin's own icons, by name, and tinted for a selected row.

Each drawing has one mid-tone colour and transparent cut-outs: it reads on light and dark grounds,
and can be repainted in one colour.
"""

from __future__ import annotations

from enum import Enum
from typing import Dict, Tuple

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QRect, QSize, Qt
from qgis.PyQt.QtGui import QColor, QIcon, QPainter, QPixmap

from cicclo_qgis.catalogue.model import Padlock
from cicclo_qgis.ogcapi.model import ItemKind
from cicclo_qgis.where import resources

# Of screens: pixels a point.
_SCALES = (1, 2, 3)


class Icon(str, Enum):
    """File names in ``resources/icons`` without their ending."""

    CICCLO = "cicclo"
    PLATFORM = "platform"
    PLATFORM_FAILED = "platform_failed"
    SIGN_IN = "sign_in"
    PERSON = "person"
    TABLE = "table"
    FEATURES = "features"
    PADLOCK_OPEN = "padlock_open"
    PADLOCK_NEEDS_SIGN_IN = "padlock_needs_sign_in"
    PADLOCK_YOURS = "padlock_yours"
    PADLOCK_NO_RIGHT = "padlock_no_right"
    PADLOCK_UNKNOWN = "padlock_unknown"
    STAR = "star"
    STAR_EMPTY = "star_empty"
    PAGE = "page"
    GROUP = "group"
    IN_VIEW = "in_view"

    def icon(self) -> QIcon:
        """The drawing as an icon."""
        return QIcon(self.path())

    def path(self) -> str:
        """Its file."""
        return str(resources() / "icons" / f"{self.value}.svg")


def of_padlock(padlock: Padlock) -> Icon:
    """The drawing of a padlock's state."""
    return Icon(f"padlock_{padlock.value}")


def of_items(kind: ItemKind) -> Icon:
    """The drawing of what a collection holds."""
    return Icon.TABLE if kind is ItemKind.TABLE else Icon.FEATURES


def for_row(icon: Icon, side: int, selected: QColor) -> QIcon:
    """The drawing for a row of an ordinary list; in colour ``selected`` while it is selected."""
    whole = QIcon()
    for scale in _SCALES:  # an icon of an SVG file would draw its own at every other size
        whole.addPixmap(drawn(icon, side * scale))
        whole.addPixmap(tinted(icon, side * scale, selected), QIcon.Mode.Selected)
    return whole


def drawn(icon: Icon, side: int) -> QPixmap:
    """The drawing, ``side`` pixels wide and high."""
    pixmap = QPixmap(QSize(side, side))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    icon.icon().paint(painter, QRect(0, 0, side, side))
    painter.end()
    return pixmap


def tinted(icon: Icon, side: int, colour: QColor) -> QPixmap:
    """The drawing in one colour, ``side`` pixels wide and high."""
    pixmap = drawn(icon, side)
    painter = QPainter(pixmap)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(pixmap.rect(), colour)
    painter.end()
    return pixmap


def theme(name: str) -> QIcon:
    """One of QGIS's own icons, in the person's QGIS theme."""
    return QgsApplication.getThemeIcon(name)


def theme_path(name: str) -> str:
    """The file of one of QGIS's own icons, in the person's QGIS theme."""
    return str(QgsApplication.iconPath(name.lstrip("/")))


class IconPainter:
    """Draws icons in rows, sharp on every screen; drawings are kept once rendered."""

    def __init__(self) -> None:
        self._icons: Dict[Icon, QIcon] = {}
        self._tinted: Dict[Tuple[Icon, int, int], QPixmap] = {}

    def draw(self, painter: QPainter, icon: Icon, rect: QRect) -> None:
        """Draw in the icon's own colour."""
        if icon not in self._icons:
            self._icons[icon] = icon.icon()
        self._icons[icon].paint(painter, rect)

    def draw_tinted(self, painter: QPainter, icon: Icon, rect: QRect, colour: QColor) -> None:
        """Draw in one colour: on a selected row the icon's own may fade into the ground."""
        ratio = painter.device().devicePixelRatioF()
        side = max(1, round(rect.width() * ratio))
        key = (icon, side, colour.rgba())
        if key not in self._tinted:
            self._tinted[key] = tinted(icon, side, colour)
        painter.drawPixmap(rect, self._tinted[key])
